"""Compute a recorded result again, from exactly the rows that it names, with the functions that it names."""

from __future__ import annotations

import importlib
import json
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import BuildError
from analysis.exhibits.derivation import COUNT, Derivation
from analysis.sources import Table
from analysis.sources.selection import Rows

__all__ = ["find_function", "recompute"]


Memory = dict[str, Any]


def recompute(derivation: Derivation, *, root: Path | None = None, memory: Memory | None = None) -> Any:
    """Return the number that a derivation leads to.

    Parameters
    ----------
    derivation : Derivation
        As a result recorded it.
    root : pathlib.Path, optional
        The data folder; by default ``analysis.sources.data_folder()``.
    memory : dict, optional
        What functions returned, kept for further results that rest on the same step.

    Returns
    -------
    Any
        The value, unrounded.

    Raises
    ------
    BuildError
        If the function is not there any more, or what was taken is not one value.
    DataError
        If a table lacks what the derivation selects.
    """
    memory = {} if memory is None else memory
    step = json.dumps(replace(derivation, took="", where={}).record(), sort_keys=True)
    if step not in memory:
        function = find_function(derivation.function)
        kinds = _hints(function)
        given = {
            name: _given(argument, kinds.get(name), root, memory)
            for name, argument in derivation.arguments.items()
        }
        memory[step] = function(**given)
    return _taken(memory[step], derivation.took, derivation.where)


def find_function(name: str) -> Callable[..., Any]:
    """Return the function with a dotted name.

    Raises
    ------
    BuildError
        If there is none: the code has changed since the result was recorded.
    """
    module, _, attribute = name.rpartition(".")
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        raise BuildError(
            f"The function {name} does not exist any more; the result was recorded with other code. Make "
            "the report anew with `pelayanan report`."
        ) from None
    return found


def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    return {} if isinstance(function, type) else typing.get_type_hints(function)


def _given(argument: Any, kind: Any, root: Path | None, memory: Memory) -> Any:
    if isinstance(argument, Rows):
        table = argument.load(root=root)
        return table if kind is Table else table.frame.reset_index(drop=True)
    if isinstance(argument, Derivation):
        return recompute(argument, root=root, memory=memory)
    return argument


def _taken(value: Any, path: str, where: Mapping[str, Any]) -> Any:
    parts = [] if path == COUNT else [part for part in path.split(".") if part]
    while where and parts and not isinstance(value, pd.DataFrame):  # rows are chosen in the first table met
        value = _part(value, parts.pop(0))
    for column, wanted in where.items():
        value = value.loc[value[column] == wanted]
    if path == COUNT:
        return len(value)
    for part in parts:
        value = _part(value, part)
    return _single(value, path) if isinstance(value, pd.Series) and path else value


def _part(value: Any, part: str) -> Any:
    if part.lstrip("-").isdigit():
        return value.iloc[int(part)] if isinstance(value, pd.DataFrame | pd.Series) else value[int(part)]
    return value[part] if isinstance(value, pd.DataFrame | pd.Series) else getattr(value, part)


def _single(values: pd.Series, path: str) -> Any:
    if len(values) != 1:
        raise BuildError(f"The derivation takes '{path}' from {len(values)} rows; one row is needed.")
    return values.iloc[0]
