"""The book: prose bound to results, exhibits numbered once, failed pages shown, HTML without a network."""

import copy
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BuildError
from analysis.pipeline.book import Page, assemble, build_html
from analysis.pipeline.book_exhibits import EXHIBIT_MIME, finish_notebook
from analysis.pipeline.book_numbers import Numbering
from analysis.pipeline.book_prose import number_binder, render_page, unbound_numbers
from analysis.pipeline.book_tests import count_tests
from analysis.pipeline.mathml import mathml
from tests.pipeline.book_fixture import (
    ALT,
    PROJECT,
    RESULTS,
    assemble_tiny,
    notebook,
    record,
    write_book,
    write_pages,
)

BOOK = PROJECT / "book"
FINDINGS = ("index", "summary")


def words_for_nothing(id: str) -> str | None:
    return None


class TestExhibits:
    def test_numbers_count_through_the_chapters_by_kind(self) -> None:
        numbering = Numbering()
        _, first = finish_notebook(notebook("A", 1), "a", "A", numbering)
        _, second = finish_notebook(notebook("B", 2), "b", "B", numbering)
        assert [line.number for line in first + second] == ["Figure 1", "Table 1", "Figure 2", "Table 2"]
        assert [line.anchor for line in first] == ["fig-births-a", "tab-facts-a"]

    def test_indonesian_chapters_have_indonesian_numbers(self) -> None:
        _, listed = finish_notebook(notebook("A", 1), "a", "A", Numbering("id"))
        assert [line.number for line in listed] == ["Gambar 1", "Tabel 1"]

    def test_unknown_language_is_refused(self) -> None:
        with pytest.raises(BuildError, match="no words for 'fr'"):
            Numbering("fr")

    def test_figure_gets_alt_text_caption_source_and_data_link(self) -> None:
        page, _ = finish_notebook(notebook("A", 1), "a", "A", Numbering())
        dress = page["cells"][2]["metadata"]["mystnb"]
        caption = BeautifulSoup(dress["figure"]["caption"], "html.parser")
        assert dress["image"]["alt"] == ALT
        assert caption.get_text().startswith(
            "Figure 1. A region's births, 2000-2016. Read it from left_to_right & for 100 %"
        )
        assert "Source: a table" in caption.get_text()
        assert caption.a["href"] == "../exhibits/a/births.csv"

    def test_table_keeps_its_cells_and_gets_a_scrolling_box(self) -> None:
        page, _ = finish_notebook(notebook("A", 1), "a", "A", Numbering())
        html = BeautifulSoup(page["cells"][3]["outputs"][0]["data"]["text/html"], "html.parser")
        assert html.figure["id"] == "tab-facts-a"
        assert html.figcaption.get_text().startswith("Table 1. Facts [a_b] & more.")
        assert html.select_one("div.scroll")["tabindex"] == "0"
        assert html.table.caption is None
        assert [cell.get_text() for cell in html.select("tbody td")] == ["Kota A & B", "0.5", "1.5", "2.5"]

    def test_code_is_hidden_and_machinery_is_gone(self) -> None:
        given_notebook = notebook("A", 1)
        given_notebook["cells"][2]["outputs"][0]["data"][EXHIBIT_MIME] = record("births", "figure", "T")
        page, _ = finish_notebook(given_notebook, "a", "A", Numbering())
        for cell in page["cells"][2:4]:
            assert "remove-input" in cell["metadata"]["tags"]
            assert EXHIBIT_MIME not in cell["outputs"][0]["data"]

    def test_the_callers_notebook_stays_as_it_is(self) -> None:
        given_notebook = notebook("A", 1)
        before = copy.deepcopy(given_notebook)
        finish_notebook(given_notebook, "a", "A", Numbering())
        assert given_notebook == before

    def test_picture_without_record_is_refused(self) -> None:
        bare = notebook("A", 1)
        del bare["cells"][2]["outputs"][0]["data"][EXHIBIT_MIME]
        with pytest.raises(BuildError, match="chapter 'a', cell 3: a figure or table without a record"):
            finish_notebook(bare, "a", "A", Numbering())

    @pytest.mark.parametrize("key", ["alt", "source", "title"])
    def test_figure_without_words_is_refused(self, key: str) -> None:
        poor = notebook("A", 1)
        poor["cells"][2]["outputs"][0]["data"][EXHIBIT_MIME][key] = " "
        with pytest.raises(BuildError, match=f"'births' has no {key}"):
            finish_notebook(poor, "a", "A", Numbering())


