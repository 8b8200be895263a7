"""The chapter on the audit: flags counted and drawn, findings told, exhibits that agree with their data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import MethodError
from analysis.exhibits import Chapter, Language, quality, quality_performance, quality_regions
from analysis.exhibits.quality_figures import (
    audit_figures,
    audit_of,
    break_figures,
    breaks_of,
    region_figures,
)
from analysis.exhibits.quality_findings import findings, findings_table, sentence
from analysis.exhibits.quality_flags import (
    all_flags,
    equal_shares,
    flags_by_region,
    flags_by_year,
    sample_flags,
)
from analysis.exhibits.quality_text import QualityText
from analysis.honesty.auditing import Audit, audit, scorecard
from analysis.honesty.breaks import series_breaks
from analysis.honesty.subject import Total
from analysis.sources import Outlines, Table, load_table
from benchmarks.for_book import TABLES, for_book
from tests.exhibits.pictures import assert_complete
from tests.exhibits.screen import Screen

SOURCE = "Source: test."
YEARS = range(2000, 2012)


@pytest.fixture(scope="module")
def panel_with_faults() -> pd.DataFrame:
    """A quiet panel of forty districts with one power of ten, one impossible share and one wrong total."""
    random = np.random.default_rng(11)
    rows = [(f"11{place:02d}", year) for place in range(1, 41) for year in YEARS]
    frame = pd.DataFrame(rows, columns=["region_code", "year"])
    frame["births_pct"] = 60 + random.normal(0, 1, len(frame))
    for name in ("a", "b"):
        frame[f"spending_{name}_idr"] = 1e9 * np.exp(random.normal(0, 0.05, len(frame)))
    frame["spending_total_idr"] = frame["spending_a_idr"] + frame["spending_b_idr"]
    at = {(code, year): place for place, (code, year) in enumerate(rows)}
    frame.loc[at["1105", 2006], "births_pct"] = 171.9
    frame.loc[at["1107", 2004], ["spending_a_idr", "spending_b_idr", "spending_total_idr"]] *= 1000
    frame.loc[at["1109", 2003], "spending_total_idr"] *= 1.5
    return frame


@pytest.fixture(scope="module")
def found(panel_with_faults: pd.DataFrame) -> Audit:
    parts = ("spending_a_idr", "spending_b_idr")
    return audit(panel_with_faults, "panel", totals=[Total("functions", "spending_total_idr", parts)])


def tables(*, corrected: bool = True) -> tuple[Table, Table]:
    names = ("national/panel", "national/population-grdp")
    panel, second = (load_table(name, corrected=corrected) for name in names)
    return panel, second


@pytest.fixture(scope="module")
def country() -> Audit:
    return audit_of(*tables(corrected=False))


NAMES = {f"11{place:02d}": f"Kota {place}" for place in range(1, 41)}


def test_every_flag_of_every_check_is_there_once(country: Audit):
    flags = all_flags(country)
    assert len(flags) == country.summary()["flags_count"].sum() > 1000
    assert not flags["flag_id"].duplicated().any()


def test_planted_faults_are_among_the_flags(found: Audit):
    flags = all_flags(found).set_index("check_id")
    assert flags.loc[["out-of-range"], ["region_code", "year", "value"]].to_numpy().tolist() == [
        ["1105", 2006, 171.9]
    ]
    assert set(flags.loc[["scale-error"], "region_code"]) == {"1107"}
    assert flags.loc[["parts-total"], "region_code"].tolist() == ["1109"]


def test_a_quiet_table_has_no_flags_and_nothing_can_be_drawn():
    frame = pd.DataFrame(
        {"region_code": "1101", "year": YEARS, "births_pct": np.linspace(50, 60, len(YEARS))}
    )
    quiet = audit(frame, "panel")
    assert all_flags(quiet).empty and findings(quiet).empty
    with pytest.raises(MethodError, match="cannot be drawn from 0"):
        sample_flags(quiet, 1, 1)


def test_the_sample_is_the_same_for_a_seed_and_spread_over_the_checks(country: Audit):
    one, again, other = (sample_flags(country, 60, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert set(one["flag_id"]) != set(other["flag_id"])
    assert len(one) == 60 and not one["flag_id"].duplicated().any()
    sizes = all_flags(country).groupby("check_id").size()
    drawn = one.groupby("check_id").size()
    fair = 60 / len(sizes)
    assert all(drawn[name] >= min(size, int(fair)) for name, size in sizes.items())


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.data())
def test_shares_add_up_none_beyond_its_size_and_no_two_apart_without_need(sizes, data):
    count = data.draw(st.integers(0, sum(sizes)))
    shares = equal_shares(sizes, count)
    assert sum(shares) == count
    assert all(share <= size for share, size in zip(shares, sizes, strict=True))
    open_ones = [share for share, size in zip(shares, sizes, strict=True) if share < size]
    assert not open_ones or max(shares) - min(open_ones) <= 1


def test_flags_by_year_add_up_and_a_year_without_anything_judged_has_no_rate(country: Audit):
    years = flags_by_year(country)
    assert years["flags_count"].sum() == len(all_flags(country))
    assert (years["flags_per_1000"].isna() == (years["judged_count"] == 0)).all()
    assert years["judged_count"].eq(0).any()  # changes cannot be judged in the first year


def test_flags_by_region_are_those_of_the_scorecard(found: Audit):
    regions = flags_by_region(scorecard(found)).set_index("region_code")
    assert regions.loc["1105", "error_flags"] >= 1 and "out-of-range" in regions.loc["1105", "flagged_checks"]
    assert regions.loc["1101", "error_flags"] == 0 and regions.loc["1101", "flagged_checks"] == ""
    assert (regions["judged_count"] <= regions["cells_count"]).all()
    # By hand: four columns in twelve years, all of them looked at by some check.
    assert regions.loc["1101", "cells_count"] == regions.loc["1101", "judged_count"] == 4 * len(YEARS)
    assert "rebased-denominator" in regions.loc["1101", "never_evaluated"]  # it has no population


def test_findings_put_every_flag_into_one_finding(country: Audit):
    groups = findings(country)
    assert groups["flags_count"].sum() == len(all_flags(country))
    errors = groups["severity"].eq("error").to_numpy()
    assert not (errors[1:] & ~errors[:-1]).any()  # errors come first


@pytest.mark.parametrize(("code", "value"), [("en", "171.90"), ("id", "171,90")])
def test_a_finding_is_told_with_place_year_value_and_what_to_look_up(found: Audit, code: str, value: str):
    language = Language(code)
    rows = findings(found)
    row = next(rows[rows["check_id"] == "out-of-range"].itertuples())
    told = sentence(row, found.result("out-of-range"), NAMES, {}, language)
    for part in ("births_pct", "Kota 5 (1105)", value, "2006"):
        assert part in told
    assert ("look up" if code == "en" else "cari") in told


def test_all_findings_of_the_country_can_be_told(
    country: Audit, panel: Table, regions: Table, language: Language
):
    names = dict(zip(regions.frame["region_code"], regions.frame["name"], strict=True))
    groups = findings(country)
    made = findings_table(groups, country, names, panel.fields, language, source=SOURCE)
    assert len(made.table) == len(groups) > made.html.count("<tr>") > 20
    assert not made.table["sentence"].str.contains(r"[{}]|\bnan\b").any()
    exchanged = made.table["sentence"].str.contains(language.text("quality.total_grdp_at_current_prices"))
    assert exchanged.any()
    assert "_idr" not in " ".join(made.table["sentence"])  # columns are told by their titles


def test_the_table_of_checks_has_every_check_and_says_what_was_not_evaluated(
    found: Audit, language: Language
):
    made = quality.checks_table(found, language, source=SOURCE)
    assert list(made.table["check_id"]) == [result.check_id for result in found.results]
    assert language.text("quality.status_not_evaluated") in made.html
    assert made.table["thresholds"].str.contains("=").any()


def test_coverage_says_in_how_many_rows_and_why_not_more(found: Audit, language: Language):
    made = quality.coverage_table(found, language, source=SOURCE).table.set_index("check_id")
    assert made.loc["rebased-denominator", "places_count"] == 0
    assert "population_people" in made.loc["rebased-denominator", "reason"]
    assert made.loc["out-of-range", "places_share"] == 1 and not made.loc["out-of-range", "reason"]


def test_the_years_figure_writes_every_count_that_is_not_zero(country: Audit, language: Language):
    years = flags_by_year(country)
    made = quality.years_figure(years, language, source=SOURCE)
    assert_complete(made)
    written = sorted(text.get_text() for text in made.figure.axes[0].texts)
    assert written == sorted(language.number(n) for n in years["flags_count"] if n)
    assert language.number(int(years["flags_count"].sum())) in made.alt


def test_the_map_and_the_scorecard_cover_districts_with_and_without_rows(
    country: Audit, regions: Table, outlines: Outlines, language: Language
):
    table = flags_by_region(scorecard(country)).merge(regions.frame[["region_code", "name"]], how="right")
    made = quality_regions.flags_map(outlines.features, table, language, source=SOURCE)
    assert_complete(made)
    assert len(made.figure.axes[0].collections[0].get_paths()) >= len(outlines.features["features"])
    absent = table.loc[table["judged_count"].isna(), "region_code"].tolist()
    card = quality_regions.scorecard_table(table, ["6172", *absent[:1]], language, source=SOURCE)
    assert list(card.table["region_code"]) == ["6172", *absent[:1]]
    assert (language.text("quality.status_not_evaluated") in card.html) == bool(absent)


def test_consequences_are_counted_as_they_are(country: Audit, panel: Table, language: Language):
    breaks = series_breaks(country, panel.frame.columns)
    made = quality_regions.consequences_table(breaks, language, source=SOURCE)
    assert len(made.table) == len(breaks.drop_duplicates(["region_code", "year", "check_id", "basis"])) > 0
    for count in breaks.groupby(["check_id", "consequence", "basis"]).size():
        assert f">{language.number(count)}<" in made.html


def test_the_recall_figure_draws_the_shares_of_its_table(language: Language):
    recall = load_table("study/check-recall").frame
    worlds = ["normal noise", "real panel"]
    made = quality_performance.recall_figure(recall, worlds, language, source=SOURCE)
    assert_complete(made)
    drawn = sorted(
        round(float(y), 6)
        for axis in made.figure.axes
        for line in axis.get_lines()[: len(worlds)]
        for y in line.get_ydata()
        if axis.get_visible()
    )
    rows = recall[recall["world"].isin(worlds) & (recall["planted_count"] > 0)]
    assert drawn == sorted(round(100 * share, 6) for share in rows["recall"])


def test_false_alarms_are_printed_for_each_check_of_the_worlds(language: Language):
    alarms = load_table("study/check-false-alarms").frame
    made = quality_performance.false_alarms_table(alarms, ["normal noise"], language, source=SOURCE)
    checks = alarms.loc[alarms["world"] == "normal noise", "check_id"].nunique()
    assert made.html.count("<tr>") == checks + 1


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_book_are_the_results_of_the_benchmark(name: str):
    made = for_book(name)
    kept = load_table(f"study/{name}").frame
    assert list(kept.columns) == list(made.columns) and len(kept) == len(made)
    for column in kept.select_dtypes("number"):
        assert kept[column].astype(float).tolist() == pytest.approx(
            pd.to_numeric(made[column]).tolist(), nan_ok=True
        )


def test_the_judged_flags_are_the_sample_of_their_seed_and_none_was_picked(country: Audit):
    judged = load_table("study/judged-flags").frame
    (seed,) = judged["seed"].unique()
    drawn = sample_flags(country, len(judged), int(seed))
    # Another rule or release draws other flags: then judge these anew, and put their reasons into the table.
    assert list(judged["flag_id"]) == list(drawn["flag_id"])
    assert len(judged) >= 60 and judged["check_id"].nunique() >= 8
    assert judged["reason"].is_unique and judged["reason"].str.len().min() > 60
    assert judged["reason"].str.contains(r"\d").all()  # a reason that can be checked names a figure


def verdicts(**counts: int) -> pd.DataFrame:
    rows = [(name.replace("_", " "), number) for name, number in counts.items()]
    said = [verdict for verdict, number in rows for _ in range(number)]
    return pd.DataFrame({"check_id": "sudden-jump", "verdict": said})


def test_the_share_of_false_flags_is_among_the_decided_with_a_wilson_interval():
    # By hand: 3 of 10 decided; Wilson 95 %: (0.3 + 0.19208 +- 1.96 * sqrt(0.021 + 0.009604)) / 1.38416,
    # that is 0.1078 to 0.6032. Tolerance: the hand value has four decimals.
    (row,) = quality_performance.judged_shares(
        verdicts(true_error=7, real_change=2, definition_or_territory=1, undecidable=2)
    ).itertuples()
    assert (row.judged_count, row.decided_count, row.false_count) == (12, 10, 3)
    assert (row.low, row.high) == pytest.approx((0.1078, 0.6032), abs=5e-5)
    assert (row.low, row.high) == pytest.approx(proportion_confint(3, 10, 0.05, "wilson"))


def test_a_check_of_which_nothing_was_decided_has_no_share(language: Language):
    shares = quality_performance.judged_shares(verdicts(undecidable=2))
    assert shares["false_share"].isna().all() and shares["high"].isna().all()
    made = quality_performance.shares_table(shares, language, source=SOURCE)
    assert language.number(None) in made.html


def test_the_judged_table_names_both_regions_and_the_total(panel: Table, regions: Table, language: Language):
    names = dict(zip(regions.frame["region_code"], regions.frame["name"], strict=True))
    judged = load_table("study/judged-flags").frame
    made = quality_performance.judged_table(judged, names, panel.fields, language, source=SOURCE)
    assert made.html.count("<tr>") == len(judged) + 1
    assert language.listed(["Kabupaten Sumba Tengah", "Kabupaten Sumba Barat Daya"]) in made.html
    assert language.text("quality.total_classes") in made.html
    assert all(f">{check}<" not in made.html for check in judged["check_id"])  # names, not ids


def test_the_chapter_tells_counts_that_add_up(panel: Table, screen: Screen):
    text = QualityText(Chapter("quality", "en"), panel)
    found = audit_of(*tables())
    text.intro(audit_figures(found))
    text.checks(audit_figures(found))
    text.consequences(break_figures(breaks_of(*tables())))
    told = {id: result.value for id, result in text.chapter.results.items()}
    assert told["flags_all"] == told["flags_error"] + told["flags_warning"] + told["flags_note"]
    assert told["flags_all"] == len(all_flags(found)) == told["flags_left"]
    assert told["checks_run"] == told["checks_flagged"] + told["checks_passed"] + told["checks_not"]
    assert told["rows"] == len(panel.frame)
    assert f"{told['flags_all']:,} flags" in screen.prose


def test_districts_with_most_flags_come_first_and_splits_among_them_are_counted():
    districts = pd.DataFrame(
        {"region_code": ["1101", "1102", "1103"], "error_flags_per_1000": [9.0, 3.0, 1.0]}
    )
    splits = pd.DataFrame({"child_code": ["1101", "9999"], "parent_code": ["1103", ""]})
    figures = region_figures(districts, splits)
    assert (figures.median_rate, figures.top_count, figures.top_split) == (3.0, 3, 2)


def test_judged_flags_are_told_or_said_to_be_missing(panel: Table, screen: Screen):
    text = QualityText(Chapter("quality", "en"), panel)
    text.judged(verdicts())
    assert "No flags have been judged" in screen.prose
    text.judged(verdicts(true_error=3, real_change=1, undecidable=1).assign(seed=5))
    assert "Of 4 that could be decided, 3 are errors and 1 are not" in screen.prose
