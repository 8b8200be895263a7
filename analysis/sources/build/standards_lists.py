"""Lists beside the catalogues of standards: phrasings, programme codes, published worked examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.text_tables import read_text_table

__all__ = [
    "make_phrasings",
    "make_programme_indicators",
    "make_programmes",
    "make_published_indices",
    "make_published_performance",
    "make_sub_activities",
]

EXAMPLE_COLUMNS = [
    "example", "part_number", "kind", "place", "year", "part", "value", "numerator", "denominator",
    "threshold", "published_value", "published_class", "source",
]  # fmt: skip
OVERHEAD_PROGRAMMES = range(1, 7)  # office, equipment, discipline, staff, reporting: no service of its own
GUESSED = "unverified"  # how the source of a phrasing begins that was found in no document


def make_phrasings(raw: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    """List how documents call an indicator, and which phrasings were found in none.

    Raises
    ------
    DataError
        A phrasing belongs to a code that the catalogues lack.
    """
    synonyms = read_text_table(raw / "catalogue" / "synonyms.csv", ["code", "variant", "source"])
    _require_codes(synonyms["code"], indicators, "synonyms.csv")
    guessed = synonyms["source"].str.startswith(GUESSED)
    return pd.DataFrame(
        {
            "standard_code": synonyms["code"],
            "phrasing": synonyms["variant"],
            "found": guessed.map({True: "no", False: "yes"}),
            "source": synonyms["source"],
        }
    )


def _require_codes(codes: pd.Series, indicators: pd.DataFrame, where: str) -> None:
    known = set(indicators["indicator_code"]) | set(indicators["group_code"])
    unknown = sorted(set(codes) - known)
    if unknown:
        raise DataError(f"{where} names {', '.join(unknown)}, which no catalogue has.")


def _read_programmes(raw: Path) -> pd.DataFrame:
    needed = [
        "urusan_code", "urusan", "program_no", "program_code", "program_name_id", "spm_codes_crosswalk",
        "crosswalk_status", "source",
    ]  # fmt: skip
    return read_text_table(raw / "catalogue" / "program_codes_permendagri_13_2006.csv", needed)


def make_programmes(raw: Path) -> pd.DataFrame:
    """List the budget programmes of the study era, and which of them are overhead."""
    listed = _read_programmes(raw)
    number = listed["program_no"].astype("int64")
    return pd.DataFrame(
        {
            "programme_code": listed["program_code"],
            "affair_code": listed["urusan_code"],
            "affair_id": listed["urusan"],
            "programme_number": number,
            "name_id": listed["program_name_id"],
            "overhead": number.isin(OVERHEAD_PROGRAMMES).map({True: "yes", False: "no"}),
            "source": listed["source"],
        }
    )


def make_programme_indicators(raw: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    """Say which programme serves which indicator, a row per pair.

    Raises
    ------
    DataError
        A programme names an indicator that the catalogues lack.
    """
    listed = _read_programmes(raw)
    listed = listed.assign(indicator_code=listed["spm_codes_crosswalk"].str.split(";"))
    pairs = listed.explode("indicator_code", ignore_index=True).query("indicator_code != ''")
    _require_codes(pairs["indicator_code"], indicators, "program_codes_permendagri_13_2006.csv")
    pairs = pairs.rename(columns={"program_code": "programme_code", "crosswalk_status": "basis"})
    return pairs[["programme_code", "indicator_code", "basis"]].reset_index(drop=True)


def make_sub_activities(raw: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    """List today's budget sub-activities of the health services.

    Raises
    ------
    DataError
        A sub-activity names an indicator that the catalogues lack.
    """
    needed = ["sub_kegiatan_code", "sub_kegiatan_name_id", "spm_code", "verified", "source"]
    listed = read_text_table(raw / "catalogue" / "subkegiatan_codes_current_health.csv", needed)[needed]
    _require_codes(listed["spm_code"], indicators, "subkegiatan_codes_current_health.csv")
    names = ["sub_activity_code", "name_id", "indicator_code", "verified", "source"]
    return listed.set_axis(names, axis="columns")


def make_published_performance(raw: Path) -> pd.DataFrame:
    """Restate the performance tables that two puskesmas published, as they printed them."""
    names = {
        "table": "report",
        "variable": "variable",
        "target_fraction": "target_share",
        "total_sasaran": "population_count",
        "target_sasaran": "target_count",
        "pencapaian": "achieved_count",
        "cakupan_riil_published": "published_coverage",
        "kinerja_capped_published": "published_performance_pct",
        "source": "source",
    }
    table = read_text_table(raw / "catalogue" / "fixtures" / "pkp_puskesmas_tables.csv", list(names))
    table = table.rename(columns=names)[list(names.values())]
    table.insert(0, "row_number", range(1, len(table) + 1))
    printed = pd.to_numeric(table["published_coverage"], errors="coerce")
    table.insert(8, "published_coverage_pct", printed)
    return table


def make_published_indices(raw: Path) -> pd.DataFrame:
    """Restate published indices with the parts they were computed from, a row per part.

    Raises
    ------
    DataError
        The file is absent or lacks an example.
    """
    path = raw / "catalogue" / "fixtures" / "worked_examples.json"
    try:
        examples = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            *_affairs(examples["spm_index_bulungan_2023"]),
            *_elements(examples["skm_bantul_2023"]),
            *_schools(examples["ip_dikdas_kinerja_7_1"]),
            *_shares(examples["ip_dikdas_district"]),
        ]
    except OSError as error:
        raise DataError(f"{path} cannot be opened ({error.strerror or error}).") from None
    except (KeyError, ValueError) as error:
        raise DataError(f"{path} is not as expected ({error!r}).") from None
    table = pd.DataFrame(rows).reindex(columns=EXAMPLE_COLUMNS)
    table["part_number"] = table.groupby("example").cumcount() + 1
    return table


def _affairs(example: dict[str, Any]) -> list[dict[str, Any]]:
    common = {
        "example": "spm-index-bulungan-2023",
        "kind": "spm-index",
        "place": "Kabupaten Bulungan",
        "year": 2023,
        "published_value": example["published_mean"],
        "published_class": example["published_category"],
        "source": example["source"],
    }
    return [{**common, "part": name, "value": value} for name, value in example["urusan"].items()]


def _elements(example: dict[str, Any]) -> list[dict[str, Any]]:
    common = {
        "example": "satisfaction-bantul-2023",
        "kind": "satisfaction-index",
        "place": example["unit"],
        "year": example["year"],
        "source": example["source"],
    }
    whole = {"published_value": example["published_ikm"]}
    elements = [
        {**common, **whole, "part": name, "value": value} for name, value in example["elements"].items()
    ]
    services = {**common, "example": "satisfaction-classes-bantul-2023", "kind": "satisfaction-class"}
    return elements + [
        {**services, "part": name, "value": value, "published_value": value, "published_class": letter}
        for name, value, letter in example["services"]
    ]


def _schools(example: dict[str, Any]) -> list[dict[str, Any]]:
    common = {
        "example": "schools-ip-7-1",
        "kind": "school-rows",
        "place": "USAID Kinerja module",
        "threshold": example["threshold"],
        "published_value": example["published_ip"],
        "source": example["source"],
    }
    pairs = zip(example["schools"], example["teachers_s1"], strict=True)
    return [{**common, "part": school, "value": count} for school, count in pairs]


def _shares(example: dict[str, Any]) -> list[dict[str, Any]]:
    common = {"example": "schools-district", "kind": "school-share", "source": example["source"]}
    return [
        {
            **common,
            "place": "a district that the excerpt does not name",
            "part": code,
            "numerator": numerator,
            "denominator": denominator,
            "published_value": published,
        }
        for code, numerator, denominator, published in example["rows"]
    ]
