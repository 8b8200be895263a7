"""The SPM index (indeks pencapaian SPM) of a service, as regulated and exact.

A service is 80 percent the share of people served and 20 percent the minimum quality met; an affair (urusan)
is the mean of its services, a district the mean of its affairs (``spm_average``). How the quality part sums
up its items is not in any text that was read: both readings are given. The weights are data
(``standards/index-weights``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.attainment import coverage

__all__ = ["Service", "Weights", "service_index", "weights_of"]

HUNDRED = 100.0


@dataclass(frozen=True)
class Weights:
    """The weights of the two parts of a service.

    Attributes
    ----------
    served, quality : float
        They sum to one.
    legal_basis : str
    verified : bool
        Whether the text of the regulation was read.
    """

    served: float
    quality: float
    legal_basis: str
    verified: bool


def weights_of(frame: pd.DataFrame, year: int | None = None) -> Weights:
    """Return the weights of the SPM index from ``standards/index-weights``.

    Raises
    ------
    MethodError
        A column is absent, there is not one row for each part, or they do not sum to one.
    """
    require_columns(frame, ["index", "component", "weight", "valid_from", "valid_to"], "the table of weights")
    rows = frame[frame["index"] == "spm"]
    if year is not None:
        rows = rows[(rows["valid_from"] <= year) & (rows["valid_to"].fillna(year) >= year)]
    weights = dict(zip(rows["component"], rows["weight"], strict=True))
    if len(rows) != 2 or set(weights) != {"served", "quality"} or abs(sum(weights.values()) - 1) > 1e-9:
        raise MethodError(
            say(
                "The SPM index needs one weight for served and one for quality that sum to 1; found {found}.",
                found=", ".join(f"{name} {weight:g}" for name, weight in weights.items()) or say("none"),
            )
        )
    first = rows.iloc[0]
    return Weights(
        float(weights["served"]), float(weights["quality"]), str(first["legal_basis"]),
        bool(rows["verified"].eq("yes").all()),
    )  # fmt: skip


@dataclass(frozen=True)
class Service:
    """The index of one service (jenis pelayanan dasar).

    Attributes
    ----------
    served_pct : float
        Those served over those to be served, uncapped.
    quality_mean_pct, quality_pooled_pct : float or None
        The two readings of the quality part, each item capped at 100: mean of the items' percentages, and all
        that was fulfilled over all that was required. None where no item is given.
    regulated, pooled : float or None
        The index with every part capped at 100, by the mean and by the pooled reading. None without quality.
    exact : float or None
        By the mean reading without any cap.
    """

    served_pct: float
    quality_mean_pct: float | None
    quality_pooled_pct: float | None
    regulated: float | None
    pooled: float | None
    exact: float | None

    @property
    def partial(self) -> bool:
        """Whether the quality part is missing, so that there is no index but only the share served."""
        return self.regulated is None

    @property
    def readings_differ(self) -> bool | None:
        """Whether the two readings differ when printed with two decimals."""
        if self.regulated is None or self.pooled is None:
            return None
        return round(self.regulated, 2) != round(self.pooled, 2)


def service_index(
    served: float,
    to_be_served: float,
    quality: Sequence[tuple[float, float]],
    weights: Weights,
) -> Service:
    """Return the SPM index of one service.

    Parameters
    ----------
    served, to_be_served : float
        People.
    quality : sequence of (fulfilled, required)
        Items of goods, services and staff; items of which none is required are left out, as they cannot be
        missed. Empty where they are not known: then there is no index.
    weights : Weights

    Raises
    ------
    MethodError
        Nobody to be served, a negative number, or quality items of which none is required.

    Notes
    -----
    Permendagri 59/2021, as the forms of reporting software have it; the annex was not read. Caps at 100 are
    our reading: ``exact`` is without them.
    """
    share = coverage(served, to_be_served)
    if not quality:
        return Service(share, None, None, None, None, None)
    items = [(float(done), float(need)) for done, need in quality if need != 0]
    if not items or any(not (done >= 0 and need > 0) for done, need in items):
        raise MethodError(
            say("Quality items are pairs of fulfilled and required numbers; at least one must be required.")
        )
    exact_items = [HUNDRED * done / need for done, need in items]
    mean = math.fsum(min(value, HUNDRED) for value in exact_items) / len(items)
    required = math.fsum(need for _, need in items)
    pooled = HUNDRED * math.fsum(min(done, need) for done, need in items) / required
    held = weights.served * min(share, HUNDRED)
    return Service(
        share,
        mean,
        pooled,
        held + weights.quality * mean,
        held + weights.quality * pooled,
        weights.served * share + weights.quality * math.fsum(exact_items) / len(items),
    )
