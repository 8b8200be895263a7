import pytest

from analysis.exhibits import Chapter, Language, chapter
from analysis.sources import Outlines, Table, load_outlines, load_table
from tests.exhibits.screen import Screen
from tests.exhibits.world import NAMES, World, invented


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


@pytest.fixture(params=["whole-en", "whole-id", "gaps-en", "no-series-id", "one-district-en"])
def setting(request: pytest.FixtureRequest) -> tuple[World, Language]:
    case, code = request.param.rsplit("-", 1)
    return invented(case), Language(code)


@pytest.fixture
def world(setting: tuple[World, Language]) -> World:
    return setting[0]


@pytest.fixture
def tongue(setting: tuple[World, Language]) -> Language:
    return setting[1]


@pytest.fixture(scope="session")
def actual(panel: Table, regions: Table, deflator: Table) -> World:
    return World(panel.frame, regions.frame, deflator.frame, NAMES)
