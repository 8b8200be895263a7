"""How a number came about: which function, with what, and which rows of which tables went in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from analysis.sources.selection import Rows, as_published, select

__all__ = ["Derivation", "by", "published"]

COUNT = "rows counted"


@dataclass(frozen=True)
class Derivation:
    """A number as one function of what went in, so that it can be followed back and computed again.

    Attributes
    ----------
    function : str
        Dotted name of the function.
    arguments : mapping
        Name of each argument to what was given: a selection of rows, another derivation, or a plain value.
    took : str
        What was taken from what the function returned: a column, an attribute, a position, joined by dots;
        ``rows counted`` for the number of rows; empty for all of it.
    where : mapping
        Column to value: the rows of what the function returned from which it was taken.
    """

    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    took: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)

    def take(self, what: str, /, **where: Any) -> Derivation:
        """Say what was taken from what the function returned, and from which rows of it."""
        return replace(self, took=what, where={name: plain(value) for name, value in where.items()})

    def count(self, **where: Any) -> Derivation:
        """Say that the rows of what the function returned were counted."""
        return self.take(COUNT, **where)

    def rows(self) -> tuple[Rows, ...]:
        """Return every selection of rows that went in, each once, in the order of the arguments."""
        found: list[Rows] = []
        for each in self._selections():
            found += [each] if each not in found else []
        return tuple(found)

    def steps(self) -> tuple[Derivation, ...]:
        """Return this derivation and those that fed it, the first function applied first, each once."""
        found: list[Derivation] = []
        for argument in self.arguments.values():
            if isinstance(argument, Derivation):
                found += [step for step in argument.steps() if step not in found]
        return (*found, self)

    def without_ledger(self) -> Derivation:
        """Return the derivation from the tables as their sources have them, without the ledger."""
        return replace(self, arguments={name: _uncorrected(value) for name, value in self.arguments.items()})

    def _selections(self) -> Iterator[Rows]:
        for argument in self.arguments.values():
            if isinstance(argument, Rows):
                yield argument
            elif isinstance(argument, Derivation):
                yield from argument._selections()

    def record(self) -> dict[str, Any]:
        """Return the derivation as plain JSON data."""
        return {
            "function": self.function,
            "arguments": {name: _argument(value) for name, value in self.arguments.items()},
            "took": self.took,
            "where": dict(self.where),
        }

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> Derivation:
        """Return the derivation that :meth:`record` wrote."""
        arguments = {name: _from_argument(value) for name, value in record["arguments"].items()}
        return Derivation(record["function"], arguments, record["took"], dict(record["where"]))


def by(function: Callable[..., Any] | str, /, **arguments: Any) -> Derivation:
    """Say which function made a number, and with what.

    Parameters
    ----------
    function : callable or str
        The function itself; its dotted name where this package may not import it.
    **arguments
        As the function was called: plain values, selections of rows for tables, derivations for what another
        function returned.

    Raises
    ------
    TypeError
        If the function does not take these arguments: a derivation that could not have happened.
    """
    if isinstance(function, str):
        name = function
    else:
        inspect.signature(function).bind(**arguments)
        name = f"{function.__module__}.{function.__qualname__}"
    return Derivation(name, {key: plain(value) for key, value in arguments.items()})


def published(table: str, column: str, /, **selection: Any) -> Derivation:
    """Say that a number stands in a table as it is: one cell, nothing computed."""
    return by(as_published, rows=select(table, column, **selection)).take(column)


def plain(value: Any) -> Any:
    """Return a value as JSON knows it; selections and derivations stay what they are."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def _uncorrected(value: Any) -> Any:
    if isinstance(value, Rows):
        return replace(value, corrected=False)
    return value.without_ledger() if isinstance(value, Derivation) else value


def _argument(value: Any) -> dict[str, Any]:
    if isinstance(value, Rows):
        return {"rows": value.record()}
    if isinstance(value, Derivation):
        return {"derived": value.record()}
    return {"value": value}


def _from_argument(record: Mapping[str, Any]) -> Any:
    if "rows" in record:
        return Rows.from_record(record["rows"])
    if "derived" in record:
        return Derivation.from_record(record["derived"])
    return record["value"]
