from dataclasses import replace

import pandas as pd
import pytest

from analysis.comparison.change.groups import group_difference
from analysis.comparison.change.permutation import permutation_p
from analysis.comparison.change.windows import change_between
from analysis.comparison.models.evidence import evidence_for, model_support
from analysis.comparison.randomisation.smallest_p import smallest_attainable_p
from analysis.comparison.similarity.declared import declare_inputs
from analysis.comparison.similarity.differences import input_differences
from analysis.comparison.similarity.pairs import similarity_summary
from analysis.exhibits import Chapter
from analysis.exhibits.comparison_text import ComparisonText
from analysis.exhibits.national_text import NationalText, Question
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME
from analysis.exhibits.region_text import TOPICS, RegionText
from analysis.planning.budget import function_shares
from analysis.planning.council import council_fragmentation
from analysis.regions import find_region
from analysis.sources import REGION_TABLES, Table, load_table
from analysis.sources.tables import DATA_VARIABLE
from analysis.standards.outcomes import national_spread, standing
from tests.exhibits.screen import Screen
from tests.exhibits.world import NAMES

BIRTHS = "skilled_birth_attendance_pct"
BEFORE, AFTER = (2005, 2010), (2012, 2016)


def region_text(code: str, panel: Table, language: str = "en") -> RegionText:
    own = panel.frame[panel.frame["region_code"] == code]
    return RegionText(Chapter("region", language), find_region(code), own, panel, (2000, 2016))


def without(panel: Table, code: str) -> Table:
    return replace(panel, frame=panel.frame[panel.frame["region_code"] != code])


# A region


def test_a_study_region_is_told_with_model_programme_and_population(
    panel: Table, kinerja: Table, models: Table, screen: Screen
):
    region_text("6172", panel).who(kinerja.frame, models.frame)
    own = panel.frame[panel.frame["region_code"] == "6172"].dropna(subset=["population_people"])
    last = own.sort_values("year").iloc[-1]
    title, who = screen.of("text/markdown")
    assert title == "# Kota Singkawang"
    assert who.startswith(
        "Kota Singkawang (BPS code 6172) is a kota (city) in the province Kalimantan Barat."
    )
    assert "three regions of the study" in who and "“Idealist technocratic”" in who
    assert f"is {last['population_people']:,.0f} people, for {last['year']}." in who
    assert screen.of(BOX_MIME) == []


def test_a_region_outside_study_and_programme_is_told_so(
    panel: Table, kinerja: Table, models: Table, screen: Screen
):
    region_text("3273", panel, "id").who(kinerja.frame, models.frame)
    assert "Daerah ini bukan salah satu dari tiga daerah studi." in screen.prose
    assert "Daerah ini tidak ada dalam daftar terkode kabupaten/kota Kinerja." in screen.prose


@pytest.mark.parametrize("phase", ["first", "papua"])
def test_a_member_of_the_programme_is_told_with_its_phase(
    phase: str, panel: Table, kinerja: Table, models: Table, screen: Screen
):
    code = kinerja.frame.loc[kinerja.frame["phase"] == phase, "region_code"].iloc[0]
    text = region_text(code, panel)
    text.who(kinerja.frame, models.frame)
    assert f"took part in the Kinerja programme ({text.chapter.text(f'phase_{phase}')})" in screen.prose


def test_a_region_without_panel_rows_gets_its_box(
    panel: Table, kinerja: Table, models: Table, screen: Screen
):
    text = region_text("6172", without(panel, "6172"))
    text.who(kinerja.frame, models.frame)
    (box,) = screen.of(BOX_MIME)
    assert box["title"] == "Not in the national panel"
    assert "no row for Kota Singkawang" in box["text"]
    assert "no population figure" in screen.prose
    assert text.observed("outcome") == []


def test_a_region_with_rows_but_no_figure_is_not_said_to_be_absent(
    panel: Table, kinerja: Table, models: Table, screen: Screen
):
    rows = panel.frame.copy()
    rows.loc[rows["region_code"] == "6172", "population_people"] = float("nan")
    region_text("6172", replace(panel, frame=rows)).who(kinerja.frame, models.frame)
    assert screen.of(BOX_MIME) == [] and "no population figure" in screen.prose


def test_a_split_region_tells_the_split_from_the_side_of_the_child(panel: Table, screen: Screen):
    text = region_text("6172", panel)
    splits = load_table("national/splits").frame
    text.splits(splits)
    assert "It was separated from Kabupaten Bengkayang; the panel shows it apart from 2002." in screen.prose


