"""The list of numbers: a number in the text leads to its line, in print it stands alone."""

import re
import shutil

import pytest
from bs4 import BeautifulSoup

from analysis.exhibits.derivation import by
from analysis.panels import observed_years
from analysis.pipeline.book import assemble, build_html
from analysis.pipeline.book_results import anchor_of, linked, result_lines
from analysis.pipeline.print_clean import clean
from analysis.sources.selection import DISTRICTS, select
from tests.pipeline.book_fixture import PROJECT, RESULTS, write_book, write_pages

YEARS = by(
    observed_years, rows=select("national/panel", "poverty_pct", regions=DISTRICTS), columns=["poverty_pct"]
)
GIVEN = {
    **RESULTS,
    "national.gain": {"text": "<1.7>", "value": 1.71, "unit": "points", "status": "derived",
                      "function": YEARS.function, "tables": ["national/panel"], "derivation": YEARS.record()},
}  # fmt: skip


@pytest.fixture
def source(tmp_path):
    book = write_book(tmp_path)
    contents = book / "contents.yml"
    contents.write_text(contents.read_text().replace("[exhibits]", "[exhibits, results]"))
    shutil.copy(PROJECT / "book" / "results.md", book)
    target = tmp_path / "build" / "source"
    assemble(book, write_pages(tmp_path), GIVEN, tmp_path / "runs", target)
    return target


def test_a_line_says_function_rows_and_status(tmp_path):
    pages = write_pages(tmp_path)
    by_id = {line.id: line for line in result_lines(GIVEN, pages)}
    line = by_id["national.gain"]
    assert line.rests_on == ("national/panel: poverty_pct; all districts",)
    assert (line.function, line.status, line.slug) == (
        "analysis.panels.observed_years",
        "derived",
        "national",
    )
    assert by_id["national.members"].rests_on == ()


def test_rows_are_told_with_region_year_and_few_columns(tmp_path):
    many = select("t", *"abcde", regions=["1", "2", "3", "4"], years=(2001, 2003), phase="first")
    results = {"national.x": {"text": "1", "derivation": by(observed_years, rows=many, columns=[]).record()}}
    (line,) = result_lines(results, write_pages(tmp_path))
    assert line.rests_on == ("t: a, b and 3 more; 1, 2 and 2 more; 2001–2003; phase first",)


def test_a_result_of_a_chapter_that_was_not_made_has_no_line(tmp_path):
    assert result_lines({"region.9999.x": {"text": "1"}}, write_pages(tmp_path)) == []


def test_a_number_in_the_text_leads_to_its_line(source):
    text = (source / "summary.md").read_text(encoding="utf-8")
    link = BeautifulSoup(text, "html.parser").find("a", class_="bound")
    assert link.get_text() == "<1.7>" and "observed_years" in link["title"]
    page, anchor = link["href"].split("#")
    assert page == "results.html"
    assert f'<span id="{anchor}">' in (source / "results.md").read_text(encoding="utf-8")


def test_every_anchor_is_an_id_of_its_own():
    ids = ["national.gain_low", "region.6172.sba_last", "data-quality.flags_all"]
    anchors = [anchor_of(id) for id in ids]
    assert len(set(anchors)) == 3 and all(re.fullmatch(r"[a-z0-9-]+", anchor) for anchor in anchors)


def test_words_of_a_result_cannot_break_out_of_the_link():
    made = linked("n.x", {"text": "a<b", "function": 'f"><script>', "tables": []})
    assert "<script>" not in made and "a&lt;b" in made


def test_print_keeps_the_number_and_drops_the_link():
    link = linked("national.gain", GIVEN["national.gain"])
    article = BeautifulSoup(f"<div><section><h1>T</h1><p>By {link}.</p></section></div>", "html.parser").div
    title, _ = clean(article)
    assert "<a" not in title and "By &lt;1.7&gt;." in title


@pytest.mark.slow
def test_the_html_edition_has_a_target_for_every_number(source, tmp_path):
    html = build_html(source, tmp_path / "build" / "html").parent
    links = BeautifulSoup((html / "summary.html").read_text(encoding="utf-8"), "html.parser").select(
        "a.bound"
    )
    ids = {tag["id"] for tag in BeautifulSoup((html / "results.html").read_text(encoding="utf-8"),
                                             "html.parser").find_all(id=True)}  # fmt: skip
    assert links and {link["href"].split("#")[1] for link in links} <= ids
