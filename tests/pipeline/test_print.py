"""The printed editions: the exhibits of the pages, captions, contents, page numbers, words for pictures."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BuildError
from analysis.pipeline.book import build_html
from analysis.pipeline.print import build_docx, build_pdf
from analysis.pipeline.print_check import check_editions, missing_exhibits, text_of_pdf
from analysis.pipeline.print_clean import clean, column_shares
from analysis.pipeline.print_html import TEXT_WIDTH
from tests.pipeline.book_fixture import ALT, assemble_tiny


def cleaned(body: str, opening: str = "") -> tuple[str, str]:
    """Clean an article whose chapters are given as HTML."""
    chapters = f'<div class="toctree-wrapper">{body}</div>'
    html = f"<article><section><h1>Book</h1>{opening}{chapters}</section></article>"
    return clean(BeautifulSoup(html, "html.parser").article)


class TestClean:
    def test_chapter_headings_are_lifted_and_labelled_but_not_those_of_the_title_page(self) -> None:
        opening, body = cleaned(
            '<span id="document-chapters/a"></span>'
            '<section id="x"><h2>A<a class="headerlink">#</a></h2></section>',
            "<h2>Ways</h2>",
        )
        assert opening == "<h2>Ways</h2>"
        assert body == '<h1 id="chapter-chapters-a">A</h1>'

    def test_links_inside_need_a_goal_and_links_outside_show_it(self) -> None:
        _, body = cleaned(
            '<span id="document-a"></span><h2>A</h2><p><a href="#document-a">one</a> <a href="#gone">two</a> '
            '<a href="https://example.org/x">three</a> <a href="../exhibits/a.csv">four</a></p>'
        )
        links = BeautifulSoup(body, "html.parser").find_all("a")
        assert [link["href"] for link in links] == ["#chapter-a", "https://example.org/x"]
        assert links[1].get_text() == "three (example.org/x)"
        assert "two" in body and "four" in body

    def test_table_has_its_caption_and_alignment_again(self) -> None:
        _, body = cleaned(
            '<figure id="tab-x"><figcaption><strong>Table 1. X.</strong> <span class="source">S</span>'
            '<a class="twin" href="x">Data</a></figcaption><div class="scroll"><table><tr>'
            '<td>a</td><td class="number">1</td></tr></table></div></figure>'
        )
        table = BeautifulSoup(body, "html.parser").table
        assert table["id"] == "tab-x"
        assert table.caption.get_text() == "Table 1. X. S"
        assert [cell["align"] for cell in table.find_all("td")] == ["left", "right"]

    def test_box_becomes_a_quotation_with_its_title(self) -> None:
        _, body = cleaned('<div class="missing admonition"><p class="admonition-title">T</p><p>b</p></div>')
        assert body == "<blockquote><p><strong>T</strong></p><p>b</p></blockquote>"


class TestColumnShares:
    def test_words_come_first_and_length_shares_the_rest(self) -> None:
        # of 110 characters the first column needs 3 + 4; the other wishes for more and takes what is left
        short, long = column_shares([["a b", "c"], ["four", "thirty characters in two words"]])
        assert short == pytest.approx(7 / 110)  # floating point only
        assert long == pytest.approx(103 / 110)

    def test_long_word_keeps_its_room_beside_long_sentences(self) -> None:
        sentence = "word " * 60
        shares = column_shares([["x"] * 5, ["inseparable", sentence, sentence, sentence, sentence]])
        assert shares[0] >= 14 / 110 - 1e-9  # eleven letters and three for the gap, of a line of 110

    @given(st.lists(st.lists(st.text(max_size=80), min_size=4, max_size=4), min_size=1, max_size=6))
    def test_shares_fill_the_page(self, rows: list[list[str]]) -> None:
        shares = column_shares(rows)
        assert sum(shares) == pytest.approx(1)  # floating point only
        assert min(shares) > 0


@dataclass(frozen=True)
class Editions:
    source: Path
    html: Path
    pdf: Path
    docx: Path


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    root = tmp_path_factory.mktemp("print") / "a book"
    source, build = assemble_tiny(root), root / "build"
    html = build_html(source, build / "html").parent
    return Editions(source, html, build_pdf(source, build / "a.pdf"), build_docx(source, build / "a.docx"))


@pytest.mark.slow
class TestEditions:
    def test_all_editions_hold_the_listed_exhibits(self, editions: Editions) -> None:
        check_editions(editions.source, editions.html, editions.pdf, editions.docx)

    def test_an_edition_that_lacks_an_exhibit_is_named(self, editions: Editions, tmp_path: Path) -> None:
        listed = json.loads((editions.source / "exhibits.json").read_text(encoding="utf-8"))
        more = [*listed, {**listed[-1], "number": "Table 3", "title": "Nowhere", "anchor": "tab-nowhere"}]
        (tmp_path / "exhibits.json").write_text(json.dumps(more), encoding="utf-8")
        problems = missing_exhibits(tmp_path, editions.html, editions.pdf, editions.docx)
        assert problems == {"HTML": ["Table 3"], "PDF": ["Table 3"], "DOCX": ["Table 3"]}
        (tmp_path / "exhibits.json").write_text(json.dumps(listed[1:]), encoding="utf-8")
        with pytest.raises(BuildError, match="HTML lacks or misnumbers: not listed: fig-births-7322"):
            check_editions(tmp_path, editions.html, docx_path=editions.docx)

    def test_pdf_has_contents_page_numbers_and_no_blank_page(self, editions: Editions) -> None:
        document = pypdfium2.PdfDocument(str(editions.pdf))
        texts = [page.get_textpage().get_text_bounded().split() for page in document]
        outline = [item.get_title() for item in document.get_toc()]
        document.close()
        assert all(len(words) > 10 for words in texts)
        assert all(str(number) in words for number, words in enumerate(texts[1:], start=2))
        assert "Contents" in texts[1]
        assert [
            title for title in outline if title in ("Summary", "Kota A", "Kabupaten B", "The country")
        ] == [
            "Summary",
            "Kota A",
            "Kabupaten B",
            "The country",
        ]

    def test_pdf_shows_the_failed_chapter_and_no_code(self, editions: Editions) -> None:
        text = text_of_pdf(editions.pdf)
        assert "couldnotbemadeinthisrun" in text and "show()" not in text

    def test_pdf_is_tagged_and_accessible(self, editions: Editions) -> None:
        data = editions.pdf.read_bytes()
        assert b"<pdfuaid:part>1</pdfuaid:part>" in data

    def test_pdf_refuses_a_picture_without_words(self, tmp_path: Path) -> None:
        source = assemble_tiny(tmp_path)
        page = source / "index.md"
        (source / "dot.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>', encoding="utf-8"
        )
        page.write_text(f"{page.read_text(encoding='utf-8')}\n![](dot.svg)\n", encoding="utf-8")
        with pytest.raises(BuildError, match="could not be printed: PDF/UA-1 error: missing alt text"):
            build_pdf(source, tmp_path / "a.pdf")
        assert not (tmp_path / "a.pdf").exists()

    def test_docx_has_contents_captions_page_numbers_and_words_for_pictures(self, editions: Editions) -> None:
        document = docx.Document(str(editions.docx))
        styles = {(each.style.name, each.text) for each in document.paragraphs}
        xml = zipfile.ZipFile(editions.docx).read("word/document.xml").decode("utf-8")
        footer = "".join(
            zipfile.ZipFile(editions.docx).read(name).decode("utf-8")
            for name in zipfile.ZipFile(editions.docx).namelist()
            if "footer" in name
        )
        assert ("Heading 1", "Summary") in styles and ("Heading 2", "Outcomes") in styles
        assert ("TOC Heading", "Contents") in styles and ("TOC Heading", "Tables") in styles
        assert 'TOC \\o "1-2"' in xml and "PAGEREF _Toc00000" in xml and " PAGE " in footer
        assert f'descr="{ALT}"' in xml
        assert xml.count("<m:oMath>") == 2
        assert {name for name, text in styles if text.startswith("Table 1. ")} >= {"Table Caption"}
        assert "[[contents]]" not in xml

    def test_docx_tables_fit_the_page(self, editions: Editions) -> None:
        tables = docx.Document(str(editions.docx)).tables
        widths = [sum(column.width.cm for column in table.columns) for table in tables]
        assert max(widths) <= TEXT_WIDTH + 0.1  # a column is rounded to a twentieth of a point
        assert max(len(table.columns) for table in tables) == 13

    def test_same_source_gives_same_bytes(self, editions: Editions, tmp_path: Path) -> None:
        source = assemble_tiny(tmp_path)
        assert build_pdf(source, tmp_path / "b.pdf").read_bytes() == editions.pdf.read_bytes()
        assert build_docx(source, tmp_path / "b.docx").read_bytes() == editions.docx.read_bytes()