def test_a_split_region_tells_the_split_from_the_side_of_the_parent(panel: Table, screen: Screen):
    text = region_text("7322", panel, "id")
    splits = load_table("national/splits").frame
    text.splits(splits)
    assert "Kabupaten Luwu Timur dimekarkan dari daerah ini" in screen.prose and "2004" in screen.prose


def test_a_region_that_never_split_tells_nothing_of_splits(panel: Table, screen: Screen):
    splits = load_table("national/splits").frame
    text = region_text("3574", panel)
    text.splits(splits)
    assert screen.outputs == []


def test_births_are_told_with_first_and_last_year_median_and_rank(
    panel: Table, regions: Table, screen: Screen
):
    text = region_text("6172", panel)
    spread = national_spread(panel.frame, regions.frame, BIRTHS)
    text.births({BIRTHS: spread}, standing(panel.frame, regions.frame, "6172", [BIRTHS], 2000, 2016), [2002])
    own = text.own.dropna(subset=[BIRTHS])
    last = own.iloc[-1]
    peers = panel.frame[~panel.frame["region_code"].str.endswith("00")]
    peers = peers.loc[peers["year"] == last["year"], BIRTHS].dropna()
    rank = int((peers > last[BIRTHS]).sum()) + 1
    assert f"stood at {own[BIRTHS].iloc[0]:.2f} % in {own['year'].iloc[0]}" in screen.prose
    assert f"and at {last[BIRTHS]:.2f} % in {last['year']}" in screen.prose
    assert f"to {peers.median():.2f} %. Rank {rank} of {len(peers)} districts" in screen.prose


def test_births_tell_nothing_where_they_are_not_observed(panel: Table, regions: Table, screen: Screen):
    region_text("6172", without(panel, "6172")).births({}, pd.DataFrame(), [])
    assert screen.outputs == []


def test_the_health_share_is_told_between_years_with_the_same_number_of_functions(
    panel: Table, screen: Screen
):
    text = region_text("6172", panel)
    shares = function_shares(panel.frame, ["6172"])
    text.health_share(shares)
    health = shares[shares["function"] == "health"].dropna(subset=["share_pct"]).sort_values("year")
    same = health[health["functions_reported"] == health["functions_reported"].iloc[-1]]
    told = {id: result.value for id, result in text.chapter.results.items()}
    assert told["health_share_year"] == health["year"].iloc[-1]
    assert told["health_share_first_year"] == same["year"].iloc[0]
    assert told["health_share_last"] == health["share_pct"].iloc[-1]
    assert f"took {health['share_pct'].iloc[-1]:.1f} % of the spending" in screen.prose


def test_a_single_comparable_year_is_told_without_a_comparison(panel: Table, screen: Screen):
    shares = function_shares(panel.frame, ["6172"])
    one = shares[shares["year"] == shares["year"].max()]
    region_text("6172", panel).health_share(one)
    assert "no other year reports the same number of functions" in screen.prose


def test_the_health_share_tells_nothing_without_figures(panel: Table, screen: Screen):
    shares = function_shares(panel.frame, ["6172"])
    region_text("6172", panel).health_share(shares[shares["function"] != "health"])
    assert screen.outputs == []


def test_the_end_of_constant_prices_and_the_years_of_inputs_are_results(
    panel: Table, deflator: Table, screen: Screen
):
    text = region_text("6172", panel)
    text.money_head(deflator.frame)
    text.nearest_head(BEFORE)
    assert f"it ends in {deflator.frame['year'].max()}" in screen.prose and "(2005–2010)" in screen.prose
    assert set(text.chapter.results) == {"deflator_last_year", "before_first", "before_last"}


@pytest.mark.parametrize("section", sorted(TOPICS))
def test_coded_facts_are_shown_and_a_box_stands_where_there_are_none(
    section: str, panel: Table, evidence: Table, screen: Screen
):
    text = region_text("6172", panel)
    rows = evidence_for(evidence.frame, "6172", TOPICS[section])
    text.evidence(section, rows, evidence)
    text.evidence(section, rows.head(0), evidence)
    shown, boxes = screen.of(EXHIBIT_MIME), screen.of(BOX_MIME)
    assert [record["id"] for record in shown] == ([f"evidence-{section}"] if len(rows) else [])
    assert len(boxes) == 2 - len(shown) and all("Kota Singkawang" in box["text"] for box in boxes)


