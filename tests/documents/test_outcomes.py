"""Every file has an outcome, each is read in a process of its own, and nothing is read twice."""

import os
from functools import partial
from itertools import zip_longest
from pathlib import Path

import docx
import pytest

from analysis.documents import Limits, problems, read_documents
from analysis.documents.cache import entry_path, find_entry
from analysis.documents.reading import read_pages
from analysis.documents.record import names_apart
from analysis.documents.sharing import stretches
from analysis.project.read_command import files_of
from tests.documents import bad_files
from tests.documents.bad_files import STREAM

WORDS = "Pelayanan dasar yang wajib dilaksanakan oleh pemerintah daerah. "


@pytest.fixture(scope="session")
def heap(tmp_path_factory):
    """A folder of good and bad files, and what became of each, read in one go."""
    folder = tmp_path_factory.mktemp("Dokumen daerah é")
    (folder / "baik – naskah é.pdf").write_bytes(bad_files.good_pdf())
    (folder / "salinan.pdf").write_bytes(bad_files.good_pdf())
    (folder / "kosong.pdf").write_bytes(b"")
    (folder / "foto.pdf").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100))
    (folder / "rusak.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    (folder / "terpotong.pdf").write_bytes(
        bad_files.handmade(*[bad_files.stream(bad_files.STREAM)] * 3)[:-300]
    )
    (folder / "terpotong tengah.pdf").write_bytes(bad_files.cut_off_pdf())
    (folder / "terkunci.pdf").write_bytes(bad_files.locked_pdf())
    (folder / "terkunci pemilik.pdf").write_bytes(bad_files.locked_pdf(user=b""))
    (folder / "lingkar.pdf").write_bytes(bad_files.looping_pdf())
    (folder / "padat.pdf").write_bytes(bad_files.crowded_pdf(2000))
    (folder / "sebaris.txt").write_text(WORDS * 1000)
    (folder / "pindaian.pdf").write_bytes(bad_files.scanned_pdf(30))
    (folder / "fon.pdf").write_bytes(bad_files.shifted_pdf())
    (folder / "besar.pdf").write_bytes(
        bad_files.handmade(bad_files.stream(bad_files.STREAM), box=b"0 0 900000 900000")
    )
    (folder / "surat.docx").write_bytes(b"bukan paket")
    (folder / "paket.docx").write_bytes(b"PK\x03\x04" + bytes(200))
    (folder / "lama.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    bad_files.docx_bomb(folder / "bom.docx")
    document = docx.Document()
    document.add_paragraph("Pelayanan kesehatan")
    document.save(folder / "teks sama.docx")
    files = sorted(folder.iterdir())
    outcomes = read_documents(files, ocr=False, cache=folder / ".cache", jobs=2)
    return {path.name: outcome for path, outcome in zip(files, outcomes, strict=True)}


def test_every_file_has_an_outcome(heap):
    assert {name: outcome.status for name, outcome in heap.items()} == {
        "baik – naskah é.pdf": "read",
        "besar.pdf": "read",
        "bom.docx": "refused",
        "fon.pdf": "refused",
        "foto.pdf": "refused",
        "kosong.pdf": "refused",
        "lingkar.pdf": "refused",
        "lama.doc": "refused",
        "padat.pdf": "read",
        "paket.docx": "refused",
        "pindaian.pdf": "refused",
        "rusak.pdf": "refused",
        "salinan.pdf": "read",
        "sebaris.txt": "read",
        "surat.docx": "read",
        "teks sama.docx": "read",
        "terkunci pemilik.pdf": "read",
        "terkunci.pdf": "refused",
        "terpotong tengah.pdf": "partly read",
        "terpotong.pdf": "partly read",
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("kosong.pdf", "empty"),
        ("foto.pdf", "picture (JPEG)"),
        ("rusak.pdf", "damaged or incomplete PDF"),
        ("terkunci.pdf", "locked with a password"),
        ("pindaian.pdf", "Nothing of it can be read (pages: 30): a picture without text (scanned)"),
        ("fon.pdf", "the letters form no language"),
        ("paket.docx", "damaged or incomplete package"),
        ("lama.doc", "old Office"),
        ("bom.docx", "would unpack to 40 MB"),
    ],
)
def test_a_refusal_says_why(heap, name, reason):
    assert reason in heap[name].reason


