"""Tables of complaint surveys: the index, groups with small cells suppressed, two rounds."""

from __future__ import annotations

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.exhibits.voice import percent, word_of
from analysis.voice.breakdown import Breakdown
from analysis.voice.complaint_index import ComplaintIndex
from analysis.voice.disclosure import MISSING, SUPPRESSED
from analysis.voice.rounds import COMPARED, RoundComparison


def index_table(index: ComplaintIndex, language: Language, *, source: str) -> Exhibit:
    """Print the complaints of one round: counts, share with interval, rank with its range.

    Parameters
    ----------
    index : ComplaintIndex
        From answers or from counts; what counts cannot give is said in the caption.
    """
    text, number = language.text, language.number
    keys = ("code", "complaint", "count", "share", "rank", "cumulative")
    heads = [text(f"voice.index_head_{key}") for key in keys]
    rows = []
    for row in each_row(index.table):
        rank = number(row.rank)
        if pd.notna(row.rank_low):
            rank = text("voice.range", middle=rank, low=number(row.rank_low), high=number(row.rank_high))
        rows.append(
            (
                row.complaint_id,
                row.complaint,
                text("voice.of", count=number(row.complaints_count), total=number(row.respondents_count)),
                interval(row.share_pct, row.low_pct, row.high_pct, language),
                rank,
                number(row.cumulative_pct),
            )
        )
    limits = " ".join(text(f"voice.cannot_{limit}") for limit in index.cannot)
    sampling = text(f"voice.sampling_{word_of(index.sampling)}")
    level = percent(index.level, language)
    return table_exhibit(
        id=f"complaint-index-round-{index.round}",
        title=text("voice.index_title", round=number(index.round)),
        caption=text("voice.index_caption", sampling=sampling, level=level, limits=limits).strip(),
        source=source,
        function="analysis.exhibits.voice_tables.index_table",
        data=index.table,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def breakdown_table(found: Breakdown, language: Language, *, source: str) -> Exhibit:
    """Print shares of complaints by groups of people; a suppressed cell says so and shows no number.

    Parameters
    ----------
    found : Breakdown
        From `analysis.voice.breakdown.complaint_breakdown`.
    """
    text = language.text
    groups = list(dict.fromkeys(found.table["group"]))
    heads = [text("voice.index_head_complaint"), *(group_name(found.by, group, language) for group in groups)]
    cells = found.table.set_index(["complaint_id", "group"])
    words = found.table.drop_duplicates("complaint_id").set_index("complaint_id")["complaint"]
    rows = [
        (words[name], *(_cell(cells.loc[(name, group)], language) for group in groups))
        for name in words.index
    ]
    return table_exhibit(
        id=f"complaints-by-{found.by.replace('_', '-')}",
        title=text("voice.breakdown_title", by=text(f"voice.by_{found.by}")),
        caption=text(
            "voice.breakdown_caption",
            threshold=language.number(found.threshold),
            level=percent(found.level, language),
        ),
        source=source,
        function="analysis.exhibits.voice_tables.breakdown_table",
        data=found.table,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def rounds_table(found: RoundComparison, language: Language, *, source: str) -> Exhibit:
    """Print what changed between two rounds, complaint by complaint, with every control for their number.

    Parameters
    ----------
    found : RoundComparison
        From `analysis.voice.rounds.compare_rounds`.
    """
    text, number = language.text, language.number
    keys = ("complaint", "first", "second", "change", "p", "bh", "holm", "verdict")
    heads = [text(f"voice.rounds_head_{key}") for key in keys]
    rows = []
    for row in each_row(found.table):
        if row.state == COMPARED:
            verdict = text("voice.rounds_changed" if row.changed else "voice.rounds_unsure")
            verdict += f" ({text('voice.rounds_reworded')})" if row.wording_changed else ""
            change = interval(row.change_points, row.low_points, row.high_points, language)
            chances = [chance(p, language) for p in (row.p_value, row.benjamini_hochberg, row.holm)]
        else:
            verdict, change = text(f"voice.why_{word_of(row.why)}"), "–"
            chances = ["–"] * 3
        shares = [
            f"{number(count)}/{number(total)}" if total else "–"
            for count, total in (
                (row.first_count, row.first_respondents),
                (row.second_count, row.second_respondents),
            )
        ]
        rows.append((row.complaint, *shares, change, *chances, verdict))
    return table_exhibit(
        id="complaints-two-rounds-table",
        title=text("voice.rounds_table_title"),
        caption=text("voice.rounds_table_caption", level=percent(found.level, language)),
        source=source,
        function="analysis.exhibits.voice_tables.rounds_table",
        data=found.table,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:7],
    )


def interval(middle: float, low: float, high: float, language: Language) -> str:
    """Write a value with its interval, or alone where it has none."""
    value = language.number(middle, 1)
    if pd.isna(low):
        return value
    ends = {"low": language.number(low, 1), "high": language.number(high, 1)}
    return language.text("voice.range", middle=value, **ends)


def chance(p_value: float, language: Language) -> str:
    """Write a p-value with three decimals; one that would read as zero as below the least."""
    least = language.number(0.001, 3)
    return f"< {least}" if p_value < 0.0005 else language.number(p_value, 3)


def group_name(by: str, group: str, language: Language) -> str:
    """Return the name of a group as the reader knows it."""
    if not group:
        return language.text("voice.group_not_stated")
    if by != "sex":
        return group
    sex = group
    return language.text(f"voice.sex_{sex}")


def _cell(row: pd.Series, language: Language) -> str:
    if row["state"] == SUPPRESSED:
        return language.text("voice.suppressed")
    if row["state"] == MISSING:
        return language.text("voice.not_asked")
    whole = [language.number(row[name]) for name in ("share_pct", "low_pct", "high_pct")]
    return f"{whole[0]} ({whole[1]}–{whole[2]})"
