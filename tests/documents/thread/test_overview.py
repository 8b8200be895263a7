"""The whole thread in one record, on a region small enough to count by hand."""

import pandas as pd
import pytest

from analysis.documents.finding.codes import programme_key
from analysis.documents.thread.agreeing import agreements, coded_cells
from analysis.documents.thread.era import catalogues_in_force, in_force
from analysis.documents.thread.overview import region_thread
from analysis.documents.thread.realism import region_realism
from analysis.documents.thread.tables import FIGURES, LEVELS
from analysis.errors import MethodError

PAPERS = {
    "rpjmd": ("rpjmd", 2011, 2015, "Bappeda"),
    "renstra": ("renstra", 2011, 2015, "Dinas Kesehatan"),
    "dpa": ("dpa", 2013, 2013, "Dinas Kesehatan"),
    "lkpj": ("lkpj", 2013, 2013, "Sekretariat Daerah"),
}
INDICATORS = pd.DataFrame(
    [
        ("A", "SPM-2008", 2008, 2016, "Dinas Kesehatan", 95.0, 2015, "higher"),
        ("B", "SPM-2008", 2008, 2016, "Dinas Kesehatan", 80.0, 2015, "higher"),
        ("C", "SPM-2008", 2008, 2016, "Dinas Pendidikan", 100.0, 2014, "higher"),
        ("Z", "SPM-2019", 2019, None, "Dinas Kesehatan", 100.0, 2024, "higher"),
    ],
    columns=[
        "indicator_code", "catalogue", "valid_from", "valid_to", "office_id", "target", "target_year",
        "direction",
    ],
)  # fmt: skip
CELLS = {
    "A": (3, 4, 5, 2),
    "B": (3, 3, 0, None),
    "C": (2, 0, 0, 1),
    "Z": (5, 5, 5, 5),
}


def levels(*people: tuple[str, str, str, int]) -> pd.DataFrame:
    catalogues = dict(zip(INDICATORS["indicator_code"], INDICATORS["catalogue"], strict=True))
    rows = [
        (paper, *PAPERS[paper], catalogues[code], code, "machine", level,
         "not evaluated" if level is None else "evaluated", 0.9, "1;2")
        for code, row in CELLS.items()
        for paper, level in zip(PAPERS, row, strict=True)
    ]  # fmt: skip
    rows += [
        (paper, *PAPERS[paper], catalogues[code], code, who, level, "evaluated", None, "")
        for who, code, paper, level in people
    ]
    return pd.DataFrame(rows, columns=list(LEVELS)).astype({"level": "Int64"})


def figures(*rows: dict[str, object]) -> pd.DataFrame:
    made = [{"unit": "percent", "page": 1, "confidence": 0.9, "activity_code": "", **row} for row in rows]
    return pd.DataFrame(made).reindex(columns=list(FIGURES))


def target(paper: str, code: str, value: float, year: int = 2013, page: int = 1) -> dict[str, object]:
    return {"document_id": paper, "indicator_code": code, "kind": "target", "value": value, "year": year,
            "page": page}  # fmt: skip


MONEY = [
    {"document_id": "dpa", "indicator_code": code, "kind": "amount", "amount_idr": amount, "year": 2013,
     "budget_level": "activity"}
    for code, amount in (("A", 60.0), ("Z", 999.0))
]  # fmt: skip
TOLD = figures(
    target("rpjmd", "A", 90), target("rpjmd", "A", 95, 2015), target("renstra", "A", 90.3),
    target("dpa", "A", 85, page=7), target("rpjmd", "B", 70, 2015), target("lkpj", "Z", 1), *MONEY,
)  # fmt: skip


@pytest.fixture(scope="module")
def thread():
    return region_thread(levels(), TOLD, INDICATORS)


def test_only_standards_in_force_in_the_year_are_followed(thread):
    assert thread.year == 2013 and thread.indicators_count == 3
    assert catalogues_in_force(INDICATORS, 2013) == {"SPM-2008"}
    assert catalogues_in_force(INDICATORS, 2016) == {"SPM-2008"}
    assert catalogues_in_force(INDICATORS, 2030) == {"SPM-2019"}
    for frame in (thread.cells, thread.found.figures, thread.found.money):
        assert "Z" not in set(frame["indicator_code"])


def test_what_is_named_lost_and_paid_is_counted_by_hand(thread):
    assert thread.named == ["A", "B", "C"]
    assert (thread.lost_count, thread.funded_count) == (1, 1)  # B is lost in the DPA; C has no DPA of its own
    # C has to do with the plan and the report alone: 2 cells; A and B with all four
    assert (thread.cells_count, thread.unknown_count, thread.alone_count) == (10, 1, 10)
    assert thread.types == ["rpjmd", "renstra", "dpa"]
    assert list(dict.fromkeys(thread.cells["document_id"])) == list(PAPERS)


def test_shares_of_levels_are_of_those_that_the_type_has_to_do_with(thread):
    table = thread.survival().set_index(["document_type", "level"])
    assert table.loc[("rpjmd", 3), ["indicators_count", "evaluated_count"]].tolist() == [2, 3]
    assert table.loc[("dpa", 5), "share_pct"] == 50.0 == table.loc[("dpa", 0), "share_pct"]
    assert table.groupby("document_type")["share_pct"].sum().tolist() == pytest.approx([100] * 3)


