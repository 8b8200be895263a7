"""Pages: which there are, and what each depends on - no more than it shows."""

import shutil

import pytest
import yaml

from analysis.errors import ParameterError, RegionError
from analysis.pipeline.notebook import PROJECT
from analysis.pipeline.pages import code_digest, evidence_digest, folder_digest, pages
from analysis.pipeline.parameters import NOTEBOOK_PARAMETERS
from analysis.sources import data_folder


@pytest.fixture
def data(tmp_path):
    shutil.copytree(data_folder(), tmp_path / "data")
    return tmp_path / "data"


def test_a_report_has_study_regions_further_ones_comparison_country_and_the_specimen(data):
    specs = pages(["Jember"], "en", data)
    assert [spec.slug[:4] for spec in specs[:4]] == ["6172", "7322", "3574", "3509"]
    chapters = [name for name in NOTEBOOK_PARAMETERS if name != "region"]
    assert [spec.part for spec in specs] == ["study"] * 3 + ["further", *chapters, "specimen"]


def test_every_chapter_has_its_place_in_the_book(data):
    contents = yaml.safe_load((PROJECT / "book" / "contents.yml").read_text(encoding="utf-8"))
    placed = [part["pages"] for part in contents["parts"] if "pages" in part]
    named = {name for each in placed for name in ([each] if isinstance(each, str) else each)}
    assert {spec.part for spec in pages(["Jember"], "en", data)} <= named


def test_the_pages_of_the_study_also_run_without_the_ledger_and_further_ones_do_not(data):
    specs = pages(["Jember"], "id", data)
    assert [spec.part for spec in specs if not spec.uncorrected_slug] == [
        "further",
        "voice",
        "data-quality",
        "document-reading",
        "specimen",
    ]
    twin = specs[0].without_ledger()
    assert twin.slug == f"uncorrected-{specs[0].slug}" and twin.uncorrected_slug == ""
    changed = {**specs[0].parameters.model_dump(), "corrections": False}
    assert twin.parameters.model_dump() == changed
    assert not any(spec.uncorrected_slug for spec in pages(["7322"], "id", data, only=True))


def test_a_study_region_named_again_is_not_made_twice(data):
    assert len(pages(["6172"], "en", data)) == len(pages([], "en", data))


def test_only_leaves_everything_else_out(data):
    assert [spec.slug[:4] for spec in pages(["7322"], "id", data, only=True)] == ["7322"]
    with pytest.raises(ParameterError, match="at least one region"):
        pages([], "en", data, only=True)


def test_an_unknown_region_or_language_stops_before_anything_runs(data):
    with pytest.raises(RegionError, match="Singkawang"):
        pages(["Singkwang"], "en", data)
    with pytest.raises(ParameterError, match="language"):
        pages([], "de", data)


def test_a_changed_fact_of_one_region_changes_that_region_and_the_chapters_on_all_alone(data):
    specs = {spec.slug[:4]: spec for spec in pages([], "en", data)}
    before = {name: evidence_digest(spec.evidence_codes, data) for name, spec in specs.items()}
    table = data / "study" / "evidence.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = next(i for i, line in enumerate(lines) if ",7322,district," in line)
    lines[changed] = lines[changed].replace(",high,", ",medium,")
    table.write_text("".join(lines), encoding="utf-8", newline="\n")
    after = {name: evidence_digest(spec.evidence_codes, data) for name, spec in specs.items()}
    assert {name for name in specs if before[name] != after[name]} == {"7322", "comp", "mode", "voic"}


def test_a_file_in_a_regions_folder_changes_that_region_alone(data):
    specs = {spec.slug[:4]: spec for spec in pages([], "en", data)}
    before = {name: folder_digest(spec.folders) for name, spec in specs.items()}
    (data / "regions" / "3574").mkdir(parents=True)
    (data / "regions" / "3574" / "documents.csv").write_text("x")
    after = {name: folder_digest(spec.folders) for name, spec in specs.items()}
    assert {name for name in specs if before[name] != after[name]} == {"3574"}


def test_the_code_digest_is_stable():
    assert code_digest() == code_digest()
