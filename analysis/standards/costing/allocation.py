"""Money that is there: budget lines shared over the indicators that they serve, no rupiah counted twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

LINE = ["year", "line_id"]
ROUNDING = 1e-9  # of a hundred: shares such as 33.3 three times are typed rounded, never above the whole
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Allocation:
    """Budget lines by the indicators that they serve.

    Attributes
    ----------
    table : pandas.DataFrame
        ``indicator_code, year, funding_source, allocation_idr``, sorted.
    lines : pandas.DataFrame
        The lines with ``shared_pct``, ``allocated_idr`` and ``unallocated_idr``: what serves no indicator.
    """

    table: pd.DataFrame
    lines: pd.DataFrame

    @property
    def total_idr(self) -> float:
        """Sum of the lines."""
        return float(self.lines["amount_idr"].sum())

    @property
    def allocated_idr(self) -> float:
        """The part that serves indicators."""
        return float(self.table["allocation_idr"].sum())

    @property
    def unallocated_idr(self) -> float:
        """The part of the lines that serves no indicator."""
        return float(self.lines["unallocated_idr"].sum())


def allocate_lines(lines: pd.DataFrame, shares: pd.DataFrame) -> Allocation:
    """Share budget lines over the indicators that they serve.

    Parameters
    ----------
    lines : pandas.DataFrame
        A row per line: ``year, line_id, amount_idr`` and, where it is known, ``funding_source``. Lines of one
        document only: a plan and the budget made from it hold the same money.
    shares : pandas.DataFrame
        ``year, line_id, indicator_code, share_pct``: how much of the line serves the indicator. A line may
        serve several indicators, and an indicator may be served by several lines.

    Returns
    -------
    Allocation
        Allocated and unallocated amounts add up to the lines.

    Raises
    ------
    MethodError
        A column is absent; a line or a pair of line and indicator occurs twice; an amount is negative or
        missing; a share is outside 0 to 100, names an unknown line, or the shares of a line exceed 100.

    Notes
    -----
    How a line is shared is a judgement (visits, hours, recipients); the amounts are as good as that.
    """
    require_columns(lines, [*LINE, "amount_idr"], "the budget lines")
    require_columns(shares, [*LINE, "indicator_code", "share_pct"], "the shares of lines")
    lines = _checked_lines(lines)
    known = shares[[*LINE, "indicator_code", "share_pct"]].reset_index(drop=True)
    _check_shares(known, lines)
    joined = known.merge(
        lines[[*LINE, "amount_idr", "funding_source"]], on=LINE, how="left", validate="many_to_one"
    )
    joined["allocation_idr"] = joined["amount_idr"] * joined["share_pct"].astype(float) / 100
    keys = ["indicator_code", "year", "funding_source"]
    table = joined.groupby(keys, sort=True)["allocation_idr"].sum().reset_index()
    sums = known.astype({"share_pct": float}).groupby(LINE)["share_pct"].sum()
    shared = sums.reindex(pd.MultiIndex.from_frame(lines[LINE])).fillna(0.0).to_numpy(dtype=float)
    shared = np.minimum(shared, 100.0)
    allocated = lines["amount_idr"].to_numpy() * shared / 100
    return Allocation(
        table,
        lines.assign(
            shared_pct=shared, allocated_idr=allocated, unallocated_idr=lines["amount_idr"] - allocated
        ),
    )


def _checked_lines(lines: pd.DataFrame) -> pd.DataFrame:
    twice = lines.loc[lines.duplicated(LINE), LINE]
    if len(twice):
        year, line = twice.iloc[0]
        raise MethodError(
            f"The line '{line}' stands twice in {year}; a line of one document has one amount a year."
        )
    amounts = lines["amount_idr"].astype(float)
    wrong = ~(amounts >= 0)
    if wrong.any():
        row = lines[wrong].iloc[0]
        raise MethodError(
            f"The line '{row['line_id']}' of {row['year']}: expected an amount of zero or more, found "
            f"{row['amount_idr']}."
        )
    source = lines.get("funding_source", pd.Series("", index=lines.index)).fillna("").replace("", NOT_STATED)
    return lines.assign(amount_idr=amounts, funding_source=source).reset_index(drop=True)


def _check_shares(shares: pd.DataFrame, lines: pd.DataFrame) -> None:
    pairs = [*LINE, "indicator_code"]
    values = shares["share_pct"].astype(float)
    sums = values.groupby([shares[name] for name in LINE]).cumsum()
    known = set(lines[LINE].itertuples(index=False, name=None))
    problems = {
        "the line and the indicator stand together twice": shares.duplicated(pairs),
        "no budget line of that year has this name": pd.Series(
            [pair not in known for pair in shares[LINE].itertuples(index=False, name=None)],
            index=shares.index, dtype=bool,
        ),
        "a share is a number from 0 to 100": ~values.between(0, 100),
        "the shares of the line exceed 100 with this row, so a rupiah would count twice": sums
        > 100 * (1 + ROUNDING),
    }  # fmt: skip
    for problem, wrong in problems.items():
        if wrong.any():
            place = int(wrong.to_numpy().argmax())
            row = shares.iloc[place]
            total = f"; they add up to {sums.iloc[place]:g}" if "exceed" in problem else ""
            raise MethodError(
                f"Shares of lines, row {place + 1} (line '{row['line_id']}', {row['year']}, "
                f"{row['indicator_code']}, {row['share_pct']} per cent): {problem}{total}."
            )
