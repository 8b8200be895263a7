"""The catalogues of minimum service standards (SPM) as one table, and the targets of the outcomes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.specification_tables import read_specification
from analysis.sources.build.text_tables import read_text_table

__all__ = ["make_indicators", "make_outcome_targets", "read_catalogue"]

CATALOGUES = (
    "spm_kesehatan_permenkes_741_2008.csv",
    "spm_pendidikan_dasar_permendikbud_23_2013.csv",
    "spm_lain_era_studi.csv",
    "spm_kesehatan_pp2_2018_permenkes_4_2019_6_2024.csv",
    "spm_lintas_sektor_pp2_2018.csv",
)
CATALOGUE_COLUMNS = [
    "framework", "sector", "code", "name_id", "name_en", "numerator_id", "denominator_id", "unit", "target",
    "target_year", "legal_basis", "source", "verified",
]  # fmt: skip
VERIFIED = {
    "name_verified": "name",
    "definition_verified": "numerator_denominator",
    "target_verified": "target",
    "target_year_verified": "target_year",
}
SECTORS_EN = {
    "pendidikan": "education",
    "pekerjaan umum": "public works",
    "perumahan rakyat": "housing",
    "trantibumlinmas": "public order and protection",
    "sosial": "social affairs",
}


def read_catalogue(raw: Path) -> pd.DataFrame:
    """Read the catalogues of minimum service standards, of the study era and of today, as one table.

    Raises
    ------
    DataError
        A file is absent, lacks a column, or a code occurs twice.
    """
    tables = [read_text_table(raw / "catalogue" / name, CATALOGUE_COLUMNS) for name in CATALOGUES]
    catalogue = pd.concat(tables, ignore_index=True)
    twice = catalogue.loc[catalogue["code"].duplicated(), "code"]
    if len(twice):
        raise DataError(f"The catalogues have the indicator code {twice.iloc[0]!r} twice. Keep one.")
    return catalogue


def make_indicators(catalogue: pd.DataFrame, raw: Path) -> pd.DataFrame:
    """Join the catalogues with what this project decided on each indicator and with what is verified.

    Raises
    ------
    DataError
        An indicator has no details, or belongs to a catalogue that is not described.
    """
    details = read_specification("standard-details").set_index("indicator_code")
    catalogues = read_specification("catalogues").set_index("catalogue")
    _require_known(catalogue["code"], details.index, "standard-details.csv")
    _require_known(catalogue["framework"], catalogues.index, "catalogues.csv")
    own = details.loc[catalogue["code"]].reset_index(drop=True)
    dates = catalogues.loc[catalogue["framework"]].reset_index(drop=True)
    sector_en = dates["sector_en"].where(dates["sector_en"] != "", catalogue["sector"].map(SECTORS_EN))
    year = catalogue["target_year"].where(catalogue["target_year"].str.fullmatch(r"\d{4}"), "")
    return pd.DataFrame(
        {
            "indicator_code": catalogue["code"],
            "catalogue": catalogue["framework"],
            "sector_id": catalogue["sector"],
            "sector_en": sector_en,
            "group_code": own["group_code"],
            "role": own["role"],
            "name_id": catalogue["name_id"],
            "name_en": own["name_en"],
            "numerator_id": catalogue["numerator_id"].where(own["role"] != "heading", ""),
            "denominator_id": catalogue["denominator_id"].where(own["role"] != "heading", ""),
            "counted_id": own["counted_id"],
            "counted_en": own["counted_en"],
            "measure": own["measure"],
            "denominator_basis": own["denominator_basis"],
            "unit": catalogue["unit"],
            "direction": own["direction"],
            "target": catalogue["target"].where(own["role"] != "heading", ""),
            "target_year": year.where(own["role"] != "heading", ""),
            "target_period": catalogue["target_year"].mask(year != "", ""),
            "legal_basis": catalogue["legal_basis"],
            "office_id": own["office_id"],
            "valid_from": dates["valid_from"],
            "valid_to": dates["valid_to"],
            "verified": catalogue["verified"],
            **_what_is_verified(catalogue["code"], own, raw),
            "source": catalogue["source"],
            "note_id": own["note_id"],
            "note_en": own["note_en"],
        }
    )


def _what_is_verified(codes: pd.Series, own: pd.DataFrame, raw: Path) -> dict[str, pd.Series]:
    """Take from the matrix what two readings agree on; from the details where the matrix has no row."""
    needed = ["code", *VERIFIED.values()]
    matrix = read_text_table(raw / "catalogue" / "verification_matrix.csv", needed).set_index("code")
    found = {}
    for column, aspect in VERIFIED.items():
        sure = matrix[aspect].str.startswith("corroborated").map({True: "yes", False: "no"})
        found[column] = codes.map(sure).fillna(own[column].replace("", "no"))
    return found


def _require_known(codes: pd.Series, known: pd.Index, where: str) -> None:
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise DataError(f"The specification {where} lacks {', '.join(unknown)}. Add a row for each.")


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
    names = {"name_id": "indicator_name_id", "name_en": "indicator_name_en", "legal_basis": "legal_basis"}
    pick = {new: chosen["indicator_code"].map(indicators[old]).fillna("") for old, new in names.items()}
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
            "why_id": chosen["why_id"],
            "doubt_points": pd.to_numeric(chosen["doubt_points"]),
            "denominator": chosen["denominator"],
            "denominator_why_en": chosen["denominator_why_en"],
            "denominator_why_id": chosen["denominator_why_id"],
            "verified": chosen["indicator_code"].map(indicators["verified"]).fillna("no"),
        }
    )
