"""Exhibits of surveys: what is drawn is what data twin and words say; suppressed cells show nothing."""

import re

import numpy as np
import pandas as pd
import pytest

from analysis.exhibits import Chapter, Language, voice, voice_planning, voice_satisfaction, voice_tables
from analysis.exhibits.derivation import Derivation
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME
from analysis.exhibits.voice_text import ComplaintText, SatisfactionText
from analysis.provenance.recomputing import recompute
from analysis.regions import find_region
from analysis.sources import data_folder, load_table
from analysis.statistics.classes import bands_of
from analysis.voice.answers import complaint_round
from analysis.voice.breakdown import complaint_breakdown
from analysis.voice.complaint_index import complaint_index, index_from_counts
from analysis.voice.drivers import element_importance
from analysis.voice.planning import change_sizes, margin_sizes
from analysis.voice.published import recomputed_indices
from analysis.voice.rounds import compare_rounds
from analysis.voice.satisfaction import reliability, satisfaction, satisfaction_from_means
from analysis.voice.satisfaction_answers import satisfaction_round
from tests.exhibits.pictures import assert_complete
from tests.voice.scores import scores
from tests.voice.surveys import answers, by_person, counts_of

SOURCE = "Source: test."
SINGKAWANG = find_region("6172")


@pytest.fixture(scope="module")
def rounds():
    first = by_person(answers(60), sex=["female"] * 8 + ["male"] * 52)
    second = answers(60, shares={"P01": 0.2, "P02": 0.5, "P09": 0.3}, round=2, seed=3)
    return complaint_round(first, 1), complaint_round(second, 2)


@pytest.fixture(scope="module")
def bands():
    return bands_of(load_table("standards/index-bands").frame, "satisfaction")


def cells(html):
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)[1:]]


def test_pareto_bars_are_those_of_the_data_twin_and_the_words(rounds, language: Language):
    index = complaint_index(rounds[0])
    made = voice.pareto_figure(index, language, source=SOURCE)
    assert_complete(made)
    widths = [bar.get_width() for bar in made.figure.axes[0].patches]
    assert widths == pytest.approx(made.table["share_pct"].tolist()[::-1])
    for row in made.table.itertuples():
        assert f"{row.complaint}: {language.number(row.share_pct, 1)} %" in made.alt


def test_ranks_are_drawn_with_both_ranges(rounds, language: Language):
    made = voice.ranks_figure(complaint_index(rounds[0]), language, source=SOURCE)
    assert_complete(made)
    axis = made.figure.axes[0]
    assert axis.lines[0].get_xdata().tolist() == made.table["rank"].tolist()[::-1]
    ends = [segment[:, 0] for segment in axis.collections[0].get_segments()]
    low = made.table["rank_low_simultaneous"].astype(float).to_numpy()[::-1]
    assert [end[0] for end in ends] == pytest.approx((low - 0.12).tolist())


def test_two_rounds_draw_only_what_is_compared(rounds, language: Language):
    found = compare_rounds(*rounds)
    made = voice.rounds_figure(found, language, source=SOURCE)
    assert_complete(made)
    compared = found.table[found.table["state"] == "compared"]
    drawn = [line.get_xdata() for line in made.figure.axes[0].lines]
    assert sorted(np.concatenate(drawn)) == pytest.approx(
        sorted([*compared["first_pct"], *compared["second_pct"]])
    )
    filled = [line for line in made.figure.axes[1].lines if line.get_marker() == "D"][0].get_xdata()
    assert len(filled) == compared["changed"].sum() == 1
    rows = cells(voice_tables.rounds_table(found, language, source=SOURCE).html)
    last = {row[0]: row[-1] for row in rows}
    assert last["P09"] == language.text("voice.why_second_round_only")
    assert last["P03"] == language.text("voice.why_first_round_only")


def test_a_suppressed_cell_says_so_and_gives_no_number_away(rounds, language: Language):
    found = complaint_breakdown(rounds[0], "sex")
    made = voice_tables.breakdown_table(found, language, source=SOURCE)
    word = language.text("voice.suppressed")
    shown = {row[0]: row[1:] for row in cells(made.html)}
    hidden = found.table[found.table["state"] == "suppressed"]
    assert len(hidden) and len(hidden) < len(found.table)
    for row in found.table.itertuples():
        place = ["female", "male"].index(row.group)
        assert (shown[row.complaint][place] == word) == (row.state == "suppressed")
    twin = pd.read_csv(pd.io.common.StringIO(made.csv()))
    figures = ["respondents_count", "complaints_count", "share_pct", "low_pct", "high_pct"]
    assert twin.loc[twin["state"] == "suppressed", figures].isna().all(axis=None)


def test_what_counts_cannot_give_is_said_in_the_caption(rounds, language: Language):
    made = voice_tables.index_table(index_from_counts(counts_of(answers(40)), 1), language, source=SOURCE)
    for limit in ("ranks", "people", "clusters", "finite_population"):
        assert language.text(f"voice.cannot_{limit}") in made.caption
    assert cells(made.html)[0][4] == "1"  # a rank without a range


def test_satisfaction_is_drawn_on_its_classes(bands, language: Language):
    answered = satisfaction_round(scores(60).assign(u4=4), 2013, 1)
    found = satisfaction(answered, bands=bands, weight=0.11)
    made = voice_satisfaction.elements_figure(found, bands, "Unit A", language, source=SOURCE)
    assert_complete(made)
    drawn = made.figure.axes[0].lines[0].get_xdata()
    assert drawn.tolist() == pytest.approx((25 * found.elements["mean_score"]).tolist()[::-1])
    assert language.number(found.index.exact, 1) in made.alt
    table = voice_satisfaction.units_table(
        {"Unit A": found}, {"Unit A": reliability(answered)}, language, source=SOURCE
    )
    assert cells(table.html)[0][0] == "Unit A" and table.table["alpha"].notna().all()
    drivers = element_importance(answered, draws=10)
    picture = voice_satisfaction.importance_figure(drivers, "Unit A", language, source=SOURCE)
    assert_complete(picture)
    assert [text.get_text() for text in picture.figure.axes[0].texts][:8] == drivers.table["element"].tolist()