class TestProse:
    def test_number_prints_the_text_of_the_result(self) -> None:
        assert number_binder(RESULTS, words_for_nothing)("national.gain") == "1.7"

    def test_unknown_number_names_the_nearest(self) -> None:
        with pytest.raises(BuildError, match="no result 'national.gian'.*nearest one is 'national.gain'"):
            number_binder(RESULTS, words_for_nothing)("national.gian")

    def test_unknown_number_names_file_and_line(self, tmp_path: Path) -> None:
        page = tmp_path / "summary.md"
        page.write_text("# S\n\nok\n\nThe {{ number('national.gian') }}.\n", encoding="utf-8")
        number = number_binder(RESULTS, words_for_nothing)
        with pytest.raises(BuildError, match=r"^book/summary.md, line 5: there is no result"):
            render_page(page, "book/summary.md", {"number": number})

    def test_undefined_name_and_broken_template_name_file_and_line(self, tmp_path: Path) -> None:
        page = tmp_path / "p.md"
        page.write_text("a\n{{ nonsense }}\n", encoding="utf-8")
        with pytest.raises(BuildError, match="p.md, line 2: 'nonsense' is undefined"):
            render_page(page, "p.md", {})
        page.write_text("a\n\n{% if %}\n", encoding="utf-8")
        with pytest.raises(BuildError, match="p.md, line 3"):
            render_page(page, "p.md", {})

    def test_number_of_a_chapter_that_was_not_made_says_so(self) -> None:
        number = number_binder({}, lambda id: "not part of this run")
        assert number("national.gain") == "*(not part of this run)*"

    def test_typed_number_is_found_and_bound_ones_are_not(self) -> None:
        text = "\n".join(
            [
                "It rose by 3.5 points.",
                "{{ number('a.b1') }} and `x1` and [a](b2.md) and Permenkes 741/2008.",
                "```",
                "x = 1",
                "```",
                "```{note}",
                "seven of 20",
                "```",
            ]
        )
        assert unbound_numbers(text) == [(1, "3.5"), (7, "20")]
        assert unbound_numbers("It has 3 parts.", allowed=["3 parts"]) == []

    @given(st.text(alphabet="abc ,.-\n", max_size=60), st.integers(0, 10**6))
    def test_any_typed_number_in_plain_text_is_found(self, words: str, number: int) -> None:
        assert unbound_numbers(words) == []
        assert len(unbound_numbers(f"{words} {number} {words}")) == 1

    @pytest.mark.parametrize("page", FINDINGS)
    def test_pages_of_findings_hold_no_typed_number(self, page: str) -> None:
        assert unbound_numbers((BOOK / f"{page}.md").read_text(encoding="utf-8")) == []

    def test_findings_claim_no_effect(self) -> None:
        text = (BOOK / "summary.md").read_text(encoding="utf-8").lower()
        for claim in ("the effect of kinerja", "caused", "led to", "thanks to", "significant"):
            assert claim not in text


