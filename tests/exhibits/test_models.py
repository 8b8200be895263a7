import numpy as np
import pandas as pd
import pytest

from analysis.comparison.models.property_space import AssignedTypes, assigned_types
from analysis.comparison.qca.configurations import configurations as analysed
from analysis.comparison.qca.configurations import extreme_pairs
from analysis.exhibits import Language, configurations, models, models_tables
from analysis.sources import load_table

NAMES = {"9101": "Kota A", "9102": "Kota B"}
TITLES = {"A": "Axis A", "B": "Axis B"}
MODELS = {"first": "First model", "second": "Second model"}
SUPPORT = pd.DataFrame(
    {
        "region_code": ["9101", "9101", "9102", "9102"],
        "axis_id": ["A", "B"] * 2,
        "verdict": ["supported", "supported", "open", "open"],
        "evidence_ids": ["E1", "E2; E3", "", ""],
        "aside_ids": ["", "", "E4", ""],
        "what_would_decide": "the plan",
    }
)
CODED = pd.DataFrame({"why_aside": ["", "", "A later year.", ""]})


@pytest.fixture(scope="module")
def found() -> AssignedTypes:
    study = pd.DataFrame({"region_code": list(NAMES), "model_id": ["first", "second"]})
    corners = pd.DataFrame({"model_id": ["first", "second"], "corner": ["A*~B", "~A*B"]})
    return assigned_types(SUPPORT, study, corners)


@pytest.fixture(scope="module")
def memberships() -> pd.DataFrame:
    rows = [
        (0.9 if a and not b else 0.1, 0.9 if a else 0.1, 0.9 if b else 0.1) for a in (0, 1) for b in (0, 1)
    ]
    frame = pd.DataFrame(rows * 4, columns=["REACHED", "HIGH", "POOR"])
    return frame.set_index(pd.Index([f"{9101 + n}" for n in range(len(frame))], name="region_code"))


def test_the_picture_of_corners_says_in_words_what_it_draws(found: AssignedTypes, language: Language):
    made = models.corners_figure(found, NAMES, TITLES, MODELS, language, source="Source.")
    assert made.figure is not None and made.png().startswith(b"\x89PNG")
    marks = [text.get_text() for text in made.figure.axes[0].texts]
    assert marks.count("●") == 1 and marks.count("–") == 3 and marks.count("?") == 4
    for name, model in zip(NAMES.values(), MODELS.values(), strict=True):
        assert name in made.alt and model in made.alt
    assert len(made.table) == 8


def test_evidence_and_assigned_corners_are_printed_with_what_was_set_aside(
    found: AssignedTypes, language: Language
):
    evidence = models_tables.axis_evidence_table(SUPPORT, CODED, NAMES, TITLES, language, source="Source.")
    assert "E2; E3" in evidence.html and "E4: A later year." in evidence.html
    assert language.text("common.verdict_open") in evidence.html
    assigned = models_tables.assigned_table(found, NAMES, TITLES, MODELS, language, source="Source.")
    assert language.text("models.verdict_contradicted") in assigned.html
    assert set(assigned.table["without_B"]) == {"supported", "not evaluated"}


def test_every_table_of_an_analysis_is_printed_and_its_twin_holds_all_rows(
    memberships: pd.DataFrame, language: Language
):
    words = {"all": "all"}
    analyses = {
        ("all", name): analysed(memberships, name, ["HIGH", "POOR"], {"HIGH": True, "POOR": False}, draws=19)
        for name in ("REACHED", "~REACHED")
    }
    solutions = configurations.solutions_table(analyses, words, language, source="Source.")
    assert "HIGH*~POOR" in solutions.html
    assert set(solutions.table["kind"]) == {"conservative", "parsimonious", "intermediate"}
    necessity = configurations.necessity_table(analyses, words, language, source="Source.")
    assert len(necessity.table) == 8
    ranges = configurations.ranges_table(analyses, words, language, source="Source.")
    assert len(ranges.table) == 6
    truth = configurations.truth_table_exhibit(
        analyses[("all", "REACHED")], "truth", "Title", {"9103": "Kota C"}, language, source="Source."
    )
    assert truth.html.count("Kota C") == 1 and len(truth.table) == 4


def test_a_refused_analysis_is_printed_with_its_reason(memberships: pd.DataFrame, english: Language):
    few = analysed(memberships.head(4), "REACHED", ["HIGH", "POOR"], {"HIGH": True, "POOR": None}, draws=19)
    made = configurations.solutions_table(
        {("all", "REACHED"): few}, {"all": "all"}, english, source="Source."
    )
    assert "4 cases and 2 conditions" in made.html


def test_the_scatter_counts_its_quadrants_in_words(memberships: pd.DataFrame, english: Language):
    titles = {"HIGH": "High", "REACHED": "Reached"}
    made = models.against_outcome_figure(
        memberships, "HIGH", "REACHED", titles, NAMES, pd.Index(["9101"]), english, source="Source."
    )
    inside = memberships["HIGH"] > 0.5
    both = int((inside & (memberships["REACHED"] > 0.5)).sum())
    assert f"Scatter of {len(memberships)} districts" in made.alt and f"both sets: {both};" in made.alt
    assert made.table["programme"].sum() == 1


def test_sets_axes_and_pairs_of_the_study_are_printed(language: Language):
    sets, axes = load_table("study/configuration-sets"), load_table("study/ideal-type-axes")
    panel = load_table("national/panel")
    fields = {**panel.fields} | dict.fromkeys(sets.frame["column"], panel.fields["poverty_pct"])
    made = configurations.sets_table(sets.frame, fields, language, source="Source.")
    assert all(name in made.html for name in sets.frame["set_id"])
    assert len(models_tables.axes_table(axes.frame, language, source="Source.").table) == len(axes.frame)
    random = np.random.default_rng(1)
    frame = pd.DataFrame(
        random.uniform(0.01, 0.99, (8, len(sets.frame))), columns=list(sets.frame["set_id"])
    ).set_axis([f"{9101 + n}" for n in range(8)])
    pairs = extreme_pairs(frame, sets.frame)
    names = {code: f"Region {code}" for code in frame.index}
    printed = configurations.pairs_table(pairs, names, language, source="Source.")
    assert len(printed.table) == len(pairs) and "Region 910" in printed.html
