"""The command ``read`` and the register."""

import csv
import json
import os
import shutil
import sys
from io import StringIO

import pytest
from rich.console import Console

from analysis import cli
from analysis.documents import Limits
from analysis.documents.record import Outcome
from analysis.documents.register import registered_documents
from analysis.project import checks
from analysis.project.failures import guarded
from analysis.project.read_command import files_of
from analysis.project.show_documents import page_ranges, print_outcomes
from analysis.sources import data_folder
from tests.documents import bad_files

REGISTER = (
    "region_code,document_id,document_type,title,year_from,year_to,organisation,file,url,received_on,source,status\n"
    "7322,renstra-dinkes,renstra,Renstra,2011,2015,Dinas Kesehatan,Naskah.PDF,,,Dinas Kesehatan,coded\n"
)


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """Run the command line in this process, with a cache and data of its own."""
    monkeypatch.setattr("analysis.documents.cache.cache_folder", lambda: tmp_path / "kept")
    data = tmp_path / "data"
    shutil.copytree(data_folder(), data)
    monkeypatch.setenv("PELAYANAN_DATA", str(data))

    def run(*words):
        code = guarded(lambda: cli.app(["read", *map(str, words)], prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return run


def test_the_register_overrules_and_what_it_lacks_is_proposed(call, make_pdf, tmp_path):
    region = tmp_path / "data" / "regions" / "7322"
    (region / "documents").mkdir(parents=True)
    (region / "documents.csv").write_text(REGISTER, encoding="utf-8")
    title = "RENCANA KERJA PEMERINTAH DAERAH KABUPATEN LUWU UTARA TAHUN 2014"
    shutil.copy(make_pdf(title), region / "documents" / "naskah.pdf")
    shutil.copy(make_pdf(f"{title} \n\n Lampiran"), region / "documents" / "rkpd baru.pdf")
    code, out, _ = call("-r", "luwu utara", "--json", tmp_path / "o.json", "--propose", tmp_path / "p.csv")
    assert code == 0
    assert "naskah.pdf read renstra 2011–2015 1 1 0 0" in out
    assert "rkpd baru.pdf read rkpd ? 2014 1 1 0 0" in out
    first, second = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert (first["record"]["document_id"], first["record"]["registered"]) == ("renstra-dinkes", True)
    assert second["record"]["evidence"][0] == {
        "field": "document_type",
        "words": "RENCANA KERJA PEMERINTAH DAERAH",
        "page": 1,
    }
    with (tmp_path / "p.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["document_id"], row["region_code"], row["file"]) == ("rkpd-2014", "7322", "rkpd baru.pdf")
    (region / "documents.csv").write_text((tmp_path / "p.csv").read_text(encoding="utf-8"), encoding="utf-8")
    assert list(registered_documents("7322")) == ["rkpd baru.pdf"]


def test_a_refused_file_gives_status_1_and_the_language_is_kept(call, tmp_path):
    (tmp_path / "a [b] é.pdf").write_bytes(b"")
    (tmp_path / "b.pdf").write_bytes(bad_files.good_pdf())
    code, out, _ = call(tmp_path / "a [b] é.pdf", tmp_path / "b.pdf", "-l", "id", "--no-ocr")
    assert code == 1
    assert "a [b] é.pdf: Berkas kosong (0 bita)" in out
    assert "2 berkas: 1 terbaca, 0 terbaca sebagian, 1 ditolak; 0 sudah pernah dibaca." in out
    _, out, _ = call(tmp_path / "b.pdf", "--no-ocr")
    assert "1 had been read before" in out


def test_the_help_tells_the_bounds_that_hold(call):
    limits = Limits()
    _, out, _ = call("--help")
    assert f"{limits.page_seconds:.0f} seconds a page" in out
    assert (limits.document_seconds, "an hour in all" in out) == (3600, True)
    assert f"at most {limits.memory_mb:,} MB of memory" in out


@pytest.mark.parametrize("bounded", [True, False])
def test_where_memory_is_not_bounded_the_command_says_so(monkeypatch, bounded):
    monkeypatch.setattr("analysis.project.show_documents.bounds_memory", lambda: bounded)
    console = Console(file=StringIO(), width=200)
    print_outcomes([Outcome("b.pdf", "refused", "It is empty.")], console)
    assert ("does not bound the memory" in console.file.getvalue()) is not bounded


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_name_that_is_no_text_is_shown_and_written(call, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.touch()
    code, out, _ = call(path, "--json", tmp_path / "o.json")
    assert (code, "\ufffd.txt refused" in out) == (1, True)
    (outcome,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert outcome["path"] == str(path)


def test_neither_file_nor_region_and_a_folder_without_files_are_told(call, tmp_path):
    assert call()[0] == 2
    (tmp_path / "dokumen").mkdir()
    (tmp_path / "dokumen" / "Thumbs.db").touch()
    code, _, err = call(tmp_path / "dokumen")
    assert code == 2
    assert "There is no file in" in err


def test_a_folder_stands_for_its_files_once_each(tmp_path):
    for name in ("b.pdf", "a/c.docx", ".gitkeep", "~$a.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert files_of([tmp_path, tmp_path / "b.pdf"]) == [tmp_path / "a" / "c.docx", tmp_path / "b.pdf"]


def test_page_numbers_are_written_shortly():
    assert page_ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert page_ranges(list(range(1, 60, 2))).endswith("23, \u2026")


def test_clean_removes_what_was_read(tmp_path):
    (tmp_path / "output" / "documents-read").mkdir(parents=True)
    (tmp_path / "output" / "own").mkdir()
    assert checks.clean(tmp_path) == [tmp_path / "output" / "documents-read"]
    assert (tmp_path / "output" / "own").is_dir()


def test_the_names_of_mistakes_lead_to_what_is_there(call, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Rencana Kerja", encoding="utf-8")
    for words, told in (
        ((file, "-r", "Luwu Utra"), "Luwu Utara"),
        ((file, "--catalogue", "SPM-KES-741-2009"), "SPM-KES-741-2008"),
        (("-r", "3574"), "Put the plans, budgets and reports of the region there"),
        (("-r", "9999"), "specimen documents` makes them"),
        ((file, "--jobs", "0"), "--jobs"),
    ):
        code, _, err = call(*words)
        assert code == 2 and told in err, (words, err)
    code, _, err = call("-r", "9999", "-l", "id")
    assert code == 2 and "bukan bagian proyek" in err


def test_a_locked_file_needs_its_password_and_one_catalogue_can_be_chosen(call, tmp_path):
    (tmp_path / "terkunci.pdf").write_bytes(bad_files.locked_pdf())
    code, out, _ = call(tmp_path / "terkunci.pdf", "--no-ocr")
    assert code == 1 and "locked with a password" in out
    words = ("--password", "rahasia", "-c", "SPM-KES-741-2008", "--json", tmp_path / "o.json", "-j", "1")
    code, out, _ = call(tmp_path / "terkunci.pdf", *words)
    assert code == 0
    (outcome,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert {level["catalogue"] for level in outcome["findings"]["levels"]} == {"SPM-KES-741-2008"}
    assert outcome["record"]["public"] is False
