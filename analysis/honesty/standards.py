"""Records against the catalogue of standards: codes, names, texts and thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from analysis.errors import nearest
from analysis.honesty.finding import RECORD_KEYS, Finding, nothing, row_finding
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

# column of the records -> column of the catalogue with the text that it should repeat
NAMES = {"indicator_name": "name", "numerator_definition": "numerator"}
TEXTS = (*NAMES, "denominator_definition", "definition")
STANDARD_TEXTS = ("name", "numerator", "denominator", "definition")
# words that stand in nearly every definition and tell nothing about what is counted
EMPTY_WORDS = frozenset(
    {
        "jumlah", "seluruh", "semua", "di", "satu", "wilayah", "kerja", "dalam", "kurun", "waktu",
        "yang", "sama", "pada", "tertentu", "kab", "kota", "kabupaten", "persentase", "cakupan", "number",
        "of", "all", "the", "in", "total", "percentage",
    }
)  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,])(?<![A-Za-z]-)(?:1\s*:\s*)?(\d+(?:[.,]\d+)*)\s*(%|[A-Za-z]+)?")
YEARS = range(1990, 2101)  # four digits that name a year are no threshold


def standards(subject: Subject) -> pd.DataFrame | None:
    """Return the catalogue by indicator code, with every text column; None where there is none."""
    if subject.catalogue is None or subject.catalogue.empty:
        return None
    require_columns(subject.catalogue, ["indicator_code"], "the catalogue of standards")
    known = subject.catalogue.drop_duplicates("indicator_code").set_index("indicator_code")
    texts = {name: known[name].fillna("").astype(str) if name in known else "" for name in STANDARD_TEXTS}
    return known.assign(**texts)


def proportions(subject: Subject, codes: pd.Series) -> pd.Series:
    """Say which records are shares of a whole; all of them, where the catalogue does not say otherwise."""
    known = standards(subject)
    if known is None or "is_proportion" not in known:
        return pd.Series(True, index=codes.index)
    shares = known["is_proportion"].astype(bool).to_dict()
    return codes.map(lambda code: shares.get(code, True)).astype(bool)


def texts_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of texts without gaps; empty texts where the table lacks the column."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[name].fillna("").astype(str).str.strip()


def records_of(subject: Subject) -> pd.DataFrame:
    """Return the key columns of the records with the texts that they may have."""
    require_columns(subject.frame, RECORD_KEYS, "the table of indicators")
    frame = subject.frame.reset_index(drop=True)
    return frame[list(RECORD_KEYS)].assign(**{name: texts_of(frame, name) for name in TEXTS})


def unknown_code(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records whose indicator code is not in the catalogue; the nearest code is named."""
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    table = records_of(subject)[list(RECORD_KEYS)]
    absent = {
        code: next(iter(nearest(code, known.index, count=1)), "")
        for code in sorted(set(table["indicator_code"]) - set(known.index))
    }
    table["nearest_code"] = table["indicator_code"].map(lambda code: absent.get(code, ""))
    every = pd.Series(True, index=table.index)
    return row_finding(table, every, table["indicator_code"].isin(absent), because("without a code"))


def fits_another(texts: pd.Series, codes: pd.Series, own_texts: pd.Series) -> pd.DataFrame:
    """Compare texts with the texts of the catalogue, after the words that say nothing are left out.

    Parameters
    ----------
    texts, codes
        What the records say, and under which code.
    own_texts
        Text of the catalogue by code.

    Returns
    -------
    pandas.DataFrame
        By the index of `texts`: ``own_similarity``, ``best_similarity``, ``best_code``; similarities from 0
        to 100 (token set ratio), the best among the other codes.
    """
    given, standard = texts.map(plain), own_texts[own_texts != ""].map(plain)
    scores = process.cdist(given.tolist(), standard.tolist(), scorer=fuzz.token_set_ratio, dtype=np.float64)
    own = codes.to_numpy(object)[:, None] == standard.index.to_numpy(object)[None, :]
    others = np.where(own, -1.0, scores)
    best = others.argmax(axis=1)
    return pd.DataFrame(
        {
            "own_similarity": np.where(own, scores, 0.0).max(axis=1),
            "best_similarity": others.max(axis=1),
            "best_code": standard.index.to_numpy(object)[best],
        },
        index=texts.index,
    )