class TestAssemble:
    def test_contents_follow_the_parts_and_leave_out_empty_ones(self, tmp_path: Path) -> None:
        toc = yaml.safe_load((assemble_tiny(tmp_path) / "_toc.yml").read_text(encoding="utf-8"))
        assert [part["caption"] for part in toc["parts"]] == ["Findings", "Regions", "Country", "Lists"]
        assert [line["file"] for line in toc["parts"][1]["chapters"]] == [
            "chapters/6172-kota-a",
            "chapters/7322-kabupaten-b",
        ]

    def test_prose_data_and_list_are_there(self, tmp_path: Path) -> None:
        source = assemble_tiny(tmp_path)
        listed = json.loads((source / "exhibits.json").read_text(encoding="utf-8"))
        assert "The gain is 1.7 points" in (source / "summary.md").read_text(encoding="utf-8")
        assert [line["number"] for line in listed] == ["Figure 1", "Table 1", "Figure 2", "Table 2"]
        assert all((source / line["data"]).is_file() for line in listed)
        assert "| Table 1 | Facts \\[a\\_b\\] & more |" in (source / "exhibits.md").read_text(
            encoding="utf-8"
        )

    def test_failed_page_says_why(self, tmp_path: Path) -> None:
        text = (assemble_tiny(tmp_path) / "chapters" / "6172-kota-a.md").read_text(encoding="utf-8")
        assert text.startswith("# Kota A\n")
        assert "could not be made in this run" in text
        assert "the table \\*panel\\* lacks a column." in text

    def test_number_of_a_failed_chapter_does_not_stop_the_book(self, tmp_path: Path) -> None:
        book = write_book(tmp_path)
        (book / "summary.md").write_text("# S\n\n{{ number('region.6172.births') }}\n", encoding="utf-8")
        assemble(book, write_pages(tmp_path), RESULTS, tmp_path / "runs", tmp_path / "source")
        text = (tmp_path / "source" / "summary.md").read_text(encoding="utf-8")
        assert "no result: the chapter “Kota A” was not made" in text

    def test_again_touches_nothing_and_removes_what_is_gone(self, tmp_path: Path) -> None:
        book, pages = write_book(tmp_path), write_pages(tmp_path)
        source = tmp_path / "source"
        assemble(book, pages, RESULTS, tmp_path / "runs", source)
        times = {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()}
        assemble(book, pages, RESULTS, tmp_path / "runs", source)
        assert {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()} == times
        assemble(book, pages[2:], RESULTS, tmp_path / "runs", source)
        assert not (source / "chapters" / "6172-kota-a.md").exists()
        assert not (source / "exhibits" / "7322-kabupaten-b").exists()

    def test_exhibit_without_data_file_is_refused(self, tmp_path: Path) -> None:
        book, pages = write_book(tmp_path), write_pages(tmp_path)
        (tmp_path / "runs" / "national" / "exhibits" / "facts.csv").unlink()
        with pytest.raises(
            BuildError, match=r"'national': Table 2 \('facts'\) lacks its data file facts.csv"
        ):
            assemble(book, pages, RESULTS, tmp_path / "runs", tmp_path / "source")

    def test_chapter_that_is_missing_is_named(self, tmp_path: Path) -> None:
        book, pages = write_book(tmp_path), write_pages(tmp_path)
        (book / "exhibits.md").unlink()
        with pytest.raises(BuildError, match=r"contents.yml names the chapter 'exhibits'"):
            assemble(book, pages, RESULTS, tmp_path / "runs", tmp_path / "source")

    def test_page_of_an_unknown_kind_is_refused(self) -> None:
        with pytest.raises(BuildError, match="part 'nation'; expected one of study"):
            Page("national", "nation", "N", None, "failed", "x")
        with pytest.raises(BuildError, match="is ok but has no notebook"):
            Page("national", "national", "N")

    def test_the_real_prose_assembles_even_when_nothing_ran(self, tmp_path: Path) -> None:
        assemble(BOOK, [], {}, tmp_path, tmp_path / "source")
        text = (tmp_path / "source" / "summary.md").read_text(encoding="utf-8")
        assert "The comparison is not part of this run." in text

    def test_every_page_of_prose_is_in_the_contents(self) -> None:
        contents = yaml.safe_load((BOOK / "contents.yml").read_text(encoding="utf-8"))
        named = [contents["root"], *(name for part in contents["parts"] for name in part.get("chapters", []))]
        assert sorted(named) == sorted(path.stem for path in BOOK.glob("*.md"))


def test_counting_tests_reads_their_source(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "test_a.py").write_text(
        "@given(x=1)\ndef test_p(x):\n    assert x == approx(1)\n\ndef test_e():\n"
        "    with pytest.raises(E):\n        f()\n\ndef helper():\n    pass\n",
        encoding="utf-8",
    )
    (row,) = count_tests(tmp_path)
    assert (row.room, row.tests, row.properties, row.errors, row.tolerances) == ("room", 2, 1, 1, 1)
    assert count_tests(tmp_path / "nowhere") == []


