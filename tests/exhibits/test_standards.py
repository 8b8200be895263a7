"""Exhibits and sentences on the standards: drawn as computed, told as recorded, missing as missing."""

import pandas as pd
import pytest

from analysis.exhibits import Chapter, Language, standards, standards_examples, standards_nation
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME
from analysis.exhibits.standards_examples_text import ExamplesText, affairs_of
from analysis.exhibits.standards_region import attainments_table, ladder_figure, record_gaps_figure
from analysis.exhibits.standards_region_text import StandardsOfRegion
from analysis.exhibits.standards_text import StandardsText, aims_of
from analysis.regions import find_region
from analysis.sources import Table, load_table
from analysis.sources.tables import DATA_VARIABLE
from analysis.standards.catalogue import load_catalogue
from analysis.standards.definitions import definition_pairs
from analysis.standards.ladder import ladder
from analysis.standards.records import attainments, latest_attainments
from analysis.statistics.classes import bands_of
from analysis.voice.satisfaction_index import flip_ranges
from tests.exhibits.pictures import assert_complete
from tests.exhibits.screen import Screen

SOURCE = "Source: test."
HELD = load_catalogue()
RECORDS = pd.DataFrame(
    {
        "region_code": "6172", "year": 2013, "indicator_code": ["KES-03", "KES-14", "KES-01", "KES-16"],
        "numerator": [812.0, 1500, 5, 1], "denominator": [955.0, 1000, 0, 1], "source": "a report", "page": 3,
        "value_pct": None, "target_pct": None, "status": "specimen",
    }
)  # fmt: skip


@pytest.fixture
def chapter(screen: Screen, language: Language) -> Chapter:
    return Chapter("standards", language.code)


def frame(name: str) -> pd.DataFrame:
    return load_table(name).frame


def test_an_unverified_indicator_looks_unverified_in_the_table(language: Language):
    made = standards.catalogue_table(HELD, "all", "Title", language, source=SOURCE)
    mark = {"en": "(unverified)", "id": "(belum terverifikasi)"}[language.code]
    rows = made.html.split("<tr>")
    for code in ("KES-16", "PU-JLN-1", "KK-01-IBUHAMIL"):
        assert mark in next(row for row in rows if f">{code}<br>" in row)
    assert mark not in next(row for row in rows if ">KES-03<br>" in row)
    assert len(made.table) == len(HELD) and not made.table["verified"].all()


def test_tables_of_catalogues_pairs_and_class_changes_have_a_row_each(language: Language, chapter: Chapter):
    text = StandardsText(chapter, load_table("national/panel").fields, (2000, 2016))
    summary = text.intro(frame("standards/indicators"), frame("standards/catalogues"))
    assert len(standards.summary_table(summary, language, source=SOURCE).table) == 10
    pairs = definition_pairs(frame("standards/definition-pairs"), HELD)
    made = standards.pairs_table(pairs, language, source=SOURCE)
    assert made.html.count("<tr>") == len(pairs) + 1
    flips = flip_ranges(bands_of(frame("standards/index-bands"), "satisfaction"), 0.11)
    assert "88" in standards_examples.flips_table(flips, language, source=SOURCE).html


def test_shares_of_districts_are_drawn_and_told_as_computed(
    language: Language, chapter: Chapter, screen: Screen, panel: Table, regions: Table, targets: Table
):
    text = StandardsText(chapter, panel.fields, (2010, 2016))
    aims = aims_of(targets.frame)
    shares = text.shares(panel.frame, regions.frame, aims)
    made = standards_nation.reached_figure(shares, panel.fields, language, source=SOURCE)
    assert_complete(made)
    for axis, table in zip(made.figure.axes, shares.values(), strict=True):
        assert list(axis.lines[0].get_ydata()) == list(table["reached_pct"])
    last = shares["skilled_birth_attendance_pct"].iloc[-1]
    assert (
        str(int(last["reached_count"])) in screen.prose
        and language.number(last["open_pct"], 1) in screen.prose
    )
    gaps = text.people(panel.frame, regions.frame, targets.frame, aims)
    assert gaps is not None and gaps["year"].nunique() == 1
    picture = standards_nation.gap_people_figure(
        gaps, {"6172": "A", "1106": "B"}, text.gap_title(aims), language, source=SOURCE
    )
    assert_complete(picture)
    assert picture.table["gap_people"].is_monotonic_decreasing
    text.no_people(targets.frame, aims)
    assert targets.frame.set_index("outcome")[f"denominator_why_{language.code}"].iloc[0] in screen.prose


def test_a_year_that_stands_apart_is_told(
    chapter: Chapter, screen: Screen, panel: Table, regions: Table, targets: Table
):
    StandardsText(chapter, panel.fields, (2000, 2004)).shares(
        panel.frame, regions.frame, aims_of(targets.frame)
    )
    assert "2001" in screen.prose


