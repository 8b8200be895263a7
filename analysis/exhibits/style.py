"""One quiet house style for every picture: readable in grey, safe for colour-blind readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns

# Okabe & Ito (2008) colours, in an order in which lightness differs too; markers and dashes say it again.
INK = "#1a1a1a"
MUTED = "#6b6b6b"
BAND_OUTER = "#e9e9e9"
BAND_INNER = "#d2d2d2"
ACCENT = "#0072b2"
COLOURS = ("#0072b2", "#d55e00", "#000000", "#009e73")
MARKERS = ("o", "s", "^", "D")
DASHES: tuple[tuple[int, ...], ...] = ((), (4, 1.5), (1, 1), (6, 1, 1, 1))  # type: ignore[assignment]
SEQUENTIAL = "cividis_r"

HOUSE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "grid.color": "#ececec",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.linewidth": 1.6,
    "lines.markersize": 4,
    "svg.hashsalt": "pelayanan",
    "figure.constrained_layout.use": True,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw within the house style and leave matplotlib's settings as they were."""
    with sns.axes_style("whitegrid"), mpl.rc_context(HOUSE):
        yield
