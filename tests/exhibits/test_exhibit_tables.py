import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.comparison.change.ranking import changes_beside_country, rank_members
from analysis.comparison.change.windows import change_between
from analysis.comparison.models.evidence import evidence_for, model_support
from analysis.comparison.similarity.declared import declare_inputs
from analysis.comparison.similarity.differences import input_differences
from analysis.comparison.similarity.neighbours import nearest_regions
from analysis.exhibits import Exhibit, Language, national, outcomes, similarity
from analysis.exhibits.corrections import corrections_table, entries_of
from analysis.exhibits.evidence import context_table, evidence_table, models_table, supplied_table
from analysis.exhibits.language import MISSING
from analysis.exhibits.loaded import loaded_table
from analysis.sources import Table, load_table
from analysis.standards.outcomes import against_targets
from tests.exhibits.world import NAMES

BIRTHS = "skilled_birth_attendance_pct"
SOURCE = "Source: test."
BEFORE, AFTER = (2005, 2010), (2012, 2016)


def cells(exhibit: Exhibit) -> list[list[str]]:
    page = BeautifulSoup(exhibit.html, "html.parser")
    return [[cell.get_text("\n") for cell in row.find_all("td")] for row in page.tbody.find_all("tr")]


def assert_complete(exhibit: Exhibit, columns: int) -> None:
    assert exhibit.kind == "table" and exhibit.title and exhibit.function.startswith("analysis.exhibits.")
    page = BeautifulSoup(exhibit.html, "html.parser")
    assert page.caption.text.startswith(exhibit.title) and page.caption.text.endswith(exhibit.source)
    heads = [head.text for head in page.find_all("th")]
    assert len(heads) == columns and all(heads)
    rows = cells(exhibit)
    assert rows and all(len(row) == columns for row in rows)
    assert not {cell for row in rows for cell in row} & {"nan", "None", "<NA>", "NaT"}


# Evidence


def test_coded_facts_are_printed_with_period_link_and_confidence(evidence: Table, language: Language):
    rows = evidence_for(evidence.frame, "6172", ["a", "b"])
    made = evidence_table(rows, "evidence-documents", "Title", "Caption.", language, source=SOURCE)
    assert_complete(made, 5)
    assert made.table is rows
    levels = {level: language.text(f"common.confidence_{level}") for level in ("high", "medium", "low")}
    links = BeautifulSoup(made.html, "html.parser").find_all("a")
    assert [link["href"] for link in links] == list(rows["url"])
    for shown, fact, confidence in zip(cells(made), rows["fact"], rows["confidence"], strict=True):
        assert shown[1] == fact and shown[4] == levels[confidence]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (2010, 2010, "2010"),
        (2010, 2012, "2010–2012"),
        (2010, float("nan"), "2010"),
        (float("nan"), float("nan"), "undated"),
    ],
)
def test_a_period_is_a_year_a_span_or_undated(evidence: Table, english: Language, first, last, shown):
    row = evidence.frame.head(1).assign(year_from=first, year_to=last, value="", unit="")
    made = evidence_table(row, "e", "T", "C.", english, source=SOURCE)
    assert cells(made)[0][0] == shown and cells(made)[0][2] == ""


def test_with_names_each_fact_says_which_region_it_concerns(evidence: Table, english: Language):
    parts = [evidence_for(evidence.frame, code, ["d"]) for code in NAMES]
    rows = pd.concat(parts, ignore_index=True)
    made = evidence_table(rows, "e", "T", "C.", english, source=SOURCE, names=NAMES)
    assert_complete(made, 6)
    assert [row[0] for row in cells(made)] == [NAMES[code] for code in rows["region_code"]]


