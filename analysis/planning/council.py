"""How divided a district council (DPRD) is: the effective number of parties, from coded seats."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import as_codes, require_columns

SEATS_OF_PARTY = re.compile(r"council seats (?:won|held) by (?P<party>.+?) in the ", re.IGNORECASE)
SEATS_OF_TOTAL = re.compile(r"seats of (?P<total>\d+)", re.IGNORECASE)
NO_SEATS = "no seats by party are coded"


def effective_parties(seats: Sequence[float]) -> float:
    """Return the effective number of parties: one over the sum of squared seat shares.

    Use it as a measure of how divided a council is: N equal parties give N, one party gives 1.

    Parameters
    ----------
    seats : sequence of float
        Seats (or votes) of each party, zero or more; a party without seats changes nothing.

    Returns
    -------
    float
        Between 1 and the number of parties with seats.

    Raises
    ------
    MethodError
        If there is no seat at all, or a value is negative or missing.

    Notes
    -----
    Laakso and Taagepera (1979), "Effective" number of parties: a measure with application to West Europe,
    Comparative Political Studies 12(1): 3-27. It says how seats divide, not how parties vote together.
    """
    values = np.asarray(list(seats), dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise MethodError("The seats of each party must be numbers of zero or more, none of them missing.")
    total = values.sum()
    if total == 0:
        raise MethodError("There are no seats to count: give the seats of at least one party.")
    shares = values / total
    return float(1 / (shares @ shares))


def _coded_seats(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence rows that hold one party's seats: party, seats, size of the council."""
    rows = evidence.loc[evidence["region_code"].notna() & (evidence["region_code"] != "")]
    party = rows["fact"].astype(str).str.extract(SEATS_OF_PARTY)["party"]
    total = rows["unit"].astype(str).str.extract(SEATS_OF_TOTAL)["total"]
    seats = pd.to_numeric(rows["value"], errors="coerce")
    coded = rows.assign(party=party, council=pd.to_numeric(total), seats=seats)
    return coded.loc[party.notna() & total.notna() & rows["year_from"].notna()]


def _fragmentation(rows: pd.DataFrame) -> tuple[float | None, str]:
    if rows["party"].duplicated().any():
        party = rows.loc[rows["party"].duplicated(), "party"].iloc[0]
        return None, f"the seats of {party} are coded twice"
    if rows["council"].nunique() > 1:
        return None, "the sources give councils of different size"
    if rows["seats"].isna().any():
        return None, "the seats of a party are missing"
    council, coded = int(rows["council"].iloc[0]), int(rows["seats"].sum())
    if council != coded:
        return None, f"the coded seats add up to {coded}, but the council has {council}"
    return effective_parties(rows["seats"].tolist()), ""


def council_fragmentation(
    evidence: pd.DataFrame, region_codes: str | Collection[str] | None = None
) -> pd.DataFrame:
    """Return the effective number of parties of each council whose seats are coded in the evidence.

    Parameters
    ----------
    evidence : pandas.DataFrame
        ``evidence_id, region_code, year_from, fact, value, unit``. A row counts when its fact reads "council
        seats won (or held) by <party> in the ...", its unit "seats of <size of the council>" and its year is
        coded.
    region_codes : str or collection of str, optional
        The regions wanted; one without coded seats gets a row that says so. All coded regions if omitted.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, effective_parties, seats, parties, evidence_ids, refused``: ``seats`` is the size
        of the council, ``parties`` those with at least one seat, ``evidence_ids`` the rows used, joined by
        "; ". Where seats are missing or do not add up to the council, ``effective_parties`` is missing and
        ``refused`` says why.

    Raises
    ------
    MethodError
        If a column is absent.

    Notes
    -----
    Laakso and Taagepera (1979), Comparative Political Studies 12(1): 3-27. As good as the coded source: the
    seats of the study regions come from an encyclopaedia page and from later press, at medium confidence.
    """
    require_columns(
        evidence, ["evidence_id", "region_code", "year_from", "fact", "value", "unit"], "the evidence table"
    )
    coded = _coded_seats(evidence)
    wanted = sorted(set(coded["region_code"])) if region_codes is None else as_codes(region_codes)
    records = []
    for code in wanted:
        own = coded.loc[coded["region_code"] == code]
        if own.empty:
            records.append({"region_code": code, "evidence_ids": "", "refused": NO_SEATS})
        for year in sorted(set(own["year_from"].astype(int))):
            rows = own.loc[own["year_from"].astype(int) == year]
            number, refused = _fragmentation(rows)
            records.append(
                {
                    "region_code": code,
                    "year": year,
                    "effective_parties": number,
                    "seats": int(rows["council"].iloc[0]),
                    "parties": int((rows["seats"] > 0).sum()),
                    "evidence_ids": "; ".join(sorted(rows["evidence_id"].astype(str))),
                    "refused": refused,
                }
            )
    columns = ["region_code", "year", "effective_parties", "seats", "parties", "evidence_ids", "refused"]
    table = pd.DataFrame(records, columns=columns)
    whole = {name: "Int64" for name in ("year", "seats", "parties")}
    return table.astype({**whole, "effective_parties": "float64"})
