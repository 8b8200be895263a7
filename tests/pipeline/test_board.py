"""The printed board: one page whatever comes, tagged, with all of its text, the same bytes each time."""

import pypdfium2
import pytest

from analysis.errors import BuildError, ParameterError
from analysis.exhibits.board import make_board
from analysis.exhibits.language import Language
from analysis.pipeline.board import SIZES, print_board
from tests.exhibits.test_board import EVIL
from tests.voice.board_world import UNIT, board, record


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        width, height = document[0].get_size()
        return document[0].get_textpage().get_text_bounded(), (round(width), round(height))
    finally:
        document.close()


def flat(text):
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


@pytest.fixture(scope="module")
def printed():
    return print_board(board(status="specimen"))


def test_one_page_of_a4_with_every_word(printed):
    text, size = text_of(printed.pdf)
    assert size == (595, 842)
    assert (printed.shown_count, printed.left_out_count) == (7, 0)
    made, found = printed.board, flat(text)
    for entry in made.entries:
        for words in (entry.text, entry.state, entry.answers, entry.who, *entry.by.split("\n")):
            assert flat(words) in found
    for words in (
        made.title,
        made.unit,
        made.region,
        made.as_of,
        made.summary,
        made.complain_head,
        made.specimen,
    ):
        assert flat(words) in found
    assert all(flat(words) in found for words in (*made.signatures, *made.complain_blank))


def test_it_is_tagged_titled_and_the_same_bytes_again(printed):
    assert b"/StructTreeRoot" in printed.pdf and b"/Lang" in printed.pdf and b"pdfuaid" in printed.pdf
    assert print_board(board(status="specimen")).pdf == printed.pdf
    document = pypdfium2.PdfDocument(printed.pdf)
    assert UNIT in document.get_metadata_value("Title")
    document.close()


def test_a3_is_larger_paper_and_larger_type(printed):
    large = print_board(board(status="specimen"), paper="a3")
    assert text_of(large.pdf)[1] == (842, 1191) and large.size > 1.3 * printed.size


def test_more_promises_take_smaller_type_and_then_are_counted(printed):
    few = print_board(board(*[{"text": f"Janji nomor {n}"} for n in range(8)]))
    assert few.left_out_count == 0 and few.size < printed.size
    many = print_board(board(*[{"text": f"Janji nomor {n} " + "panjang " * 12} for n in range(60)]))
    assert many.size == SIZES[0] and many.shown_count + many.left_out_count == 67
    assert 5 < many.shown_count < 40
    assert flat(many.board.more) in flat(text_of(many.pdf)[0])
    assert many.board.more.startswith(f"{many.left_out_count} lagi tidak termuat")


def test_text_from_tables_is_never_markup():
    made = make_board(
        record({"text": EVIL, "complaint_id": "P66"}), UNIT, "2014-07-01", region="#import *",
        language=Language("en"), complaints={"P66": "[#sym] $a^2$ // no @label <b> \\n"},
        complain_at='#read("board.typ")',
    )  # fmt: skip
    text, _ = text_of(print_board(made).pdf)
    for words in (EVIL, "#import *", "[#sym] $a^2$ // no @label <b> \\n", '#read("board.typ")'):
        assert flat(words) in flat(text)


def test_a_word_without_end_is_broken_and_not_cut_off():
    word = "x" * 300
    text, _ = text_of(print_board(board({"text": word})).pdf)
    assert word in flat(text)
    document = pypdfium2.PdfDocument(print_board(board({"text": word})).pdf)
    page = document[0]
    boxes = [item.get_bounds() for item in page.get_objects() if item.type == 1]
    assert max(box[2] for box in boxes) <= page.get_width() - 40  # inside the margin
    document.close()


def test_what_cannot_be_printed_is_said():
    with pytest.raises(ParameterError, match="'a5' is not known. The nearest: a4"):
        print_board(board(), paper="a5")
    endless = make_board(
        record(), UNIT, "2014-07-01", region="x", language=Language("id"), complain_at="jalan " * 3000
    )
    with pytest.raises(BuildError, match="does not fit on a page even without promises"):
        print_board(endless)
