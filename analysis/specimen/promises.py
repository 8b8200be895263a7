"""The specimen's service promises and recommendations, with what became of each and why users complained."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.specimen.world import assumptions, rows_of

__all__ = ["complaint_causes", "promise_events", "service_promises"]

YEAR = 2012
FULFILLED = {"kept": "yes", "partly_kept": "partly", "broken": "no", "withdrawn": "no"}
EVIDENCE = {
    "proposed": ("Berita acara lokakarya keluhan", "peserta lokakarya"),
    "signed": ("Naskah janji bertanda tangan", "kepala unit"),
    "published": ("Poster di ruang tunggu", "unit layanan"),
    "due_moved": ("Surat kepala unit", "kepala unit"),
    "due": ("Batas waktu lewat", "forum multipihak"),
    "partly_kept": ("Kunjungan pemantauan", "forum multipihak"),
    "kept": ("Foto dan kunjungan pemantauan", "forum multipihak"),
    "broken": ("Kunjungan pemantauan", "forum multipihak"),
    "withdrawn": ("Berita acara", "kepala unit"),
}


def _events(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Take ``kept 2013-01-02; due_moved 2013-02-01 2013-03-01`` apart: event, day, new due date."""
    parts = [part.split() for part in row["events"].split("; ")]
    return [(part[0], part[1], part[2] if len(part) > 2 else "") for part in parts]


def service_promises() -> pd.DataFrame:
    """List promises and recommendations with what was found when they were last looked at."""
    rows = []
    for row in rows_of(assumptions("promises")):
        outcomes = [(event, day) for event, day, _ in _events(row) if event in FULFILLED]
        event, day = outcomes[-1] if outcomes else ("", "")
        kept = ("unit_name", "promise_id", "kind", "text", "complaint_id", "owner", "due_on")
        rows.append(
            {
                **{name: row[name] for name in kept},
                "year": YEAR,
                "fulfilled": FULFILLED.get(event, "unknown"),
                "checked_on": day,
            }
        )
    return pd.DataFrame(rows)


def promise_events() -> pd.DataFrame:
    """List what happened to each promise, a row for each event, in order."""
    rows = [
        {
            "promise_id": row["promise_id"],
            "event": event,
            "on": day,
            "new_due_on": moved,
            "evidence": EVIDENCE[event][0],
            "who": EVIDENCE[event][1],
        }
        for row in rows_of(assumptions("promises"))
        for event, day, moved in _events(row)
    ]
    return pd.DataFrame(rows)


def complaint_causes() -> pd.DataFrame:
    """List the cause that the workshop of each unit found for each complaint, and what answers it."""
    answers = rows_of(assumptions("promises"))
    promised = {(row["unit_name"], row["complaint_id"]): row["promise_id"] for row in answers}
    rows = [
        {
            "year": YEAR,
            "unit_name": unit["unit_name"],
            "complaint_id": complaint["complaint_id"],
            "cause": complaint["cause"],
            "mendable_by": complaint["mendable_by"],
            "promise_id": promised.get((unit["unit_name"], complaint["complaint_id"]), ""),
            "evidence": "Lokakarya analisis penyebab",
        }
        for unit in rows_of(assumptions("units"))
        for complaint in rows_of(assumptions("complaints"))
    ]
    return pd.DataFrame(rows)
