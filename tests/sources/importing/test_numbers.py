"""Numbers are read in both notations, and what has two readings is never guessed."""

import datetime
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.scales import scale_of
from analysis.sources.importing.notation import infer_notation, infer_percent
from analysis.sources.importing.numbers import parse_number


def written(cents: int, decimal: str, *, grouped: bool, places: int) -> str:
    """Format a whole number of 10**-places in a notation, by string operations only."""
    sign, digits = ("-" if cents < 0 else ""), str(abs(cents)).rjust(places + 1, "0")
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    if grouped:
        groups = []
        while len(whole) > 3:
            groups.insert(0, whole[-3:])
            whole = whole[:-3]
        whole = ("." if decimal == "," else ",").join([whole, *groups])
    return sign + whole + (decimal + fraction if fraction else "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250.000,00", 1250000.0),
        ("1,250,000.00", 1250000.0),
        ("Rp 1.250.000,00", 1250000.0),
        ("Rp. 1.250.000,-", 1250000.0),
        ("Rp\u00a05.000,-", 5000.0),
        ("(1.250.000)", -1250000.0),
        ("(1.250,5)", -1250.5),
        ("-Rp 5", -5.0),
        ("Rp -5,5", -5.5),
        ("\u22127", -7.0),
        ("85 %", 85.0),
        ("85,0%", 85.0),
        ("85 persen", 85.0),
        ("0,85", 0.85),
        ("0.123", 0.123),
        ("1234.567", 1234.567),
        ("1 250 000,5", 1250000.5),
        ("1,25E+06", 1250000.0),
        ("1,2 juta", 1200000.0),
        ("12 orang", 12.0),
        ("0", 0.0),
        (12, 12.0),
        (-0.5, -0.5),
    ],
)
def test_what_has_one_reading_is_read(text, value):
    parsed = parse_number(text)
    assert (parsed.status, parsed.value) == ("read", value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  \u00a0", "empty"),
        (None, "empty"),
        ("-", "dash"),
        ("\u2013", "dash"),
        ("- -", "dash"),
        ("n/a", "not_available"),
        ("N.A.", "not_available"),
        ("Tidak Ada Data", "no_data"),
        (math.nan, "no_data"),
        ("#DIV/0!", "spreadsheet_error"),
        ("#N/A", "spreadsheet_error"),
    ],
)
def test_the_kinds_of_missing_are_kept_apart(text, kind):
    parsed = parse_number(text)
    assert (parsed.status, parsed.missing, parsed.value) == ("missing", kind, None)


@pytest.mark.parametrize("text", ["1.234", "(1.234)", "1,234", "Rp 1.250", "12.345 %", "3 M", "2 T", "nihil"])
def test_what_has_two_readings_is_ambiguous(text):
    parsed = parse_number(text)
    assert (parsed.status, parsed.value) == ("ambiguous", None)


@pytest.mark.parametrize(
    "text",
    [
        "12.03.2014",
        "1.25.000",
        "0.123.456",
        "12 bulan",
        "5\u00b2",
        "\u0663",
        "--5",
        "Rp",
        "12,",
        "9" * 61,
        "1,2.3",
    ],
)
def test_what_is_no_number_is_unreadable(text):
    assert parse_number(text).status == "unreadable"


@pytest.mark.parametrize("value", [True, datetime.date(2014, 3, 12), math.inf, 10**400, [1]])
def test_values_of_a_workbook_that_are_no_numbers_are_unreadable(value):
    assert parse_number(value).status == "unreadable"


def test_the_column_settles_1_234():
    assert parse_number("1.234", decimal=",").value == 1234.0
    assert parse_number("1.234", decimal=".").value == 1.234
    assert parse_number("1,234", decimal=",").value == 1.234
    assert parse_number("1.234").readings == (1.234, 1234.0)


def test_a_cell_against_its_columns_notation_is_asked_about():
    assert parse_number("85.5", decimal=",").status == "ambiguous"