def test_each_point_of_each_model_is_printed_with_verdict_evidence_and_what_would_decide(
    evidence: Table, models: Table, language: Language
):
    support = model_support(evidence.frame, models.frame, load_table("study/model-dimensions").frame)
    made = models_table(support, models.frame, NAMES, language, source=SOURCE)
    assert_complete(made, 5)
    titles = dict(zip(models.frame["region_code"], models.frame[f"model_name_{language.code}"], strict=True))
    assert len(cells(made)) == len(support)
    for shown, row in zip(cells(made), support.itertuples(), strict=True):
        assert shown[:2] == [NAMES[row.region_code], titles[row.region_code]]
        assert shown[3].startswith(language.text(f"common.verdict_{row.verdict}"))
        assert row.evidence_ids in shown[3]
        assert shown[4] == row.what_would_decide


def test_context_has_a_column_per_region_and_says_where_nothing_was_found(
    evidence: Table, language: Language
):
    context = load_table("study/context-dimensions").frame
    one = context[context["region_code"] == "6172"]
    made = context_table(one, evidence.frame, NAMES, language, source=SOURCE)
    assert_complete(made, 4)
    assert len(cells(made)) == one["dimension"].nunique()
    not_found = language.text("common.not_found")
    assert all(row[2:] == [not_found, not_found] for row in cells(made))
    assert all(
        identifier in "\n".join(r[1] for r in cells(made)) for identifier in one["evidence_id"].dropna()
    )


def test_a_supplied_table_is_printed_as_it_stands_with_empty_cells_for_missing_values(english: Language):
    frame = pd.DataFrame(
        {"region_code": ["6172", "6172"], "value_pct": [12.5, None], "status": ["draft", "x"]}
    )
    made = supplied_table("indicators", frame, "Title", english, source=SOURCE)
    assert made.id == "supplied-indicators"
    assert cells(made) == [["6172", "12.5", "draft"], ["6172", "", "x"]]


# Outcomes and change


def test_targets_are_printed_with_gap_only_where_the_comparison_holds(
    panel: Table, targets: Table, language: Language
):
    against = against_targets(panel.frame, targets.frame, "6172", 2000, 2016)
    made = outcomes.targets_table(against, "Kota Singkawang", panel.fields, language, source=SOURCE)
    assert_complete(made, 5)
    assert "Kota Singkawang" in made.title
    for shown, row in zip(cells(made), against.itertuples(), strict=True):
        assert shown[2] == f"{language.number(row.value, 1)} ({language.year(row.year)})"
        holds = row.approximation != "none" and pd.notna(row.target_pct)
        gap = language.number(row.target_pct - row.value, 1) if holds else None
        assert shown[3] == (gap or language.text("common.not_compared"))
        assert shown[4].startswith(language.text(f"exhibit.holds_{row.approximation}"))
        assert (row.why_id if language.code == "id" else row.why) in shown[4]


def test_targets_of_a_region_without_figures_say_so(panel: Table, targets: Table, language: Language):
    none = panel.frame[panel.frame["region_code"] != "6172"]
    against = against_targets(none, targets.frame, "6172", 2000, 2016)
    made = outcomes.targets_table(against, "Kota Singkawang", panel.fields, language, source=SOURCE)
    assert {row[2] for row in cells(made)} == {MISSING[language.code]}
    assert {row[3] for row in cells(made)} == {language.text("common.not_compared")}


def test_members_are_printed_with_rank_or_with_the_words_for_missing(
    panel: Table, regions: Table, kinerja: Table, language: Language
):
    members = list(kinerja.frame.loc[kinerja.frame["phase"] == "first", "region_code"])
    change = change_between(panel.frame, regions.frame, BIRTHS, BEFORE, AFTER, complete=(2005, 2016))
    made = national.members_table(rank_members(change, members, regions.frame), language, source=SOURCE)
    assert_complete(made, 6)
    rows = cells(made)
    assert len(rows) == 20
    assert sum(row[5].endswith(" / 403") for row in rows) == 15  # as in the prose of the national chapter
    assert sum(row[2:] == [MISSING[language.code]] * 4 for row in rows) == 5


