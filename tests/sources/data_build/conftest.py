"""A small raw folder in the layout that the build reads."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.sources.build.specification_tables import read_specification
from analysis.sources.build.standards import CATALOGUES

NO_ENTRIES = read_specification("corrections").iloc[:0]
PLACES = {  # panel name: (code of the second source, name there, longitude, latitude)
    "Singkawang, Kota": ("6172", "Singkawang", 109.0, 0.9),
    "Bengkayang, Kab.": ("6102", "Bengkayang", 109.6, 0.9),
    "Karanganyar, Kab.": ("5107", "Karanganyar", 115.6, -8.4),
}
CATALOGUE_LISTS: dict[str, list[dict[str, object]]] = {
    "verification_matrix.csv": [
        {
            "code": "KES-03",
            "name": "corroborated",
            "numerator_denominator": "corroborated (a page)",
            "target": "unverified",
            "target_year": "unverified+unverified",
        }
    ],
    "synonyms.csv": [
        {"code": "KES-03", "variant": "cakupan linakes", "source": "unverified"},
        {"code": "KES-03", "variant": "Pertolongan persalinan", "source": "a plan"},
    ],
    "program_codes_permendagri_13_2006.csv": [
        {
            "urusan_code": "1.02",
            "urusan": "kesehatan",
            "program_no": number,
            "program_code": f"1.02.xx.{number:02d}",
            "program_name_id": "Program",
            "spm_codes_crosswalk": codes,
            "crosswalk_status": "analyst judgement" if codes else "",
            "source": "a list",
        }
        for number, codes in ((1, ""), (32, "KES-03;KES-07"))
    ],
    "subkegiatan_codes_current_health.csv": [
        {
            "sub_kegiatan_code": "1.02.02.2.02.0001",
            "sub_kegiatan_name_id": "Pengelolaan",
            "spm_code": "KES-03",
            "verified": "yes",
            "source": "a list",
        }
    ],
}
PERFORMANCE = {
    "table": "PKP",
    "variable": "Rujukan",
    "target_fraction": "0.05",
    "total_sasaran": "491",
    "target_sasaran": "25",
    "pencapaian": "0",
    "cakupan_riil_published": "#DIV/0!",
    "kinerja_capped_published": "100.0",
    "source": "a report",
}
EXAMPLES = {
    "spm_index_bulungan_2023": {
        "source": "news",
        "urusan": {"kesehatan": 97.11, "sosial": 100.0},
        "published_mean": 97.81,
        "published_category": "tuntas utama",
    },
    "skm_bantul_2023": {
        "source": "page",
        "unit": "Dinas",
        "year": 2023,
        "elements": {"U1 Persyaratan": 3.31},
        "published_ikm": 87.28,
        "services": [["Layanan Informasi", 75.56, "C"]],
    },
    "ip_dikdas_kinerja_7_1": {
        "source": "module",
        "schools": ["SDN 1"],
        "teachers_s1": [3],
        "threshold": 2,
        "published_ip": 100.0,
    },
    "ip_dikdas_district": {"source": "report", "rows": [["IP-2.1", 51, 76, 67.11]]},
}
PROVINCES = ["Kalimantan Barat, Prop.", "Jawa Tengah, Prop."]


def _square(x: float, y: float, half: float = 0.2) -> list[list[list[float]]]:
    """A square outline around a point."""
    return [
        [
            [x - half, y - half],
            [x + half, y - half],
            [x + half, y + half],
            [x - half, y + half],
            [x - half, y - half],
        ]
    ]


def _raw_panel() -> pd.DataFrame:
    """Three districts and two provinces, 1999 to 2011, every raw column there and most of it empty."""
    columns = read_specification("panel-columns")
    rows = []
    for name in [*PLACES, *PROVINCES]:
        for year in range(1999, 2012):
            row = dict.fromkeys(columns["raw_column"])
            row |= {"province_or_district": name, "year": year}
            if name in PLACES:
                row["birth_attended_by_skilled_health_worker_in_percent_of_total_birth"] = 50.5 + year - 1999
            else:
                row["total_gdp_including_oil_and_gas_in_idr_million_current_price"] = 100.0 * (year - 1990)
                row["total_gdp_including_oil_and_gas_in_idr_million_constant_price"] = 1000.0
            rows.append(row)
    return pd.DataFrame(rows)[["province_or_district", "year", *columns["raw_column"]]]


def _bulk_panel(tidy: pd.DataFrame) -> pd.DataFrame:
    """The same figures in the World Bank's bulk layout, with the trailing empty column of its files."""
    columns = read_specification("panel-columns")
    long = tidy.melt(["province_or_district", "year"], var_name="raw_column")
    wide = long.pivot(
        index=["province_or_district", "raw_column"], columns="year", values="value"
    ).reset_index()
    spec = columns.set_index("raw_column")
    made = pd.DataFrame(
        {
            "Country Name": wide["province_or_district"],
            "Country Code": "IDN_0001",
            "Indicator Name": wide["raw_column"].map(spec["wb_name"]).str.split("|").str[0],
            "Indicator Code": wide["raw_column"].map(spec["wb_code"]).replace("", "SOME.CODE.NOT.KNOWN"),
        }
    )
    years = [column for column in wide.columns if isinstance(column, int)]
    return pd.concat([made, wide[years].rename(columns=str)], axis=1).assign(**{"Unnamed: 20": None})


