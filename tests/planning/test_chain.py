import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.chain import (
    finest_level,
    line_chain,
    linked_to_standards,
    programme_kinds,
    stages_of,
    year_with_most_stages,
)
from tests.planning.budget_chain import line, lines

STEP = ("kua_ppas", "apbd")


def chained(table, stages=STEP):
    return line_chain(table, linked_to_standards(table), 2013, stages).set_index("name")


def test_by_hand_a_line_is_found_by_code_then_by_name_and_else_is_gone_and_new():
    found = chained(
        lines(
            line("kua_ppas", "1.02.01.32.01", "Kelas ibu hamil", 100, indicator="KES-01"),
            line("kua_ppas", "1.02.01.32.02", "Rumah tunggu", 200),
            line("kua_ppas", "1.02.01.32.03", "Rapat", 50),
            line("apbd", "1.02.01.32.01", "Kelas ibu hamil dan balita", 150),  # same code, other words
            line("apbd", "1.02.01.32.09", "Rumah  Tunggu", 180),  # other code, same words
            line("apbd", "1.02.01.32.10", "Kendaraan", 70),
        )
    )
    assert found["kua_ppas_idr"].to_dict() == pytest.approx(
        {"Kelas ibu hamil": 100, "Rumah tunggu": 200, "Rapat": 50, "Kendaraan": np.nan}, nan_ok=True
    )
    assert found["apbd_idr"].to_dict() == pytest.approx(
        {"Kelas ibu hamil": 150, "Rumah tunggu": 180, "Rapat": np.nan, "Kendaraan": 70}, nan_ok=True
    )
    assert found["apbd_by"].to_dict() == {
        "Kelas ibu hamil": "code",
        "Rumah tunggu": "name",
        "Rapat": "",
        "Kendaraan": "",
    }
    assert found["linked"].to_dict() == {name: name == "Kelas ibu hamil" for name in found.index}


def test_lines_of_one_activity_are_added_and_zero_rupiah_is_no_line():
    found = chained(
        lines(
            line("kua_ppas", "1.02.01.15.01", "Obat", 30),
            line("kua_ppas", "1.02.01.15.01", "Obat", 12),
            line("kua_ppas", "1.02.01.15.02", "Alat", 9),
            line("apbd", "1.02.01.15.01", "Obat", 40),
            line("apbd", "1.02.01.15.02", "Alat", 0),
        )
    )
    assert found.loc["Obat", "kua_ppas_idr"] == 42 and np.isnan(found.loc["Alat", "apbd_idr"])


def test_a_code_of_two_offices_is_found_by_its_office():
    rows = [
        line(document, "01.05", "Rapat koordinasi", amount, office=office)
        for document, sums in (("kua_ppas", (1, 2)), ("apbd", (3, 4)))
        for office, amount in zip(("Dinas Kesehatan", "Dinas Pendidikan"), sums, strict=True)
    ]
    found = line_chain(lines(*rows), pd.Series([False] * 4), 2013, STEP).set_index("organisation")
    assert found["apbd_idr"].to_dict() == {"Dinas Kesehatan": 3, "Dinas Pendidikan": 4}


def test_lines_of_one_name_without_codes_are_told_apart_by_their_programme():
    rows = [
        (2013, document, "", "Dinas", "", programme, "", "Monitoring", "", amount)
        for document, sums in (("kua_ppas", (1.0, 2.0)), ("apbd", (3.0, 4.0)))
        for programme, amount in zip(("Program ibu", "Program obat"), sums, strict=True)
    ]
    found = chained(lines(*rows)).set_index("programme_name")
    assert found["apbd_idr"].to_dict() == {"Program ibu": 3, "Program obat": 4}
    assert found["apbd_by"].eq("name").all()


