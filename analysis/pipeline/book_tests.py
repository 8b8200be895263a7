"""What the tests verify, counted from the tests themselves for the verification page."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RoomCount:
    """The tests of one folder.

    Attributes
    ----------
    room : str
        Folder under ``tests``, or the file name of a test that stands alone.
    tests, properties, errors, tolerances : int
        Test functions; those that search examples with Hypothesis; those that check an error;
        those that compare with a stated tolerance.
    """

    room: str
    tests: int
    properties: int
    errors: int
    tolerances: int


def count_tests(folder: Path) -> list[RoomCount]:
    """Count the tests of each folder by reading their source, without running them.

    Parameters
    ----------
    folder : pathlib.Path
        The ``tests`` folder; a folder that does not exist gives an empty list.

    Returns
    -------
    list of RoomCount
        Sorted by room. It says what is checked, not that the checks pass.
    """
    counts: dict[str, list[int]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        inside = path.relative_to(folder)
        room = (
            inside.parts[0] if len(inside.parts) > 1 else inside.stem.removeprefix("test_").replace("_", " ")
        )
        total = counts.setdefault(room.replace("_", " "), [0, 0, 0, 0])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                given = any("given" in ast.unparse(mark) for mark in node.decorator_list)
                body = ast.unparse(node)
                close = any(word in body for word in ("approx(", "allclose(", "isclose("))
                for place, true in enumerate((True, given, "pytest.raises(" in body, close)):
                    total[place] += true
    return [RoomCount(room, *numbers) for room, numbers in sorted(counts.items())]
