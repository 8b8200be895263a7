import pandas as pd
import pytest

from analysis.documents.thread.coding import (
    checked_codes,
    coding_sheet,
    machine_agreement,
    people_agreement,
    settled_levels,
)
from analysis.errors import DataError, MethodError
from tests.documents.thread.frames import levels

LEVELS = levels(A=(3, 4, 5, 2), B=(0, 2, None, 3))
NAMES = pd.DataFrame({"indicator_code": ["A", "B"], "name_id": ["Cakupan A", "Cakupan B"]})


def filled(coder: str, *given: int | None) -> pd.DataFrame:
    return coding_sheet(LEVELS, NAMES, coder).assign(level=pd.array(list(given), dtype="Int64"))


ONE = filled("ani", 3, 4, 5, 2, 0, 2, 1, 3)
TWO = filled("budi", 3, 4, 4, 2, 0, None, 1, 3)


def test_a_blind_sheet_hides_the_machine_and_an_open_one_shows_it():
    blind, seen = coding_sheet(LEVELS, NAMES, "ani"), coding_sheet(LEVELS, NAMES, "ani", blind=False)
    assert blind["machine_level"].isna().all() and blind["page"].isna().all() and blind["level"].isna().all()
    assert seen["machine_level"].equals(LEVELS["level"].rename("machine_level"))
    assert list(blind["indicator_name"].unique()) == ["Cakupan A", "Cakupan B"]
    for name in ("", "machine"):
        with pytest.raises(MethodError, match="Say who codes"):
            coding_sheet(LEVELS, NAMES, name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"level": ["7"] + [""] * 7},
            "row 2, column 'level': expected a whole number.*found '7'",
        ),
        ({"level": ["2.5"] + [""] * 7}, "found '2.5'"),
        ({"coder": [" "] + ["ani"] * 7, "level": ["1"] * 8}, "row 2, column 'coder'"),
    ],
)
def test_a_wrong_cell_of_a_sheet_is_told_with_its_row(change: dict[str, list[str]], told: str):
    with pytest.raises(DataError, match=told):
        checked_codes(ONE.assign(**change))


def test_a_coder_twice_on_one_cell_is_refused_and_empty_rows_do_not_count():
    assert len(checked_codes(TWO)) == 7
    with pytest.raises(DataError, match="row 10, column 'coder': expected each cell once for each coder"):
        checked_codes(pd.concat([ONE, ONE], ignore_index=True))


def test_people_agree_in_full_with_themselves_and_less_with_each_other():
    both = checked_codes(pd.concat([ONE, TWO], ignore_index=True))
    alpha, kappa = people_agreement(both, draws=50)
    assert 0.8 < alpha.value < 1 and 0.8 < kappa.value < 1
    twin = checked_codes(pd.concat([ONE, ONE.assign(coder="citra")], ignore_index=True))
    assert [one.value for one in people_agreement(twin, draws=50)] == pytest.approx([1, 1])
    with pytest.raises(MethodError, match="1 person has coded"):
        people_agreement(checked_codes(ONE))


def test_the_machine_is_held_against_each_person_where_it_could_read():
    found = machine_agreement(checked_codes(pd.concat([ONE, TWO], ignore_index=True)), LEVELS)
    assert found["ani"].value == pytest.approx(1) and found["budi"].value < 1


def test_people_overrule_the_machine_and_where_they_disagree_no_level_counts():
    both = checked_codes(pd.concat([ONE, TWO], ignore_index=True))
    table = settled_levels(LEVELS, both).set_index(["indicator_code", "document_id"])
    assert table.loc[("A", "rpjmd"), ["level", "settled_by"]].tolist() == [3, "people agree"]
    assert pd.isna(table.loc[("A", "dpa-2013"), "level"])
    assert table.loc[("A", "dpa-2013"), "settled_by"] == "people disagree"
    assert table.loc[("B", "rkpd-2013"), "settled_by"] == "one person"
    assert table.loc[("B", "dpa-2013"), ["level", "status", "settled_by"]].tolist() == [
        1,
        "evaluated",
        "people agree",
    ]
    assert set(settled_levels(LEVELS)["settled_by"]) == {"machine only"}
    with pytest.raises(DataError, match="was coded but is not among"):
        settled_levels(LEVELS, both.assign(document_id="elsewhere"))
