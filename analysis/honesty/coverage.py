"""How much of a table was looked at, and what was found, by region and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.honesty.finding import PLACE
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, SEVERITIES, CheckResult
from analysis.honesty.subject import Subject


def cells_covered(subject: Subject, results: Sequence[CheckResult]) -> pd.DataFrame:
    """Count the values of each region and year, and those that at least one check could judge.

    Of a panel the values of the measures are counted, and a value that several checks judge counts once. Of
    any other table the rows are counted; checks judge rows or groups of rows there, so the largest number
    that one check judged stands for all of them, a lower limit.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, cells_count, judged_cells_count``, sorted.
    """
    places = subject.frame.groupby(list(PLACE), as_index=False, sort=True).size()
    places = places.rename(columns={"size": "cells_count"}).astype({"region_code": str})
    if "panel" not in subject.kinds:
        most = pd.concat([result.evaluated for result in results]).groupby(list(PLACE))["cells"].max()
        judged = most.reindex(pd.MultiIndex.from_frame(places[list(PLACE)]), fill_value=0).to_numpy(int)
        return places.assign(judged_cells_count=np.minimum(judged, places["cells_count"]))
    if subject.frame.empty:
        return places.assign(judged_cells_count=places["cells_count"])
    cube = subject.cube
    seen = np.isfinite(cube.values)
    masks = [result.judged for result in results if result.judged is not None]
    judged = seen & np.logical_or.reduce(masks) if masks else np.zeros_like(seen)
    row = pd.Index(cube.regions).get_indexer(pd.Index(places["region_code"]))
    time = places["year"].to_numpy(int) - cube.years[0]
    counts = {"cells_count": seen, "judged_cells_count": judged}
    return places.assign(**{name: block.sum(axis=0)[row, time] for name, block in counts.items()})


def scorecard_of(results: Sequence[CheckResult], places: pd.DataFrame) -> pd.DataFrame:
    """Return the scorecard of one table; see :func:`analysis.honesty.auditing.scorecard`."""
    index = pd.MultiIndex.from_frame(places[list(PLACE)])
    evaluated = pd.Series(0, index=index)
    flags = {severity: pd.Series(0, index=index) for severity in SEVERITIES}
    flagged, missing = pd.Series("", index=index), pd.Series("", index=index)
    for result in results:
        seen = pd.Series(False, index=index)
        if result.status != NOT_EVALUATED:
            seen = pd.Series(index.isin(pd.MultiIndex.from_frame(result.evaluated[list(PLACE)])), index)
        evaluated += seen.astype(int)
        missing = missing.where(seen, missing + result.check_id + " ")
        if result.status == FLAGGED:
            counts = _flags_per_place(result).reindex(index, fill_value=0)
            flags[result.severity] += counts
            flagged = flagged.where(counts == 0, flagged + result.check_id + " ")
    card = places.set_index(list(PLACE))
    card["judged_cells_share"] = card["judged_cells_count"] / card["cells_count"].where(
        card["cells_count"] > 0
    )
    card["checks_count"] = len(results)
    card["evaluated_count"] = evaluated
    for severity in SEVERITIES:
        card[f"{severity}_flags"] = flags[severity]
    card["flagged_checks"] = flagged.str.strip()
    card["not_evaluated"] = missing.str.strip()
    return card.reset_index()


def _flags_per_place(result: CheckResult) -> pd.Series:
    """Count the flags of a region and year; a pair of regions counts at both."""
    rows = [result.rows[list(PLACE)]]
    if "other_region_code" in result.rows:
        pair = result.rows[["other_region_code", "year"]]
        rows.append(pair.rename(columns={"other_region_code": "region_code"}))
    return pd.concat(rows).groupby(list(PLACE)).size()
