"""How the panel with the declared inputs follows from the tables, for chapters that compare by inputs."""

from collections.abc import Iterable

from analysis.comparison.similarity.declared import declare_inputs
from analysis.exhibits.derivation import Derivation, by
from analysis.planning.budget import DEFLATOR
from analysis.sources.selection import DISTRICTS, select

__all__ = ["derived_inputs"]


def derived_inputs(columns: Iterable[str], years: tuple[int, int], *, corrected: bool = True) -> Derivation:
    """Return how the panel with derived inputs follows from the tables.

    Parameters
    ----------
    columns : iterable of str
        Columns of the national panel that the inputs and outcomes need.
    years : tuple of int
        First and last year.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.

    Returns
    -------
    Derivation
        Of `analysis.comparison.similarity.declared.declare_inputs`: take ``panel``, ``names`` or ``log``.
    """
    return by(
        declare_inputs,
        panel=select("national/panel", *columns, regions=DISTRICTS, years=years, corrected=corrected),
        deflator=select("national/deflator", DEFLATOR),
        declared=select("study/declared-inputs", "column", "derive", "scale", "title", "title_id"),
    )
