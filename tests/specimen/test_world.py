import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.specimen.world import (
    YEARS,
    amounts,
    assumptions,
    attainments,
    denominators,
    levels,
    planned_targets,
)


def test_pregnancies_deliveries_and_births_stand_as_assumed():
    counts = denominators().pivot(index="year", columns="denominator", values="count")
    births = counts["infants"]
    assert np.allclose(counts["pregnant"] / births, 1.10, atol=1e-3)  # rounded to whole people
    assert np.allclose(counts["deliveries"] / births, 1.05, atol=1e-3)
    assert np.allclose(counts["complications"] / counts["pregnant"], 0.20, atol=1e-3)


def test_value_is_numerator_over_denominator_and_only_visits_exceed_the_whole():
    table = attainments()
    rate = table["indicator_code"] == "KES-13a"
    share = table["numerator"] / table["denominator"] * np.where(rate, 100_000, 100)
    assert np.allclose(share, table["value_pct"], atol=0.005)  # rounded to two decimals
    above = table[table["numerator"] > table["denominator"]]
    assert set(above["indicator_code"]) == {"KES-14"}


def test_targets_rise_and_changes_touch_only_what_they_name():
    plan = planned_targets("rpjmd").pivot(index="indicator_code", columns="year", values="target")
    assert (plan.diff(axis=1).iloc[:, 1:] >= 0).all().all()
    lowered = planned_targets("rkpd").pivot(index="indicator_code", columns="year", values="target")
    changed = (lowered != plan).stack()
    assert changed[changed].index.tolist() == [("KES-01", 2013), ("KES-18", 2013)]
    assert lowered.loc["KES-01", 2013] == 85 and plan.loc["KES-01", 2013] == 88


def test_amounts_are_those_of_the_base_year_changed_where_a_document_changes_them():
    plan = amounts("rpjmd", 2013).set_index("activity_code")["amount_idr"]
    budget = amounts("dpa", 2013).set_index("activity_code")["amount_idr"]
    assert plan["1.02.01.32.03"] == 1_128_700_000
    assert budget["1.02.01.32.03"] == 688_500_000  # 0.61 of it, to 50,000
    assert set(plan.index) - set(budget.index) == {"1.02.01.29.05"}  # struck out
    assert amounts("rpjmd", 2014)["amount_idr"].sum() > plan.sum()


def test_every_activity_has_a_programme_and_serves_indicators_that_exist():
    known = set(assumptions("indicators")["indicator_code"])
    table = amounts("rpjmd", YEARS[0])
    assert table["programme_name"].notna().all()
    assert {code for serves in table["serves"] for code in serves.split("; ") if code} <= known


def test_an_indicator_reaches_money_only_where_an_activity_serves_it():
    for row in levels().itertuples():
        if row.level >= 4 and row.document_type in ("rpjmd", "renstra", "rka", "dpa", "apbd"):
            table = amounts(row.document_type, 2013)
            served = {code for serves in table["serves"] for code in serves.split("; ")}
            assert row.indicator_code in served, row


def test_programmes_are_named_as_in_the_list_of_the_study_era(programmes):
    ours = assumptions("programmes")
    pattern = ours["programme_code"].str[:5] + "xx" + ours["programme_code"].str[-3:]
    named = pattern.map(programmes).str.casefold()
    ours_short = ours["programme_name"].str.casefold()
    assert named.notna().all()
    assert all(long.startswith(short) for long, short in zip(named, ours_short, strict=True))


@pytest.fixture(scope="module")
def programmes() -> pd.Series:
    from analysis.sources import load_table

    return load_table("standards/programmes").frame.set_index("programme_code")["name_id"]


def test_an_unknown_table_of_assumptions_is_refused():
    with pytest.raises(DataError, match="'weather'"):
        assumptions("weather")
