"""The chapter on reading documents: sets named in both languages, figures as the tables have them."""

import numpy as np
import pandas as pd
import pytest

from analysis.exhibits import LANGUAGES, Chapter, Language, reading_quality, reading_speed
from analysis.exhibits.reading_text import ReadingText, control_figures
from analysis.sources import load_table
from tests.exhibits.pictures import assert_complete

SOURCE = "Source: test."
SHARES = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_lower", "_upper")]


def row(documents, split, group, kind, f1, *, part="all", right=8, wrong=1, missed=2):
    counts = {"right_count": right, "wrong_count": wrong, "missed_count": missed}
    keys = {"documents": documents, "part": part, "split": split, "group": group, "kind": kind}
    return {**keys, **counts, **dict.fromkeys(SHARES, f1)}


@pytest.fixture
def scores() -> pd.DataFrame:
    kinds = ("mention", "target", "amount", "code")
    rows = [row("specimen", "all", "all", kind, 0.9) for kind in (*kinds, "standard")]
    rows += [row("specimen", "phrasing", "held-out", kind, 0.8) for kind in kinds]
    rows += [row("specimen", "layout", "matrix", "mention", 0.7)]
    rows += [row("layouts kept apart", "layout", "stacked-cells", "target", 0.6)]
    rows += [row("passages", "form", "prose", "line", 0.5, part="held out")]
    rows += [row("scanned, recognised", "all", "all", kind, 0.4) for kind in kinds]
    rows += [row("specimen", "document type", "rka", "mention", np.nan, right=0, wrong=0)]
    return pd.DataFrame(rows)


@pytest.fixture(params=LANGUAGES)
def language(request) -> Language:
    return Language(request.param)


def test_the_overview_has_each_set_once_and_lines_of_passages_are_codes(scores):
    summed = reading_quality.overview(scores)
    assert not summed.duplicated(["documents", "part", "split", "group", "kind"]).any()
    assert set(summed["kind"]) == set(reading_quality.KINDS)
    assert set(summed["group"]) == {"all", "held-out", "stacked-cells", "prose"}
    assert summed.loc[summed["group"] == "prose", "kind"].tolist() == ["code"]


def test_figure_and_tables_are_complete_and_say_where_there_is_no_case(scores, language):
    summed = reading_quality.overview(scores)
    figure = reading_quality.scores_figure(summed, language, source=SOURCE)
    assert_complete(figure)
    assert language.number(0.4, 2) in figure.alt
    wide = summed.assign(f1_lower=summed["f1"] - 0.1)
    html = reading_quality.scores_table(wide, language, source=SOURCE).html
    assert f"{language.number(0.8, 2)}<br>{language.number(0.7, 2)}–{language.number(0.8, 2)}" in html
    assert (
        html.count(reading_quality.set_name(wide.iloc[0], language) + "<") == 1
    )  # named once, not four times
    split = reading_quality.split_table(
        scores, ["document type"], language, id="types", title="T", source=SOURCE
    )
    assert split.html.count(language.text("reading.no_case")) == 3  # three kinds without a label
    assert "RKA" in split.html and language.number(None) in split.html


def has_words(language: Language, prefix: str, phrase: str) -> bool:
    return language.has(f"reading.{prefix}_" + "".join(c if c.isalnum() else "_" for c in phrase))


def test_every_set_kind_group_and_way_of_the_tables_has_words(language):
    tables = {name: load_table(f"study/{name}").frame for name in ("finding-scores", "finding-levels")}
    keys = [("set", "documents"), ("part", "part")]
    for prefix, column in keys:
        for frame in tables.values():
            for phrase in set(frame[column]) - {"all"}:
                assert has_words(language, prefix, phrase)
    for way in set(load_table("study/reading-seconds").frame["way"]):
        assert has_words(language, "way", way)
    scores = tables["finding-scores"]
    groups = scores.loc[scores["split"].isin(["layout", "phrasing", "form"]), "group"]
    for group in set(groups):
        assert has_words(language, "group", group)


def test_controls_are_counted_by_what_was_found():
    controls = pd.DataFrame(
        {"pages_count": [3, 2, 5, 1], "mentions_count": [0, 2, 0, 0], "highest_level": [0, 3, 1, 0]}
    )
    found = control_figures(controls)
    assert (found.controls_count, found.controls_pages) == (4, 11)
    assert (found.controls_named, found.controls_general) == (1, 1)


def test_speed_is_that_of_the_longest_document_and_memory_the_most_of_all():
    reading = pd.DataFrame(
        {
            "pages_count": [10, 10, 10, 1000, 1000, 1000],
            "way": ["reading", "one_process", "finding"] * 2,
            "memory_mb": [40.0, 90.0, 50.0, 60.0, 61.0, 62.0],
            "times_plain_processor": [4.0, 9.0, 20.0, 2.5, 3.0, 4.5],
            "pages_per_second": [50.0, 20.0, 10.0, 120.0, 80.0, 40.0],
        }
    )
    finding = pd.DataFrame({"indicators_count": [20, 136], "times_plain_text": [1.2, 1.9]})
    assert reading_speed.speed_figures(reading, finding) == reading_speed.SpeedFigures(
        longest_pages=1000,
        pages_per_second=80.0,
        times_plain=2.5,
        times_with_finding=4.5,
        memory_mb=90.0,
        most_times_finding=1.9,
        most_indicators=136,
    )


def test_without_field_documents_the_chapter_says_so_and_with_them_gives_their_figures(scores, capsys):
    chapter = Chapter("reading", "en")
    text = ReadingText(chapter)
    text.intro()
    text.scores(scores)
    assert "field_mention" not in chapter.results
    assert chapter.results["unlisted_target"].value == 0.8
    field = [
        row("field", "all", "all", kind, 0.3, part="held out") for kind in ("mention", "target", "amount")
    ]
    text.scores(pd.concat([scores, pd.DataFrame(field)], ignore_index=True))
    assert chapter.results["field_amount"].value == 0.3


def test_calibration_is_drawn_from_its_table(language):
    calibration = load_table("study/finding-calibration").frame
    figure = reading_speed.calibration_figure(calibration, language, source=SOURCE)
    assert_complete(figure)
    drawn = calibration["kind"].isin(reading_quality.KINDS) & (calibration["part"] != "development")
    assert language.number(int(calibration.loc[drawn, "hits_count"].sum())) in figure.alt