def test_a_file_that_was_cut_off_says_so(heap):
    assert heap["terpotong.pdf"].notes == (problems.CUT_OFF,)
    assert heap["terpotong.pdf"].pages >= 1


def test_a_file_without_its_catalogue_gives_the_pages_before_the_cut(heap):
    outcome = heap["terpotong tengah.pdf"]
    assert (outcome.pages, outcome.unread) == (2, ((2, problems.DAMAGED),))


def test_copies_and_equal_texts_are_told(heap):
    assert heap["salinan.pdf"].same_as == "baik – naskah é.pdf"
    assert heap["teks sama.docx"].same_as == "baik – naskah é.pdf"
    assert heap["baik – naskah é.pdf"].same_as == ""


def test_a_password_opens_and_what_it_opens_is_not_kept(tmp_path):
    (tmp_path / "a.pdf").write_bytes(bad_files.locked_pdf())
    assert [page.text for page in read_pages(tmp_path / "a.pdf", password="rahasia")] == [
        "Pelayanan kesehatan"
    ]
    (outcome,) = read_documents([tmp_path / "a.pdf"], password="rahasia", cache=tmp_path / "kept")
    assert outcome.status == "read"
    assert not list(tmp_path.glob("kept/*"))
    (outcome,) = read_documents([tmp_path / "a.pdf"], password="lain", cache=tmp_path / "kept")
    assert "does not open it" in outcome.reason


def test_a_finder_gets_the_record_and_every_page_and_its_result_comes_back(make_pdf, tmp_path):
    texts = [f"{chr(97 + at)} {WORDS}" for at in range(9)]
    path = make_pdf("#pagebreak()\n".join(["RENCANA STRATEGIS", *texts]), "renstra.pdf")
    read = partial(read_documents, [path], cache=tmp_path / "kept")
    (first,) = read(find=bad_files.count_pages)
    assert first.findings == ("renstra", [(1, 2), *((2 + at, 9) for at in range(9))])
    (again,) = read(find=bad_files.count_pages)
    assert (again.findings, again.from_cache, first.from_cache) == (first.findings, True, False)
    (early,) = read(find=bad_files.stop_early)
    assert (early.findings, early.pages) == (1, 10)
    (failed,) = read(find=bad_files.fail)
    assert failed.status == "read"
    assert failed.notes == (f"{problems.FINDING_FAILED}: ZeroDivisionError: nichts",)


def test_kept_pages_equal_the_pages_read(make_pdf, tmp_path):
    path = make_pdf(f"{WORDS}\n#table(columns: 2,[a],[b],[c],[d])\n#pagebreak()\n\n{WORDS} e\u0301")
    (outcome,) = read_documents([path], cache=tmp_path)
    entry = find_entry(entry_path(outcome.record.sha256, "", tmp_path))
    if entry is None:  # with Tesseract installed its version is part of the name
        (found,) = tmp_path.iterdir()
        entry = find_entry(found)
    assert list(entry.pages()) == list(read_pages(path))


def test_a_damaged_entry_is_made_anew(make_pdf, tmp_path):
    path = make_pdf(WORDS)
    read = partial(read_documents, [path], cache=tmp_path)
    (first,) = read()
    (entry,) = tmp_path.iterdir()
    content = entry.read_bytes()
    changed = content[:60] + bytes([content[60] ^ 1]) + content[61:]
    for damaged in (content[:-5], changed, b""):
        entry.write_bytes(damaged)
        assert find_entry(entry) is None
    (second,) = read()
    assert (second.from_cache, second.text_sha256) == (False, first.text_sha256)
    assert entry.read_bytes() == content
    (third,) = read()
    assert third.from_cache


