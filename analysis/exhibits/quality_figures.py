"""The numbers of the chapter on the audit, each computed by a pure function from an audit or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.exhibits.quality_flags import all_flags, flags_by_region
from analysis.exhibits.quality_performance import NO_ERROR, VERDICTS
from analysis.honesty.auditing import Audit, scorecard
from analysis.honesty.breaks import BREAK, PER_PERSON, UNUSABLE, VALUE, series_breaks
from analysis.honesty.panel import audit_panel
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES
from analysis.panels import district_codes
from analysis.sources import Table
from analysis.sources.selection import Rows, select

MOST_COUNTED = 50  # districts with the highest rates, of which the share that took part in a split is told


@dataclass(frozen=True)
class AuditFigures:
    """How large a table is, and how many checks and flags an audit of it had."""

    rows: int
    regions: int
    first_year: int
    last_year: int
    checks_run: int
    checks_flagged: int
    checks_passed: int
    checks_not: int
    flags_all: int
    flags_error: int
    flags_warning: int
    flags_note: int
    flagged_rows: int


@dataclass(frozen=True)
class RegionFigures:
    """Error flags per thousand values in the median district, and splits among the most flagged."""

    median_rate: float
    top_count: int
    top_split: int


@dataclass(frozen=True)
class JudgedFigures:
    """What the sampled flags turned out to be."""

    judged_count: int
    judged_checks: int
    judged_seed: int
    true_count: int
    false_count: int
    undecidable_count: int
    decided_count: int


@dataclass(frozen=True)
class BreakFigures:
    """How many cells are not used, and how many breaks of population in how many regions there are."""

    unusable_count: int
    break_count: int
    broken_regions: int


def measures(panel: Table) -> list[str]:
    """Return the columns of a table that hold figures: those whose description gives a category."""
    return [name for name, field in panel.fields.items() if field.category and name in panel.frame]


def audited_rows(
    columns: Sequence[str], years: tuple[int, int] | None = None, *, corrected: bool = True
) -> dict[str, Rows]:
    """Return the rows that an audit of the panel looks at, by the name of the argument."""
    return {
        "panel": select("national/panel", *columns, years=years, corrected=corrected),
        "second": select("national/population-grdp", "population_people", corrected=corrected),
    }


def audit_of(panel: Table, second: Table) -> Audit:
    """Run every check that fits the panel, beside the second source."""
    return audit_panel(panel, second)


def audit_figures(found: Audit) -> AuditFigures:
    """Return how much was looked at and how much was flagged."""
    flags, status = all_flags(found), found.summary()["status"]
    years = found.places["year"]
    levels = {severity: int((flags["severity"] == severity).sum()) for severity in SEVERITIES}
    return AuditFigures(
        rows=len(found.places),
        regions=int(found.places["region_code"].nunique()),
        first_year=int(years.min()),
        last_year=int(years.max()),
        checks_run=len(status),
        checks_flagged=int((status == FLAGGED).sum()),
        checks_passed=int((status == PASSED).sum()),
        checks_not=int((status == NOT_EVALUATED).sum()),
        flags_all=len(flags),
        flags_error=levels["error"],
        flags_warning=levels["warning"],
        flags_note=levels["note"],
        flagged_rows=len(flags[["region_code", "year"]].drop_duplicates()),
    )


def districts_by_flags(found: Audit, regions: pd.DataFrame) -> pd.DataFrame:
    """Return the districts, those with most flags of the level error per value judged first."""
    table = flags_by_region(scorecard(found))
    table = table[table["region_code"].isin(district_codes(regions))]
    return table.sort_values(
        ["error_flags_per_1000", "region_code"], ascending=[False, True], ignore_index=True
    )


def region_figures(districts: pd.DataFrame, splits: pd.DataFrame) -> RegionFigures:
    """Return the rate of the median district, and how many of the most flagged took part in a split.

    Parameters
    ----------
    districts : pandas.DataFrame
        From :func:`districts_by_flags`.
    splits : pandas.DataFrame
        ``child_code``, ``parent_code``.
    """
    top = set(districts["region_code"].head(MOST_COUNTED))
    split = set(splits["child_code"]) | set(splits["parent_code"])
    return RegionFigures(float(districts["error_flags_per_1000"].median()), len(top), len(top & split))


def judged_figures(judged: pd.DataFrame) -> JudgedFigures:
    """Return what the sampled flags turned out to be.

    Parameters
    ----------
    judged : pandas.DataFrame
        ``check_id, verdict, seed``, at least one row.
    """
    verdicts = judged["verdict"]
    return JudgedFigures(
        judged_count=len(judged),
        judged_checks=int(judged["check_id"].nunique()),
        judged_seed=int(judged["seed"].iloc[0]),
        true_count=int((verdicts == VERDICTS[0]).sum()),
        false_count=int(verdicts.isin(NO_ERROR).sum()),
        undecidable_count=int((verdicts == VERDICTS[3]).sum()),
        decided_count=int((verdicts != VERDICTS[3]).sum()),
    )


def breaks_of(panel: Table, second: Table) -> pd.DataFrame:
    """Return the breaks and unusable cells of the panel that the later chapters use."""
    return series_breaks(audit_panel(panel, second), measures(panel))


def break_figures(breaks: pd.DataFrame) -> BreakFigures:
    """Return how many cells are not used and how many breaks of population there are."""
    unusable = breaks[(breaks["consequence"] == UNUSABLE) & (breaks["basis"] == VALUE)]
    divided = breaks[(breaks["consequence"] == BREAK) & (breaks["basis"] == PER_PERSON)]
    return BreakFigures(
        unusable_count=len(unusable[["region_code", "column", "year"]].drop_duplicates()),
        break_count=len(divided[["region_code", "year"]].drop_duplicates()),
        broken_regions=int(divided["region_code"].nunique()),
    )
