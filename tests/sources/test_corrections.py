"""The ledger of corrections: what each action does, when an entry is refused, the project's own entries."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources import load_ledger, load_table
from analysis.sources.corrections import apply_ledger, broken_guards
from analysis.sources.ledger import ACTIONS, check_ledger, typed_ledger

LABEL = "data/national/births.csv"
BLANK = {
    "table": "national/births", "region_code": "0172", "year_from": "2010", "year_to": "2010",
    "column": "births_pct", "action": "drop", "value": "", "guard": "value", "raw_value": "90",
    "reason": "r", "evidence": "e", "source": "national/births", "check_id": "", "date": "2026-11-24",
}  # fmt: skip


def frame():
    """Two regions, two years, two columns of numbers."""
    return pd.DataFrame(
        {
            "region_code": ["0172", "0172", "0173", "0173"],
            "year": [2009, 2010, 2009, 2010],
            "births_pct": [84.5, 90.0, 50.0, np.nan],
            "copy_pct": [84.5, 1.0, 50.0, 7.0],
            "note": ["a", "b", "c", "d"],
        }
    )


def ledger(*entries):
    """Entries that differ from an ordinary one as said."""
    rows = [{"id": f"entry-{place}", **BLANK, **entry} for place, entry in enumerate(entries)]
    return typed_ledger(pd.DataFrame(rows, dtype=str))


def births(*entries):
    """The column as corrected."""
    return apply_ledger(frame(), ledger(*entries), LABEL)[0]["births_pct"].tolist()


def refused(*entries):
    """The one-paragraph error that entries give."""
    with pytest.raises(DataError) as caught:
        apply_ledger(frame(), ledger(*entries), LABEL)
    said = str(caught.value)
    assert "\n" not in said and "data/corrections.csv" in said
    return said


def test_each_action_does_what_it_says():
    assert births({"action": "drop"}) == pytest.approx([84.5, np.nan, 50.0, np.nan], nan_ok=True)
    assert births({"action": "override", "value": "88.25"})[1] == 88.25
    assert births({"action": "scale", "value": "0.1"})[1] == pytest.approx(9.0)
    assert births({"action": "flag"}) == pytest.approx(frame()["births_pct"].tolist(), nan_ok=True)
    exchanged = births({"action": "exchange", "value": "0173"})
    assert np.isnan(exchanged[1]) and exchanged[3] == 90.0 and exchanged[0] == 84.5


def test_the_callers_table_is_left_as_it_is_and_the_entries_are_counted():
    before = frame()
    _, applied = apply_ledger(before, ledger({"column": "*_pct", "guard": "sum", "raw_value": "91"}), LABEL)
    pd.testing.assert_frame_equal(before, frame())
    assert applied[["id", "cells_count"]].to_numpy().tolist() == [["entry-0", 2]]


def test_no_year_means_every_year_and_a_star_every_region():
    everywhere = {"region_code": "*", "year_from": "", "year_to": "", "guard": "sum", "raw_value": "224.5"}
    assert np.isnan(births(everywhere)).all()


def test_a_rule_for_all_regions_expects_the_column_to_equal_another():
    rule = {"region_code": "*", "year_from": "2009", "year_to": "2009", "guard": "equals"}
    assert np.isnan(births({**rule, "raw_value": "copy_pct"})[:3:2]).all()
    said = refused({**rule, "year_to": "2010", "raw_value": "copy_pct"})
    assert "row 3" in said and "'births_pct'" in said and "found 90" in said


def test_a_guard_that_does_not_hold_says_where_what_and_what_to_do():
    said = refused({"raw_value": "111.39"})
    assert said.startswith(f"{LABEL}, row 3 (the header is row 1), column 'births_pct': the entry entry-0")
    assert "expects 111.39, found 90." in said
    assert "The producer may have mended it: look at the entry and take it out or change it." in said
    assert "expects an empty cell, found 90" in refused({"raw_value": ""})
    assert "found an empty cell" in refused({"region_code": "0173"})
    assert "expects values with the sum 7, found 90" in refused({"guard": "sum", "raw_value": "7"})


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"column": "birth_pct"}, "no column of numbers 'birth_pct'. Did you mean 'births_pct'?"),
        ({"column": "note"}, "no column of numbers 'note'"),
        ({"region_code": "9999"}, "no row of the region '9999' in 2010-2010"),
        ({"year_from": ""}, "needs both 'year_from' and 'year_to'"),
        ({"action": "exchange", "value": "0174"}, "no row of the region '0174'"),
        ({"action": "exchange", "value": "0172"}, "the same years for both regions"),
        ({"guard": "equals", "raw_value": "other"}, "its guard names the column 'other'"),
        ({"guard": "sum", "raw_value": "many"}, "expected a number, found 'many'"),
    ],
)
def test_an_entry_that_names_what_does_not_exist_is_refused(entry, words):
    assert words in refused(entry)


def test_two_entries_may_not_change_the_same_value():
    said = refused(
        {}, {"action": "override", "value": "3", "column": "*_pct", "guard": "sum", "raw_value": "91"}
    )
    assert "entry entry-1" in said and "row 3, column 'births_pct' is already changed" in said


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"table": "national/birth"}], "Did you mean 'national/births'?"),
        ([{"action": "delete"}], "the action 'delete' is none of: drop, override"),
        ([{"guard": "values"}], "Did you mean 'value'?"),
        ([{"action": "scale", "value": "a tenth"}], "expected a number, found 'a tenth'"),
        ([{"action": "override", "value": ""}], "expected a number"),
        ([{}, {"id": "entry-0", "year_from": "2009"}], "entry-0: it stands there twice"),
        ([{}, {}], "entry-1: it stands there twice"),
    ],
)
def test_a_ledger_that_contradicts_itself_is_refused(entries, words):
    with pytest.raises(DataError) as caught:
        check_ledger(ledger(*entries), ["national/births"])
    assert words in str(caught.value)


def test_broken_guards_are_listed_and_the_others_are_not():
    found = broken_guards(frame(), ledger({}, {"raw_value": "1"}, {"region_code": "9999"}), LABEL)
    assert found["id"].tolist() == ["entry-1", "entry-2"]
    assert "expects 1, found 90" in found["reason"].iloc[0]


@settings(max_examples=50)
@given(
    values=st.lists(st.floats(-1e12, 1e12), min_size=4, max_size=4),
    action=st.sampled_from(["override", "scale", "exchange", "drop", "flag"]),
)
def test_only_the_named_cells_change_and_a_double_exchange_changes_nothing(values, action):
    table = frame().assign(births_pct=values)
    entry = {
        "action": action, "raw_value": repr(values[1]), "value": "0173" if action == "exchange" else "2",
    }  # fmt: skip
    corrected, _ = apply_ledger(table, ledger(entry), LABEL)
    touched = [1, 3] if action == "exchange" else [1]
    rest = [row for row in range(4) if row not in touched]
    pd.testing.assert_frame_equal(corrected.iloc[rest], table.iloc[rest])
    pd.testing.assert_frame_equal(corrected.drop(columns="births_pct"), table.drop(columns="births_pct"))
    if action == "exchange":
        again = ledger({**entry, "raw_value": repr(values[3])})
        pd.testing.assert_frame_equal(apply_ledger(corrected, again, LABEL)[0], table)


def put_ledger(data, *entries):
    """Give the small data folder a ledger, described as the project's own is."""
    from analysis.sources.build.description import make_resource
    from analysis.sources.build.specification_tables import read_specification

    row = read_specification("resources").set_index("name", drop=False).loc["corrections"]
    package = json.loads((data / "datapackage.json").read_text())
    package["resources"].append(make_resource(row, None))
    (data / "datapackage.json").write_text(json.dumps(package))
    ledger(*entries).to_csv(data / "corrections.csv", index=False)