def test_neighbours_contradictions_and_ambition_are_counted_by_hand(thread):
    assert (thread.compared_count, thread.same_count) == (2, 1)
    table = thread.neighbours()
    assert table[["from_type", "to_type", "same_targets_count"]].to_numpy().tolist() == [
        ["rpjmd", "renstra", 1],
        ["renstra", "dpa", 0],
    ]
    assert thread.disputed_count == 1
    assert thread.disputed[["value", "document_id", "page"]].to_numpy().tolist() == [
        [85.0, "dpa", 7],
        [90.0, "rpjmd", 1],
        [90.3, "renstra", 1],
    ]
    assert thread.ambitions[["indicator_code", "ambition"]].to_numpy().tolist() == [["B", -10.0], ["A", 0.0]]
    assert (thread.modest_count, thread.ambitions_count) == (1, 2)


def test_people_overrule_and_their_disputes_leave_the_cell_open():
    coded = levels(("ani", "A", "dpa", 3), ("budi", "A", "dpa", 2), ("ani", "B", "lkpj", 2))
    thread = region_thread(coded, TOLD, INDICATORS)
    assert (thread.open_count, thread.alone_count, thread.unknown_count) == (1, 8, 1)
    assert coded_cells(coded) == 2 and agreements(coded).empty  # one cell in common is too few
    more = levels(
        *((who, code, paper, CELLS[code][place]) for who in ("ani", "budi") for code in ("A", "C")
          for place, paper in enumerate(PAPERS)),
    )  # fmt: skip
    table = agreements(more)
    assert table[["one", "other"]].to_numpy().tolist() == [
        ["", ""], ["ani", "budi"], ["machine", "ani"], ["machine", "budi"],
    ]  # fmt: skip
    assert table["value"].tolist() == pytest.approx([1.0] * 4)
    assert agreements(levels()).empty and coded_cells(levels()) == 0


def test_money_is_held_against_the_first_year_that_was_costed(thread):
    need = pd.DataFrame(
        {"indicator_code": ["A", "B", "C", "A"], "year": [2014, 2014, 2014, 2015],
         "need_idr": [1.0] * 4, "serving_idr": [100.0, 100.0, 50.0, 9.0]}
    )  # fmt: skip
    found = region_realism(thread, need, "serving_idr")
    assert (found.document_type, found.need_year) == ("dpa", 2014)
    assert found.table["indicator_code"].tolist() == ["B", "A"]  # C is no concern of the health office
    assert (found.short_count, found.nothing_count, found.indicators_count) == (2, 1, 2)
    assert found.funded_pct == pytest.approx(30.0)  # 60 of 200
    with pytest.raises(MethodError, match="from 2013 on"):
        region_realism(thread, need.assign(year=2010), "serving_idr")
    with pytest.raises(MethodError, match="both costed and of concern to the dpa"):
        region_realism(thread, need.assign(indicator_code="X"), "serving_idr")


def test_a_year_without_catalogue_or_document_is_refused():
    with pytest.raises(MethodError, match="in force in 2013"):
        region_thread(levels(), TOLD, INDICATORS.assign(valid_from=2014))
    with pytest.raises(MethodError, match="speaks of 1999"):
        region_thread(levels(), TOLD, INDICATORS.assign(valid_from=1990), 1999)
    with pytest.raises(MethodError, match="office_id"):
        region_thread(levels(), TOLD, INDICATORS.drop(columns="office_id"))


def test_programmes_are_compared_without_the_office():
    assert programme_key("1.02.01.32") == programme_key("1.02.1.02.01.32.06") == "1.02.xx.32"
    assert programme_key("no code") == "no code"


@pytest.mark.parametrize("told", [TOLD, TOLD.iloc[:0]])
@pytest.mark.parametrize("level", [0, None])
def test_documents_that_say_nothing_and_pages_that_nobody_could_read_are_counted(told, level):
    read = levels().assign(
        level=pd.array([level] * 16, dtype="Int64"), evaluation="evaluated" if level == 0 else "not evaluated"
    )
    thread = region_thread(read, told, INDICATORS)
    assert (thread.named, thread.lost_count, thread.funded_count) == ([], 0, 0)
    assert thread.unknown_count == (0 if level == 0 else thread.cells_count)
    assert thread.survival().empty and thread.neighbours().empty


def test_outcomes_are_held_to_the_standards_of_the_year(specimen_documents):
    from analysis.documents.thread.gathering import gathered
    from analysis.sources import load_table
    from analysis.specimen.thread import read_made

    budget = [path for path in specimen_documents.files if path.name.startswith("dpa")]
    outcomes, standards = read_made(budget), load_table("standards/indicators").frame
    of_2013 = set(gathered(in_force(outcomes, standards)).levels["catalogue"])
    assert "SPM-KES-741-2008" in of_2013 and "SPM-KES-PP2-2018" not in of_2013
    of_2020 = gathered(in_force(outcomes, standards, 2020))
    assert set(of_2020.levels["catalogue"]) == {"SPM-KES-PP2-2018", "SPM-PP2-2018"}
    assert "KES-01" not in set(of_2020.figures["indicator_code"]) | set(of_2020.money["indicator_code"])
    assert len(in_force(outcomes, standards, 1990)[0].findings.levels) == len(standards)