def plain(text: str) -> str:
    """Return a text in small letters without signs and without the words that say nothing."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word for word in words if word not in EMPTY_WORDS)


def label_mismatch(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records whose name or numerator reads like another indicator's than that of their code."""
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    return text_finding(records_of(subject), known, NAMES, values)


def text_finding(
    table: pd.DataFrame, known: pd.DataFrame, columns: Mapping[str, str], values: Mapping[str, float]
) -> Finding:
    """Flag texts that fit another code of the catalogue clearly better than their own."""
    judged, flagged = pd.Series(False, index=table.index), pd.Series(False, index=table.index)
    table = table.assign(text_column="", own_similarity=np.nan, best_similarity=np.nan, best_code="")
    for column, standard in columns.items():
        own = known[standard]
        rows = table.index[(table[column] != "") & (table["indicator_code"].map(own).fillna("") != "")]
        if rows.empty or (own != "").sum() < 2:
            continue
        fit = fits_another(table.loc[rows, column], table.loc[rows, "indicator_code"], own)
        better = fit["best_similarity"] >= fit["own_similarity"] + values["margin"]
        wrong = rows[better & (fit["best_similarity"] >= values["least_similarity"])]
        judged[rows] = True
        flagged[wrong] = True
        table.loc[wrong, list(fit)] = fit.loc[wrong]
        table.loc[wrong, "text_column"] = column
    return row_finding(table, judged, flagged, because("no text to compare, or a code without that text"))


def numbers_in(text: str) -> list[tuple[float, str]]:
    """Return the numbers of a text with the word after each, as an Indonesian regulation writes them.

    ``1.000`` is a thousand, ``37,5`` thirty-seven and a half, ``1:32`` counts as 32; codes such as K4 and
    S-1, and years, are left out.
    """
    found = []
    for digits, unit in NUMBER.findall(text):
        whole = re.sub(r"\.(?=\d{3}(?!\d))", "", digits).replace(",", ".")
        if whole.count(".") > 1 or (not unit and digits.isdigit() and int(digits) in YEARS):
            continue
        found.append((float(whole), unit.casefold()))
    return found


def drift_between(text: str, standard: str) -> tuple[float, float] | None:
    """Return a number of a text and the number of the standard in whose place it stands, if there is one.

    Either both have the same unit, or the text lacks a number of the standard and has another instead.
    """
    here, there = numbers_in(text), numbers_in(standard)
    held = {value for value, _ in here}
    strange = [(value, unit) for value, unit in here if value not in {each for each, _ in there}]
    missing = [(value, unit) for value, unit in there if value not in held]
    for value, unit in strange:
        same = [each for each, other in there if unit and other == unit]
        for number in same or [each for each, _ in missing]:
            return value, number
    return None


def definition_drift(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records whose name or definition has another threshold than the catalogue."""
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    table = records_of(subject)
    whole = known[list(STANDARD_TEXTS)].agg(" ; ".join, axis=1)
    table["said"] = table[list(TEXTS)].agg(" ; ".join, axis=1)
    table["standard"] = table["indicator_code"].map(whole).fillna("")
    judged = table["said"].map(lambda text: bool(numbers_in(text)))
    judged &= table["standard"].map(lambda text: bool(numbers_in(text)))
    pairs = {
        pair: drift_between(*pair)
        for pair in set(zip(table.loc[judged, "said"], table.loc[judged, "standard"], strict=True))
    }
    drift = [pairs.get(pair) for pair in zip(table["said"], table["standard"], strict=True)]
    table["number_found"] = [each[0] if each else np.nan for each in drift]
    table["number_of_standard"] = [each[1] if each else np.nan for each in drift]
    found = table["number_found"].notna()
    table = table[[*RECORD_KEYS, "indicator_name", "standard", "number_found", "number_of_standard"]]
    return row_finding(table, judged, found, because("no number in the text, or none in the standard's"))
