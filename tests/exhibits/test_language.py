import inspect
import re
import string
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from analysis.comparison.change.programme_choices import HEADLINE
from analysis.comparison.composite.declared import CHOICES as CHOICES_OF_INDEX
from analysis.comparison.composite.sensitivity import WEIGHTS
from analysis.comparison.models.evidence import model_support
from analysis.comparison.models.ideal_types import CONTRADICTED, NOT_EVALUATED, SUPPORTED
from analysis.comparison.qca.declared import EXPECTED
from analysis.comparison.qca.solutions import KINDS
from analysis.comparison.qca.truth_table import CONTRADICTION, NEGATIVE, POSITIVE, REMAINDER
from analysis.documents.labelled import KINDS as LABELS
from analysis.documents.levels import STEPS
from analysis.errors import ParameterError
from analysis.exhibits import LANGUAGES, Language
from analysis.exhibits.board import KINDS as BOARD_KINDS
from analysis.exhibits.budgets_text import CHOICES
from analysis.exhibits.given_inputs import VERDICTS as EQUIVALENCE
from analysis.exhibits.language import MISSING, catalogue
from analysis.exhibits.models import word_of
from analysis.exhibits.models_text import WHO
from analysis.exhibits.quality_performance import LEVEL as WILSON_LEVEL
from analysis.exhibits.quality_performance import VERDICTS as FLAG_VERDICTS
from analysis.exhibits.region_text import TOPICS
from analysis.exhibits.standards import PARTS
from analysis.honesty.breaks import BREAK, CONSEQUENCES, UNUSABLE
from analysis.honesty.catalogue import PANEL_CHECKS
from analysis.honesty.record import SEVERITIES
from analysis.planning.line_survival import GROUPS as LINE_GROUPS
from analysis.planning.own_lines import DOCUMENTS
from analysis.planning.responsiveness import Z95
from analysis.planning.simulation import POWER
from analysis.sources import REGION_TABLES, Table, load_table
from analysis.sources.ledger import ACTIONS
from analysis.standards.costing.drawn import QUANTITIES
from analysis.voice.answers import GROUPINGS
from analysis.voice.fulfilment import OWNERS
from analysis.voice.next_round import GROUPS as NEXT_ROUND
from analysis.voice.planning import change_sizes, margin_sizes
from analysis.voice.recommendations import COLUMNS as OF_LIST
from analysis.voice.rounds import CONTROLS, DESIGNS
from analysis.voice.satisfaction_index import ELEMENTS
from analysis.voice.transitions import ALLOWED, STATES
from tests.exhibits.text_uses import uses

ENGLISH, INDONESIAN = catalogue("en"), catalogue("id")
KEYS = sorted(ENGLISH)
MEASURES = ("ratio", "rate", "none")
VERDICTS = ("supported", "contradicted", "contested", "open")
CORNERS = tuple(word_of(verdict) for verdict in (SUPPORTED, CONTRADICTED, NOT_EVALUATED))
DIMENSIONS = tuple(dict.fromkeys(load_table("study/capacity-recipe").frame["dimension"]))
FACTORS = (*CHOICES_OF_INDEX, WEIGHTS)
DECISIONS = (POSITIVE, NEGATIVE, CONTRADICTION, REMAINDER)

