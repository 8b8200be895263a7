"""The section on packaging: complete with the specimen's tables, and a box for whatever is missing."""

from dataclasses import replace

import pytest

from analysis.exhibits import Chapter, Language, packaging, packaging_tables
from analysis.exhibits.packaging_text import PackagingText
from analysis.planning.chain import line_chain, linked_to_standards
from analysis.planning.wording import wording_by_programme
from analysis.planning.wording_choices import wording_by_choice
from analysis.provenance.recomputing import recompute
from analysis.regions import find_region
from analysis.sources import load_region_table, load_table
from analysis.sources.regional import REGION_TABLES
from tests.planning.budget_chain import line, lines
from tests.planning.test_wording import NEAR, OTHERS

SOURCE = "Source: test"


@pytest.fixture(scope="module")
def given():
    return load_table("standards/programmes"), load_table("study/missions")


@pytest.fixture(scope="module")
def chain():
    table = lines(
        *(
            line("kua_ppas", f"1.02.01.15.{n:02}", f"k{n}", 100, indicator="KES-01" * (n < 3))
            for n in range(6)
        ),
        *(line("apbd", f"1.02.01.15.{n:02}", f"k{n}", 90) for n in range(1, 7)),
    )
    return line_chain(table, linked_to_standards(table), 2013, ("kua_ppas", "apbd"))


def complete(exhibit):
    assert exhibit.title and exhibit.caption and exhibit.alt and exhibit.source == SOURCE
    assert "{" not in exhibit.alt + exhibit.caption + exhibit.html
    module, function = exhibit.function.rsplit(".", 1)
    assert function in dir(packaging if module.endswith("packaging") else packaging_tables)
    assert exhibit.csv().count("\n") == len(exhibit.table) + 1
    assert exhibit.kind == "table" or exhibit.png().startswith(b"\x89PNG")
    return exhibit


def test_lines_from_document_to_document(chain, language):
    made = complete(packaging.survival_figure(chain, ("kua_ppas", "apbd"), 2013, language, source=SOURCE))
    words = {"en": "APBD, linked to standards: 2 of 3 lines still there, money 60.",
             "id": "APBD, terkait standar: 2 dari 3 baris masih ada, uang 60."}  # fmt: skip
    assert words[language.code] in made.alt
    last = made.table[made.table["document"] == "apbd"].set_index("group")
    assert last.loc["others", ["kept_count", "new_count"]].tolist() == [3, 1]


def test_steps_are_printed_for_either_group(chain, english):
    made = complete(packaging_tables.steps_table(chain, ("kua_ppas", "apbd"), 2013, english, source=SOURCE))
    assert made.table["first"].tolist() == ["kua_ppas"] * 2
    assert "KUA-PPAS - APBD" in made.html and "-40.0" in made.html  # three of a hundred before, two of ninety


def test_wording_draws_all_but_overhead(language):
    programmes = NEAR.assign(programme_name=[f"Program {n}" for n in range(10)])
    programmes.loc[9, "kind"] = "overhead"
    found = wording_by_programme(programmes, "ibu sehat", OTHERS)
    made = complete(packaging.wording_figure(found, language, source=SOURCE))
    assert len(made.table) == 10 and "Program 8" in made.alt and "Program 9" not in made.alt


def test_other_ways_to_count_words_stand_in_a_table(language):
    found = wording_by_choice(NEAR, "ibu sehat", OTHERS)
    made = complete(packaging_tables.choices_table(found, language, source=SOURCE))
    assert made.html.count("<tr>") == 5 and {"en": "pairs", "id": "pasangan"}[language.code] in made.html


@pytest.fixture
def told(screen, given):
    """The section of the specimen district, with what was told."""
    made = Chapter("region", "en", specimen=True)
    PackagingText(made, find_region("9999"), *given, seed=1).told()
    return made, screen


def test_the_specimen_s_section_is_whole_and_every_number_is_found_again(told):
    made, screen = told
    assert [record["id"] for record in screen.of("application/vnd.pelayanan.exhibit+json")] == [
        f"packaging-{name}" for name in ("statements", "wording", "choices", "survival", "steps")
    ]
    assert screen.of("application/vnd.pelayanan.box+json") == []
    memory = {}
    assert len(made.results) > 30
    for result in made.results.values():
        assert recompute(result.derivation, memory=memory) == pytest.approx(result.value), result.id
    # Of the specimen's lines one that carries standards was struck out in the council, none of the others.
    assert made.results["packaging_linked_kept_count"].value == 31
    assert made.results["packaging_others_kept_pct"].value == 100


def test_a_region_without_tables_gets_the_boxes_that_name_them(screen, given):
    PackagingText(Chapter("region", "id"), find_region("6172"), *given, seed=1).told()
    boxes = screen.of("application/vnd.pelayanan.box+json")
    assert [("priorities.csv" in box["text"], "budget-lines.csv" in box["text"]) for box in boxes] == [
        (True, True), (False, True),
    ]  # fmt: skip
    assert screen.of("application/vnd.pelayanan.exhibit+json") == []


def test_what_public_pages_tell_of_a_region_stands_with_its_address_and_as_not_verified(screen, given):
    PackagingText(Chapter("region", "en"), find_region("3574"), *given, seed=1).told()
    (record,) = screen.of("application/vnd.pelayanan.exhibit+json")
    (table,) = screen.of("text/html")
    assert record["id"] == "packaging-known-statements" and "percepatan penanggulangan kemiskinan" in table
    assert "No." in table and "https://" in table


def test_a_missing_document_and_a_missing_mission_are_named(screen, given, monkeypatch):
    held = {name: load_region_table("9999", name) for name in REGION_TABLES}
    for name, column, value in (("budget-lines", "document", "kua_ppas"), ("priorities", "kind", "mission")):
        rows = held[name].frame
        held[name] = replace(held[name], frame=rows[rows[column] != value])
    monkeypatch.setattr("analysis.exhibits.packaging_text.load_region_table", lambda code, name: held[name])
    PackagingText(Chapter("region", "en", specimen=True), find_region("9999"), *given, seed=1).told()
    first, second = (box["text"] for box in screen.of("application/vnd.pelayanan.box+json"))
    assert "no row of the kind mission that was meant for 2013" in first
    assert "no line of kua_ppas; there are lines of apbd, dpa, realisation, rkpd" in second


def test_the_missions_of_other_regions_are_districts_with_address_and_honest_marks(given):
    found = given[1].frame
    districts = set(load_table("national/regions").frame["region_code"])
    assert set(found["region_code"]) <= districts and found["url"].str.startswith("http").all()
    assert (found.loc[found["verified"] == "yes", "publisher"] == "government").all()
    assert found.loc[found["kind"] == "mission", "region_code"].nunique() >= 10
    assert not found.duplicated(["region_code", "kind", "number"]).any()
    assert Language("en").text("packaging.verified_no") == "No."
