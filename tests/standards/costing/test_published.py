import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.costing.published import published_gap

FACTS = pd.DataFrame(
    {"evidence_id": ["E1", "E2", "E3", "E4"], "role": ["gap", "increase", "increase", "context"]}
)
EVIDENCE = pd.DataFrame(
    {
        "evidence_id": ["E1", "E2", "E3", "E4"], "region_code": ["7302"] * 3 + ["7322"], "year_from": 2012,
        "value": ["1000", "150", "100", "9"], "unit": ["Rp", "Rp", "Rp", "Rp million"],
    }
)  # fmt: skip


def test_increases_against_a_gap_by_hand():
    found = published_gap(FACTS, EVIDENCE)
    assert (found.region_code, found.year, found.gap_idr, found.added_idr) == ("7302", 2012, 1000, 250)
    assert found.closed_pct == 25


def test_the_published_case_of_bulukumba():
    # Kinerja brief on BOSP in Bulukumba: a gap of Rp 11,030,847,203; the revised budget of 2012 went from
    # 20,296,105,600 to 21,069,582,499 and that of 2013 to 23,418,129,910.
    found = published_gap(load_table("study/costing-facts").frame, load_table("study/evidence").frame)
    assert found.region_code == "7302"
    assert found.added_idr == 23_418_129_910 - 20_296_105_600
    assert found.closed_pct == pytest.approx(28.3, abs=0.05)  # printed with one decimal


@pytest.mark.parametrize(
    ("facts", "evidence", "words"),
    [
        (FACTS.assign(role="increase"), EVIDENCE, "0 gap"),
        (FACTS.assign(role="gap"), EVIDENCE, "4 gap"),
        (FACTS, EVIDENCE.assign(unit="Rp million"), "units .'Rp million'."),
        (FACTS, EVIDENCE.assign(region_code=["7302", "7322", "7302", ""]), "7302', '7322"),
        (FACTS, EVIDENCE.tail(3), "nan"),
        (FACTS, EVIDENCE.assign(value=["0", "1", "1", "1"]), "gap is 0"),
        (FACTS, EVIDENCE.drop(columns="unit"), "'unit' is not in the coded evidence"),
    ],
)
def test_what_is_no_gap_is_refused(facts, evidence, words):
    with pytest.raises(MethodError, match=words):
        published_gap(facts, evidence)
