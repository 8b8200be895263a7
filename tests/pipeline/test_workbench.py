"""The evidence workbench as a part of the book: whose documents are in it, and what becomes of its page."""

import json

import pytest

from analysis.documents.register import public_files
from analysis.pipeline import workbench
from analysis.pipeline.book import assemble, build_html
from analysis.pipeline.book_contents import Page
from analysis.pipeline.pages import pages
from analysis.pipeline.tasks import read_outcome, write_outcome
from analysis.pipeline.workbench import Bench, bench_files, benches, made_benches, make_once
from analysis.sources import data_folder

HEAD = (
    "region_code,document_id,document_type,title,year_from,year_to,organisation,file,url,received_on,source,"
    "status\n"
)
ROW = "7322,{id},{type},Judul {id},2013,2013,,{file},{url},,Bappeda,{status}\n"
PUBLIC = "https://ppid.example.go.id/rkpd-2013.pdf"
WORDS = {
    "rkpd-2013": "Cakupan kunjungan ibu hamil K4 ditargetkan sebesar 90% pada tahun 2013.",
    "dpa-2013": "Rahasia. Cakupan kunjungan ibu hamil K4 ditargetkan 88% pada tahun 2013.",
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder in which Luwu Utara has a public and a private document."""
    root = tmp_path / "data"
    root.mkdir()
    for path in data_folder().iterdir():
        if path.name != "regions":
            (root / path.name).symlink_to(path)
    region = root / "regions" / "7322"
    (region / "documents").mkdir(parents=True)
    rows = [
        ROW.format(id="rkpd-2013", type="rkpd", file="RKPD 2013.txt", url=PUBLIC, status="published"),
        ROW.format(id="dpa-2013", type="dpa", file="dpa-2013.txt", url="", status="coded"),
        ROW.format(id="lkpj-2013", type="lkpj", file="not here.txt", url=PUBLIC, status="published"),
    ]
    (region / "documents.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    for name, id in (("RKPD 2013.txt", "rkpd-2013"), ("dpa-2013.txt", "dpa-2013")):
        (region / "documents" / name).write_text(WORDS[id], encoding="utf-8")
    monkeypatch.setenv("PELAYANAN_DATA", str(root))
    monkeypatch.setattr("analysis.documents.cache.cache_folder", lambda: tmp_path / "kept")
    return root


def bench(data) -> Bench:
    (found,) = benches(pages(["7322"], "en", data, only=True), data)
    return found


def test_only_public_documents_that_are_at_hand_are_in_the_book(data):
    assert [path.name for path in public_files("7322")] == ["RKPD 2013.txt"]
    assert [path.name for path in bench(data).files] == ["RKPD 2013.txt"]
    made = {each.slug: each.files for each in benches(pages([], "en", data), data)}
    assert made == {bench(data).slug: bench(data).files, "9999-kabupaten-contoh": ()}
    register = data / "regions" / "7322" / "documents.csv"
    good = register.read_text(encoding="utf-8")
    register.write_text("wrong,header\n", encoding="utf-8")  # its chapter is refused; nothing else stops
    assert [each.code for each in benches(pages(["7322"], "en", data), data)] == ["9999"]
    register.write_text(good, encoding="utf-8")
    (data / "regions" / "7322" / "documents" / "RKPD 2013.txt").unlink()
    assert benches(pages(["7322"], "en", data, only=True), data) == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_holds_the_public_passage_and_no_word_of_the_private_document(data, tmp_path, language):
    folder = tmp_path / "build" / workbench.FOLDER / bench(data).slug
    record = make_once(bench(data), folder, language)
    assert record == {"outcome": "ok", "reason": ""}
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "ditargetkan sebesar 90%" in text and "Rahasia" not in text and "dpa-2013" not in text
    assert {"en": "is published", "id": "sudah diterbitkan"}[language] in text
    assert "KK-01-IBUHAMIL" not in text  # a standard of today is nothing to a plan of 2013
    write_outcome(folder / "outcome.json", **record)
    build = tmp_path / "build"
    assert made_benches([bench(data)], build) == [bench(data)]
    assert list(bench_files(build, [bench(data).slug])) == [f"{bench(data).slug}/index.html"]


def test_what_stops_one_page_becomes_its_outcome(data, tmp_path, monkeypatch):
    folder = tmp_path / "build" / workbench.FOLDER / bench(data).slug
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "old.png").touch()
    (data / "regions" / "7322" / "documents.csv").write_text("region_code\n", encoding="utf-8")
    other = Bench(
        "7322", folder.name, "Luwu Utara", (data / "regions" / "7322" / "documents" / "dpa-2013.txt",)
    )
    record = make_once(other, folder, "en")
    assert record["outcome"] == "refused" and "documents.csv" in record["reason"]
    monkeypatch.setattr(workbench, "_read", lambda *_: 1 / 0)
    record = make_once(other, folder, "en")
    assert record["outcome"] == "failed" and record["reason"].startswith("ZeroDivisionError")
    write_outcome(folder / "outcome.json", **record)
    assert read_outcome(folder / "outcome.json")["outcome"] == "failed"
    assert (
        made_benches([other], tmp_path / "build") == []
        and bench_files(tmp_path / "build", [folder.name]) == {}
    )
    assert not (folder / "pages").exists()


@pytest.mark.parametrize("made", [True, False])
def test_a_chapter_links_only_to_a_workbench_that_was_made(tmp_path, made):
    book = tmp_path / "book"
    book.mkdir()
    for name, text in (
        ("index.md", "# A book\n\n{{ workbenches | length }} pages.\n"),
        ("contents.yml", "root: index\nparts:\n  - caption: Regions\n    pages: specimen\n"),
        ("_config.yml", "title: x\n"),
    ):
        (book / name).write_text(text, encoding="utf-8")
    link = '<a class="workbench" href="../workbench/9999-x/index.html">The workbench</a> shows it.'
    cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in ("# X", link)]
    notebook = tmp_path / "page.ipynb"
    notebook.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (tmp_path / "tests").mkdir()
    page = Page("9999-x", "specimen", "X", notebook)
    benches = {"9999-x": "X"} if made else {}
    assemble(book, [page], {}, tmp_path, tmp_path / "source", workbenches=benches)
    text = (tmp_path / "source" / "chapters" / "9999-x.ipynb").read_text(encoding="utf-8")
    assert ("workbench" in text) is made
    assert f"{int(made)} pages" in (tmp_path / "source" / "index.md").read_text(encoding="utf-8")


def test_files_beside_the_book_come_with_it_and_go_again(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.pipeline.book.run_sphinx", lambda *_, **__: None)
    source, target = tmp_path / "source", tmp_path / "html"
    source.mkdir()
    build_html(
        source, target, beside={"workbench": {"9999-x/index.html": b"<p>", "9999-x/pages/a.png": b"1"}}
    )
    assert (target / "workbench" / "9999-x" / "pages" / "a.png").read_bytes() == b"1"
    build_html(source, target, beside={"workbench": {"9999-x/index.html": b"<p>"}})
    assert (target / "workbench" / "9999-x" / "index.html").exists()
    assert not (target / "workbench" / "9999-x" / "pages").exists()
