"""The tables of the study and of standards: evidence, study regions, Kinerja districts, metadata, targets."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.specification_tables import read_specification

__all__ = [
    "make_evidence",
    "make_kinerja_districts",
    "make_outcome_targets",
    "read_catalogue",
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
CATALOGUES = (
    "spm_kesehatan_permenkes_741_2008.csv",
    "spm_pendidikan_dasar_permendikbud_23_2013.csv",
    "spm_lain_era_studi.csv",
)


def _read_text_table(path: Path, needed: list[str]) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be opened ({error.strerror or error}).") from None
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(f"{path} cannot be read ({error}).") from None
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}; found {', '.join(frame.columns)}.")
    return frame


def read_evidence(raw: Path) -> pd.DataFrame:
    """Read the coded evidence as it was coded."""
    return _read_text_table(
        raw / "evidence" / "evidence.csv", ["district", "bps_code", "year", *EVIDENCE_COLUMNS]
    )


def read_catalogue(raw: Path) -> pd.DataFrame:
    """Read the catalogues of minimum service standards of the study era as one table.

    Raises
    ------
    DataError
        A file is absent, lacks a column, or a code occurs twice.
    """
    needed = ["code", "name_id", "name_en", "target", "target_year", "legal_basis", "verified"]
    tables = [_read_text_table(raw / "catalogue" / name, needed) for name in CATALOGUES]
    catalogue = pd.concat(tables, ignore_index=True)
    twice = catalogue.loc[catalogue["code"].duplicated(), "code"]
    if len(twice):
        raise DataError(f"The catalogues have the indicator code {twice.iloc[0]!r} twice. Keep one.")
    return catalogue


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


def make_outcome_targets(catalogue: pd.DataFrame) -> pd.DataFrame:
    """Say which standard each outcome of the panel comes near to, with its target from the catalogue.

    Raises
    ------
    DataError
        The catalogue lacks an indicator that the specification names.
    """
    chosen = read_specification("outcome-targets")
    indicators = catalogue.set_index("code")
    unknown = sorted(set(chosen["indicator_code"]) - {""} - set(indicators.index))
    if unknown:
        raise DataError(f"The catalogue of standards lacks the indicators {', '.join(unknown)}.")
    pick = {
        new: chosen["indicator_code"].map(indicators[old]).fillna("")
        for old, new in {
            "name_id": "indicator_name_id",
            "name_en": "indicator_name_en",
            "legal_basis": "legal_basis",
        }.items()
    }
    return pd.DataFrame(
        {
            "outcome": chosen["outcome"],
            "indicator_code": chosen["indicator_code"],
            "indicator_name_id": pick["indicator_name_id"],
            "indicator_name_en": pick["indicator_name_en"],
            "target_pct": pd.to_numeric(chosen["indicator_code"].map(indicators["target"])),
            "target_year": pd.to_numeric(chosen["indicator_code"].map(indicators["target_year"])),
            "legal_basis": pick["legal_basis"],
            "approximation": chosen["approximation"],
            "why": chosen["why"],
            "verified": chosen["indicator_code"].map(indicators["verified"]).fillna("no"),
        }
    )