@pytest.mark.parametrize("language", ["en", "id"])
def test_one_box_names_file_and_template_of_each_table_not_supplied(
    language: str, panel: Table, screen: Screen, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    text = region_text("6172", panel, language)
    text.not_supplied([name for name in REGION_TABLES if name != "indicators"])
    (box,) = screen.of(BOX_MIME)
    for name in REGION_TABLES:
        named = f"`data/regions/6172/{name}.csv`" in box["text"]
        assert named == (name != "indicators") == (f"`data/templates/{name}.xlsx`" in box["text"])


def test_no_box_is_opened_where_everything_was_supplied(panel: Table, screen: Screen):
    region_text("6172", panel).not_supplied([])
    assert screen.outputs == []


def test_a_supplied_table_is_shown_and_an_absent_one_is_not(
    panel: Table, screen: Screen, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    from analysis.sources import data_folder

    description = (data_folder() / "datapackage.json").read_bytes()
    (tmp_path / "datapackage.json").write_bytes(description)
    folder = tmp_path / "regions" / "6172"
    folder.mkdir(parents=True)
    heads = (data_folder() / "templates" / "inputs-received.csv").read_text(encoding="utf-8").strip()
    row = "6172,2011,Kinerja,health,training,Safe delivery,2,days,,Report of the district,3,specimen"
    (folder / "inputs-received.csv").write_text(f"{heads}\n{row}\n", encoding="utf-8")
    text = region_text("6172", panel)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    assert text.supplied("inputs-received") is True
    assert text.supplied("indicators") is False
    (record,) = screen.of(EXHIBIT_MIME)
    assert record["id"] == "supplied-inputs-received" and "specimen" in record["csv"]


# Three regions


@pytest.fixture
def three(screen: Screen) -> ComparisonText:
    return ComparisonText(Chapter("comparison", "en"), NAMES, BEFORE, AFTER)


def test_three_cases_allow_no_p_below_a_third(three: ComparisonText, screen: Screen):
    three.intro(smallest_attainable_p(3))
    assert "With 3 cases the smallest attainable exact p is 0.33" in screen.prose


def test_inputs_are_told_with_counts_and_closest_and_furthest_pair(
    three: ComparisonText, panel: Table, regions: Table, deflator: Table, screen: Screen
):
    declared = load_table("study/declared-inputs").frame
    inputs = declare_inputs(panel, deflator.frame, declared)
    of = (inputs.panel, regions.frame, list(NAMES), inputs.names, *BEFORE)
    differences = input_differences(*of, log_inputs=inputs.log)
    together = similarity_summary(*of, log_inputs=inputs.log)
    three.inputs(differences, together, declared)
    told = three.chapter.results
    apart = differences["standardised_difference"]
    assert told["pairs_inputs"].value == int(apart.notna().sum()) <= 3 * len(inputs.names)
    assert told["pairs_beyond"].value == int(((apart > 1) | (apart < -1)).sum())
    distances = {f"{NAMES[p.region_a]} – {NAMES[p.region_b]}": p.gower_distance for p in together.pairs}
    assert told["closest_pair"].text == min(distances, key=distances.__getitem__)
    assert told["furthest_pair"].text == max(distances, key=distances.__getitem__)
    assert f"closest pair is {told['closest_pair'].text}: {told['closest_share'].text} %" in screen.prose


def test_the_years_of_before_and_after_are_told(three: ComparisonText, screen: Screen):
    three.outcomes_head()
    assert "Before: 2005–2010. After: 2012–2016." in screen.prose


def test_facts_of_all_regions_come_in_the_order_of_the_study(three: ComparisonText, evidence: Table):
    rows = three.together(evidence_for, evidence.frame, ["d"])
    order = list(NAMES)
    assert list(rows["region_code"]) == sorted(rows["region_code"], key=order.index)
    assert len(rows) == (evidence.frame["region_code"].isin(order) & (evidence.frame["topic"] == "d")).sum()


def test_the_council_is_told_where_all_seats_are_coded(
    three: ComparisonText, evidence: Table, screen: Screen
):
    fragmentation = council_fragmentation(evidence.frame)
    three.council(fragmentation)
    known = fragmentation[fragmentation["region_code"].isin(list(NAMES))].dropna(subset=["effective_parties"])
    for row in known.itertuples():
        assert f"{NAMES[row.region_code]} {row.effective_parties:.2f} ({row.year})" in screen.prose
    assert len(known) == len(three.chapter.results) > 0


def test_nothing_is_told_of_councils_without_coded_seats(three: ComparisonText, screen: Screen):
    three.council(pd.DataFrame({"region_code": ["6172"], "year": [2009], "effective_parties": [None]}))
    assert screen.outputs == []


def test_the_verdicts_told_add_up_to_the_points(
    three: ComparisonText, evidence: Table, models: Table, screen: Screen
):
    support = model_support(evidence.frame, models.frame, load_table("study/model-dimensions").frame)
    three.models(support)
    told = {id: result.value for id, result in three.chapter.results.items()}
    assert told.pop("points") == len(support) == sum(told.values())
    assert f"Of {len(support)} points, {told['points_supported']} are supported" in screen.prose


# The country


def tell_national(
    language: str, panel: Table, regions: Table, kinerja: Table, draws: int = 99
) -> tuple[NationalText, list[str]]:
    members = list(kinerja.frame.loc[kinerja.frame["phase"] == "first", "region_code"])
    change = change_between(panel.frame, regions.frame, BIRTHS, BEFORE, AFTER, complete=(2005, 2016))
    strata = regions.frame.set_index("region_code")["province_code"]
    asked = Question(BIRTHS, members, BEFORE, AFTER, draws, 20101001)
    text = NationalText(Chapter("national", language), regions.frame, asked)
    text.intro()
    text.change(
        change,
        group_difference(change, members),
        group_difference(change, members, degree=2),
        group_difference(change[change["region_code"] != "1103"], members, degree=2),
        permutation_p(change, members, strata, draws, 20101001),
    )
    return text, members


@pytest.mark.parametrize(("language", "point"), [("en", "."), ("id", ",")])
def test_the_national_chapter_tells_the_known_answers(
    language: str, point: str, panel: Table, regions: Table, kinerja: Table, screen: Screen
):
    tell_national(language, panel, regions, kinerja)
    for known in ("403", "514", "20", "15", f"18{point}87", f"13{point}52"):
        assert f" {known} " in screen.prose.replace("\n", " ").replace(":", " "), known


def test_means_told_of_members_and_others_are_those_of_a_plain_computation(
    panel: Table, regions: Table, kinerja: Table, screen: Screen
):
    text, members = tell_national("en", panel, regions, kinerja)
    wide = panel.frame.pivot(index="region_code", columns="year", values=BIRTHS)
    wide = wide[~wide.index.str.endswith("00")].loc[:, 2005:2016].dropna()
    gain = wide.loc[:, 2012:2016].mean(axis=1) - wide.loc[:, 2005:2010].mean(axis=1)
    inside = gain.index.isin(members)
    told = {id: result.value for id, result in text.chapter.results.items()}
    assert told["complete"] == len(gain) and told["members_complete"] == inside.sum()
    # Two orders of summing a few hundred doubles of size 100 differ by less than 1e-9.
    assert told["gain_members"] == pytest.approx(gain[inside].mean(), abs=1e-9)
    assert told["gain_others"] == pytest.approx(gain[~inside].mean(), abs=1e-9)
    assert told["gain_raw"] == pytest.approx(gain[inside].mean() - gain[~inside].mean(), abs=1e-9)


def test_members_that_are_not_observed_in_every_year_are_named(
    panel: Table, regions: Table, kinerja: Table, screen: Screen
):
    text, members = tell_national("en", panel, regions, kinerja)
    observed = panel.frame.dropna(subset=[BIRTHS])
    years = observed[observed["year"].between(2005, 2016)].groupby("region_code")["year"].nunique()
    absent = [find_region(code).name for code in members if years.get(code, 0) < 12]
    assert len(absent) == 5
    assert f"Not among them: {', '.join(absent)}." in screen.prose


def test_where_no_member_is_missing_that_is_said(
    panel: Table, regions: Table, kinerja: Table, screen: Screen
):
    observed = panel.frame.dropna(subset=[BIRTHS]).groupby("region_code")["year"].nunique()
    whole = kinerja.frame[kinerja.frame["region_code"].isin(observed[observed == observed.max()].index)]
    tell_national("en", panel, regions, replace(kinerja, frame=whole))
    assert "None is missing." in screen.prose and "Not among them" not in screen.prose


def test_every_district_is_on_the_map_with_or_without_a_change(panel: Table, regions: Table):
    asked = Question(BIRTHS, [], BEFORE, AFTER, 99, 1)
    text = NationalText(Chapter("national", "en"), regions.frame, asked)
    rows = text.with_missing(pd.DataFrame({"region_code": ["6172"], "change": [1.0]}))
    assert len(rows) == 514 and rows["change"].notna().sum() == 1
    assert rows[["longitude_deg", "latitude_deg"]].notna().all(axis=None)


def test_an_item_is_drawn_only_with_amount_population_and_price_index(panel: Table):
    spending = pd.DataFrame(
        {
            "item": ["spending_total_idr", "spending_health_idr"],
            "nominal_idr": [1e9, 1e9],
            "constant_2010_per_person_idr": [None, 2e5],
        }
    )
    assert region_text("6172", panel).drawn(spending) == ["spending_health_idr"]