def test_formula_becomes_mathml_and_keeps_its_tex() -> None:
    element = mathml(r"\frac{a}{b}", False)
    assert element.startswith("<math") and "<mfrac>" in element and r"\frac{a}{b}" in element


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny book")  # the blank in the name is part of the test
    return build_html(assemble_tiny(root), root / "build" / "html").parent


@pytest.mark.slow
class TestHtml:
    def test_figures_have_caption_alt_text_and_picture(self, html: Path) -> None:
        page = BeautifulSoup((html / "chapters" / "national.html").read_text(encoding="utf-8"), "html.parser")
        figure = page.select_one("#fig-births-national")
        assert figure.img["alt"] == ALT
        assert (html / "chapters" / figure.img["src"]).is_file()
        assert (
            figure.figcaption.get_text()
            .strip()
            .startswith("Figure 2. A region\u2019s births, 2000-2016. Read it from left_to")
        )
        assert "for 100 % of *all*. Source: a table" in figure.figcaption.get_text()
        assert "show()" not in page.select_one("article").get_text()

    def test_links_to_data_lead_to_files(self, html: Path) -> None:
        for page in (html / "chapters").glob("*.html"):
            for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a.twin"):
                assert (page.parent / unquote(link["href"])).is_file()
        assert len(list((html / "exhibits").rglob("*.csv"))) == 4

    def test_pages_load_nothing_from_another_host(self, html: Path) -> None:
        for page in html.rglob("*.html"):
            soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
            for element in soup.select("script[src], link[href], img[src], iframe, video, audio"):
                address = str(element.get("src") or element.get("href"))
                assert not re.match(r"(https?:)?//", address), f"{page.name} loads {address}"
        for style in html.rglob("*.css"):
            assert not re.search(r"(url\(|@import )['\"]?(https?:)?//", style.read_text(encoding="utf-8"))

    def test_failed_chapter_is_in_the_book(self, html: Path) -> None:
        text = (html / "chapters" / "6172-kota-a.html").read_text(encoding="utf-8")
        assert "could not be made in this run" in text and "the table *panel* lacks a column." in text

    def test_formulas_are_mathml(self, html: Path) -> None:
        text = (html / "summary.html").read_text(encoding="utf-8")
        assert text.count("<math") == 2 and "mathjax.js" not in text.lower()

    def test_same_source_gives_same_bytes(self, html: Path, tmp_path: Path) -> None:
        again = build_html(assemble_tiny(tmp_path), tmp_path / "build" / "html").parent
        first = {path.relative_to(html): path.read_bytes() for path in html.rglob("*") if path.is_file()}
        second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
        assert first.keys() == second.keys()
        assert [str(name) for name in first if first[name] != second[name]] == []

    def test_page_that_goes_away_goes_away(self, tmp_path: Path) -> None:
        book, pages = write_book(tmp_path), write_pages(tmp_path)
        source, target, said = tmp_path / "source", tmp_path / "html", []
        assemble(book, pages, RESULTS, tmp_path / "runs", source)
        build_html(source, target, said.append)
        assert "writing output 100%" in said
        assemble(book, pages[2:], RESULTS, tmp_path / "runs", source)
        build_html(source, target)
        assert sorted(path.name for path in (target / "chapters").iterdir()) == ["national.html"]
        assert len(list((target / "_images").iterdir())) == 1

    def test_warning_stops_the_build_and_names_file_and_line(self, tmp_path: Path) -> None:
        book = write_book(tmp_path)
        (book / "summary.md").write_text("# S\n\n[nowhere](missing.md)\n", encoding="utf-8")
        assemble(book, write_pages(tmp_path), RESULTS, tmp_path / "runs", tmp_path / "source")
        with pytest.raises(BuildError, match=r"summary\.md:3.*missing\.md") as found:
            build_html(tmp_path / "source", tmp_path / "html")
        assert "Traceback" not in str(found.value)
