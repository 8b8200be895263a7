"""Evidence and programme members are restructured and checked."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.build.study import (
    make_evidence,
    make_kinerja_districts,
    read_evidence,
)

REGIONS = pd.DataFrame(
    {
        "region_code": ["6172", "9400", "9412"],
        "name": ["Kota Singkawang", "Provinsi Papua", "Kabupaten Mimika"],
        "province": ["Kalimantan Barat", "Papua", "Papua"],
    }
)


def test_evidence_gets_an_id_a_scope_and_years(raw):
    table = make_evidence(read_evidence(raw), REGIONS)
    names = ["evidence_id", "region_code", "scope", "year_from", "year_to", "value", "status"]
    assert table[names].values.tolist() == [
        ["E0001", "6172", "district", 2011, 2011, ">5", "coded"],
        ["E0002", "9400", "province", 2008, 2011, ">5", "coded"],
        ["E0003", "", "programme", 2012, 2012, ">5", "coded"],
    ]


def test_a_code_that_belongs_to_another_name_is_refused(evidence_rows):
    coded = evidence_rows.assign(district="Kota Probolinggo")
    with pytest.raises(DataError, match=r"row 2: the code '6172' stands beside 'Kota Probolinggo'"):
        make_evidence(coded, REGIONS)


def test_a_year_that_is_none_is_refused(evidence_rows):
    with pytest.raises(DataError, match=r"row 2, column 'year'.*found 'around 2010'"):
        make_evidence(evidence_rows.assign(year="around 2010"), REGIONS)


def test_members_name_their_source_or_say_that_there_is_none(raw):
    evidence = make_evidence(read_evidence(raw), REGIONS)
    table = make_kinerja_districts(evidence, REGIONS, pd.DataFrame({"region_code": ["6172"]}))
    rows = table.set_index("region_code")
    assert rows.loc["6172", ["in_panel", "verified", "source"]].tolist() == [
        "yes",
        "yes",
        "https://example.org/a",
    ]
    assert rows.loc["9412", ["in_panel", "verified"]].tolist() == ["no", "no"]