def test_a_partial_index_and_means_show_what_is_missing(bands, english: Language):
    own = satisfaction(satisfaction_round(scores(30), 2013, 1))
    means = own.elements.assign(year=2013, round=1, unit_name="A").query("element != 'U4'")
    found = satisfaction_from_means(means, 2013, 1, "A", bands=bands, weight=0.11)
    table = voice_satisfaction.units_table({"A": found}, {}, english, source=SOURCE)
    row = cells(table.html)[0]
    assert row[4] == "none: without U4" and row[5] == row[6] == "–"
    assert_complete(voice_satisfaction.elements_figure(found, bands, "A", english, source=SOURCE))


def test_planning_tables_print_the_sizes(language: Language):
    sizes = margin_sizes()
    rows = cells(voice_planning.margins_table(sizes, 1.5, language).html)
    assert len(rows) == sizes["population"].nunique()
    assert rows[-1][-1] == "383"  # what the formula gives, not the misprint
    assert sizes["one_by_one_count"].le(sizes["population"]).all()
    changes = change_sizes()
    made = voice_planning.changes_table(changes, 10, language)
    assert len(cells(made.html)) == len(changes)
    assert (changes["many_count"] > changes["single_count"]).all()
    assert (changes["paired_count"] < changes["many_count"]).all()


def test_a_published_index_is_that_of_equal_weights(bands, language: Language):
    published = load_table("standards/published-indices").frame
    found = recomputed_indices(published, bands, 0.11)
    assert found["agrees_with"].tolist() == ["exact"] and round(found["exact"].iloc[0], 2) == 87.28
    made = voice_planning.published_table(found, language, source=SOURCE)
    assert language.text("voice.agrees_exact") in made.html


@pytest.fixture
def supplied(tmp_path, monkeypatch):
    """A data folder in which Singkawang has supplied tables; they are test data."""

    def make(**tables):
        (tmp_path / "datapackage.json").write_bytes((data_folder() / "datapackage.json").read_bytes())
        folder = tmp_path / "regions" / "6172"
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            header = (data_folder() / "templates" / f"{name}.csv").read_text(encoding="utf-8").strip()
            full = frame.assign(region_code="6172", source="test", status="coded", sector="health")
            columns = header.split(",")
            full.reindex(columns=columns).to_csv(folder / f"{name}.csv", index=False)
        monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path))

    return make


def test_a_region_without_surveys_gets_a_box_with_file_and_template(supplied, screen, bands):
    supplied()
    chapter, here = Chapter("region", "en"), SINGKAWANG
    assert not ComplaintText(chapter, here).head()
    assert not SatisfactionText(chapter, here, bands, 0.11).head()
    boxes = [output[BOX_MIME]["text"] for output in screen.outputs if BOX_MIME in output]
    assert "data/regions/6172/complaint-answers.csv" in boxes[0]
    assert "data/templates/satisfaction-answers.xlsx" in boxes[1]


def test_a_region_with_answers_gets_its_sections_and_recorded_results(supplied, screen, bands):
    both = pd.concat([answers(40), answers(40, round=2, seed=2)], ignore_index=True)
    supplied(**{"complaint-answers": by_person(both, sex=["female", "male"] * 20),
                "satisfaction-answers": scores(50)})  # fmt: skip
    chapter, here = Chapter("region", "en"), SINGKAWANG
    survey = ComplaintText(chapter, here)
    assert survey.head() and survey.rounds == [1, 2]
    survey.show(voice.pareto_figure, survey.index())
    survey.show(voice.rounds_figure, survey.comparison())
    survey.groups()
    satisfied = SatisfactionText(chapter, here, bands, 0.11)
    satisfied.lowest(satisfied.units())
    chapter.close()
    ids = [output[EXHIBIT_MIME]["id"] for output in screen.outputs if EXHIBIT_MIME in output]
    assert ids == [
        "complaints-round-2", "complaints-two-rounds", "complaints-by-sex", "satisfaction-units",
        "satisfaction-elements", "satisfaction-importance",
    ]  # fmt: skip
    results = screen.outputs[-1][RESULTS_MIME]
    assert results["complaint_people"]["value"] == 40
    assert {"complaints_compared", "complaints_fell", "complaint_top_share_pct"} <= set(results)
    for id, record in results.items():  # each comes again from the rows and the function that it names
        again = recompute(Derivation.from_record(record["derivation"]))
        assert again == pytest.approx(record["value"]), id
    assert results["complaint_people"]["tables"] == ["regions/6172/complaint-answers"]


def test_counts_alone_say_what_they_cannot_show(supplied, screen):
    counts = counts_of(answers(40)).assign(users_count=np.nan)
    supplied(**{"complaint-survey": counts})
    chapter = Chapter("region", "en")
    survey = ComplaintText(chapter, SINGKAWANG)
    assert survey.there and not survey.answered
    assert survey.index().cannot[0] == "ranks" and survey.comparison() is None
    survey.groups()
    told = [output["text/markdown"] for output in screen.outputs if "text/markdown" in output]
    assert any("There is one round" in text for text in told)
    assert any("not from counts" in text for text in told)
