"""Clean indicator records with names, definitions and second denominators, and errors planted into them.

Each maker returns a frame; each planter takes a frame, a size, how many to plant and a generator, and returns
what was planted where, with the key of :data:`benchmarks.planting.Keys`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.planting import Planted

# code, name, denominator, ratio of the denominator to the births of the region
STANDARDS = (
    ("KES-01", "Cakupan kunjungan ibu hamil K4", "Jumlah sasaran ibu hamil", 1.10),
    ("KES-03", "Cakupan pertolongan persalinan", "Jumlah sasaran ibu bersalin", 1.05),
    ("KES-06", "Cakupan kunjungan bayi", "Jumlah bayi lahir hidup", 1.00),
    ("KES-07", "Cakupan desa/kelurahan UCI", "Jumlah seluruh desa/kelurahan", 0.05),
    ("KES-12", "Cakupan peserta KB aktif", "Jumlah pasangan usia subur", 7.0),
    ("IP-1.2", "Permukiman terpencil dilayani SMP/MTs dalam jarak kurang dari 6 km",
     "Jumlah kelompok permukiman permanen di daerah terpencil", 0.012),
)  # fmt: skip
CATALOGUE = pd.DataFrame(
    [(code, name, denominator, 100.0, True) for code, name, denominator, _ in STANDARDS],
    columns=["indicator_code", "name", "denominator", "target_pct", "is_proportion"],
)


def clean_standards(seed: int, regions_count: int = 600) -> pd.DataFrame:
    """Make six records for each region that follow one number of births, with names and sources."""
    rng = np.random.default_rng(seed)
    births = np.repeat(np.exp(rng.normal(8.8, 0.6, regions_count)), len(STANDARDS))
    ratio = np.tile([each[3] for each in STANDARDS], regions_count)
    bottom = np.round(births * ratio * rng.uniform(0.98, 1.02, len(births))) + 60 * (ratio < 0.1)
    top = rng.binomial(bottom.astype(int), rng.uniform(0.4, 0.97, len(births))).astype(float)
    return pd.DataFrame(
        {
            "region_code": np.repeat([f"{1000 + i}" for i in range(regions_count)], len(STANDARDS)),
            "year": 2012,
            "indicator_code": np.tile([each[0] for each in STANDARDS], regions_count),
            "indicator_name": np.tile([each[1] for each in STANDARDS], regions_count),
            "denominator_definition": np.tile([each[2] for each in STANDARDS], regions_count),
            "numerator": top, "denominator": bottom, "value_pct": np.round(100 * top / bottom, 2),
            "target_pct": rng.integers(60, 100, len(births)).astype(float),
            "denominator_source": "registrasi",
            "other_denominator": np.round(bottom * rng.uniform(0.97, 1.03, len(births))),
            "units_count": 40.0, "units_reporting_count": 37.0, "source": "laporan",
        }
    )  # fmt: skip


def plant_standard(
    frame: pd.DataFrame, error: str, size: float, count: int, rng: np.random.Generator
) -> Planted:
    """Plant one kind of error into one record of each of `count` regions."""
    out = frame.copy()
    regions = rng.choice(frame["region_code"].unique(), count, replace=False)
    codes = [each[0] for each in STANDARDS]
    code = {"birth denominator x size": "KES-06", "5 km for 6 km": "IP-1.2"}.get(error)
    picked = pd.Series([code or codes[int(rng.integers(len(codes)))] for _ in regions], index=regions)
    rows = out.index[out["indicator_code"] == out["region_code"].map(picked)]
    if error == "columns exchanged":
        rows = out.index[out["indicator_code"] == "KES-03"]
        out.loc[rows, ["numerator", "denominator"]] = frame.loc[rows, ["denominator", "numerator"]].to_numpy()
    elif error == "birth denominator x size":
        out.loc[rows, "denominator"] *= size
    elif error == "second denominator x size":
        out.loc[rows, "other_denominator"] *= size
    elif error == "points above 100":
        out.loc[rows, "value_pct"] = 100 + size
    elif error == "whole numbers":
        rows = out.index[out["region_code"].isin(regions)]
        out.loc[rows, "value_pct"] = np.floor(out.loc[rows, "value_pct"])
        apart = frame["value_pct"] - frame["value_pct"].round()
        rows = rows[(apart.loc[rows].abs() > 0.05).to_numpy()]
    elif error == "share for points":
        out.loc[rows, "value_pct"] /= 100
        out.loc[rows, "numerator"] = np.nan
    elif error == "share that reported":
        out.loc[rows, "value_pct"] = 92.5
        out.loc[rows, "numerator"] = np.nan
    elif error == "name of another":
        other = out["indicator_code"].map(dict(zip(codes, codes[1:] + codes[:1], strict=True)))
        out.loc[rows, "indicator_name"] = other.map(CATALOGUE.set_index("indicator_code")["name"])[rows]
    elif error == "denominator of another":
        other = out["indicator_code"].map(dict(zip(codes, codes[1:] + codes[:1], strict=True)))
        text = CATALOGUE.set_index("indicator_code")["denominator"]
        out.loc[rows, "denominator_definition"] = other.map(text)[rows]
    elif error == "5 km for 6 km":
        out.loc[rows, "indicator_name"] = out.loc[rows, "indicator_name"].str.replace("6 km", "5 km")
    elif error == "number of another":
        other = out["indicator_code"].map(dict(zip(codes, codes[3:] + codes[:3], strict=True)))
        known = frame.set_index(["region_code", "indicator_code"])["denominator"]
        pairs = pd.MultiIndex.from_arrays([out.loc[rows, "region_code"], other[rows]])
        out.loc[rows, "denominator"] = known.reindex(pairs).to_numpy()
    elif error == "code mistyped":
        out.loc[rows, "indicator_code"] += "x"
    elif error == "second value":
        again = out.loc[rows].assign(value_pct=lambda table: table["value_pct"] + 1)
        out = pd.concat([out, again], ignore_index=True)
    elif error == "copied from the year before":
        later = frame.assign(year=2013, numerator=frame["numerator"] + 1)
        later.loc[rows, "numerator"] -= 1
        out = pd.concat([out, later], ignore_index=True)
        rows = rows[
            ((frame["numerator"] >= 100) & (frame["numerator"] < frame["denominator"]))[rows].to_numpy()
        ]
    else:  # values equal to their targets, `size` of the six
        ranks = out.groupby("region_code").cumcount()
        rows = out.index[out["region_code"].isin(regions) & (ranks < size)]
        out.loc[rows, "value_pct"] = out.loc[rows, "target_pct"]
    year = 2013 if error == "copied from the year before" else 2012
    return Planted(
        out, {(str(out.at[r, "region_code"]), year, str(out.at[r, "indicator_code"])) for r in rows}
    )
