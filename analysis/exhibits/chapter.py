"""The voice of a notebook: it tells texts, shows exhibits, says what is missing, keeps the results."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from IPython.display import display

from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.language import Language
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME, Exhibit, Result
from analysis.exhibits.specimens import marked, refuse_specimen_tables, rests_on_specimen
from analysis.messages import use_language
from analysis.sources import Table


class Chapter:
    """One chapter of the book, in one language.

    A number enters prose only as a recorded result: `tell` fills the places of a text from the results
    recorded so far and from plain words, and refuses a bare number.

    Parameters
    ----------
    name : str
        The section of the text catalogue: ``region``, ``comparison`` or ``national``.
    language : str
        ``en`` or ``id``.
    corrected : bool
        Whether the chapter's tables were loaded with the ledger of corrections; its results say so.
    specimen : bool
        Whether the chapter is of the specimen district: all that it shows is then marked as made up. In any
        other chapter what rests on rows with the status ``specimen`` is marked, and a number from the
        specimen district is refused.
    """

    def __init__(self, name: str, language: str, *, corrected: bool = True, specimen: bool = False) -> None:
        self.name = name
        self.language = Language(language)
        self.corrected = corrected
        self.specimen = specimen
        self.results: dict[str, Result] = {}
        self._sources: dict[str, tuple[Table, ...]] = {}
        use_language(self.language.code)  # a refusal is told in the language of the chapter

    def text(self, key: str, **words: str) -> str:
        """Return a text of this chapter, or of another by its full key, with results and words filled in."""
        full = key if "." in key else f"{self.name}.{key}"
        recorded = {id: result.text for id, result in self.results.items()}
        return self.language.text(full, **{**recorded, **words})

    def tell(self, key: str, **words: str) -> None:
        """Show a text of this chapter as Markdown."""
        text = self.text(key, **words)
        display({"text/markdown": text, "text/plain": text}, raw=True)

    def result(
        self,
        id: str,
        value: Any,
        *,
        decimals: int = 0,
        unit: str,
        derivation: Derivation,
        text: str | None = None,
    ) -> Result:
        """Record a number for use in prose: rounded once, here, with the function and rows that gave it."""
        plain = value.item() if hasattr(value, "item") else value
        if pd.isna(plain):
            plain = None
        if text is None:
            as_year = unit == "year"
            text = self.language.year(plain) if as_year else self.language.number(plain, decimals)
        made = Result(id, plain, text, unit, derivation if self.corrected else derivation.without_ledger())
        made = self._with_status(made)
        self.results[id] = made
        return made

    def _with_status(self, made: Result) -> Result:
        if self.specimen:
            return replace(made, status="specimen")
        refuse_specimen_tables(made.id, made.tables)
        if rests_on_specimen(made.tables):
            mark = self.language.text("specimen.mark")
            return replace(made, status="specimen", text=f"{made.text} [{mark}]")
        return made

    def windows(
        self, windows: Mapping[str, tuple[int, int]], parameters: str, shown: Collection[str]
    ) -> None:
        """Record first and last year of named windows, which the parameters of the run chose.

        Parameters
        ----------
        windows : mapping
            Name of a window to its first and last year.
        parameters : str
            Dotted name of the model of the parameters, with fields ``<window>_first_year`` and
            ``<window>_last_year``.
        shown : collection of str
            The windows that are told; all of them belong to the choice.
        """
        edges = {
            f"{name}_{edge}": year
            for name, span in windows.items()
            for edge, year in zip(("first", "last"), span, strict=True)
        }
        chosen = by(parameters, **{f"{edge}_year": year for edge, year in edges.items()})
        for edge, year in edges.items():
            if edge.rsplit("_", 1)[0] in shown:
                self.result(edge, year, unit="year", derivation=chosen.take(f"{edge}_year"))

    def show(self, exhibit: Exhibit) -> None:
        """Show a figure or table with its caption, source and data twin."""
        origin = self._origin(exhibit)
        if self.specimen or any("specimen" in status for status in origin["statuses"]):
            exhibit = marked(exhibit, self.language)
        record = exhibit.record() | origin
        if exhibit.kind == "figure":
            picture = base64.b64encode(exhibit.png()).decode("ascii")
            display(
                {"image/png": picture, "text/plain": exhibit.alt, EXHIBIT_MIME: record},
                metadata={"image/png": {"alt": exhibit.alt}},
                raw=True,
            )
            caption = f"**{exhibit.title}.** {exhibit.caption} *{exhibit.source}*"
            display({"text/markdown": caption, "text/plain": caption}, raw=True)
        else:
            display({"text/html": exhibit.html, "text/plain": exhibit.alt, EXHIBIT_MIME: record}, raw=True)

    def box(self, key: str, **words: str) -> None:
        """Open a box that says what is missing, which file would fill it and where its template is."""
        self._box(self.text(f"{key}_box_title", **words), self.text(f"{key}_box", **words))

    def banner(self) -> None:
        """Say at the head of a chapter of the specimen district that it is made up; nothing in any other."""
        if self.specimen:
            text = self.language.text
            self._box(text("specimen.banner_title"), text("specimen.banner"))

    def _box(self, title: str, body: str) -> None:
        text = f"> **{title}.** {body}"
        display(
            {"text/markdown": text, "text/plain": text, BOX_MIME: {"title": title, "text": body}}, raw=True
        )

    def caution(self, *sentences: str) -> None:
        """Show what must be read with the numbers told before: each sentence once, nothing where none is."""
        told = list(dict.fromkeys(sentence for sentence in sentences if sentence))
        if told:
            text = "\n".join([self.language.text("common.caution"), "", *(f"- {one}" for one in told)])
            display({"text/markdown": text, "text/plain": text}, raw=True)

    def source(self, *tables: Table) -> str:
        """Return the source line for the tables that went into an exhibit."""
        lines = [table_source(table) for table in tables]
        line = self.language.text("common.source", sources="; ".join(dict.fromkeys(lines)))
        self._sources[line] = tables
        return line

    def _origin(self, exhibit: Exhibit) -> dict[str, list[str]]:
        """Return names and status of the tables behind an exhibit, which its source line names in words."""
        tables = self._sources.get(exhibit.source, ())
        statuses = dict.fromkeys(str(table.origin["status"]) for table in tables)
        return {"tables": [table.name for table in tables], "statuses": list(statuses)}

    def close(self) -> None:
        """Publish the results that the prose used, so that the book can bind to them."""
        records: Mapping[str, Any] = {id: result.record() for id, result in self.results.items()}
        lines = "\n".join(f"{id} = {result.text} ({result.unit})" for id, result in self.results.items())
        display({RESULTS_MIME: records, "text/plain": lines}, raw=True)


def table_source(table: Table) -> str:
    """Return producers, licence and status of a table in one phrase."""
    producers = ", ".join(source["title"] for source in table.origin["sources"]) or table.origin["title"]
    licences = ", ".join(licence["name"] for licence in table.origin["licenses"])
    return f"{producers} ({'; '.join(part for part in (licences, table.origin['status']) if part)})"
