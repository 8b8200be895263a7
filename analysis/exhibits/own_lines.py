"""A region's own budget lines between need and last year: what is told, and the exhibits."""

from __future__ import annotations

import pandas as pd

from analysis.errors import MethodError
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import by
from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.planning.own_lines import (
    document_with_most_years,
    lines_beside_gaps,
    overhead_share,
    own_lines,
    standing_still,
)
from analysis.sources import Table, load_region_table
from analysis.sources.selection import select

LINES = ("document", "programme_code", "activity_code", "indicator_code", "amount_idr")
RECORDS = ("indicator_code", "value_pct", "target_pct")


def own_lines_section(chapter: Chapter, code: str, programmes: Table, *, seed: int) -> None:
    """Tell how a region's own lines move between need and last year, or what is missing for it.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    code : str
        The region.
    programmes : Table
        ``standards/programmes``: which programmes are overhead.
    seed : int
        Of the test.
    """
    chapter.tell("lines.head")
    lines, records = (load_region_table(code, name) for name in ("budget-lines", "indicators"))
    if lines is None or records is None:
        chapter.box("lines.missing", code=code)
        return
    try:
        _told(chapter, code, lines, records, programmes, seed)
    except MethodError as refusal:
        chapter.box("lines.refused", reason=str(refusal))


def _told(chapter: Chapter, code: str, lines: Table, records: Table, programmes: Table, seed: int) -> None:
    own = select(f"regions/{code}/budget-lines", *LINES)
    needs = select(f"regions/{code}/indicators", *RECORDS)
    document = document_with_most_years(lines.frame)
    how = by(own_lines, lines=own, indicators=needs, document=document, seed=seed)
    found = own_lines(lines.frame, records.frame, document, seed=seed)
    chapter.result("lines_years", found.years_count, unit="years", derivation=how.take("years_count"))
    counted = how.take("indicators_count")
    chapter.result("lines_indicators", found.indicators_count, unit="indicators", derivation=counted)
    chapter.result(
        "lines_response", found.response, decimals=3, unit="log ratio", derivation=how.take("response")
    )
    test = how.take("test.p_value")
    chapter.result("lines_p", found.test.p_value, decimals=3, unit="share", derivation=test)
    chapter.result(
        "lines_smallest_p",
        found.test.smallest_attainable_p,
        decimals=4,
        unit="share",
        derivation=how.take("test.smallest_attainable_p"),
    )
    name = chapter.text(f"lines.document_{document}")
    chapter.tell("lines.response", document=name)
    still, made = standing_still(lines.frame, document), by(standing_still, lines=own, document=document)
    last = still.iloc[-1]
    for column in ("still_pct", "activities_count"):
        taken = made.take(column, year=int(last["year"]))
        chapter.result(f"lines_{column}", last[column], unit="pct", derivation=taken)
    codes = list(programmes.frame.loc[programmes.frame["overhead"] == "yes", "programme_code"])
    share = overhead_share(lines.frame, document, codes)
    year = int(share["year"].iloc[-1])
    taken = by(overhead_share, lines=own, document=document, overhead=codes).take("overhead_pct", year=year)
    chapter.result("lines_overhead", share["overhead_pct"].iloc[-1], decimals=1, unit="pct", derivation=taken)
    chapter.tell("lines.still", year=chapter.language.year(year), document=name)
    source = chapter.source(lines, records)
    beside = lines_beside_gaps(lines.frame, records.frame, document)
    chapter.show(beside_table(beside, chapter.language, source=source))


def beside_table(beside: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print money and gap of every indicator in the last year, widest gap first.

    Parameters
    ----------
    beside : pandas.DataFrame
        From `analysis.planning.own_lines.lines_beside_gaps`.
    """
    text = language.text
    years = sorted(beside["year"].unique())
    last = beside[beside["year"] == years[-1]].set_index("indicator_code")
    before = beside[beside["year"] == years[max(len(years) - 2, 0)]].set_index("indicator_code")
    shown = last.sort_values(["gap_before", "share_pct"], ascending=False, kind="stable")
    heads = [text(f"lines.head_{key}") for key in ("indicator", "gap", "money", "share", "change")]
    rows = [
        (
            row.Index,
            language.number(row.gap_before, 1),
            language.number(row.amount_idr / 1e6, 0) if row.amount_idr else text("lines.no_line"),
            language.number(row.share_pct, 1),
            language.number(row.share_pct - float(before["share_pct"][row.Index]), 1),
        )
        for row in each_row(shown)
    ]
    return table_exhibit(
        id="lines-beside-gaps",
        title=text("lines.table_title", year=language.year(years[-1])),
        caption=text("lines.table_caption"),
        source=source,
        function="analysis.exhibits.own_lines.beside_table",
        data=beside,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )
