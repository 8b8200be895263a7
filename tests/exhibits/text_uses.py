"""Which texts the sources ask for, read from their syntax trees."""

from __future__ import annotations

import ast
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import analysis.exhibits

PACKAGE = Path(analysis.exhibits.__file__).parent
NOTEBOOKS = PACKAGE.parents[1] / "notebooks"
SECTION = {
    "region_text": "region",
    "comparison_text": "comparison",
    "national_text": "national",
    "programme_text": "programme",
    "given_inputs_text": "given",
    "given-inputs.ipynb": "given",
    "budgets_text": "budgets",
    "models_text": "models",
    "capacity_text": "capacity",
    "quality_text": "quality",
    "standards_text": "standards",
    "standards_examples_text": "standards",
    "standards_region_text": "region",
    "data-quality.ipynb": "quality",
    "reading_text": "reading",
    "document-reading.ipynb": "reading",
}
FUNCTIONS = ("text", "tell", "box")
GENERIC = "chapter"  # hands the keys of its callers on


@dataclass(frozen=True)
class Use:
    """One text asked for: its full key, the words given with it, and where."""

    key: str
    words: frozenset[str]
    where: str


def sources() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the package and of the code of each notebook."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.glob("*.py"))}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        trees[f"{path.stem}.ipynb"] = ast.parse(code)
    return trees


def _strings(node: ast.AST, scope: ast.AST, depth: int = 3) -> set[str]:
    """Return the strings written in an expression, and in what its names were assigned in the scope."""
    found = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if depth else set()
    for other in ast.walk(scope):
        if isinstance(other, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id in names for t in other.targets
        ):
            found |= _strings(other.value, scope, depth - 1)
    return found


def _loop(name: str, scope: ast.AST) -> ast.AST | None:
    """Return what a name runs over in a comprehension or a loop of the scope."""
    for node in ast.walk(scope):
        if isinstance(node, ast.comprehension | ast.For) and ast.unparse(node.target) == name:
            return node.iter
    return None


def _values(node: ast.AST, scope: ast.AST, known: Mapping[str, Sequence[str]], where: str) -> set[str]:
    """Return every string that an expression can stand for."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return _values(node.body, scope, known, where) | _values(node.orelse, scope, known, where)
    if isinstance(node, ast.BinOp):
        sides = [_values(side, scope, known, where) for side in (node.left, node.right)]
        return {a + b for a, b in itertools.product(*sides)}
    if isinstance(node, ast.JoinedStr):
        parts = [_values(part, scope, known, where) for part in node.values]
        return {"".join(pieces) for pieces in itertools.product(*parts)}
    if isinstance(node, ast.FormattedValue):
        return _values(node.value, scope, known, where)
    written = ast.unparse(node)
    if written in known:
        return set(known[written])
    over = _loop(written, scope) if isinstance(node, ast.Name) else None
    if over is not None:
        return _strings(over, scope)
    raise AssertionError(
        f"{where}: it cannot be seen which texts '{written}' stands for; "
        "add its values to KNOWN in test_language."
    )


def _scopes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    seen: set[int] = set()
    for scope in [*functions, tree]:
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and node.args and id(node) not in seen:
                seen.add(id(node))
                yield scope, node


def uses(known: Mapping[str, Sequence[str]]) -> list[Use]:
    """Return every text that a module or a notebook asks for.

    Parameters
    ----------
    known : mapping of str to sequence of str
        What an expression inside a key can stand for, where the source does not say it.
    """
    found = []
    for module, tree in sources().items():
        section = SECTION.get(module, module.removesuffix(".ipynb"))
        for scope, call in _scopes(tree):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name not in FUNCTIONS or len(call.args) > 1:  # two positions: the text of a picture
                continue
            first = call.args[0]
            if module == GENERIC and not (isinstance(first, ast.Constant) and "." in str(first.value)):
                continue
            where = f"{module}, {ast.unparse(call)[:60]}"
            words = frozenset(keyword.arg or "**" for keyword in call.keywords)
            for key in sorted(_values(first, scope, known, where)):
                full = key if "." in key else f"{section}.{key}"
                ends = ("_box_title", "_box") if name == "box" else ("",)
                found += [Use(full + end, words, where) for end in ends]
    return found
