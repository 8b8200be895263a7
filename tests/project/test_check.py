"""`check`: honesty checks of tables, regions and files; what the ledger knows does not count as new."""

import csv
import io
import json
import re
from fnmatch import fnmatchcase

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import cli
from analysis.errors import DataError, ParameterError
from analysis.honesty.panel import panel_declarations
from analysis.project import checks
from analysis.project.audits import FLAG_COLUMNS, as_supplied, check_file, check_table, kinds_of, read_plain
from analysis.project.failures import guarded
from analysis.project.show_checks import csv_of
from analysis.sources.ledger_entries import touching


@pytest.fixture(scope="module")
def panel_checked():
    return check_table(as_supplied("national/panel"))


@pytest.fixture
def call(capsys):
    def run(*words):
        code = guarded(lambda: cli.app(["check", *words], prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, " ".join(said.err.split())

    return run


def own_panel(folder, name="own.csv", share=120):
    path = folder / name
    rows = [f"6172;{year};{60 + year % 7},5" for year in range(2005, 2015)]
    rows += [f"7322;{year};{50 + year % 5},5" for year in range(2005, 2014)] + [f"7322;2014;{share}"]
    path.write_text("region_code;year;births_pct\n" + "\n".join(rows).replace(",5", ".5") + "\n")
    return path


def test_flags_of_the_panel_are_matched_to_the_ledger(panel_checked):
    flags = panel_checked.flags
    assert list(flags.columns) == list(FLAG_COLUMNS)
    known = flags[flags["in_ledger"] != ""]
    assert len(known) and len(known) < len(flags)
    poverty = flags[(flags["check_id"] == "out-of-range") & (flags["column"] == "poverty_pct")]
    assert list(poverty["region_code"]) == ["9408"] and (poverty["in_ledger"] != "").all()
    errors = (flags["severity"] == "error") & (flags["in_ledger"] == "")
    assert panel_checked.errors == errors.sum()


def test_lint_does_not_fail_on_flags_of_source_data(panel_checked):
    assert panel_checked.errors > 0
    assert checks.table_problems() == []


def test_a_region_has_its_own_flags_and_those_of_pairs_that_name_it(panel_checked, call):
    pairs = panel_checked.audit.result("identical-districts").evidence
    other = str(pairs["other_region_code"].iloc[0])
    _, out, _ = call(other, "--json", "--check", "identical-districts")
    (record,) = [each for each in json.loads(out) if each["table"] == "national/panel"]
    assert (
        len(record["flags"])
        == ((pairs["region_code"] == other) | (pairs["other_region_code"] == other)).sum()
    )
    assert record["checks"][0]["status"] == "flagged"


def test_any_file_with_region_and_year_is_checked_by_kind(call, tmp_path):
    code, out, _ = call(str(own_panel(tmp_path)))
    assert code == 1 and "ERROR" in out and "out-of-range" in out and "7322 Kabupaten Luwu Utara" in out
    code, out, _ = call(str(own_panel(tmp_path, share=54)))
    assert code == 0 and "out-of-range" in out and "passed" in out


def test_a_workbook_and_an_indicator_table_are_checked_too(tmp_path):
    path = tmp_path / "indikator.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Indikator SPM"])
    book.active.append(["region_code", "year", "indicator_code", "numerator", "denominator", "value_pct"])
    book.active.append(["6172", 2012, "KES-03", 40, 0, 100])
    book.save(path)
    flags = check_file(path).flags
    assert "zero-denominator" in set(flags["check_id"])


def test_what_cannot_be_compared_is_not_evaluated_and_never_passed(call, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("region_code,year,word\n6172,2010,a\n", encoding="utf-8")
    code, out, _ = call(str(path))
    assert code == 0 and "not evaluated" in out and "passed" not in out


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "region_code and year"),
        ("", "empty"),
        ("region_code;jahr\n1;2\n", "region_code and year"),
    ],
)
def test_a_file_that_cannot_be_checked_is_refused_in_a_sentence(tmp_path, text, why):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=why):
        check_file(path)


