"""Comparison of definitions: indicators of two catalogues with nearly one name, and what each counts."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.panels import require_columns
from analysis.standards.catalogue import Indicator, find_indicator

__all__ = ["definition_pairs"]

PAIR_COLUMNS = ("indicator_code", "other_code", "shared_en", "shared_id", "differs_en", "differs_id")
TAKEN = (
    "catalogue", "name_id", "name_en", "numerator_id", "denominator_id", "counted_id", "counted_en", "target",
    "verified",
)  # fmt: skip


def definition_pairs(pairs: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Put the two definitions of each pair of like-named indicators beside each other.

    Values of such a pair look like one series and are none: the name stayed, the count changed.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``standards/definition-pairs``: two codes, what they share and in what they differ.
    indicators : iterable of Indicator
        The catalogues.

    Returns
    -------
    pandas.DataFrame
        The pairs with catalogue, names, numerator, denominator, what is counted, target and verified flag of
        the first, and of the other under ``other_``; ``target_change`` is the other target minus the first.

    Raises
    ------
    MethodError
        A column is absent, or a code is in no catalogue.
    """
    require_columns(pairs, PAIR_COLUMNS, "the table of definition pairs")
    records = tuple(indicators)
    table = pairs.loc[:, list(PAIR_COLUMNS)].reset_index(drop=True)
    for prefix, column in (("", "indicator_code"), ("other_", "other_code")):
        found = [find_indicator(code, records) for code in table[column]]
        for name in TAKEN:
            table[f"{prefix}{name}"] = [getattr(each, name) for each in found]
    numbers = {name: float for name in ("target", "other_target")}
    table = table.astype(numbers)
    return table.assign(target_change=table["other_target"] - table["target"])
