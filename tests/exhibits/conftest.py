from typing import Any

import pytest

from analysis.exhibits import Chapter, Language, chapter
from analysis.sources import Outlines, Table, load_outlines, load_table


class Screen:
    """What a chapter displayed, in order, instead of a notebook's output."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.metadata: list[dict[str, Any]] = []

    def __call__(self, data: dict[str, Any], *, raw: bool, metadata: dict[str, Any] | None = None) -> None:
        assert raw
        self.outputs.append(data)
        self.metadata.append(metadata or {})

    def of(self, kind: str) -> list[Any]:
        return [data[kind] for data in self.outputs if kind in data]

    @property
    def prose(self) -> str:
        return "\n".join(self.of("text/markdown"))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setattr(chapter, "display", made)
    return made


@pytest.fixture(params=["en", "id"])
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture
def english() -> Language:
    return Language("en")


@pytest.fixture
def national(screen: Screen) -> Chapter:
    return Chapter("national", "en")


@pytest.fixture(scope="session")
def panel() -> Table:
    return load_table("national/panel")


@pytest.fixture(scope="session")
def regions() -> Table:
    return load_table("national/regions")


@pytest.fixture(scope="session")
def deflator() -> Table:
    return load_table("national/deflator")


@pytest.fixture(scope="session")
def evidence() -> Table:
    return load_table("study/evidence")


@pytest.fixture(scope="session")
def kinerja() -> Table:
    return load_table("study/kinerja-districts")


@pytest.fixture(scope="session")
def models() -> Table:
    return load_table("study/study-regions")


@pytest.fixture(scope="session")
def targets() -> Table:
    return load_table("standards/outcome-targets")


@pytest.fixture(scope="session")
def outlines() -> Outlines:
    return load_outlines()
