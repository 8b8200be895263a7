import re
import time
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from analysis.documents.labelled import match_hits
from analysis.sources import load_table
from benchmarks.field.drawn import drawn_cells
from benchmarks.field.labels import level_of, truth_rows
from benchmarks.field.making import MAKERS, make_files, read_all
from benchmarks.field.measuring import field_outcomes, find_all, without_open_years
from benchmarks.field.office import as_xlsx
from benchmarks.field.showing import shown
from benchmarks.field.sources import PARTS, load_documents

DOCUMENTS = [one for part in PARTS for one in load_documents(part)]
NUMBER = re.compile(r"\d[\d.,]*")
SCALES = (1, 1e3, 1e6, 1e9)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return read_all(make_files(DOCUMENTS, tmp_path_factory.mktemp("field")))


def numbers(text):
    written = (one.rstrip(".,") for one in NUMBER.findall(text))
    ways = [way for one in written for way in (one.replace(".", "").replace(",", "."), one.replace(",", ""))]
    return {round(float(way), 2) for way in ways if way.count(".") < 2}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.id)
def test_what_is_labelled_stands_on_its_page(document, pages):
    own = {page.number: page.text for page in pages[document.id]}
    there = {number: numbers(text) for number, text in own.items()}
    for row in document.truth.itertuples():
        assert row.page in own, f"no page {row.page}"
        if not pd.isna(row.value):
            assert round(row.value, 2) in there[row.page], row
        if not pd.isna(row.amount_idr):
            assert any(round(row.amount_idr / scale, 2) in there[row.page] for scale in SCALES), row
        if row.kind == "code" and row.code:
            assert re.sub(r"\D", "", row.code) in re.sub(r"\D", "", own[row.page]), row


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.id)
def test_the_written_levels_follow_from_the_labels(document):
    written = document.levels[document.levels["level"] >= 2].set_index("indicator_code")["level"].to_dict()
    assert written == level_of(document.truth)


def test_labels_name_indicators_of_their_catalogues():
    for document in DOCUMENTS:
        own = set(document.levels["indicator_code"])
        assert set(document.truth["indicator_code"]) <= own, document.id
        assert set(document.entry["catalogues"]) <= set(load_table("standards/catalogues").frame["catalogue"])


def test_no_document_stands_in_both_parts():
    names = [one.id for one in DOCUMENTS]
    assert len(names) == len(set(names))


def test_a_label_becomes_rows():
    frame = truth_rows(
        "+A: code 1.02.32.05; amount 2013 503e6\n2 KES-01 +A: target 2013 92, - 95; (code 1.02.32)"
    )
    assert frame["kind"].tolist() == ["mention", "target", "target", "code", "code", "amount"]
    assert frame["year"].astype(object).tolist()[1] == 2013 and pd.isna(frame["year"].iloc[2])
    assert frame["amount_idr"].iloc[-1] == 503_000_000
    assert frame["optional"].tolist() == [False, False, False, True, False, False]


def test_a_year_that_is_written_nowhere_may_be_given_or_not():
    truth = truth_rows("1 KES-01: baseline 2010? 70; target 2012 80").assign(document_id="d")
    truth = truth[truth["kind"] != "mention"]
    hits = truth.assign(confidence=1.0, mention=0, rule="row", code="")
    for years, outcome in (([2010, 2012], ["right"] * 2), ([None, None], ["right", "missed", "wrong"])):
        found = hits.assign(year=pd.array(years, dtype="Int64"))
        assert match_hits(found, without_open_years(found, truth))["outcome"].tolist() == outcome


def test_an_unknown_entry_is_refused():
    with pytest.raises(ValueError, match="Unknown entry 'aim'"):
        truth_rows("1 KES-01: aim 2013 92")


def test_a_drawn_table_has_merged_cells_and_rows_of_one_length():
    cells = list(drawn_cells("A | B | <\n^ | 1 | 2 // 3"))
    assert [(one.high, one.wide, one.lines) for one in cells] == [
        (2, 1, ("A",)),
        (1, 2, ("B",)),
        (1, 1, ("1",)),
        (1, 1, ("2", "3")),
    ]
    with pytest.raises(ValueError, match="unequal length"):
        list(drawn_cells("A | B\n1"))


@pytest.mark.parametrize("form", MAKERS)
def test_the_same_document_gives_the_same_file(form):
    entry = next(one.entry for one in DOCUMENTS if one.entry["format"] == form)
    first = MAKERS[form](entry)
    time.sleep(1.1 if form == "xlsx" else 0)  # a workbook carries the second in which it was saved
    assert MAKERS[form](entry) == first


def test_numbers_of_a_sheet_are_numbers_where_it_reckons(tmp_path):
    block = {"sheet": "A", "numbers": True, "table": "1.250.000 | 90,5 | 1.02.32 | 95%"}
    file = tmp_path / "a.xlsx"
    file.write_bytes(as_xlsx({"block": [block]}))
    row = next(openpyxl.load_workbook(file)["A"].values)
    assert row == (1_250_000, 90.5, "1.02.32", "95%")


def test_what_may_be_left_out_is_neither_missed_nor_wrong_and_only_development_is_shown(pages):
    documents = load_documents("development")[:5]
    found = find_all(documents, pages)
    outcomes = field_outcomes(documents, found)
    assert not outcomes["optional"].eq(True).any()
    lines = list(shown(documents, pages, found, outcomes))
    assert len(lines) == (outcomes["outcome"] != "right").sum()
    with pytest.raises(ValueError, match="held out"):
        next(shown([replace(documents[0], part="held-out")], pages, found, outcomes))
