"""What a region's chapter tells and shows of costs, in both languages, whole or with parts missing."""

import io

import numpy as np
import pandas as pd
import pytest

from analysis.exhibits import Chapter, Language, costing_text
from analysis.exhibits.costing import (
    least_cost_figure,
    millions,
    purchase_figure,
    purchase_table,
    waterfall_figure,
    waterfall_steps,
)
from analysis.exhibits.costing_known import known_costs
from analysis.exhibits.costing_tables import cost_rows, cost_table
from analysis.exhibits.costing_text import costing_section
from analysis.exhibits.derivation import Derivation
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME
from analysis.provenance.recomputing import recompute
from analysis.regions import find_region
from analysis.sources import load_region_table, load_table
from analysis.standards.catalogue import load_catalogue
from analysis.standards.costing import regional
from analysis.standards.costing.regional import cost_region
from tests.exhibits.pictures import SOURCE, assert_complete
from tests.standards.costing.supplied import budget_lines, line_indicators, records, unit_costs


@pytest.fixture(autouse=True)
def few_programmes(monkeypatch):
    monkeypatch.setattr(regional, "PURCHASE_DRAWS", 4)
    monkeypatch.setattr(costing_text, "DRAWS", 60)


def costed(**given):
    money = {"budget_lines": budget_lines(), "line_indicators": line_indicators()}
    return cost_region(records(), unit_costs(), load_catalogue(), inflation=0.0, draws=20, **(money | given))


@pytest.fixture(scope="module")
def made():
    return costed()


@pytest.fixture
def section(screen, catalogue, deflator):
    def show(code, language="en"):
        chapter = Chapter("region", language, specimen=code == "9999")
        costing_section(chapter, find_region(code), catalogue, deflator, seed=1)
        return chapter, screen

    return show


@pytest.fixture(scope="module")
def catalogue():
    return load_table("standards/indicators")


def test_the_waterfall_falls_from_need_to_what_is_missing(made, english):
    steps = waterfall_steps(made.gap, english)
    assert steps["step"].tolist() == ["need", "need", "total", "source", "source", "missing"]
    needs, paid = (steps[steps["step"] == name]["amount_idr"].sum() for name in ("need", "source"))
    total, missing = (steps[steps["step"] == name]["amount_idr"].iloc[0] for name in ("total", "missing"))
    assert needs == pytest.approx(total) and total - paid == pytest.approx(missing)
    last = steps[steps["step"] == "source"].iloc[-1]
    assert last["from_idr"] == pytest.approx(missing)  # the last bar of money ends where the gap begins


def test_small_needs_are_drawn_together(made, english):
    many = pd.concat([made.gap.table.assign(indicator_code=f"KES-{number:02d}") for number in range(1, 16)])
    steps = waterfall_steps(type(made.gap)(many, made.gap.sources, made.gap.outside, "need"), english)
    assert (steps["step"] == "need").sum() == 13 and "3 others" in set(steps["label"])


@pytest.mark.parametrize("whole", [True, False])
def test_every_picture_is_complete(made, whole):
    language = Language("id" if whole else "en")
    gap = made.serving_gap if whole else costed(budget_lines=None).gap
    assert_complete(waterfall_figure(gap, "Kota A", language, source=SOURCE))
    money = made.money_idr if whole else 0.0
    assert_complete(least_cost_figure(made.curve, money, "Kota A", language, source=SOURCE))
    bought = purchase_table(made.purchase, made.gap, made.purchase_range if whole else None)
    assert_complete(purchase_figure(bought, "Kota A", language, source=SOURCE))


def test_what_is_bought_by_hand(made):
    bought = purchase_table(made.purchase, made.gap, made.purchase_range).set_index("indicator_code")
    # Births: 40 of 240 million are paid; 66.7 of 400 could be reached.
    assert bought.loc["KES-03", "paid_pct"] == pytest.approx(100 / 6)
    assert bought.loc["all", "closed_pct"] == pytest.approx(100 * 70 / 420)
    assert bought["closed_low_pct"].notna().all()
    assert list(bought.index) == ["KES-03", "KES-07", "all"]