def use_ledger(monkeypatch: pytest.MonkeyPatch, entries: pd.DataFrame) -> None:
    """Let the build take these entries for the ledger of corrections."""

    def read(name: str) -> pd.DataFrame:
        return entries if name == "corrections" else read_specification(name)

    monkeypatch.setattr("analysis.sources.build.building.read_specification", read)


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The raw folder; the ledger of corrections, which knows the true sources, is left empty."""
    use_ledger(monkeypatch, NO_ENTRIES)
    root = tmp_path / "raw"
    for folder in ("data/indodapoer", "data/grdp-population", "data/boundaries", "evidence", "catalogue"):
        (root / folder).mkdir(parents=True)
    _raw_panel().to_csv(root / "data/indodapoer/panel.csv", index=False)
    second = [
        {"District_name": name, "Province": "P", "Region": "R", "KDJ": code, "X": x, "Y": y}
        | {
            f"{measure}{year}": 10.0 + year - 2000
            for measure in ("POP", "RGDP", "RGDPPC")
            for year in (2000, 2001)
        }
        for code, name, x, y in PLACES.values()
    ]
    file = "GRDP_PerCapita_Indonesia_Districts_until_2017.csv"
    pd.DataFrame(second).to_csv(root / "data/grdp-population" / file, index=False)
    shapes = [("Kota Singkawang", 109.0, 0.9), ("Bengkayang", 109.6, 0.9), ("Bengkayang", 110.0, 2.0)]
    features = [
        {
            "type": "Feature",
            "properties": {"WADMKK": name, "WADMPR": "Kalimantan Barat"},
            "geometry": {"type": "Polygon", "coordinates": _square(x, y)},
        }
        for name, x, y in shapes
    ]
    outlines = {"type": "FeatureCollection", "features": features}
    (root / "data/boundaries/indonesia-regencies.json").write_text(json.dumps(outlines), encoding="utf-8")
    _evidence_rows().to_csv(root / "evidence/evidence.csv", index=False)
    _write_catalogue(root / "catalogue")
    return root


def _evidence_rows() -> pd.DataFrame:
    """One fact on a district, one on a province, one on the programme."""
    row = {
        "topic": "g",
        "doc_type": "news",
        "doc_title": "A report",
        "fact": "Named as one of the 20.",
        "value": ">5",
    }
    row |= {
        "unit": "%",
        "url_or_id": "https://example.org/a",
        "how_read": "page excerpt",
        "confidence": "high",
    }
    places = [
        ("Kota Singkawang", "6172", "2011"),
        ("Prov. Papua", "94", "2008-2011"),
        ("KINERJA", "", "2012"),
    ]
    return pd.DataFrame([{"district": d, "bps_code": c, "year": y, **row} for d, c, y in places])


def _write_catalogue(folder: Path) -> None:
    """The indicators that the outcomes are compared with, in one of the catalogues; the lists beside them."""
    codes = sorted(set(read_specification("outcome-targets")["indicator_code"]) - {""})
    row = {"framework": "SPM-KES-741-2008", "sector": "kesehatan", "name_id": "Nama", "name_en": "Name"}
    row |= {"numerator_id": "Pembilang", "denominator_id": "Penyebut", "unit": "%", "target": "90"}
    row |= {"target_year": "2015", "legal_basis": "Law", "source": "a page", "verified": "yes"}
    full = pd.DataFrame([{"code": code, **row} for code in codes])
    full.to_csv(folder / CATALOGUES[0], index=False)
    for name in CATALOGUES[1:]:
        full.iloc[:0].to_csv(folder / name, index=False)
    for name, rows in CATALOGUE_LISTS.items():
        pd.DataFrame(rows).to_csv(folder / name, index=False)
    (folder / "fixtures").mkdir()
    pd.DataFrame([PERFORMANCE]).to_csv(folder / "fixtures" / "pkp_puskesmas_tables.csv", index=False)
    (folder / "fixtures" / "worked_examples.json").write_text(json.dumps(EXAMPLES), encoding="utf-8")


@pytest.fixture
def tidy() -> pd.DataFrame:
    """The raw panel in its tidy layout."""
    return _raw_panel()


@pytest.fixture
def to_bulk() -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Turn the tidy layout into the bulk one."""
    return _bulk_panel


@pytest.fixture
def evidence_rows() -> pd.DataFrame:
    """Coded evidence as it was coded."""
    return _evidence_rows()
