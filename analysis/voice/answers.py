"""The answers of one round of a complaint survey: checked row by row, laid out person by complaint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.voice.rows import check_one_value, check_users, check_weights, place_of

ANSWERS: Mapping[str, float] = {"yes": 1.0, "no": 0.0, "no_answer": float("nan")}
PERSON = ("cluster", "weight", "sex", "age_years", "age_group", "distance_band")
TEXTS = ("cluster", "sex", "age_group", "distance_band")
GROUPINGS = ("unit_name", "sex", "age_group", "distance_band")
AGE_EDGES = (25, 40, 60)
NEEDED = ("round", "unit_name", "respondent_id", "complaint_id", "answer")


@dataclass(frozen=True)
class ComplaintRound:
    """What the people asked in one round answered.

    Attributes
    ----------
    round : int
        1 for the first.
    people : pandas.DataFrame
        By respondent: ``unit_name, cluster, weight, sex, age_group, distance_band``; empty text and NaN where
        not known.
    answers : pandas.DataFrame
        Respondents by complaints: 1 complained, 0 did not, NaN left open or not asked.
    asked : pandas.DataFrame
        Whether the question was put to the person at all.
    wording : mapping of str to str
        Complaint to its words in the questionnaire of this round, or of another where this one gives none;
        the code where no words are given.
    users : mapping of str to float
        Unit to the number of its users; NaN where not known.
    """

    round: int
    people: pd.DataFrame
    answers: pd.DataFrame
    asked: pd.DataFrame
    wording: Mapping[str, str]
    users: Mapping[str, float]

    @property
    def units(self) -> tuple[str, ...]:
        """The units surveyed, in order of name."""
        return tuple(sorted(self.people["unit_name"].unique()))

    @property
    def clustered(self) -> bool:
        """Whether people were drawn in clusters."""
        return bool((self.people["cluster"] != "").any())

    def within(self, units: Collection[str]) -> ComplaintRound:
        """Return the round with the people of some units only."""
        here = self.people["unit_name"].isin(units)
        asked = self.asked[here]
        names = [str(name) for name in self.answers if asked[name].any()]
        return ComplaintRound(
            self.round, self.people[here], self.answers.loc[here, names], asked[names],
            {name: self.wording[name] for name in names},
            {unit: number for unit, number in self.users.items() if unit in units},
        )  # fmt: skip


def complaint_round(
    frame: pd.DataFrame, round: int, *, age_edges: Collection[int] = AGE_EDGES
) -> ComplaintRound:
    """Check the answers of one round and lay them out person by complaint.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per person and complaint, as the template ``complaint-answers``: ``round, unit_name,
        respondent_id, complaint_id, answer`` (yes, no, no_answer) and, where known, ``complaint, cluster,
        weight, users_count, sex, age_years, age_group, distance_band``. A row is named in messages by its
        place in the file: its index plus two.
    round : int
        Which round.
    age_edges : collection of int
        Where groups of age begin, used for people whose age in years is known and whose group is not.

    Returns
    -------
    ComplaintRound

    Raises
    ------
    MethodError
        A column is absent, or the round has no answers.
    DataError
        An answer that is none; a person twice on one complaint, in two units, or with two values of what is
        known of a person; two wordings of one complaint; fewer users than respondents. The message names the
        rows.
    """
    require_columns(frame, NEEDED, "the table of answers")
    rows = frame[frame["round"] == round]
    if rows.empty:
        known = ", ".join(str(number) for number in sorted(frame["round"].unique())) or "none"
        raise MethodError(f"Round {round} has no answers; the table has: {known}.")
    rows = _filled(rows)
    _check_answers(rows)
    _check_twice(rows)
    check_one_value(rows, "respondent_id", "unit_name")
    for name in (*PERSON, "users_count"):
        check_one_value(rows, "unit_name" if name == "users_count" else "respondent_id", name)
    check_one_value(rows.assign(complaint=_plain_words(rows)), "complaint_id", "complaint")
    check_weights(rows)
    persons = rows.assign(**{name: rows[name].mask(rows[name] == "") for name in TEXTS})
    people = persons.groupby("respondent_id", sort=True)[["unit_name", *PERSON]].first()
    people = people.fillna(dict.fromkeys(TEXTS, ""))
    people["age_group"] = _age_group(people, sorted(age_edges))
    users = rows.groupby("unit_name")["users_count"].first()
    check_users(rows, people, users)
    value = rows.assign(value=rows["answer"].map(ANSWERS))
    answers = value.pivot(index="respondent_id", columns="complaint_id", values="value")
    asked = value.assign(value=True).pivot(index="respondent_id", columns="complaint_id", values="value")
    return ComplaintRound(
        int(round), people.drop(columns="age_years"), answers.astype(float), asked.notna(),
        _wording(rows, frame),
        {str(unit): float(number) for unit, number in users.items()},
    )  # fmt: skip


def _filled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every optional column: empty text and NaN where nothing is known."""
    texts = dict.fromkeys(("complaint", *TEXTS), "")
    numbers = dict.fromkeys(("weight", "users_count", "age_years"), np.nan)
    filled = rows.assign(**{name: text for name, text in texts.items() if name not in rows})
    filled = filled.assign(**{name: value for name, value in numbers.items() if name not in filled})
    filled = filled.assign(**{name: filled[name].fillna("") for name in texts})
    return filled.assign(**{name: pd.to_numeric(filled[name]).astype(float) for name in numbers})


def _check_answers(rows: pd.DataFrame) -> None:
    wrong = rows[~rows["answer"].isin(list(ANSWERS))]
    if len(wrong):
        raise DataError(
            say(
                "Row {row}, column 'answer': expected one of {allowed}, found {found!r}. Correct the cell.",
                row=place_of(wrong.index[0]),
                allowed=", ".join(ANSWERS),
                found=wrong["answer"].iloc[0],
            )
        )


def _check_twice(rows: pd.DataFrame) -> None:
    keys = ["unit_name", "respondent_id", "complaint_id"]
    twice = rows[rows.duplicated(keys)]
    if len(twice):
        first = rows[(rows[keys] == twice[keys].iloc[0]).all(axis=1)].index[0]
        raise DataError(
            say(
                "Row {row}: respondent {who!r} answers complaint {complaint!r} a second time; the first "
                "answer stands in row {first}. Keep one of the two, or give another person another code.",
                row=place_of(twice.index[0]),
                who=twice["respondent_id"].iloc[0],
                complaint=twice["complaint_id"].iloc[0],
                first=place_of(first),
            )
        )


def _plain_words(rows: pd.DataFrame) -> pd.Series:
    return rows["complaint"].str.casefold().str.split().str.join(" ").str.rstrip(".!?")


def _wording(rows: pd.DataFrame, frame: pd.DataFrame) -> dict[str, str]:
    """Return the words of each complaint: of this round, else of another, else its code."""
    others = _filled(frame)
    words = pd.concat([rows, others])[["complaint_id", "complaint"]]
    given = words[words["complaint"] != ""].groupby("complaint_id")["complaint"].first()
    return {str(name): str(given.get(name, name)) for name in sorted(rows["complaint_id"].unique())}


def _age_group(people: pd.DataFrame, edges: list[int]) -> pd.Series:
    """Return the group of age: as given, or from the age in years."""
    bounds = [0, *edges]
    names = [f"{low}-{high - 1}" for low, high in zip(bounds, edges, strict=False)] + [f"{bounds[-1]}+"]
    made = pd.cut(people["age_years"], [*bounds, np.inf], right=False, labels=names).astype(object)
    return people["age_group"].mask(people["age_group"] == "", made.fillna("")).astype(str)
