"""Follow budget lines from one document of a year to the next: which stay, go, come, and with how much."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.planning.own_lines import overhead_pattern

CHAIN = ("rkpd", "kua_ppas", "apbd", "dpa")  # the documents of a year in the order in which they are decided
OVERHEAD = "overhead"
ORDER = ["organisation", "code", "programme_name", "name"]
# By what a line is found again, the surest first; a key counts where it names one line in both documents.
KEYS = (
    ("organisation", "code"),
    ("code",),
    ("organisation", "programme_name", "name"),
    ("organisation", "name"),
    ("name",),
)
NEEDED = ["year", "document", "organisation", "programme_code", "programme_name", "activity_code",
          "activity_name", "amount_idr"]  # fmt: skip


def linked_to_standards(lines: pd.DataFrame, shares: pd.DataFrame | None = None) -> pd.Series:
    """Say of each budget line whether it carries a standard.

    Parameters
    ----------
    lines : pandas.DataFrame
        Table ``budget-lines`` of a region: ``year, line_id, organisation, activity_code, indicator_code``.
    shares : pandas.DataFrame, optional
        Table ``line-indicators``: ``year, line_id``.

    Returns
    -------
    pandas.Series of bool
        On the index of `lines`. A line carries a standard where an indicator is named on it, or on a line of
        the same organisation and activity code in any other document or year: a line that was struck out
        before anybody wrote its indicator down would else count among those that never had one, and linked
        lines would seem to survive by how they were recorded.

    Raises
    ------
    MethodError
        A column is absent.
    """
    columns = ["year", "line_id", "organisation", "activity_code", "indicator_code"]
    require_columns(lines, columns, "the budget lines")
    named = lines["indicator_code"].fillna("").ne("")
    if shares is not None and len(shares):
        require_columns(shares, ["year", "line_id"], "the table line-indicators")
        pairs = set(zip(shares["year"], shares["line_id"], strict=True))
        named |= pd.Series([pair in pairs for pair in zip(lines["year"], lines["line_id"], strict=True)],
                           index=lines.index)  # fmt: skip
    codes = lines["activity_code"].fillna("").astype(str)
    places = _folded(lines["organisation"].fillna("").astype(str)) + "|" + codes
    return named | (places.isin(set(places[named])) & codes.ne(""))


def programme_kinds(programme_codes: pd.Series, overhead: Collection[str] = ()) -> pd.Series:
    """Return what kind of programme each code is: its function of government, or overhead.

    Parameters
    ----------
    programme_codes : pandas.Series of str
        Codes as in the documents, for example ``1.02.01.32``.
    overhead : collection of str
        Codes of overhead, as for :func:`analysis.planning.own_lines.overhead_share`.

    Returns
    -------
    pandas.Series of str
        ``overhead``, or the first two parts of the code (``1.02`` is health), ``""`` without a code.
    """
    codes = programme_codes.fillna("").astype(str)
    kinds = codes.str.extract(r"^(\d+\.\d+)", expand=False).fillna("")
    return kinds.mask(codes.str.fullmatch(overhead_pattern(overhead)), OVERHEAD)


def line_chain(
    lines: pd.DataFrame, linked: pd.Series, year: int, stages: Sequence[str] = CHAIN
) -> pd.DataFrame:
    """Put the lines of a year's documents side by side, one row for each activity (or programme).

    Parameters
    ----------
    lines : pandas.DataFrame
        Table ``budget-lines`` of one region.
    linked : pandas.Series of bool
        From :func:`linked_to_standards`.
    year : int
        The budget year.
    stages : sequence of str
        Documents in their order, each with lines in that year.

    Returns
    -------
    pandas.DataFrame
        ``organisation, code, name, programme_code, programme_name, linked`` and for each stage
        ``<stage>_idr`` (missing where the document has no such line) and ``<stage>_by``: ``code`` or
        ``name``, by which the line was found again, empty for a new one. Lines of one activity (by source of
        money, by class) are added up, and a line of zero rupiah counts as none. A line is the same by
        activity code of the organisation, then by code alone, then by name within the programme, within the
        organisation, and alone; each only where it names one line in both documents. A line that got another
        code and another name counts as gone and as new. Where a document has no activities, as ceilings may,
        programmes are followed (:func:`finest_level`).

    Raises
    ------
    MethodError
        Fewer than two stages, a column is absent, or a stage has no lines in that year.
    """
    require_columns(lines, NEEDED, "the budget lines")
    if len(stages) < 2:
        raise MethodError(f"{len(stages)} document is no chain; name two or more, in their order.")
    rows = lines.assign(linked=linked)[lines["year"] == year]
    _require_stages(rows, year, stages)
    level = finest_level(rows, stages)
    first, *rest = (_units(rows[rows["document"] == stage], level, stage) for stage in stages)
    found = first.assign(**{f"{stages[0]}_by": ""})
    for stage, units in zip(stages[1:], rest, strict=True):
        found = _joined(found, units, stage)
    return found.sort_values(ORDER, kind="stable", ignore_index=True)


def _require_stages(rows: pd.DataFrame, year: int, stages: Sequence[str]) -> None:
    there = set(rows["document"])
    missing = [stage for stage in stages if stage not in there]
    if missing:
        raise MethodError(
            say(
                "The budget lines of {year} have no line of {missing}; there are lines of {there}. Enter the "
                "lines of each document to compare them.",
                year=year,
                missing=", ".join(missing),
                there=", ".join(sorted(there)) or say("nothing"),
            )
        )


def finest_level(lines: pd.DataFrame, stages: Sequence[str]) -> str:
    """Return ``activity`` where each document names an activity on some line, else ``programme``."""
    written = lines["activity_code"].fillna("").ne("") | lines["activity_name"].fillna("").ne("")
    return "activity" if set(stages) <= set(lines.loc[written, "document"]) else "programme"


def stages_of(lines: pd.DataFrame, year: int) -> tuple[str, ...]:
    """Return the documents of the chain that have lines in a year, in their order."""
    there = set(lines.loc[lines["year"] == year, "document"])
    return tuple(stage for stage in CHAIN if stage in there)


def year_with_most_stages(lines: pd.DataFrame) -> int:
    """Return the year in which most documents of the chain have lines; the latest of several.

    Raises
    ------
    MethodError
        A column is absent, or no document of the chain has a line.
    """
    require_columns(lines, ["year", "document"], "the budget lines")
    years = lines.loc[lines["document"].isin(CHAIN)].groupby("year")["document"].nunique()
    if years.empty:
        raise MethodError(
            say("No budget line stands in one of the documents {chain}.", chain=", ".join(CHAIN))
        )
    return int(years[years == years.max()].index.max())


def _units(rows: pd.DataFrame, level: str, stage: str) -> pd.DataFrame:
    """Return one row for each activity or programme of a document: its lines added up."""
    names = ("organisation", "programme_code", "programme_name", f"{level}_code", f"{level}_name")
    text = {name: rows[name].fillna("").astype(str).str.strip() for name in names}
    name = text[f"{level}_name"].where(text[f"{level}_name"].ne(""), text["programme_name"])
    frame = pd.DataFrame(
        {
            "organisation": text["organisation"],
            "code": text[f"{level}_code"],
            "name": name,
            "programme_code": text["programme_code"],
            "programme_name": text["programme_name"],
            "linked": rows["linked"].astype(bool),
            f"{stage}_idr": rows["amount_idr"].astype(float),
        }
    )
    alike = _folded(text["programme_name"]) + " | " + _folded(name)  # without a code, its place and its name
    keys = [_folded(text["organisation"]), frame["code"].where(frame["code"].ne(""), alike)]
    firsts = dict.fromkeys(list(frame.columns[:5]), "first")
    made = frame.groupby(keys, sort=True).agg({**firsts, "linked": "any", f"{stage}_idr": "sum"})
    return made[made[f"{stage}_idr"] > 0].reset_index(drop=True)


def _folded(texts: pd.Series) -> pd.Series:
    return texts.str.casefold().str.replace(r"[\W_]+", " ", regex=True).str.strip()


def _joined(known: pd.DataFrame, units: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Add a stage: amounts of the lines found again, and the new lines below."""
    pairs = _same(known, units)
    places, again = list(pairs), [place for place, _ in pairs.values()]
    made = known.copy()
    made[f"{stage}_idr"], made[f"{stage}_by"] = float("nan"), ""
    made.loc[places, f"{stage}_idr"] = units.loc[again, f"{stage}_idr"].to_numpy()
    made.loc[places, f"{stage}_by"] = [by for _, by in pairs.values()]
    made.loc[places, "linked"] |= units.loc[again, "linked"].to_numpy()
    return pd.concat([made, units.drop(index=again).assign(**{f"{stage}_by": ""})], ignore_index=True)


def _same(known: pd.DataFrame, units: pd.DataFrame) -> dict[int, tuple[int, str]]:
    """Return for each known line the place of the same line among others, and by what it was found."""
    pairs: dict[int, tuple[int, str]] = {}
    for key in KEYS:
        taken = {place for place, _ in pairs.values()}
        left = _once(known.drop(index=list(pairs)), key)
        right = _once(units.drop(index=list(taken)), key)
        by = "code" if "code" in key else "name"
        pairs |= {int(left[name]): (int(right[name]), by) for name in left.index if name in right.index}
    return pairs


def _once(rows: pd.DataFrame, key: tuple[str, ...]) -> pd.Series:
    """Return the key of each row that no other row has, with the row's place."""
    rows = rows[rows[key[-1]].ne("")]
    names = pd.Series([""] * len(rows), index=rows.index)
    for column in key:
        names = names + "|" + _folded(rows[column])
    alone = names[~names.duplicated(keep=False)]
    return pd.Series(alone.index, index=alone.to_numpy())