def test_region_codes_stay_text(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("region_code,year,x_pct\n0042,2010,5\n0043,2010,6.5\n", encoding="utf-8")
    frame = read_plain(path)
    assert list(frame["region_code"]) == ["0042", "0043"] and frame["x_pct"].sum() == 11.5


def test_one_check_all_rows_and_a_wrong_id(call, panel_checked):
    code, out, _ = call("national/panel", "--check", "out-of-range")
    assert code == 0 and "poverty_pct" in out and "Power of ten" not in out  # the ledger knows the only one
    code, _, err = call("national/panel", "--check", "out-of-rnge")
    assert code == 2 and "out-of-range" in err
    jumps = len(panel_checked.audit.result("territory-change").rows)
    _, out, _ = call("national/panel", "--check", "territory-change")
    assert f"and {jumps - 5} more" in out
    _, out, _ = call("national/panel", "--check", "territory-change", "--all")
    assert "more; --all" not in out and len(re.findall(r"population_change_log", out)) == jumps


def test_every_flag_is_a_row_of_the_csv(call, tmp_path):
    target = tmp_path / "flags.csv"
    code, _, _ = call(str(own_panel(tmp_path)), "--csv", str(target))
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert code == 1 and rows and set(rows[0]) == set(FLAG_COLUMNS)
    assert [row for row in rows if row["check_id"] == "out-of-range"][0]["evidence"].startswith("value=120")


def test_a_column_name_that_a_spreadsheet_would_run_comes_out_harmless(tmp_path):
    path = own_panel(tmp_path)
    path.write_text(path.read_text().replace("births_pct", "=cmd_pct"))
    assert ",'=cmd_pct," in csv_of([check_file(path)])


def test_words_stand_without_colours_and_in_indonesian(call, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    _, out, _ = call(str(own_panel(tmp_path)), "--language", "id")
    assert "\x1b[" not in out and "GALAT" in out and "Nilai di luar batas" in out and "lolos" in out
    assert max(map(len, out.splitlines())) <= 120


FRAME = pd.DataFrame({"region_code": ["6172", "7322"], "year": [2010, 2010], "x_pct": [1.0, 2.0]})


@pytest.mark.parametrize(
    ("frame", "kinds"),
    [
        (FRAME, {"panel"}),
        (FRAME.drop(columns="year"), set()),
        (pd.concat([FRAME, FRAME]), set()),
        (FRAME.assign(x_pct="a"), set()),
        (FRAME.assign(indicator_code="a", target_pct=1.0), {"targets"}),
        (FRAME.assign(quarter=1, cumulative_value=2.0), {"cumulative"}),
        (FRAME.assign(item="a", answer="b"), {"survey"}),
    ],
)
def test_kinds_by_hand(frame, kinds):
    assert kinds_of(frame) == kinds


def entry(**changes):
    made = {"id": "e", "region_code": "6172", "year_from": 2010, "year_to": 2011, "column": "a_*;b",
            "action": "drop", "value": ""}  # fmt: skip
    return pd.DataFrame([{**made, **changes}])


@pytest.mark.parametrize(
    ("row", "hit"),
    [
        ({"region_code": "6172", "year": 2010, "column": "a_pct"}, True),
        ({"region_code": "6172", "year": 2012, "column": "a_pct"}, False),
        ({"region_code": "6172", "year": 2011, "column": "c"}, False),
        ({"region_code": "7322", "year": 2011, "column": "b"}, False),
        ({"region_code": "7322", "year": 2011, "column": "c", "other_region_code": "6172"}, False),
        ({"region_code": "7322", "year": 2011, "column": "b", "other_region_code": "6172"}, True),
        ({"region_code": "6172", "year": 2011, "column": "c", "other_column": "b"}, True),
        ({"region_code": "6172", "year": 2011}, True),
    ],
)  # fmt: skip
def test_an_entry_of_the_ledger_touches_its_own_cells(row, hit):
    assert touching(entry(), pd.DataFrame([row])) == (["e"] if hit else [""])


def test_an_exchange_touches_both_regions_and_a_star_touches_all():
    row = pd.DataFrame([{"region_code": "7322", "year": 2010, "column": "b"}])
    assert touching(entry(action="exchange", value="7322"), row) == ["e"]
    assert touching(entry(region_code="*", year_from=pd.NA, year_to=pd.NA), row) == ["e"]


@given(st.lists(st.sampled_from(["6172", "7322"]), max_size=6))
def test_an_empty_ledger_touches_nothing(codes):
    rows = pd.DataFrame({"region_code": codes, "year": 2010, "column": "b"})
    assert touching(entry().iloc[:0], rows) == [""] * len(codes)


def test_an_unknown_check_is_refused():
    with pytest.raises(ParameterError, match="scale-error"):
        check_table(as_supplied("national/regions"), ["scale-eror"])


def test_an_entry_on_other_columns_does_not_make_a_broken_total_known(panel_checked):
    table = as_supplied("national/panel")
    totals = {total.name: total for total in panel_declarations(table.frame)["totals"]}
    flags = panel_checked.flags[panel_checked.flags["check_id"] == "parts-total"]
    entries = table.corrections.set_index("id")["column"]
    assert set(flags["column"]) <= {total.whole for total in totals.values()}
    for row in flags[flags["in_ledger"] != ""].to_dict("records"):
        total = totals[row["evidence"].split(";")[0].removeprefix("total=")]
        patterns = [part for id in row["in_ledger"].split() for part in entries[id].split(";")]
        assert any(fnmatchcase(name, part) for part in patterns for name in (total.whole, *total.parts))