def test_a_line_that_is_away_for_one_document_is_found_again():
    table = lines(
        line("rkpd", "1.02.01.32.01", "Kelas ibu", 5),
        line("kua_ppas", "1.02.01.32.02", "Rapat", 5),
        line("apbd", "1.02.01.32.01", "Kelas ibu", 6),
    )
    found = chained(table, ("rkpd", "kua_ppas", "apbd"))
    assert found.loc["Kelas ibu", ["rkpd_idr", "apbd_idr"]].tolist() == [5, 6]
    assert found.loc["Kelas ibu", "apbd_by"] == "code" and np.isnan(found.loc["Kelas ibu", "kua_ppas_idr"])


def test_ceilings_by_programme_are_followed_by_programme():
    ceiling = [(2013, "kua_ppas", "", "Dinas Kesehatan", "1.02.01.32", "Program ibu", "", "", "", 90.0)]
    table = lines(
        *ceiling, line("apbd", "1.02.01.32.01", "Kelas", 40), line("apbd", "1.02.01.32.02", "Rumah", 60)
    )
    assert finest_level(table, STEP) == "programme"
    found = chained(table)
    assert found[["kua_ppas_idr", "apbd_idr"]].to_numpy().tolist() == [[90, 100]]


def test_a_line_is_linked_by_its_indicator_by_its_shares_and_by_the_same_code_elsewhere():
    table = lines(
        line("apbd", "1", "a", 1, indicator="KES-01", programme="x"),
        line("kua_ppas", "1", "a", 1, programme="x"),
        line("dpa", "2", "b", 1, year=2012, programme="x"),
        line("kua_ppas", "2", "b", 1, programme="x"),
        line("kua_ppas", "", "c", 1, programme="x"),
        line("kua_ppas", "1", "of another office", 1, office="Dinas Pendidikan", programme="x"),
    )
    shares = pd.DataFrame({"year": [2012], "line_id": ["2"]})
    assert linked_to_standards(table).tolist() == [True, True, False, False, False, False]
    assert linked_to_standards(table, shares).tolist() == [True, True, True, True, False, False]


def test_kinds_are_functions_of_government_and_overhead():
    codes = pd.Series(["1.02.01.32", "1.02.07.01", "1.01.01.16", "", None])
    assert programme_kinds(codes, ["1.02.xx.01"]).tolist() == ["1.02", "overhead", "1.01", "", ""]


def test_the_year_with_most_documents_and_its_documents_in_order():
    table = lines(
        line("apbd", "1", "a", 1), line("rkpd", "1", "a", 1), line("dpa", "1", "a", 1, year=2014),
        line("realisation", "1", "a", 1, year=2014),
    )  # fmt: skip
    assert year_with_most_stages(table) == 2013 and stages_of(table, 2013) == ("rkpd", "apbd")


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.integers(1, 9), unique=True, min_size=1), st.lists(st.integers(1, 9), unique=True, min_size=1)
)
def test_no_money_is_lost_or_found_and_order_does_not_matter(before, after):
    rows = [line("kua_ppas", f"1.02.01.15.{n:02}", f"k{n}", n) for n in before]
    rows += [line("apbd", f"1.02.01.15.{n:02}", f"k{n}", 10 * n) for n in after]
    table = lines(*rows)
    kept = table.copy()
    found = chained(table)
    assert found["kua_ppas_idr"].sum() == sum(before) and found["apbd_idr"].sum() == 10 * sum(after)
    assert found.notna().all(axis=1).sum() == len(set(before) & set(after))
    pd.testing.assert_frame_equal(table, kept)
    pd.testing.assert_frame_equal(chained(table.iloc[::-1]), found)


def test_what_is_refused():
    table = lines(line("apbd", "1", "a", 1))
    with pytest.raises(MethodError, match="no line of kua_ppas; there are lines of apbd"):
        chained(table)
    with pytest.raises(MethodError, match="no chain"):
        line_chain(table, pd.Series([False]), 2013, ["apbd"])
    with pytest.raises(MethodError, match="rkpd, kua_ppas, apbd, dpa"):
        year_with_most_stages(lines(line("renja", "1", "a", 1)))
    with pytest.raises(MethodError, match="activity_name"):
        line_chain(table.drop(columns="activity_name"), pd.Series([False]), 2013)
