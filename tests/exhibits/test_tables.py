import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis.exhibits.tables import Link, html_table, table_exhibit


def parsed(shown: pd.DataFrame, caption: str = "Caption.", numbers: tuple[str, ...] = ()) -> BeautifulSoup:
    return BeautifulSoup(html_table(shown, caption, numbers), "html.parser")


def test_markup_in_cell_heading_and_caption_is_shown_as_text():
    script = "<script>alert('x')</script>"
    page = parsed(pd.DataFrame([[script]], columns=[script + "&"]), caption=script)
    assert page.find("script") is None
    assert page.td.text == script
    assert page.th.text == script + "&"
    assert page.caption.text == script


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_text_reads_back_from_its_cell(text: str):
    assert parsed(pd.DataFrame([[text]], columns=["head"])).td.text == text


def test_lines_of_a_cell_are_broken():
    page = parsed(pd.DataFrame([["one\n<two>"]], columns=["head"]))
    assert [str(part) for part in page.td.contents] == ["one", "<br/>", "<two>"]


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c=2", "http://example.org/"])
def test_a_web_address_becomes_a_link(url: str):
    page = parsed(pd.DataFrame([[Link("A & B", url)]], columns=["head"]))
    assert page.td.a["href"] == url
    assert page.td.text == "A & B"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://example.org",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "",
    ],
)
def test_any_other_address_is_left_as_plain_text(url: str):
    page = parsed(pd.DataFrame([[Link("Document", url)]], columns=["head"]))
    assert page.a is None
    assert page.td.text == "Document"


def test_an_address_cannot_leave_its_attribute():
    page = parsed(pd.DataFrame([[Link("Document", 'https://x/" onclick="alert(1)')]], columns=["head"]))
    assert set(page.td.a.attrs) == {"href"}


def test_columns_named_as_numbers_are_marked_in_head_and_body():
    page = parsed(pd.DataFrame([["a", "1.5"]], columns=["name", "value"]), numbers=("value",))
    assert [cell.get("class") for cell in page.find_all(["th", "td"])] == [None, ["number"], None, ["number"]]


def test_the_caption_is_inside_the_table_and_comes_first():
    page = parsed(pd.DataFrame([["a"]], columns=["head"]), caption="What. How. Source.")
    assert page.table["class"] == ["exhibit"]
    assert page.table.find(True).name == "caption"
    assert page.caption.text == "What. How. Source."


def test_a_table_without_rows_keeps_its_headings():
    page = parsed(pd.DataFrame(columns=["a", "b"]))
    assert [cell.text for cell in page.find_all("th")] == ["a", "b"]
    assert page.find_all("td") == []


def test_a_table_exhibit_captions_title_help_and_source_and_keeps_its_data():
    data = pd.DataFrame({"value": [1.5]})
    made = table_exhibit(
        id="some-table",
        title="Title",
        caption="Help.",
        source="Source: x.",
        function="f",
        data=data,
        shown=pd.DataFrame([["1.5"]], columns=["Value"]),
        numbers=["Value"],
    )
    assert made.kind == "table" and made.figure is None and made.alt == "Title"
    assert made.table is data
    assert BeautifulSoup(made.html, "html.parser").caption.text == "Title. Help. Source: x."
