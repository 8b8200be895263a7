"""Two rounds of a complaint survey compared, complaint by complaint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.multiplicity import adjust_p_values
from analysis.statistics.options import require_level, require_option
from analysis.statistics.two_proportions import (
    ShareDifference,
    independent_difference,
    overlapping_difference,
    paired_difference,
    survey_difference,
)
from analysis.voice.answers import ComplaintRound
from analysis.voice.sampling import sample_of, share_of

CONTROLS = ("benjamini_hochberg", "benjamini_yekutieli", "holm")
DESIGNS = ("same people", "different people", "partly the same people", "survey")
COMPARED, NOT_COMPARED = "compared", "not compared"


@dataclass(frozen=True)
class RoundComparison:
    """What changed between two rounds. Without units that did nothing it describes and explains nothing.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per complaint asked in either round: ``complaint_id, complaint, state`` (``compared`` or ``not
        compared``), ``why`` (first round only, second round only, nobody answered), ``first_count,
        first_respondents, second_count, second_respondents, first_pct, second_pct, change_points, low_points,
        high_points, test, p_value``, a column with the adjusted p-value for each control, ``changed`` (by the
        chosen control) and ``wording_changed``.
    design : str
        ``same people``, ``different people``, ``partly the same people``, or ``survey`` (clusters or
        weights).
    first_round, second_round : int
    units : tuple of str
        Units in both rounds, which are compared.
    units_left_out : tuple of str
        Units in one round only.
    same_people_count : int
        People with answers in both rounds.
    control : str
    level : float
    """

    table: pd.DataFrame
    design: str
    first_round: int
    second_round: int
    units: tuple[str, ...]
    units_left_out: tuple[str, ...]
    same_people_count: int
    control: str
    level: float


def compare_rounds(
    first: ComplaintRound,
    second: ComplaintRound,
    *,
    control: str = "benjamini_hochberg",
    level: float = 0.95,
) -> RoundComparison:
    """Compare the shares of each complaint in two rounds, by the test that the samples call for.

    Parameters
    ----------
    first, second : ComplaintRound
        Of the same units; units in one round only are left out and named.
    control : str
        How many complaints are accounted for when one is called changed: ``benjamini_hochberg`` (share of
        false ones among those called changed), ``benjamini_yekutieli`` (the same under any dependence) or
        ``holm`` (any false one). All three are computed.
    level : float
        Of the intervals; one minus the error rate of the control.

    Returns
    -------
    RoundComparison
        The codes of respondents decide: the same codes in both rounds are the same people (McNemar's mid-p
        test, Newcombe's paired interval); no code in common are different people (score test or, with small
        counts, Fisher's; Newcombe's interval); some in common make a comparison of dependent shares; clusters
        or weights one by effective sizes, which takes the two samples as independent.

    Raises
    ------
    MethodError
        No unit or no complaint in common, an unknown control or an impossible level.

    Notes
    -----
    The tests and intervals are those of :mod:`analysis.statistics.two_proportions`. What a finite number of
    users takes off is left out where people were drawn one by one, which errs on the side of no change.
    """
    require_option(control, CONTROLS, "control")
    require_level(level)
    shared = sorted(set(first.units) & set(second.units))
    left_out = tuple(sorted(set(first.units) ^ set(second.units)))
    if not shared:
        raise MethodError("The two rounds have no unit in common; there is nothing to compare.")
    one, two = first.within(shared), second.within(shared)
    same = one.people.index.intersection(two.people.index)
    design = _design(one, two, len(same))
    names = sorted({str(name) for name in (*one.answers, *two.answers)})
    table = pd.DataFrame([_row(name, one, two, design, level) for name in names])
    if not (table["state"] == COMPARED).any():
        raise MethodError("No complaint was asked and answered in both rounds; there is nothing to compare.")
    p_values = table.set_index("complaint_id")["p_value"]
    adjusted = adjust_p_values(p_values, methods=CONTROLS, level=level)
    for name in CONTROLS:
        table[name] = adjusted[name].to_numpy()
    table["changed"] = adjusted[f"rejected_{control}"].to_numpy(bool)
    return RoundComparison(
        table, design, one.round, two.round, tuple(shared), left_out, len(same), control, level
    )


def compared_complaints(found: RoundComparison) -> pd.DataFrame:
    """Return the complaints that were asked and answered in both rounds."""
    return found.table[found.table["state"] == COMPARED]


def changed_complaints(found: RoundComparison, fell: bool) -> pd.DataFrame:
    """Return the complaints that changed, all complaints counted in: those that fell, or those that rose."""
    table = found.table
    return table[table["changed"] & ((table["change_points"] < 0) == fell)]


def _design(one: ComplaintRound, two: ComplaintRound, same: int) -> str:
    if {sample_of(one).kind, sample_of(two).kind} != {"one by one"}:
        return "survey"
    if not same:
        return "different people"
    whole = same == len(one.people) == len(two.people)
    return "same people" if whole else "partly the same people"


def _row(name: str, one: ComplaintRound, two: ComplaintRound, design: str, level: float) -> dict[str, object]:
    asked = [name in answered.answers for answered in (one, two)]
    words = [answered.wording.get(name, "") for answered in (one, two)]
    row: dict[str, object] = {"complaint_id": name, "complaint": words[1] or words[0]}
    counts: dict[str, int] = {}
    given = []
    for place, answered in (("first", one), ("second", two)):
        answers = answered.answers[name] if name in answered.answers else pd.Series(dtype=float)
        given.append(answers.dropna())
        counts |= {
            f"{place}_count": int((answers == 1).sum()),
            f"{place}_respondents": int(answers.notna().sum()),
        }
    why = ""
    if not all(asked):
        why = "first round only" if asked[0] else "second round only"
    elif not all(len(answers) for answers in given):
        why = "nobody answered"
    row |= {"state": NOT_COMPARED if why else COMPARED, "why": why, **counts}
    row |= _difference(given[0], given[1], one, two, design, level) if not why else _nothing()
    plain = [" ".join(text.casefold().split()).rstrip(".!?") for text in words]
    return {**row, "wording_changed": all(asked) and plain[0] != plain[1]}


def _nothing() -> dict[str, object]:
    names = ("first_pct", "second_pct", "change_points", "low_points", "high_points", "p_value")
    return {**dict.fromkeys(names, np.nan), "test": ""}


def _difference(
    first: pd.Series, second: pd.Series, one: ComplaintRound, two: ComplaintRound, design: str, level: float
) -> dict[str, object]:
    if design == "survey":
        shares = [
            share_of(answers.reindex(answered.people.index), sample_of(answered), level=level)[0]
            for answers, answered in ((first, one), (second, two))
        ]
        found = survey_difference(shares[0], shares[1])
    else:
        found = _of_people(first, second, level)
    return {
        "first_pct": 100 * found.first,
        "second_pct": 100 * found.second,
        "change_points": 100 * found.difference,
        "low_points": 100 * found.low,
        "high_points": 100 * found.high,
        "p_value": found.p_value,
        "test": found.test,
    }


def _of_people(first: pd.Series, second: pd.Series, level: float) -> ShareDifference:
    """Compare the answers of people drawn one by one: all, some or none of them asked twice."""
    both = first.index.intersection(second.index)
    before, after = (answers[both].to_numpy() == 1 for answers in (first, second))
    cells = (before & after, before & ~after, ~before & after, ~before & ~after)
    pairs = tuple(int(cell.sum()) for cell in cells)
    alone = [answers.drop(both) for answers in (first, second)]
    counts = [(int(answers.sum()), len(answers)) for answers in alone]
    if not len(both):
        return independent_difference(*counts[0], *counts[1], level=level)
    if not counts[0][1] and not counts[1][1]:
        return paired_difference(*pairs, level=level)
    return overlapping_difference(pairs, counts[0], counts[1], level=level)  # type: ignore[arg-type]