def test_the_table_names_indicators_and_both_gaps(made, language: Language):
    rows = cost_rows(made)
    assert rows["need_idr"].tolist() == pytest.approx([240e6, 40e6])
    exhibit = cost_table(rows, {"KES-03": "Births"}, "Kota A", language, source=SOURCE)
    assert "KES-03 Births" in exhibit.html and exhibit.html.count('<th class="number"') == 7
    sure = cost_rows(type(made)(**(vars_of(made) | {"uncertain": None})))
    assert cost_table(sure, {}, "Kota A", language, source=SOURCE).html.count('<th class="number"') == 6


def vars_of(record):
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def test_few_millions_have_a_decimal(english):
    assert [millions(amount, english) for amount in (1.25e6, 12.5e6, 0)] == ["1.2", "12", "0.0"]


def test_a_region_without_costs_gets_one_box_with_files_and_templates(section):
    chapter, screen = section("6172")
    (box,) = screen.of(BOX_MIME)
    for name in ("indicators", "unit-costs"):
        assert f"`data/regions/6172/{name}.csv`" in box["text"]
        assert f"`data/templates/{name}.xlsx`" in box["text"]
    assert chapter.results == {} and screen.of(EXHIBIT_MIME) == []


def test_the_specimen_district_is_told_whole_and_every_number_comes_again(section):
    chapter, screen = section("9999")
    assert [record["id"] for record in screen.of(EXHIBIT_MIME)] == [
        "costs", "cost-waterfall-need", "least-cost-order", "what-the-budget-buys",
    ]  # fmt: skip
    assert screen.of(BOX_MIME) == []
    memory = {}
    for id, result in chapter.results.items():
        again = recompute(Derivation.from_record(result.record()["derivation"]), memory=memory)
        assert again == pytest.approx(result.value, rel=1e-9), id
    assert all(result.text for result in chapter.results.values())


def supplied(monkeypatch, **frames):
    """Let the region have the specimen's tables with other rows."""

    def load(code, name):
        table = load_region_table("9999", name)
        key = name.replace("-", "_")
        if key not in frames:
            return None
        return type(table)(**(vars_of(table) | {"frame": frames[key]}))

    monkeypatch.setattr(costing_text, "load_region_table", load)


def test_without_lines_a_box_says_so(section, monkeypatch):
    supplied(monkeypatch, indicators=records(), unit_costs=unit_costs())
    chapter, screen = section("9999")
    (box,) = screen.of(BOX_MIME)
    assert "all of the need counts as missing: Rp" in box["text"]
    assert [record["id"] for record in screen.of(EXHIBIT_MIME)][-1] == "least-cost-order"
    assert "cost_closed" not in chapter.results


def test_costs_without_ranges_are_told_without_intervals(section, monkeypatch):
    sure = unit_costs(unit_cost_low_idr=np.nan, unit_cost_high_idr=np.nan)
    supplied(monkeypatch, indicators=records(), unit_costs=sure, budget_lines=budget_lines())
    chapter, _ = section("9999", "id")
    assert "cost_closed" in chapter.results and "cost_need_low" not in chapter.results


def test_no_gap_is_told_in_words(section, monkeypatch):
    done = records(numerator=[950.0, 950, np.nan, np.nan, np.nan, 50])
    supplied(monkeypatch, indicators=done, unit_costs=unit_costs())
    _, screen = section("9999")
    assert screen.of(EXHIBIT_MIME) == []
    assert any("nothing has to be added" in str(output) for output in screen.outputs)


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_mistake_in_a_table_is_told_with_its_row_in_the_language(section, monkeypatch, language):
    supplied(monkeypatch, indicators=records(), unit_costs=unit_costs(price_year=[2012, 2013]))
    _, screen = section("9999", language)
    (box,) = screen.of(BOX_MIME)
    assert "unit-costs.csv" in box["text"] and "price_year" in box["text"]
    assert ("row 3" if language == "en" else "baris 3") in box["text"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_publicly_known_is_listed_with_its_links(screen, evidence, language):
    facts = load_table("study/costing-facts")
    chapter = Chapter("standards", language)
    known_costs(chapter, facts, evidence)
    (shown,) = screen.of(EXHIBIT_MIME)
    assert shown["id"] == "known-costs"
    assert len(pd.read_csv(io.StringIO(shown["csv"]))) == len(facts.frame)
    assert {"known_gap_idr", "known_added_idr", "known_closed", "known_year"} == set(chapter.results)
    result = chapter.results["known_closed"]
    again = recompute(Derivation.from_record(result.record()["derivation"]))
    assert again == pytest.approx(result.value)
