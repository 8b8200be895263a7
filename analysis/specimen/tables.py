"""The specimen's tables: what a region with full data has in ``data/regions/<code>/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources import data_folder
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.writing import frame_csv, write_atomically
from analysis.specimen import promises, schools, survey, thread
from analysis.specimen.world import (
    BASE_YEAR,
    CODE,
    YEARS,
    amounts,
    assumptions,
    attainments,
    denominators,
    planned_targets,
    rows_of,
)

__all__ = ["GENERATORS", "make_table", "write_tables"]

OBSERVED_YEARS = (BASE_YEAR, *YEARS[:4])  # until 2014: the last year of the plan has not been reported yet
SOURCE = "analysis/specimen"  # of rows that follow from the assumptions and stand in no document
LINES = (("rkpd", 2013), ("kua_ppas", 2013), ("apbd", 2013), ("dpa", 2011), ("dpa", 2012), ("dpa", 2013),
         ("realisation", 2013))  # fmt: skip
PRICE_YEAR = 2013
SPENT = 0.934  # of the budget in force
OFFICES = {"1.02": "Dinas Kesehatan", "1.01": "Dinas Pendidikan", "1.12": "BKBPP"}


def indicators() -> pd.DataFrame:
    """Return attainment and target of each indicator and year, with the flaws that are assumed.

    The rate (KES-13a) is no percentage and is left out. A flaw is what real tables have and honesty checks
    look for; ``flaws`` names each with the check that finds it.
    """
    table = attainments().merge(planned_targets("rpjmd"), on=["indicator_code", "year"], how="left")
    table = table[table["year"].isin(OBSERVED_YEARS) & (table["indicator_code"] != "KES-13a")]
    table = _with_flaws(table.reset_index(drop=True))
    first = assumptions("phrasings").query("variation == 'name'").drop_duplicates("indicator_code")
    names = first.set_index("indicator_code")["phrase"]
    return table.assign(
        indicator_name=table["indicator_code"].map(names),
        target_pct=table["target"],
        source=[f"lakip-dinkes-{year}" if code.startswith("KES") else f"lkpj-{year}"
                for code, year in zip(table["indicator_code"], table["year"], strict=True)],
    )  # fmt: skip


def _with_flaws(table: pd.DataFrame) -> pd.DataFrame:
    made = table.copy()
    for flaw in rows_of(assumptions("flaws")):
        own = made["indicator_code"] == flaw["indicator_code"]
        here = own & (made["year"] == int(flaw["year"]))
        before = own & (made["year"] == int(flaw["year"]) - 1)
        if flaw["flaw"] == "copied":
            for name in ("numerator", "denominator", "value_pct"):
                made.loc[here, name] = made.loc[before, name].iloc[0]
            continue
        value = made.loc[here, "value_pct"]
        target = made.loc[here, "target"]
        flawed = {
            "times_100": value * 100,
            "times_target": value * target / 100,
            "capped": value.clip(upper=100),
        }
        made.loc[here, "value_pct"] = flawed[flaw["flaw"]].round(2)
    return made


def budget_lines() -> pd.DataFrame:
    """Return the lines of plans and budgets, and what was spent."""
    return pd.concat([_lines(document, year) for document, year in LINES], ignore_index=True)


def _lines(document: str, year: int) -> pd.DataFrame:
    table = amounts("dpa" if document == "realisation" else document, year)
    if document == "realisation":
        table["amount_idr"] = (table["amount_idr"] * SPENT / 1000).round().astype("int64") * 1000
    served = table["serves"].str.split("; ")
    return table.assign(
        year=year,
        document=document,
        line_id=table["activity_code"],
        funding_source=table["funding_source"].str.lower(),
        organisation=table["activity_code"].str[:4].map(OFFICES),
        indicator_code=[codes[0] if len(codes) == 1 else "" for codes in served],
        source=SOURCE if year != 2013 or document == "realisation" else _document_of(document),
    )


def _document_of(document_type: str) -> str:
    table = assumptions("documents")
    ids = table.loc[table["document_type"] == document_type, "document_id"]
    return str(ids.iloc[0]) if len(ids) else SOURCE


def line_indicators() -> pd.DataFrame:
    """Return how much of each line of the budget in force serves which indicator, by who has to be served."""
    people = {(row["denominator"], row["year"]): row["count"] for row in rows_of(denominators())}
    basis = assumptions("indicators").set_index("indicator_code")["denominator"]
    rows = []
    for document, year in LINES:
        if document != "dpa":
            continue
        for line in rows_of(amounts(document, year)):
            codes = [code for code in line["serves"].split("; ") if code]
            sizes = [people[basis[code], year] for code in codes]
            rows += [
                {
                    "year": year,
                    "line_id": line["activity_code"],
                    "indicator_code": code,
                    "share_pct": int(1000 * size / sum(sizes)) / 10,
                    "basis": "jumlah sasaran" if len(codes) > 1 else "satu indikator",
                    "source": SOURCE,
                }
                for code, size in zip(codes, sizes, strict=True)
            ]
    return pd.DataFrame(rows)


def unit_costs() -> pd.DataFrame:
    """Return what serving costs, likely, at least and at most, at the prices of one year."""
    table = assumptions("unit-costs")
    likely = table["unit_cost_idr"].astype(float)
    bounds = {
        f"unit_cost_{name}_idr": (likely * table[f"{name}_pct"].astype(float) / 100).round(-1)
        for name in ("low", "high")
    }
    return table.assign(**bounds, price_year=PRICE_YEAR, source=SOURCE)


def documents() -> pd.DataFrame:
    """Return the register of the documents that ``make_documents`` writes."""
    names = ["document_id", "document_type", "title", "year_from", "year_to", "organisation", "file"]
    return assumptions("documents")[names].assign(source=SOURCE)


def priorities() -> pd.DataFrame:
    """Return what the regional head and the council put first, as the documents word it."""
    return assumptions("priorities").assign(entered_by="penyusun contoh")


def inputs_received() -> pd.DataFrame:
    """Return the help that the region received."""
    return assumptions("inputs").assign(source=SOURCE)


def complaint_survey() -> pd.DataFrame:
    """Count complaints by unit and round from the answers."""
    answers = survey.complaint_answers()
    keys = ["unit_name", "sector", "round", "year", "complaint_id", "complaint", "users_count"]
    words = assumptions("complaints").set_index("complaint_id")["complaint"]
    answers["complaint"] = answers["complaint_id"].map(words)
    answered = answers[answers["answer"] != "no_answer"]
    counts = answered.groupby(keys)["answer"].agg(
        respondents_count="size", complaints_count=lambda given: int((given == "yes").sum())
    )
    return counts.reset_index().assign(source=SOURCE)


def satisfaction_survey() -> pd.DataFrame:
    """Average the answers by unit, round and element."""
    keys = ["unit_name", "round", "year"]
    elements = [f"u{number}" for number in range(1, 10)]
    long = survey.satisfaction_answers().melt(keys, elements, "element", "score").dropna(subset="score")
    grouped = long.assign(element=long["element"].str.upper()).groupby([*keys, "element"])["score"]
    means = grouped.agg(respondents_count="size", mean_score=lambda scores: round(scores.mean(), 2))
    return means.reset_index().assign(source=SOURCE)


def _from(make: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    return lambda: make().assign(source=SOURCE)


GENERATORS: dict[str, Callable[[], pd.DataFrame]] = {
    "indicators": indicators,
    "budget-lines": budget_lines,
    "documents": documents,
    "priorities": priorities,
    "document-levels": thread.document_levels,
    "document-figures": thread.document_figures,
    "line-indicators": line_indicators,
    "unit-costs": unit_costs,
    "school-standards": _from(schools.school_standards),
    "inputs-received": inputs_received,
    "complaint-survey": complaint_survey,
    "complaint-answers": _from(survey.complaint_answers),
    "complaint-causes": _from(promises.complaint_causes),
    "service-promises": _from(promises.service_promises),
    "promise-events": _from(promises.promise_events),
    "procedures": lambda: assumptions("procedures").assign(year=2012, source=SOURCE),
    "satisfaction-survey": satisfaction_survey,
    "satisfaction-answers": _from(survey.satisfaction_answers),
}


def make_table(name: str, *, root: Path | str | None = None) -> pd.DataFrame:
    """Make one table of the specimen in the columns of its template, each row with the status ``specimen``.

    Parameters
    ----------
    name
        One of ``GENERATORS``.
    root
        The data folder that holds the templates; by default ``analysis.sources.data_folder()``.

    Raises
    ------
    DataError
        The specimen has no such table, or makes a column that the template lacks.
    """
    if name not in GENERATORS:
        raise DataError(f"The specimen has no table {name!r}; it has {', '.join(GENERATORS)}.")
    folder = Path(root) if root is not None else data_folder()
    template = find_resource(read_package(folder), f"templates/{name}")
    fields = template["schema"]["fields"]
    made = GENERATORS[name]().assign(region_code=CODE, status="specimen")
    needed = [field["name"] for field in fields if field.get("constraints", {}).get("required")]
    missing = [column for column in needed if column not in made]
    if missing:
        raise DataError(f"The specimen's table {name} lacks the columns {', '.join(missing)}.")
    return made.reindex(columns=[field["name"] for field in fields])


def write_tables(root: Path | str | None = None, only: Iterable[str] | None = None) -> list[Path]:
    """Write tables of the specimen below the data folder; the same assumptions give the same bytes.

    Parameters
    ----------
    root
        The data folder; by default ``analysis.sources.data_folder()``.
    only
        Names of tables; by default all of ``GENERATORS``.
    """
    folder = Path(root) if root is not None else data_folder()
    written = []
    for name in GENERATORS if only is None else only:
        path = folder / "regions" / CODE / f"{name}.csv"
        write_atomically(path, frame_csv(make_table(name, root=folder)).encode())
        written.append(path)
    return written
