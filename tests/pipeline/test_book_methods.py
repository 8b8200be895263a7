import json
from pathlib import Path

from analysis.pipeline.book_methods import verified_methods

TESTS = Path(__file__).parents[1]


def made(folder: Path) -> Path:
    room, case = folder / "comparison", folder / "golden" / "tea"
    room.mkdir()
    case.mkdir(parents=True)
    (case / "expected.json").write_text(json.dumps({"citation": "Fisher (1935)"}), encoding="utf-8")
    (room / "test_tea.py").write_text(
        "from analysis.comparison.tea import CUPS, Tea, taste\n"
        "def test_published():\n    golden('tea')\n"
        "@given(cups())\ndef test_property(cups):\n    pass\n"
        "def test_refused():\n    with pytest.raises(ValueError):\n        taste()\n",
        encoding="utf-8",
    )
    (room / "test_other.py").write_text("import os\ndef test_it():\n    pass\n", encoding="utf-8")
    return folder


def test_functions_references_and_counts_by_hand(tmp_path):
    (row,) = verified_methods(made(tmp_path))
    assert (row.room, row.functions, row.references) == ("comparison", ("taste",), ("Fisher (1935)",))
    assert (row.tests, row.properties, row.errors) == (3, 1, 1)


def test_no_tests_beside_the_book_give_nothing(tmp_path):
    assert verified_methods(tmp_path / "gone") == []


def test_every_published_case_of_the_repository_is_used_by_a_test():
    cited = {reference for row in verified_methods(TESTS) for reference in row.references}
    cases = sorted(TESTS.glob("golden/*/expected.json"))
    unused = [
        path.parent.name
        for path in cases
        if json.loads(path.read_text(encoding="utf-8"))["citation"] not in cited
    ]
    assert unused == []
