"""Made-up answers for the tests of this room; no unit and no person of these names exists."""

import numpy as np
import pandas as pd

SHARES = {"P01": 0.6, "P02": 0.5, "P03": 0.3, "P04": 0.3, "P05": 0.05}


def answers(
    people: int = 60, *, shares=SHARES, unit="Unit A", round=1, seed=1, alike=0.0, prefix="R", **columns
) -> pd.DataFrame:
    """Return answers of people drawn one by one; `alike` makes one person's answers go together."""
    rng = np.random.default_rng(seed)
    mood = rng.random(people)
    rows = []
    for person in range(people):
        for name, share in shares.items():
            luck = mood[person] if rng.random() < alike else rng.random()
            rows.append((f"{prefix}{person:03d}", name, "yes" if luck < share else "no"))
    frame = pd.DataFrame(rows, columns=["respondent_id", "complaint_id", "answer"])
    return frame.assign(region_code="9999", year=2013, round=round, unit_name=unit, **columns)


def by_person(frame: pd.DataFrame, **columns) -> pd.DataFrame:
    """Add columns given as one value per respondent, in order of code."""
    codes = sorted(frame["respondent_id"].unique())
    maps = {name: dict(zip(codes, values, strict=True)) for name, values in columns.items()}
    return frame.assign(**{name: frame["respondent_id"].map(of) for name, of in maps.items()})


def counts_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same survey as counts."""
    given = frame[frame["answer"] != "no_answer"]
    grouped = given.groupby(["region_code", "year", "round", "unit_name", "complaint_id"])["answer"]
    table = pd.DataFrame(
        {"respondents_count": grouped.size(), "complaints_count": grouped.agg(lambda a: (a == "yes").sum())}
    ).reset_index()
    return table.assign(complaint=table["complaint_id"])
