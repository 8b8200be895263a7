import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.documents import read_documents
from analysis.documents.thread.coding import settled_levels
from analysis.documents.thread.gathering import document_finder, gathered
from analysis.documents.workbench import making
from analysis.documents.workbench.making import make_workbench
from analysis.exhibits.language import catalogue

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
TEXT = f"""RENCANA KERJA PEMERINTAH DAERAH KABUPATEN CONTOH TAHUN 2013
Standar Pelayanan Minimal bidang kesehatan menjadi acuan {EVIL}.
Cakupan kunjungan ibu hamil K4 ditargetkan sebesar 90% pada tahun 2013 {EVIL}.
"""
WORDS = {
    key.removeprefix("workbench."): text
    for key, text in catalogue("en").items()
    if key.startswith("workbench.")
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list:
    import typst

    folder = tmp_path_factory.mktemp("documents")
    (folder / "rkpd 2013 <b>.txt").write_text(TEXT, encoding="utf-8")
    lines = [
        "= Dokumen Pelaksanaan Anggaran 2013",
        "Cakupan kunjungan ibu hamil K4 ditargetkan 88% pada tahun 2013.",
    ]
    source = folder / "dpa.typ"
    source.write_text("\n\n".join(lines), encoding="utf-8")
    typst.compile(source, output=folder / "dpa-2013.pdf", ignore_system_fonts=True)
    files = [folder / "rkpd 2013 <b>.txt", folder / "dpa-2013.pdf"]
    return read_documents(files, find=document_finder(), keep=False, ocr=False, jobs=1)


def made(outcomes: list, folder: Path, **options: bool) -> tuple[BeautifulSoup, dict, str]:
    settled = settled_levels(gathered(outcomes).levels)
    words = {**WORDS, "notice": "Notice"}
    found = make_workbench(outcomes, settled, {"KES-01": "K4"}, f"Title {EVIL}", words, folder, **options)
    text = found.page.read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    return page, json.loads(page.find(id="data").string), text


def test_levels_passages_and_pages_are_in_it_and_pdf_pages_have_their_picture(outcomes: list, tmp_path: Path):
    _, data, _ = made(outcomes, tmp_path)
    documents = {one["type"]: one["id"] for one in data["documents"]}
    cell = data["cells"][f"KES-01|{documents['dpa']}"]
    assert cell["level"] == 3 and cell["settled"] == "machine only"
    first = next(one for one in cell["passages"] if one["step"] == 3)
    assert "88" in first["words"] and (tmp_path / first["picture"]).read_bytes().startswith(b"\x89PNG")
    left, top, width, height = first["box"]
    assert 0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100
    assert [one["type"] for one in data["documents"]] == ["rkpd", "dpa"]


def test_nothing_of_a_document_can_become_a_script_or_a_tag(outcomes: list, tmp_path: Path):
    page, data, text = made(outcomes, tmp_path)
    assert len(page.find_all("script")) == 2 and len(page.find_all("img")) == 1
    assert "<script>alert" not in text
    shown = [one["text"] for cell in data["cells"].values() for one in cell["passages"]]
    assert any(EVIL in passage for passage in shown)  # the words themselves are kept, as text
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy


def test_with_levels_only_no_word_and_no_picture_of_a_document_is_in_it(outcomes: list, tmp_path: Path):
    _, data, text = made(outcomes, tmp_path, passages=False)
    assert all(not cell["passages"] for cell in data["cells"].values())
    assert "ditargetkan" not in text and not (tmp_path / "pages").exists()
    assert any(cell["steps"] for cell in data["cells"].values())


def test_the_same_documents_give_the_same_page(outcomes: list, tmp_path: Path):
    assert made(outcomes, tmp_path / "a")[2] == made(outcomes, tmp_path / "b")[2]


def test_frames_of_what_was_found_hold_no_passage(outcomes: list):
    found = gathered(outcomes)
    assert len(found.documents) == 2 and set(found.documents["document_type"]) == {"rkpd", "dpa"}
    targets = found.figures[found.figures["kind"] == "target"].set_index("document_id")["value"]
    assert sorted(targets) == [88.0, 90.0]
    for frame in vars(found).values():
        assert not frame.astype(str).apply(lambda column: column.str.contains("alert")).to_numpy().any()


def test_the_page_asks_for_exactly_the_words_that_there_are():
    folder = Path(making.__file__).parent
    asked = set()
    for name in ("page.js", "page.html"):
        asked |= set(re.findall(r"words\.(\w+)", (folder / name).read_text(encoding="utf-8")))
    named = {key for key in WORDS if not key.startswith(("level_", "settled_", "notice_", "kind_"))}
    assert asked == named | {"notice"}
