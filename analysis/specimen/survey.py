"""The specimen's surveys: who was asked in two rounds, what they complained of, how satisfied they were."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from analysis.specimen.world import assumptions, rows_of, settings

__all__ = ["ROUNDS", "complaint_answers", "respondents", "satisfaction_answers"]

ROUNDS = {1: 2012, 2: 2013}
PAIRED_SHARE = 0.4  # of the second round: people who were asked in the first, too
CLUSTER_SPREAD = 0.45  # standard deviation of villages, logit scale: intraclass correlation near 0.06
PERSON_SPREAD = 0.70  # and of people, so that complaints come together
NO_ANSWER = 0.02  # of the answers
AGE_UNKNOWN = 0.05  # of the respondents
BANDS = ("kurang dari 1 km", "1-3 km", "lebih dari 3 km")


@lru_cache(maxsize=1)
def _respondents() -> pd.DataFrame:
    draws = np.random.default_rng([int(settings()["seed"]), 1])
    rows: list[dict[str, Any]] = []
    for unit in rows_of(assumptions("units")):
        people: list[dict[str, Any]] = []
        for round_, year in ROUNDS.items():
            users, size = int(unit[f"users_{year}"]), int(unit["respondents"])
            asked_again = people[: round(size * PAIRED_SHARE)] if round_ == 2 else []
            new = [_person(unit, draws, len(people) + place) for place in range(size - len(asked_again))]
            people = people + new
            head = {"unit_name": unit["unit_name"], "sector": unit["sector"], "round": round_, "year": year}
            rows += [
                {**head, **person, "weight": round(users / size, 4), "users_count": users}
                for person in [*asked_again, *new]
            ]
    return pd.DataFrame(rows)


def respondents() -> pd.DataFrame:
    """List who was asked: unit, round, person, village, weight, sex, age, distance.

    In the second round a part are people of the first (the paired part); age is unknown for some. ``leaning``
    is how readily a person complains (logit scale) and stands in no table that a region has.
    """
    return _respondents().copy()


def _person(unit: dict[str, Any], draws: np.random.Generator, number: int) -> dict[str, Any]:
    village = number % int(unit["clusters"])
    short = "".join(word[0] for word in unit["unit_name"].split()[1:])
    age = int(np.clip(draws.normal(36, 14), 16, 88))
    return {
        "respondent_id": f"{short}{number + 1:03d}",
        "cluster": f"{unit['cluster_word']} {village + 1}",
        "sex": "female" if draws.random() < 0.66 else "male",
        "age_years": float("nan") if draws.random() < AGE_UNKNOWN else age,
        "distance_band": BANDS[int(draws.choice(3, p=[0.35, 0.4, 0.25]))],
        "leaning": float(draws.normal(0.0, PERSON_SPREAD)),
    }


@lru_cache(maxsize=1)
def _complaint_answers() -> pd.DataFrame:
    draws = np.random.default_rng([int(settings()["seed"]), 2])
    people = respondents()
    complaints = rows_of(assumptions("complaints"))
    villages = people[["cluster"]].drop_duplicates()["cluster"]
    shift = {
        (village, complaint["complaint_id"]): draws.normal(0.0, CLUSTER_SPREAD)
        for village in villages
        for complaint in complaints
    }
    parts = []
    for complaint in complaints:
        shares = {year: float(complaint[f"share_{year}_pct"]) for year in ROUNDS.values()}
        share = people["year"].map(shares)
        village = people["cluster"].map({name: shift[name, complaint["complaint_id"]] for name in villages})
        chance = expit(logit(share / 100) + village + people["leaning"])
        answer = np.where(draws.random(len(people)) < chance, "yes", "no")
        answer = np.where(draws.random(len(people)) < NO_ANSWER, "no_answer", answer)
        parts.append(people.assign(complaint_id=complaint["complaint_id"], answer=answer))
    table = pd.concat(parts).drop(columns="leaning")
    table = table.sort_values(["unit_name", "round", "respondent_id", "complaint_id"], ignore_index=True)
    words = {row["complaint_id"]: row["complaint"] for row in complaints}
    first = ~table["complaint_id"].duplicated()  # a complaint is worded once
    return table.assign(complaint=table["complaint_id"].map(words).where(first, ""))


def complaint_answers() -> pd.DataFrame:
    """Say who complained of what: a row for each respondent and complaint, ``answer`` yes, no or no_answer.

    Villages differ and some people complain more readily than others, so answers of a village are alike and
    complaints come together; a few questions were left open.
    """
    return _complaint_answers().copy()


def satisfaction_answers() -> pd.DataFrame:
    """Say how satisfied the same people were: ``u1`` to ``u9`` and ``overall``, 1 to 4, some left open."""
    draws = np.random.default_rng([int(settings()["seed"]), 3])
    table = respondents()
    general = draws.normal(0.0, 0.45, len(table)) - 0.25 * table["leaning"]
    scores = []
    for element in rows_of(assumptions("satisfaction")):
        mean = table["year"].map({year: float(element[f"mean_{year}"]) for year in ROUNDS.values()})
        score = (mean + general + draws.normal(0.0, 0.55, len(table))).round().clip(1, 4)
        scores.append(score)
        table[element["element"].lower()] = score.mask(draws.random(len(table)) < NO_ANSWER)
    overall = (sum(scores) / len(scores) + draws.normal(0.0, 0.4, len(table))).round().clip(1, 4)
    table["overall"] = overall.mask(draws.random(len(table)) < NO_ANSWER)
    return table.drop(columns=["leaning", "sector", "distance_band"])
