"""How sure a hit is: a logistic model of mentions and the share of right ties by rule, both fitted on labels.

The coefficients stand in ``confidence_mentions.csv`` and ``confidence_ties.csv`` with the date of the fit and
the number of labelled hits; ``benchmarks/finding_fit.py`` makes them anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from analysis.documents.finding.language_tables import rows_of
from analysis.documents.finding.matcher import Found

__all__ = ["FEATURES", "LEAST_SURE", "features", "mention_confidence", "tie_confidence"]

FEATURES = (
    "intercept", "likeness", "foreign", "loose", "guessed", "signature", "measured", "acted",
    "then_acted", "table", "under_indicators", "alone", "figure",
)  # fmt: skip
LEAST_SURE = 0.5  # below it a suspected mention is not reported
UNKNOWN_RULE = 0.5


def features(
    found: Found, *, in_table: bool = False, under_indicators: bool = False, share: float, has_figure: bool
) -> tuple[float, ...]:
    """Return what the model of mentions looks at, in the order of ``FEATURES``.

    Parameters
    ----------
    found
        The suspected name.
    in_table
        Whether it stands in a table.
    under_indicators
        Whether the head of its column speaks of indicators.
    share
        Share of its sentence or cell that the name takes up, in words with a meaning.
    has_figure
        Whether its sentence or row has a percentage, a rate, or a figure under a head of targets.
    """
    return (
        1.0, found.likeness, found.foreign, found.loose, float(found.quality < 1), float(found.signature),
        float(found.measured), float(found.acted), float(found.then_acted), float(in_table),
        float(under_indicators), share, float(has_figure),
    )  # fmt: skip


@cache
def _coefficients() -> tuple[float, ...]:
    fitted = {row["feature"]: float(row["coefficient"]) for row in rows_of("confidence_mentions.csv")}
    return tuple(fitted[name] for name in FEATURES)


@cache
def _ties() -> dict[tuple[str, str], float]:
    return {(row["hit"], row["rule"]): float(row["share_right"]) for row in rows_of("confidence_ties.csv")}


def mention_confidence(values: Sequence[float]) -> float:
    """Return the probability that a suspected mention is one."""
    total = sum(weight * value for weight, value in zip(_coefficients(), values, strict=True))
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def tie_confidence(hit: str, rule: str, mention: float) -> float:
    """Return how sure it is that a figure, line or amount belongs to a mention."""
    return _ties().get((hit, rule), UNKNOWN_RULE) * mention