def test_the_scale_of_the_column_is_applied_once():
    parsed = parse_number("1.250,5", unit="dalam juta rupiah")
    assert (parsed.value, parsed.scale) == (1250500000.0, 10**6)
    assert parse_number("1,2 juta", unit="dalam juta rupiah").status == "ambiguous"
    assert parse_number("85%", unit="Rp juta").status == "unreadable"
    assert parse_number(3, unit="ribuan").value == 3000.0


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("dalam ribuan", 1000),
        ("(Rp 000)", 1000),
        ("Rp 000.000", 10**6),
        ("Rp. Juta", 10**6),
        ("Rp.(000.000)", 10**6),
        ("(x Rp 1.000)", 1000),
        ("Rp (1.000.000)", 10**6),
        ("rasio 1:1.000", 1),
        ("miliar rupiah", 10**9),
        ("per 1.000 kelahiran hidup", 1),
        ("per 100 ribu penduduk", 1),
        ("rupiah", 1),
        ("", 1),
    ],
)
def test_the_scale_in_a_unit(unit, scale):
    assert scale_of(unit) == scale


def test_a_wrong_decimal_mark_is_the_callers_mistake():
    with pytest.raises(ValueError, match="decimal must be"):
        parse_number("1", decimal=";")


AMOUNTS = st.integers(-(10**15), 10**15)


@settings(max_examples=1000)
@given(AMOUNTS, st.sampled_from([",", "."]), st.booleans(), st.integers(0, 4))
def test_formatted_and_read_back_with_the_notation_known(cents, decimal, grouped, places):
    text = written(cents, decimal, grouped=grouped, places=places)
    parsed = parse_number(text, decimal=decimal)
    assert parsed.status == "read"
    assert parsed.value == float(f"{cents}e-{places}")  # exact: both go through the nearest double


@settings(max_examples=1000)
@given(AMOUNTS, st.sampled_from([",", "."]), st.booleans(), st.integers(0, 4))
def test_without_the_notation_never_a_wrong_value(cents, decimal, grouped, places):
    parsed = parse_number(written(cents, decimal, grouped=grouped, places=places))
    right = float(f"{cents}e-{places}")
    assert (parsed.status == "read" and parsed.value == right) or right in parsed.readings


@settings(max_examples=300)
@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.sampled_from([",", "."]), st.integers(0, 3))
def test_an_inferred_notation_is_the_one_that_wrote_the_column(column, decimal, places):
    texts = [written(cents, decimal, grouped=True, places=places) for cents in column]
    notation = infer_notation(texts)
    assert notation.status != "mixed"
    if notation.status == "decided":
        assert notation.decimal == decimal
        read = [parse_number(text, decimal=notation.decimal).value for text in texts]
        assert read == [float(f"{cents}e-{places}") for cents in column]


NUMBERISH = st.text(alphabet="0123456789.,-()%Rp Ee+'\u2013\u00a0jutaribuM#/!", max_size=20)


@settings(max_examples=3000)
@example("\x00", None)
@example("\ud800", "")
@given(st.one_of(st.text(max_size=80), NUMBERISH), st.one_of(st.none(), st.text(max_size=20)))
def test_no_text_makes_it_raise_and_every_answer_is_consistent(text, unit):
    for decimal in (None, ",", "."):
        parsed = parse_number(text, unit=unit, decimal=decimal)
        assert (parsed.value is not None) == (parsed.status == "read")
        assert bool(parsed.missing) == (parsed.status == "missing")
        assert parsed.why
        assert parsed.value is None or math.isfinite(parsed.value)


@settings(max_examples=300)
@given(st.lists(st.one_of(NUMBERISH, st.floats(), st.none()), max_size=12))
def test_inference_never_raises_and_does_not_depend_on_the_order(values):
    first, second = infer_notation(values), infer_notation(values[::-1])
    assert (first.status, first.decimal) == (second.status, second.decimal)


def test_notation_of_columns():
    assert infer_notation(["1.234", "85,5"]).decimal == ","
    assert infer_notation(["1.234", "1,250,000"]).decimal == "."
    assert infer_notation(["1.234", "5.678"]).status == "ambiguous"
    assert infer_notation(["85,5", "85.5"]).status == "mixed"
    assert infer_notation(["12", 1.5, None, "-"]).status == "not needed"


def test_percent_is_judged_on_the_column():
    assert infer_percent([0.85, 0.9, 1.0]).factor == 100
    assert infer_percent([85, 90, 100]).factor == 1
    assert infer_percent([85, 0.9]).form == "mixed"
    assert infer_percent([0.9], signed=[85]).form == "mixed"
    assert infer_percent([90], signed=[85]).form == "points"
    assert infer_percent([0.9]).form == "ambiguous"
    assert infer_percent([0.01, 0.02, 0.03]).form == "ambiguous"
    assert infer_percent([0, 0]).factor == 1
    assert infer_percent([]).form == "none"