# What an expression inside a key can stand for. Tests below hold these against the data.
KNOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "section": tuple(TOPICS),
        "level": tuple(str(level) for level in STEPS),
        "first.kind": tuple(kind for kind, parts in LABELS.items() if parts == ("value", "year")),
        "entry.action": ACTIONS,
        "name.replace('-', '_')": tuple(name.replace("-", "_") for name in REGION_TABLES),
        "here.level": ("kabupaten", "kota", "provinsi"),
        "row.verdict": VERDICTS,
        "row.approximation": ("close", "loose", "none"),
        "word_of(row.verdict)": CORNERS,
        "word_of(wide.at[row.region_code, axis])": CORNERS,
        "row.dimension": DIMENSIONS,
        "dimension": DIMENSIONS,
        "row.factor.replace('-', '_')": FACTORS,
        "lead['factor']": FACTORS,
        "document": DOCUMENTS,
        "quantity": QUANTITIES,
        "row.decision": DECISIONS,
        "row.kind": KINDS,
        "row.period": ("before", "after"),
        "row.expectation": tuple(EXPECTED),
        "row.cut_off": ("inclusion", "pri", "frequency"),
        "who": WHO,
        "row.confidence": ("high", "medium", "low"),
        "each.measure": MEASURES,
        "standard_part": PARTS,
        "str(membership['phase'].iloc[0])": ("first", "papua"),
        "template": tuple(f"quality.finding_{check.id.replace('-', '_')}" for check in PANEL_CHECKS),
        "named": tuple(
            key
            for key in KEYS
            if re.match(r"quality\.(world|error|total)_|reading\.(set|part|kind|group|control|way)_", key)
        ),
        "check.severity": SEVERITIES,
        "row.severity": SEVERITIES,
        "row.status.replace(' ', '_')": ("passed", "flagged", "not_evaluated"),
        "row.verdict.replace(' ', '_')": tuple(verdict.replace(" ", "_") for verdict in FLAG_VERDICTS),
        "check.replace('-', '_')": tuple(
            name.replace("-", "_")
            for name, effects in CONSEQUENCES.items()
            if any(effect.effect == BREAK for effect in effects)
        ),
        "row.consequence": (BREAK, UNUSABLE),
        "row.basis.replace(' ', '_')": ("value", "per_person"),
        "row.regressor": ("past", "gap"),
        "VERDICTS[verdict]": tuple(EQUIVALENCE.values()),
        "lead['choice']": tuple(HEADLINE),
        "str(option).replace(' ', '_')": (
            "all",
            "provinces",
            "none",
            "straight",
            "curve",
            "long",
            "short",
            "kept",
            "left_out",
        ),  # fmt: skip
        "choice": CHOICES,
        "aspect": tuple(HEADLINE),
        "tried.drivers['choice'].iloc[0]": (
            *sorted(set(load_table("study/sector-needs").frame["sector"])),
            *CHOICES,
        ),
        "standing": ("none", *STATES),
        "owner": ("all", *OWNERS),
        "after": STATES,
        "fit.replace(' ', '_')": ("none", "fits", "other_owner"),
        "side": ("unit", "above"),
        "ended": ("kept", "partly_kept", "open", "due", "broken", "withdrawn"),
        "event": tuple(ALLOWED),
        "answer": ("promise", "recommendation", "both", "none"),
        "group.replace(' ', '_')": tuple(group.replace(" ", "_") for group in NEXT_ROUND),
        "part": ("identity", "flowchart", "delivery", "management"),
        "verified": ("yes", "no"),
        "question": ("applied", "published_to_users"),
        "kind": BOARD_KINDS,
        "of_list": OF_LIST,
        "word_of(found.design)": tuple(word.replace(" ", "_") for word in DESIGNS),
        "found.control": CONTROLS,
        "limit": ("ranks", "people", "clusters", "finite_population"),
        "word_of(index.sampling)": ("one_by_one", "weighted", "clusters", "counts"),
        "found.by": GROUPINGS,
        "word_of(row.why)": ("first_round_only", "second_round_only", "nobody_answered"),
        "sex": ("female", "male"),
        "element": ELEMENTS,
        "row.agrees_with": ("exact", "rounded", "neither"),
        "sort": ("vision", "mission", "programme_priority", "pokir"),
        "whose": tuple(LINE_GROUPS.values()),
        "panel_title": ("kept_axis", "money_axis"),
        "summary.driver": (*sorted(set(load_table("study/sector-needs").frame["sector"])), *CHOICES),
    }
)

# A digit in prose is a number that nobody computed; each of these is a name or is compared with data below.
DIGITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "region.money_head": {"2010": "price base of the deflator"},
        "comparison.money_head": {"2010": "price base of the deflator"},
        "comparison.council_sentence": {"1979": "year of publication"},
        "national.change_sentence": {"95": "level of the interval; compared with its function below"},
        "national.adjusted_sentence": {"95": "level of the interval; compared with its function below"},
        "budgets.answer_need": {"95": "level of the interval; compared with its function below"},
        "quality.shares_caption": {"95": "level of the interval; compared with its function below"},
        "quality.finding_missing_as_zero": {"0": "the value that the check looks for"},
        "quality.finding_hidden_capping": {"100": "the value that the check looks for"},
        "quality.alarms_head_unit": {"200": "base of the rate"},
    }
)

# The same words are right in both languages.
SAME_IN_BOTH = {
    "thread.kind_target",
    "workbench.kind_target",
    "standards.index_unpublished",
    "standards.ladder_alt_record",
    "standards.pace_target",
    "standards.part_target",
    "standards.records_head_target",
    "region.title",
    "reading.scores_head_f1",
    "exhibit.loaded_head_status",
    "models.truth_head_pri",
    "models.solutions_head_pri",
    "models.cut_pri",
    "lines.refused_box",
    "packaging.refused_box",
    *(f"lines.document_{document}" for document in DOCUMENTS if document != "realisation"),
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def headings(text: str) -> list[str]:
    return re.findall(r"^#+(?= )", text, flags=re.MULTILINE)


def spans(text: str) -> list[str]:
    return re.findall(r"`[^`]*`", text)


def test_both_catalogues_have_the_same_keys():
    assert set(ENGLISH) ^ set(INDONESIAN) == set()


@pytest.mark.parametrize("of", [places, headings, spans])
def test_each_text_has_the_same_places_headings_and_code_in_both_languages(of):
    assert {key for key in KEYS if of(ENGLISH[key]) != of(INDONESIAN[key])} == set()


def test_no_text_is_empty_or_left_untranslated():
    assert all(text.strip() == text and text for text in (*ENGLISH.values(), *INDONESIAN.values()))
    assert {key for key in KEYS if ENGLISH[key] == INDONESIAN[key]} == SAME_IN_BOTH


def test_places_are_plain_names():
    for text in (*ENGLISH.values(), *INDONESIAN.values()):
        for _, name, form, conversion in string.Formatter().parse(text):
            assert name is None or (name.isidentifier() and not form and conversion is None)


def test_every_text_that_a_module_or_notebook_asks_for_exists():
    asked = uses(KNOWN)
    assert len(asked) > 100  # the search for uses itself works
    assert [(use.key, use.where) for use in asked if use.key not in ENGLISH] == []


def test_no_text_of_the_catalogue_is_unused():
    own = {key for key in KEYS if key.startswith("workbench.")}  # its page asks for them; tested with it
    assert set(KEYS) - own - {use.key for use in uses(KNOWN)} == set()


def test_texts_of_exhibits_are_asked_for_with_exactly_their_places():
    wrong = [
        (use.key, sorted(use.words), use.where)
        for use in uses(KNOWN)
        if use.key.startswith(("exhibit.", "common.")) and places(ENGLISH[use.key]) != use.words
    ]
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_number_is_typed_into_the_prose_of_a_chapter(code):
    typed = {}
    for key, text in catalogue(code).items():
        if key.startswith(("region.", "comparison.", "national.", "quality.", "budgets.", "costing.")):
            prose = re.sub(r"\{\w+\}|`[^`]*`", "", text)
            found = set(re.findall(r"\d+(?:[.,]\d+)*", prose))
            if found:
                typed[key] = found
    assert typed == {key: set(reasons) for key, reasons in DIGITS.items()}


def test_the_panel_has_the_twelve_functions_that_the_texts_name(panel: Table):
    assert sum(field.category == "spending_function" for field in panel.fields.values()) == 12


def test_number_words_of_the_texts_agree_with_the_data(kinerja: Table, models: Table):
    assert POWER == 4 / 5  # "four of five simulated countries"
    assert len(models.frame) == 3  # "three regions", "three models", "three pairs"
    defaults = [inspect.signature(plan).parameters for plan in (margin_sizes, change_sizes)]
    assert {plan["level"].default for plan in defaults} == {19 / 20}  # "nineteen of twenty samples"
    assert defaults[1]["power"].default == POWER  # "four of five surveys"
    first = kinerja.frame[kinerja.frame["phase"] == "first"]
    assert first["province"].nunique() == 4  # "four provinces"


def test_price_base_typed_in_the_texts_is_that_of_the_deflator(deflator: Table):
    index = deflator.frame.set_index("year")["grdp_deflator_index_2010"]
    assert index[2010] == pytest.approx(100, abs=1e-6)  # the table is written with at least six decimals


def test_interval_level_typed_in_the_texts_is_that_of_the_method():
    from analysis.comparison.change.groups import group_difference

    change = pd.DataFrame(
        {"region_code": list("abcdef"), "before_mean": range(6), "change": [1.0, 2, 4, 3, 5, 9]}
    )
    assert group_difference(change, ["a", "b", "c"]).level == 0.95
    assert WILSON_LEVEL == 0.95
    assert norm.cdf(Z95) - norm.cdf(-Z95) == pytest.approx(0.95)


def test_values_that_texts_are_chosen_by_are_those_of_the_data(
    regions: Table, evidence: Table, kinerja: Table, targets: Table, models: Table
):
    levels = set(regions.frame["level"].replace({"province": "provinsi"}))
    assert levels <= set(KNOWN["here.level"])
    assert set(evidence.frame["confidence"]) <= set(KNOWN["row.confidence"])
    assert set(kinerja.frame["phase"]) <= set(KNOWN["str(membership['phase'].iloc[0])"])
    assert set(targets.frame["approximation"]) <= set(KNOWN["row.approximation"])
    measures = set(load_table("standards/indicators").frame["measure"])
    assert measures - {"proportion"} == set(MEASURES)
    support = model_support(evidence.frame, models.frame, load_table("study/model-dimensions").frame)
    assert set(support["verdict"]) <= set(VERDICTS)


def test_an_unknown_language_names_the_known_ones():
    with pytest.raises(ParameterError, match="'fr' is not available; choose one of: en, id"):
        Language("fr")


def test_text_fills_places_and_refuses_what_is_not_text(english: Language):
    assert english.text("exhibit.functions_reported", count="5") == "5 of 12"
    with pytest.raises(KeyError, match="count"):
        english.text("exhibit.functions_reported")
    with pytest.raises(TypeError, match="'count' must be a str, not int: bind a result"):
        english.text("exhibit.functions_reported", count=5)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="no_such_text"):
        english.text("exhibit.no_such_text")
    assert english.has("common.none") and not english.has("exhibit.no_such_text")


def test_curly_brackets_inside_a_word_are_left_alone(english: Language):
    assert english.text("exhibit.functions_reported", count="{count}") == "{count} of 12"


@pytest.mark.parametrize(
    ("value", "decimals", "in_english", "in_indonesian"),
    [
        (1234567.891, 2, "1,234,567.89", "1.234.567,89"),
        (0.5, 3, "0.500", "0,500"),
        (-12.34, 1, "-12.3", "-12,3"),
        (1000, 0, "1,000", "1.000"),
        (999, 0, "999", "999"),
        (99.96, 1, "100.0", "100,0"),
        (0, 2, "0.00", "0,00"),
        (np.int64(2012), 0, "2,012", "2.012"),
        (np.float64(4.85), 1, "4.8", "4,8"),  # the nearest double lies below 4.85
        (5.1e11, 0, "510,000,000,000", "510.000.000.000"),
    ],
)
def test_numbers_by_hand(value, decimals, in_english, in_indonesian):
    assert Language("en").number(value, decimals) == in_english
    assert Language("id").number(value, decimals) == in_indonesian


@pytest.mark.parametrize("value", [-0.0, -0.001, -0.0049, 0.0049])
def test_what_rounds_to_zero_has_no_sign(value, language: Language):
    assert language.number(value, 2) == {"en": "0.00", "id": "0,00"}[language.code]


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_a_missing_number_and_year_are_said_in_words(value, language: Language):
    assert language.number(value, 1) == language.year(value) == MISSING[language.code]


def test_a_year_has_no_thousands_mark(language: Language):
    assert language.year(2012) == language.year(2012.0) == language.year(np.int64(2012)) == "2012"


@given(
    value=st.floats(min_value=-1e13, max_value=1e13, allow_nan=False),
    decimals=st.integers(min_value=0, max_value=4),
    code=st.sampled_from(LANGUAGES),
)
def test_a_number_read_back_differs_by_rounding_only(value: float, decimals: int, code: str):
    text = Language(code).number(value, decimals)
    thousands, point = {"en": (",", "."), "id": (".", ",")}[code]
    pattern = rf"-?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})*"
    pattern += rf"{re.escape(point)}\d{{{decimals}}}" if decimals else ""
    assert re.fullmatch(pattern, text)
    back = float(text.replace(thousands, "").replace(point, "."))
    # Half a unit of the last place, and two of the float's own grid: round() and float() may move one each.
    assert abs(back - value) <= 0.5 * 10.0**-decimals + 2 * np.spacing(abs(value))
    assert not (back == 0 and text.startswith("-"))


def test_a_column_is_titled_in_the_language_and_else_in_english(panel: Table, regions: Table):
    births = panel.fields["skilled_birth_attendance_pct"]
    assert Language("id").title(births) == births.title_id != births.title == Language("en").title(births)
    bare = regions.fields["panel_name"]
    assert bare.title_id == "" and Language("id").title(bare) == bare.title