def test_paces_tell_every_state(language: Language, panel: Table, chapter: Chapter, targets: Table):
    text = StandardsText(chapter, panel.fields, (2000, 2016))
    paces = text.paces(panel.frame, targets.frame, ["6172", "7322"], 5)
    states = [
        {}, {"status": "on the way", "years": 4.0, "years_low": 2.0, "years_high": 9.0},
        {"status": "on the way", "years": 4.0, "years_low": 2.0, "years_high": float("inf")},
        {"status": "not at this pace"}, {"status": "not evaluated", "why": "too few years"},
    ]  # fmt: skip
    table = pd.DataFrame([paces.iloc[0].to_dict() | state for state in states])
    made = standards_nation.pace_table(table, {"6172": "A"}, panel.fields, language, source=SOURCE)
    for key in ("pace_reached", "pace_not"):
        assert language.text(f"standards.{key}") in made.html
    assert "too few years" in made.html and language.number(9, 1) in made.html and "inf" not in made.html


def test_published_tables_and_indices_are_told_with_their_errors(
    chapter: Chapter, screen: Screen, language: Language
):
    text = ExamplesText(chapter)
    rows = frame("standards/published-performance")
    errors = text.performance(rows)
    assert errors["row_number"].tolist() == [5, 13, 14]
    assert_complete(standards_examples.performance_figure(rows, language, source=SOURCE))
    titles = dict.fromkeys(errors["check_id"], "ASKED")
    table = standards_examples.performance_table(rows, errors, titles, language, source=SOURCE)
    assert table.html.count("ASKED") == 3
    names = ("published-indices", "index-weights", "index-bands")
    tables = [frame(f"standards/{name}") for name in names]
    made = text.indices(*tables, affairs_of(frame("standards/indicators"), language.code))
    for value in (97.81, 97.37, 87.28):
        assert language.number(value, 2) in screen.prose
    assert {"en": "housing", "id": "perumahan rakyat"}[language.code] in standards_examples.index_table(
        made, language, source=SOURCE
    ).html


def test_records_of_a_region_stand_in_ladder_table_and_gaps(language: Language, panel: Table, targets: Table):
    found = attainments(RECORDS, HELD)
    empty = pd.DataFrame(columns=["outcome", "year", "value", "p10", "p90", "national_median"])
    near = targets.frame.rename(columns={})[:0].assign(year=[], value=[])
    rungs = ladder(empty, near, found)
    assert rungs["code"].tolist() == ["KES-03", "KES-14", "KES-16"]
    made = ladder_figure(rungs, "A", panel.fields, language, source=SOURCE)
    assert_complete(made)
    markers = [line.get_marker() for line in made.figure.axes[0].lines]
    assert markers.count("s") == 2 and markers.count(">") == 1 and markers.count("v") == 3
    table = attainments_table(found, "A", language, source=SOURCE)
    assert "row 4" in table.html and language.text("common.unverified") in table.html
    gaps = record_gaps_figure(latest_attainments(found), "A", language, source=SOURCE)
    assert_complete(gaps)
    assert language.number(48) in gaps.alt


def test_a_region_without_records_gets_two_boxes_that_name_the_files(screen: Screen, language: Language):
    catalogue = load_table("standards/indicators")
    own = StandardsOfRegion(Chapter("region", language.code), find_region("6172"), HELD, catalogue)
    assert own.found() is None
    own.records(own.found())
    own.schools()
    told = " ".join(box["text"] for box in screen.of(BOX_MIME))
    for path in ("data/regions/6172/indicators.csv", "data/regions/6172/school-standards.csv"):
        assert path in told
    assert "data/templates/school-standards.xlsx" in told and screen.of(EXHIBIT_MIME) == []


def test_a_region_with_records_and_schools_shows_them(screen: Screen, tmp_path, monkeypatch):
    import shutil

    from analysis.sources import data_folder

    shutil.copytree(data_folder(), tmp_path / "data", ignore=shutil.ignore_patterns("*.xlsx", "*.geojson"))
    folder = tmp_path / "data" / "regions" / "6172"
    folder.mkdir(parents=True)
    columns = pd.read_csv(data_folder() / "templates" / "indicators.csv").columns
    RECORDS.reindex(columns=columns).to_csv(folder / "indicators.csv", index=False)
    school = {"region_code": "6172", "year": 2013, "indicator_code": "IP-7.1", "schools_count": 10}
    rows = [school | {"school_id": f"S{n}", "meets": "yes" if n else "no"} for n in range(8)]
    columns = pd.read_csv(data_folder() / "templates" / "school-standards.csv").columns
    schools = pd.DataFrame(rows).assign(source="a report", status="specimen")
    schools.reindex(columns=columns).to_csv(folder / "school-standards.csv", index=False)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    own = StandardsOfRegion(
        Chapter("region", "en"), find_region("6172"), HELD, load_table("standards/indicators")
    )
    own.records(own.found())
    own.schools()
    assert [each["id"] for each in screen.of(EXHIBIT_MIME)] == ["attainments", "gaps-in-people", "schools"]
    assert "8 of 10" in screen.outputs[-1]["text/html"] and screen.of(BOX_MIME) == []
