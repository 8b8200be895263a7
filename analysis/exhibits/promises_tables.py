"""Tables of promises and procedures: rates, coverage, the next round, legal steps, elements of an SOP."""

from __future__ import annotations

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.voice.coverage import PromiseCoverage
from analysis.voice.next_round import NextRound
from analysis.voice.procedures import Completeness
from analysis.voice.transitions import transition_table


def rates_table(rates: pd.DataFrame, as_of: str, language: Language, *, source: str) -> Exhibit:
    """Print how many promises were kept by their day and ever, by who must act.

    Parameters
    ----------
    rates : pandas.DataFrame
        From `analysis.voice.fulfilment.fulfilment_rates`.
    as_of : str
        Day of the count.
    """
    text, number = language.text, language.number
    keys = ("owner", "made", "due", "in_time", "kept", "partly", "broken", "withdrawn", "open")
    heads = [text(f"promises.rates_{rate}") for rate in keys]
    rows = [
        (
            text(f"promises.owner_{owner}"),
            number(row.made_count),
            number(row.due_count),
            _share(language, row.kept_by_due_count, row.kept_by_due_low_pct, row.kept_by_due_high_pct),
            _share(language, row.kept_count, row.kept_low_pct, row.kept_high_pct),
            number(row.partly_kept_count),
            number(row.broken_count),
            number(row.withdrawn_count),
            number(row.open_count),
        )
        for owner, row in zip(rates["owner"], each_row(rates), strict=True)
    ]
    return table_exhibit(
        id="promise-rates",
        title=text("promises.rates_title"),
        caption=text("promises.rates_caption", day=as_of),
        source=source,
        function="analysis.exhibits.promises_tables.rates_table",
        data=rates,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def _share(language: Language, count: float, low: float, high: float) -> str:
    """Return a count with the interval of its share, or the words where there is none to take a share of."""
    if pd.isna(low):
        return language.text("promises.nothing_due")
    number = language.number
    return language.text("promises.count_interval", count=number(count), low=number(low), high=number(high))


def coverage_table(coverage: PromiseCoverage, language: Language, *, source: str) -> Exhibit:
    """Print the complaints asked about with what answers each.

    Parameters
    ----------
    coverage : PromiseCoverage
        From `analysis.voice.coverage.promise_coverage`.
    """
    text, number = language.text, language.number
    chosen = coverage.table[coverage.table["chosen"]]
    keys = ("unit", "rank", "complaint", "count", "share", "answer")
    heads = [text(f"promises.coverage_{cover}") for cover in keys]
    rows = [
        (
            getattr(row, "unit_name", ""),
            number(row.rank),
            getattr(row, "complaint", row.complaint_id),
            number(row.complaints_count),
            number(row.share_pct, 1),
            text(f"promises.answer_{answer}"),
        )
        for answer, row in zip(chosen["answer"], each_row(chosen), strict=True)
    ]
    return table_exhibit(
        id="promise-coverage",
        title=text("promises.coverage_title"),
        caption=text(
            "promises.coverage_caption",
            chosen=number(coverage.chosen_count),
            answered=number(coverage.answered_count),
            promised=number(coverage.promised_count),
            weighted=number(100 * coverage.coverage_weighted, 1),
        ),
        source=source,
        function="analysis.exhibits.promises_tables.coverage_table",
        data=coverage.table,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[heads[1], heads[3], heads[4]],
    )


def next_round_table(found: NextRound, language: Language, *, source: str) -> Exhibit:
    """Print how often complaints fell, by what became of the promise on them; it is no effect.

    Parameters
    ----------
    found : NextRound
        From `analysis.voice.next_round.next_round`.
    """
    text, number = language.text, language.number
    heads = [text(f"promises.next_{column}") for column in ("group", "complaints", "fell", "share", "median")]
    rows = [
        (
            text(f"promises.group_{group.replace(' ', '_')}"),
            number(row.complaints_count),
            number(row.fell_count),
            text("promises.interval", low=number(row.low_pct), high=number(row.high_pct))
            if row.complaints_count
            else text("promises.none_there"),
            number(row.median_change_points, 1),
        )
        for group, row in zip(found.groups["group"], each_row(found.groups), strict=True)
    ]
    compared = (
        text(
            "promises.next_compared",
            difference=number(found.difference_points),
            low=number(found.low_points),
            high=number(found.high_points),
            p=number(found.p_value, 3),
        )
        if pd.notna(found.p_value)
        else text("promises.next_not_compared")
    )
    return table_exhibit(
        id="promise-next-round",
        title=text("promises.next_title"),
        caption=text("promises.next_caption", compared=compared, left_out=number(found.left_out_count)),
        source=source,
        function="analysis.exhibits.promises_tables.next_round_table",
        data=found.groups,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def transitions_exhibit(language: Language) -> Exhibit:
    """Print which event may follow which state of a promise."""
    text = language.text
    table = transition_table()
    rows = [
        (
            text(f"promises.state_{standing}") if standing else text("promises.state_unmade"),
            text(f"promises.event_{event}"),
            text(f"promises.state_{after}"),
        )
        for standing, event, after in zip(table["state"], table["event"], table["next_state"], strict=True)
    ]
    heads = [text(f"promises.steps_{column}") for column in ("state", "event", "after")]
    return table_exhibit(
        id="promise-steps",
        title=text("promises.steps_title"),
        caption=text("promises.steps_caption"),
        source=text("promises.steps_source"),
        function="analysis.exhibits.promises_tables.transitions_exhibit",
        data=table,
        shown=pd.DataFrame(rows, columns=heads),
    )


def elements_table(found: Completeness, language: Language, *, source: str) -> Exhibit:
    """Print which elements of a procedure the register tells of, and how many procedures have each.

    Parameters
    ----------
    found : Completeness
        From `analysis.voice.procedures.procedure_completeness`.
    """
    text, number = language.text, language.number
    names = found.elements[f"name_{language.code}"]
    heads = [text(f"promises.elements_{column}") for column in ("part", "name", "has", "verified")]
    rows = [
        (
            text(f"promises.part_{part}"),
            name,
            text("promises.not_in_register")
            if not row.column
            else text("promises.count_interval", count=number(row.has_count), low=number(row.low_pct),
                      high=number(row.high_pct)),
            text(f"promises.verified_{verified}"),
        )
        for part, name, verified, row in zip(
            found.elements["part"], names, found.elements["verified"], each_row(found.elements), strict=True
        )
    ]  # fmt: skip
    return table_exhibit(
        id="procedure-elements",
        title=text("promises.elements_title"),
        caption=text(
            "promises.elements_caption",
            count=number(len(found.procedures)),
            complete=number(found.procedures["complete"].sum()),
        ),
        source=source,
        function="analysis.exhibits.promises_tables.elements_table",
        data=found.elements,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:3],
    )


def use_table(use: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print how many procedures are applied and shown to users, by unit.

    Parameters
    ----------
    use : pandas.DataFrame
        From `analysis.voice.procedures.procedures_in_use`.
    """
    text, number = language.text, language.number
    heads = [
        text(f"promises.use_{column}") for column in ("group", "question", "yes", "partly", "no", "unknown")
    ]
    rows = [
        (
            text("promises.owner_all") if row.group == "all" else row.group,
            text(f"promises.question_{question}"),
            text("promises.none_known")
            if not row.known_count
            else text("promises.count_interval", count=number(row.yes_count), low=number(row.low_pct),
                      high=number(row.high_pct)),
            number(row.partly_count),
            number(row.no_count),
            number(row.unknown_count),
        )
        for question, row in zip(use["question"], each_row(use), strict=True)
    ]  # fmt: skip
    return table_exhibit(
        id="procedures-in-use",
        title=text("promises.use_title"),
        caption=text("promises.use_caption"),
        source=source,
        function="analysis.exhibits.promises_tables.use_table",
        data=use,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )
