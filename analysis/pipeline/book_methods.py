"""What verifies each method, read from the tests: published references, generated examples, refusals."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("comparison", "honesty", "planning", "standards", "statistics", "voice")


@dataclass(frozen=True)
class Verified:
    """What one test file verifies.

    Attributes
    ----------
    room : str
        Room of ``analysis``.
    functions : tuple of str
        Public functions that it tests.
    references : tuple of str
        Citations of the published results that it reproduces; empty where none is carried.
    tests, properties, errors : int
        Test functions; those with generated examples; those of a refusal.
    """

    room: str
    functions: tuple[str, ...]
    references: tuple[str, ...]
    tests: int
    properties: int
    errors: int


def verified_methods(tests: Path) -> list[Verified]:
    """Say for each test file of a method room which functions it tests and what they are held against.

    Parameters
    ----------
    tests : pathlib.Path
        The ``tests`` folder; one that does not exist gives an empty list.

    Returns
    -------
    list of Verified
        By room and file. It says what is checked, not that the checks pass.
    """
    cases = {path.parent.name: _citation(path) for path in sorted(tests.glob("golden/*/expected.json"))}
    return [
        _verified(path, room, cases)
        for room in ROOMS
        for path in sorted((tests / room).rglob("test_*.py"))
        if _functions(path, room)
    ]


def _citation(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["citation"])


def _functions(path: Path, room: str) -> tuple[str, ...]:
    """Return the functions of the room that a test file imports; classes and constants are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"analysis.{room}")
        for alias in node.names
    ]
    return tuple(sorted({name for name in names if name[0].islower() and not name.startswith("_")}))


def _verified(path: Path, room: str, cases: dict[str, str]) -> Verified:
    text = path.read_text(encoding="utf-8")
    beside = [other.read_text(encoding="utf-8") for other in _helpers(path, text)]
    named = [citation for case, citation in cases.items() if any(case in each for each in (text, *beside))]
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    given = sum(any("given" in ast.unparse(mark) for mark in node.decorator_list) for node in functions)
    refused = sum("pytest.raises(" in ast.unparse(node) for node in functions)
    return Verified(room, _functions(path, room), tuple(named), len(functions), given, refused)


def _helpers(path: Path, text: str) -> list[Path]:
    """Return the modules beside a test file that it imports and that name published cases."""
    others = [other for other in path.parent.glob("*.py") if not other.name.startswith("test_")]
    return sorted(other for other in others if f".{other.stem} import" in text)