def test_before_and_after_prints_each_outcome_of_each_region_beside_the_country(
    panel: Table, regions: Table, language: Language
):
    names = [BIRTHS, "safe_water_pct"]
    changes = {name: change_between(panel.frame, regions.frame, name, BEFORE, AFTER) for name in names}
    beside = changes_beside_country(changes, list(NAMES))
    made = national.before_after_table(beside, NAMES, panel.fields, language, source=SOURCE)
    assert_complete(made, 7)
    assert [row[1] for row in cells(made)] == [*NAMES.values()] * 2
    for shown, row in zip(cells(made), beside.itertuples(), strict=True):
        assert shown[4] == language.number(row.after_mean - row.before_mean, 1)


# Inputs


def test_differences_of_inputs_are_printed_for_each_input_and_pair(
    panel: Table, regions: Table, deflator: Table, language: Language
):
    inputs = declare_inputs(panel, deflator.frame, load_table("study/declared-inputs").frame)
    found = input_differences(
        inputs.panel, regions.frame, list(NAMES), inputs.names, *BEFORE, log_inputs=inputs.log
    )
    made = similarity.differences_table(found, NAMES, inputs.fields, language, source=SOURCE)
    assert_complete(made, 4)
    assert len(cells(made)) == 3 * len(inputs.names)
    assert cells(made)[0][1] == "Kota Singkawang – Kabupaten Luwu Utara"
    shown = [row[2] for row in cells(made)]
    assert shown == [language.number(value, 2) for value in found["standardised_difference"]]


def test_nearest_districts_are_printed_in_order_with_what_is_alike(
    panel: Table, regions: Table, deflator: Table, language: Language
):
    inputs = declare_inputs(panel, deflator.frame, load_table("study/declared-inputs").frame)
    found = nearest_regions(inputs.panel, regions.frame, "6172", inputs.names, *BEFORE, log_inputs=inputs.log)
    made = similarity.nearest_table(found, "Kota Singkawang", inputs.fields, language, source=SOURCE)
    assert_complete(made, 5)
    assert [row[1] for row in cells(made)] == list(found["name"])
    assert [row[2] for row in cells(made)] == [language.number(value, 3) for value in found["distance"]]
    titles = {language.title(inputs.fields[name]) for name in inputs.names}
    assert {cell for row in cells(made) for cell in row[3:]} <= titles


# What a chapter was computed from


def test_loaded_tables_are_printed_with_rows_and_years_and_kept_with_checksums(
    panel: Table, regions: Table, language: Language
):
    made = loaded_table([panel, regions], language)
    assert_complete(made, 5)
    first, second = cells(made)
    assert first[:3] == ["national/panel", language.number(len(panel.frame)), "2000–2016"]
    assert second[:3] == ["national/regions", language.number(len(regions.frame)), ""]
    assert list(made.table["sha256"]) == [panel.sha256, regions.sha256]


# Corrections


def test_a_chapter_tells_the_entries_of_its_region_and_of_all_regions(language: Language):
    panel = load_table("national/panel")
    own = entries_of([panel, load_table("national/deflator")], "7322")
    assert {"functions-7322-2004", "population-7322-before-2010", "other-revenue-2013"} <= set(own["id"])
    assert set(own["region_code"]) == {"7322", "*"}
    assert "series-7413-7402" in set(entries_of([panel], "7402")["id"])  # an exchange concerns both
    made = corrections_table(own, "Kabupaten Luwu Utara", {"population_people": "People"}, language)
    assert_complete(made, 5)
    shown = {row[0]: row[1:] for row in cells(made)}
    flagged = language.text("exhibit.corrections_action_flag")
    assert shown["population-7322-before-2010"][:3] == ["People", "2001–2009", flagged]
    assert shown["functions-7322-2004"][1] == "2004"


def test_a_table_without_entries_tells_none():
    assert entries_of([load_table("national/panel", corrected=False)], "7322").empty