def test_a_table_is_corrected_when_it_is_loaded_and_its_file_stays(data):
    put_ledger(data, {"year_from": "2009", "year_to": "2009", "raw_value": "84.5"})
    before = (data / "national" / "births.csv").read_bytes()
    table = load_table("national/births", root=data)
    assert table.frame["births_pct"].isna().all()
    assert table.corrections["id"].tolist() == ["entry-0"]
    assert "1 entry of the corrections ledger" in table.says()
    raw = load_table("national/births", root=data, corrected=False)
    assert raw.frame["births_pct"].iloc[0] == 84.5 and raw.corrections.empty
    assert (data / "national" / "births.csv").read_bytes() == before


def test_a_correction_may_not_break_the_description_of_the_table(data):
    put_ledger(
        data,
        {"year_from": "2009", "year_to": "2009", "raw_value": "84.5", "action": "override", "value": "845"},
    )
    with pytest.raises(DataError, match=r"corrected by data/corrections\.csv.*expected at most 100"):
        load_table("national/births", root=data)


def test_the_projects_ledger_fits_its_tables_and_states_what_it_rests_on():
    own = load_ledger()
    assert set(own["action"]) <= set(ACTIONS) and len(own) > 20
    applied = pd.concat([load_table(name).corrections for name in sorted(set(own["table"]))])
    assert sorted(applied["id"]) == sorted(own["id"])
    assert (applied["cells_count"] > 0).all()
    assert (own["evidence"].str.len() > 40).all()


def test_the_populations_that_were_exchanged_fit_the_second_source():
    """An independent witness: after correction the two sources agree within a tenth in 2010."""
    panel, second = (load_table(name).frame for name in ("national/panel", "national/population-grdp"))
    people = [t[t["year"] == 2010].set_index("region_code")["population_people"] for t in (panel, second)]
    codes = ["5316", "5317", "5206", "5272", "3313", "5107", "1808", "1812"]
    assert (people[0] / people[1]).loc[codes].to_numpy() == pytest.approx(1, abs=0.1)