def test_a_page_that_stops_the_process_is_left_out_and_the_others_are_read(make_pdf, tmp_path):
    path = make_pdf("#pagebreak()\n".join([WORDS] * 3))
    (outcome,) = read_documents([path], find=bad_files.end_process, keep=False)
    assert outcome.status == "partly read"
    assert outcome.unread == ((2, problems.STOPPED),)
    assert outcome.findings == "survived"


def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read(make_pdf, tmp_path):
    slow, good = make_pdf(WORDS, "lambat.pdf"), make_pdf(WORDS * 2, "cepat.pdf")
    first, second = read_documents(
        [slow, good],
        find=bad_files.sleep,
        keep=False,
        limits=Limits(page_seconds=4, document_seconds=5),
        jobs=2,
    )
    assert (first.status, second.status) == ("refused", "refused")
    assert "stood still" in first.reason or "took more than" in first.reason


def test_memory_of_a_bomb_is_bounded(tmp_path):
    pytest.importorskip("resource", reason="the system cannot bound the memory of a process")
    (tmp_path / "bom.pdf").write_bytes(bad_files.bomb_pdf(50))
    (outcome,) = read_documents([tmp_path / "bom.pdf"], keep=False, limits=Limits(60, 60, memory_mb=100))
    assert (outcome.status, outcome.unread) == ("partly read", ((2, problems.STOPPED),))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (outcome,) = read_documents([tmp_path / "tidak ada.pdf"])
    assert (outcome.status, outcome.reason) == ("refused", "There is no such file.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipa.pdf")
    (tmp_path / "diri.pdf").symlink_to("diri.pdf")
    (tmp_path / "folder.pdf").symlink_to(tmp_path)
    found = files_of([tmp_path])
    assert [path.name for path in found] == ["diri.pdf", "folder.pdf", "pipa.pdf"]
    reasons = [outcome.reason for outcome in read_documents(found)]
    for reason, said in zip(reasons, ("link that leads to no file", "a folder", "a pipe"), strict=True):
        assert said in reason


def test_files_of_the_same_name_are_told_apart(tmp_path):
    contents = {"2013/renja.pdf": STREAM, "2014/renja.pdf": b"BT /F1 12 Tf 72 700 Td (Lain) Tj ET"}
    for name, content in (contents | {"2015/renja.pdf": contents["2014/renja.pdf"]}).items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(bad_files.handmade(bad_files.stream(content)))
    files = sorted(tmp_path.glob("*/*.pdf"))
    one, two, three = read_documents(files, keep=False, ocr=False)
    assert (one.same_as, two.same_as, Path(three.same_as)) == ("", "", Path("2014/renja.pdf"))
    assert three.text_sha256 == two.text_sha256 != one.text_sha256


def test_names_are_shown_in_signs_that_print():
    assert names_apart([Path("a\x1b[31m\udcff.pdf"), Path("x/b.pdf")]) == ["a\ufffd[31m\ufffd.pdf", "b.pdf"]


def test_a_long_document_read_by_two_processes_gives_the_same_pages(tmp_path):
    contents = [
        bad_files.stream(b"BT /F1 12 Tf 72 700 Td (Halaman isi %d) Tj ET" % number) for number in range(330)
    ]
    path = tmp_path / "panjang.pdf"
    path.write_bytes(bad_files.handmade(*contents))
    together, alone = (
        read_documents([path], find=bad_files.count_pages, keep=False, ocr=False, jobs=jobs)[0]
        for jobs in (2, 1)
    )
    assert together.findings == alone.findings
    assert (together.text_sha256, together.pages) == (alone.text_sha256, 330)


@pytest.mark.parametrize("count", [1, 80, 81, 200, 201, 1000])
def test_stretches_cover_every_page_once_in_turn(count):
    own, other = stretches(count)
    both = [stretch for pair in zip_longest(own, other) for stretch in pair if stretch is not None]
    assert [page for first, last in both for page in range(first, last + 1)] == list(range(1, count + 1))
