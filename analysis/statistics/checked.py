"""What every method asks of a table of units before it counts: columns, numbers, rows, spread, levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns


@dataclass(frozen=True)
class CompleteCases:
    """The units that have every value asked for, as numbers.

    Attributes
    ----------
    values : pandas.DataFrame
        Units by columns, floats, nothing missing; in the order given.
    left_out : tuple of str
        Units with a missing value, by name: they are told, not dropped in silence.
    """

    values: pd.DataFrame
    left_out: tuple[str, ...]


def require_distinct(index: pd.Index, what: str) -> None:
    """Refuse a table in which a unit stands twice."""
    if index.has_duplicates:
        twice = index[index.duplicated()][0]
        raise MethodError(f"'{twice}' stands twice in {what}; each unit needs one row.")


def as_numbers(column: pd.Series, what: str) -> pd.Series:
    """Return a column as floats with NaN for what is missing; text and infinities are refused."""
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    bad = column.index[(column.notna() & numbers.isna()).to_numpy() | np.isinf(numbers.to_numpy())]
    if len(bad):
        raise MethodError(
            f"The column '{column.name}' of {what} must hold finite numbers; found "
            f"'{column.loc[bad[0]]}' for '{bad[0]}'."
        )
    return numbers


def complete_cases(
    frame: pd.DataFrame, columns: Sequence[str], what: str = "the table", *, least: int = 2
) -> CompleteCases:
    """Return the rows that have all columns, as numbers, and name the rows left out.

    Raises
    ------
    MethodError
        An absent or repeated column, a unit that stands twice, text where a number is needed, or fewer than
        ``least`` complete rows.
    """
    names = list(columns)
    if not names or len(set(names)) < len(names):
        raise MethodError(f"Name at least one column of {what}, and each once; found {names}.")
    require_columns(frame, names, what)
    require_distinct(frame.index, what)
    numbers = pd.DataFrame({name: as_numbers(frame[name], what) for name in names}, index=frame.index)
    values = numbers.dropna()
    if len(values) < least:
        raise MethodError(
            f"Only {len(values)} of {len(frame)} rows of {what} have all of {', '.join(names)}; at least "
            f"{least} are needed."
        )
    return CompleteCases(values, tuple(str(name) for name in numbers.index.difference(values.index, False)))


def require_varying(values: pd.DataFrame, what: str = "the table") -> None:
    """Refuse a column that is the same for every unit: it cannot tell units apart."""
    span = values.max() - values.min()
    flat = span.index[~(span > 1e-12 * values.abs().max())]
    if len(flat):
        raise MethodError(
            f"The column '{flat[0]}' of {what} is the same in all {len(values)} rows, so it cannot tell "
            "units apart. Leave it out."
        )


def design_matrix(values: pd.DataFrame, what: str = "the inputs") -> np.ndarray:
    """Return a constant and the inputs (standardised, so that rounding cannot hide a dependence).

    Fitted values, leverages and residuals do not depend on the scale of the inputs; coefficients do.

    Raises
    ------
    MethodError
        A constant input, an input that is a linear combination of others, or too few rows.
    """
    if not values.shape[1]:
        return np.ones((len(values), 1))
    require_varying(values, what)
    z = ((values - values.mean()) / values.std(ddof=0)).to_numpy(float)
    design = np.column_stack([np.ones(len(z)), z])
    if len(design) < design.shape[1]:
        raise MethodError(f"{design.shape[1]} coefficients cannot be fitted to {len(design)} rows of {what}.")
    for last in range(2, design.shape[1] + 1):
        if np.linalg.matrix_rank(design[:, :last], tol=1e-8 * np.sqrt(len(design))) < last:
            raise MethodError(
                f"The input '{values.columns[last - 2]}' is a linear combination of the inputs before it, so "
                "their parts cannot be told apart. Leave one of them out."
            )
    return design


def to_raw_scale(values: pd.DataFrame) -> np.ndarray:
    """Return the matrix that turns coefficients of :func:`design_matrix` into those of the raw inputs."""
    if not values.shape[1]:
        return np.eye(1)
    spread = values.std(ddof=0).to_numpy()
    back = np.diag(np.concatenate([[1.0], 1 / spread]))
    back[0, 1:] = -values.mean().to_numpy() / spread
    return back
