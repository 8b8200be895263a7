import base64
import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.comparison.panel.least_squares import cluster_cautions
from analysis.exhibits import Chapter, Exhibit
from analysis.exhibits.chapter import table_source
from analysis.exhibits.derivation import published
from analysis.exhibits.record import BOX_MIME, EXHIBIT_MIME, RESULTS_MIME
from analysis.exhibits.tables import table_exhibit
from analysis.messages import in_language
from analysis.sources import Table
from tests.exhibits.screen import Screen

CELL = published("national/panel", "population_people", regions="6172", years=2010)
COUNT = {"unit": "districts", "derivation": CELL}


def test_tell_shows_markdown_with_results_filled_in(national: Chapter, screen: Screen):
    national.result("members", 20, **COUNT)
    national.result("districts", 1514, **COUNT)
    national.tell("intro")
    assert "worked in 20 districts" in screen.prose and "all 1,514 districts" in screen.prose
    assert screen.outputs[0]["text/plain"] == screen.outputs[0]["text/markdown"]


def test_a_caution_is_told_once_and_none_is_no_text(national: Chapter, screen: Screen):
    national.caution("", "Few clusters.", "Few clusters.", "No ends.")
    assert screen.prose.endswith("To be read with these numbers:\n\n- Few clusters.\n- No ends.")
    shown = len(screen.outputs)
    national.caution()
    assert len(screen.outputs) == shown


def test_a_caution_is_told_in_the_language_of_the_chapter(screen: Screen):
    with in_language("en"):
        chapter = Chapter("national", "id")
        chapter.caution(*cluster_cautions(8))
    assert screen.prose.startswith("Yang harus dibaca") and "8 klaster" in screen.prose


def test_tell_refuses_a_bare_number(national: Chapter, screen: Screen):
    with pytest.raises(TypeError, match="'names' must be a str, not float: bind a result"):
        national.tell("absent", names=3.5)  # type: ignore[arg-type]
    assert screen.outputs == []


def test_tell_refuses_a_place_without_result_or_word(national: Chapter, screen: Screen):
    national.result("members", 20, **COUNT)
    with pytest.raises(KeyError, match="districts"):
        national.tell("intro")
    assert screen.outputs == []


def test_tell_refuses_a_text_of_another_chapter(national: Chapter):
    with pytest.raises(KeyError, match="national.outcomes_box"):
        national.tell("outcomes_box")


def test_a_word_given_for_one_text_stands_before_a_result_of_that_name(national: Chapter):
    national.result("names", 1, **COUNT)
    assert national.text("absent", names="Kota A") == "Not among them: Kota A."


@pytest.mark.parametrize(
    ("code", "value", "decimals", "unit", "text"),
    [
        ("en", 18.8749, 2, "points", "18.87"),
        ("id", 18.8749, 2, "points", "18,87"),
        ("en", np.float64(1234.5678), 1, "idr", "1,234.6"),
        ("en", np.int64(2012), 0, "year", "2012"),
        ("id", 2012.0, 0, "year", "2012"),
        ("en", float("nan"), 1, "pct", "no data"),
        ("id", None, 1, "pct", "tidak ada data"),
        ("en", pd.NA, 1, "pct", "no data"),
        ("id", pd.NA, 0, "year", "tidak ada data"),
    ],
)
def test_a_result_is_rounded_once_and_keeps_its_value(code, value, decimals, unit, text):
    chapter = Chapter("national", code)
    made = chapter.result("x", value, decimals=decimals, unit=unit, derivation=CELL)
    assert made.text == text
    assert chapter.results == {"x": made}
    if text in ("no data", "tidak ada data"):
        assert made.value is None
    else:
        assert made.value == value
        assert type(made.value) in (int, float)  # JSON knows no numpy number


def test_a_result_may_bring_its_own_words(national: Chapter):
    made = national.result("pair", "A – B", text="A – B", unit="name", derivation=CELL)
    assert (made.value, made.text) == ("A – B", "A – B")


def test_close_publishes_every_result_as_json(national: Chapter, screen: Screen):
    national.result("gain", np.float64(18.8749), decimals=2, unit="points", derivation=CELL)
    national.result("gone", float("nan"), unit="pct", derivation=CELL)
    national.close()
    (published,) = screen.of(RESULTS_MIME)
    assert json.loads(json.dumps(published, allow_nan=False)) == published
    assert published["gain"]["value"] == 18.8749 and published["gain"]["text"] == "18.87"
    assert published["gone"]["value"] is None
    assert screen.outputs[-1]["text/plain"] == "gain = 18.87 (points)\ngone = no data (pct)"


def test_close_publishes_an_empty_record_where_nothing_was_said(national: Chapter, screen: Screen):
    national.close()
    assert screen.of(RESULTS_MIME) == [{}]


def test_a_figure_is_shown_with_alt_text_picture_record_and_caption(national: Chapter, screen: Screen):
    figure = Figure(figsize=(1, 1))
    exhibit = Exhibit(
        "a-figure",
        "figure",
        "Title",
        "Caption.",
        "In words.",
        pd.DataFrame({"a": [1]}),
        "Source: x.",
        "f",
        figure,
    )
    national.show(exhibit)
    picture, caption = screen.outputs
    assert base64.b64decode(picture["image/png"]) == exhibit.png()
    assert picture["text/plain"] == "In words."
    assert screen.metadata[0] == {"image/png": {"alt": "In words."}}
    assert picture[EXHIBIT_MIME] == {**exhibit.record(), "tables": [], "statuses": []}
    assert caption["text/markdown"] == "**Title.** Caption. *Source: x.*"


def test_an_exhibit_carries_the_tables_of_its_source_line(national: Chapter, screen: Screen, panel: Table):
    exhibit = Exhibit("t", "table", "T", "C.", "A.", pd.DataFrame(), national.source(panel), "f")
    national.show(exhibit)
    (output,) = screen.outputs
    assert output[EXHIBIT_MIME]["tables"] == ["national/panel"]
    assert output[EXHIBIT_MIME]["statuses"] == [panel.origin["status"]]


def test_a_table_is_shown_as_html_with_its_record(national: Chapter, screen: Screen):
    data = pd.DataFrame({"a": [1]})
    shown = data.astype(str)
    exhibit = table_exhibit(
        id="t", title="T", caption="C.", source="S.", function="f", data=data, shown=shown
    )
    national.show(exhibit)
    (output,) = screen.outputs
    assert output["text/html"] == exhibit.html
    assert output[EXHIBIT_MIME]["csv"] == "a\n1\n"
    assert "image/png" not in output


def test_a_box_carries_title_and_text_for_the_book(screen: Screen):
    Chapter("region", "en").box("money", name="Kota A", code="9999")
    (box,) = screen.of(BOX_MIME)
    assert box["title"] == "No spending figures"
    assert "Kota A" in box["text"] and "`data/regions/9999/budget-lines.csv`" in box["text"]
    assert screen.prose == f"> **{box['title']}.** {box['text']}"


def test_a_source_line_names_each_producer_once_with_licence_and_status(panel: Table, deflator: Table):
    chapter = Chapter("region", "en")
    once = chapter.source(panel)
    assert once == chapter.source(panel, panel)
    assert once.startswith("Source: ") and once.endswith(". Calculations of this project.")
    for table in (panel, deflator):
        line = table_source(table)
        assert line in chapter.source(panel, deflator)
        assert all(source["title"] in line for source in table.origin["sources"])
        assert all(licence["name"] in line for licence in table.origin["licenses"])
        assert table.origin["status"] in line
