"""The tables of the study: evidence, study regions, Kinerja districts, metadata."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.specification_tables import read_specification
from analysis.sources.build.text_tables import read_text_table

__all__ = [
    "make_evidence",
    "make_kinerja_districts",
    "read_evidence",
]

EVIDENCE_COLUMNS = {
    "topic": "topic",
    "doc_type": "document_type",
    "doc_title": "document_title",
    "fact": "fact",
    "value": "value",
    "unit": "unit",
    "url_or_id": "url",
    "how_read": "how_read",
    "confidence": "confidence",
}


def read_evidence(raw: Path) -> pd.DataFrame:
    """Read the coded evidence as it was coded."""
    return read_text_table(
        raw / "evidence" / "evidence.csv", ["district", "bps_code", "year", *EVIDENCE_COLUMNS]
    )


def make_evidence(coded: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Restructure the coded evidence: an id, a scope, a checked region code, first and last year.

    Raises
    ------
    DataError
        A region code that does not exist or that does not belong to the name beside it, or a year that is
        none.
    """
    code = coded["bps_code"].where(coded["bps_code"].str.len() != 2, coded["bps_code"] + "00")
    names = regions.set_index("region_code")["name"]
    for row, (region_code, district) in enumerate(zip(code, coded["district"], strict=True)):
        bare = district.removeprefix("Prov. ").removeprefix("Kab. ")
        if region_code and bare not in names.get(region_code, ""):
            raise DataError(
                f"evidence.csv, row {row + 2}: the code {region_code!r} stands beside {district!r}, but it "
                f"belongs to {names.get(region_code, 'no region')!r}. Correct the code."
            )
    years = coded["year"].str.extract(r"^(\d{4})(?:-(\d{4}))?$")
    if years[0].isna().any():
        row = int(years[0].isna().to_numpy().argmax())
        raise DataError(
            f"evidence.csv, row {row + 2}, column 'year': expected 2012 or 2008-2011, found "
            f"{coded['year'].iloc[row]!r}."
        )
    scope = (
        pd.Series("district", index=coded.index)
        .mask(code == "", "programme")
        .mask(code.str.endswith("00"), "province")
    )
    made = {
        "evidence_id": [f"E{number:04d}" for number in range(1, len(coded) + 1)],
        "region_code": code,
        "scope": scope,
        "year_from": years[0].astype("int64"),
        "year_to": years[1].fillna(years[0]).astype("int64"),
    }
    made |= {new: coded[old] for old, new in EVIDENCE_COLUMNS.items()}
    return pd.DataFrame({**made, "status": "coded"})


def make_kinerja_districts(
    evidence: pd.DataFrame, regions: pd.DataFrame, panel: pd.DataFrame
) -> pd.DataFrame:
    """List the members of the programme with the source that names each, from the evidence of topic g."""
    members = read_specification("kinerja-districts")
    named = evidence[(evidence["topic"] == "g") & evidence["fact"].str.startswith("Named as")]
    source = named.drop_duplicates("region_code").set_index("region_code")["url"]
    province = regions.set_index("region_code")["province"]
    found = members["region_code"].isin(source.index)
    in_panel = members["region_code"].isin(panel["region_code"])
    return pd.DataFrame(
        {
            "region_code": members["region_code"],
            "province": members["region_code"].map(province),
            "phase": members["phase"],
            "in_panel": in_panel.map({True: "yes", False: "no"}),
            "source": members["region_code"].map(source).fillna("no source found that names it"),
            "verified": found.map({True: "yes", False: "no"}),
        }
    ).sort_values("region_code", ignore_index=True)
