"""Everything that a check says has an Indonesian text, and the text keeps its places."""

import ast
import string
from pathlib import Path

import pytest

from analysis.errors import MethodError
from analysis.honesty.auditing import CHECKS, find_check
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES
from analysis.honesty.words import because, translations, word

ROOM = Path(__file__).parents[2] / "analysis" / "honesty"


def sentences_in_the_code():
    calls = [
        node
        for path in sorted(ROOM.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"because", "nothing"} and node.args
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_sentence_is_translated_and_no_translation_is_left_over():
    translated = translations("id")["sentences"]
    assert sentences_in_the_code() == set(translated)
    assert [text for text, meaning in translated.items() if places(text) != places(meaning)] == []


def test_every_check_is_translated_and_no_translation_is_left_over():
    texts = translations("id")["checks"]
    assert set(texts) == {check.id for check in CHECKS}
    assert all(set(text) == {"looks_for", "settles"} and all(text.values()) for text in texts.values())
    meanings = {parameter.meaning for check in CHECKS for parameter in check.parameters.values()}
    assert set(translations("id")["meanings"]) == meanings


def test_every_verdict_and_severity_has_its_word():
    assert set(translations("id")["status"]) == {PASSED, FLAGGED, NOT_EVALUATED}
    assert set(translations("id")["severity"]) == set(SEVERITIES)
    assert word("severity", "error", "id") == "galat" and word("severity", "error", "en") == "error"


def test_a_result_speaks_both_languages(run, clean):
    frame = clean.copy()
    frame.loc[0, "water_pct"] = 101.0
    result = run("out-of-range", frame)
    assert result.sentence == result.says("en") and result.sentence.startswith("1 found among 7,840 judged")
    assert result.says("id").startswith("1 temuan di antara 7.840 yang diperiksa: persentase di bawah 0")
    assert result.verdict("id") == "ditandai" and result.verdict() == "flagged"
    assert result.asks("id").startswith("pembilang dan penyebut") and result.asks() == result.settles
    missing = run("out-of-range", frame.assign(note=1.0)).says("id")
    assert missing.endswith("Tidak dinilai: batas nilai tidak diketahui untuk note.")
    assert run("swapped-between-sources", frame).says("id") == (
        "Tidak diperiksa, karena sumber kedua untuk tabel ini tidak diberikan."
    )


def test_a_check_speaks_both_languages():
    check = find_check("lost-decimals")
    assert (check.name("id"), check.name()) == ("Desimal hilang", "Decimals lost")
    assert check.means("id").startswith("angka cakupan") and check.means() == check.looks_for
    table = check.thresholds("id")
    assert table["meaning"].tolist()[1] == "angka cakupan yang pembilang per penyebutnya berdesimal"
    assert check.thresholds()["value"].tolist() == [0.05, 5]


def test_what_has_no_translation_stays_english_and_an_unknown_language_is_refused():
    assert because("{count} words of nobody", count=1234).says("id") == "1.234 words of nobody"
    with pytest.raises(MethodError, match="The language 'ind' does not exist.*Did you mean 'id'"):
        because("x").says("ind")
