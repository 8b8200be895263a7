"""The command ``thread``: every option on two small documents, and the mistakes that people make."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis import cli
from analysis.project import thread_command
from analysis.project.failures import guarded
from analysis.project.read_command import read_with_progress
from analysis.sources import data_folder, load_region_table

SECRET = "Menurut catatan dapur"
DOCUMENTS = {
    "rkpd 2013.txt": f"""RENCANA KERJA PEMERINTAH DAERAH KABUPATEN LUWU UTARA TAHUN 2013
{SECRET}, cakupan kunjungan ibu hamil K4 ditargetkan sebesar 90% pada tahun 2013.
Cakupan kunjungan bayi ditargetkan sebesar 85% pada tahun 2013.
""",
    "dpa 2013.txt": f"""DOKUMEN PELAKSANAAN ANGGARAN DINAS KESEHATAN KABUPATEN LUWU UTARA TAHUN 2013
{SECRET}, cakupan kunjungan ibu hamil K4 ditargetkan 88% pada tahun 2013.
""",
}
K4, BABIES = "KES-01", "KES-06"
HEALTH = "SPM-KES-741-2008"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A data folder in which Luwu Utara has two documents, which no register knows."""
    root = tmp_path_factory.mktemp("data")
    for path in data_folder().iterdir():
        if path.name != "regions":
            (root / path.name).symlink_to(path)
    folder = root / "regions" / "7322" / "documents"
    folder.mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (root / "regions" / "3574" / "documents").mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def read_once(data, tmp_path_factory):
    """What reading gives, once and in earnest, each file in a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PELAYANAN_DATA", str(data))
        patch.setattr("analysis.documents.cache.cache_folder", lambda: tmp_path_factory.mktemp("kept"))
        files = sorted((data / "regions" / "7322" / "documents").iterdir())
        return read_with_progress(files, {}, None, None, False, ())


@pytest.fixture
def call(capsys, data, read_once, monkeypatch):
    """Run the command with what was read once; tables of the region are those of the test alone."""
    monkeypatch.setenv("PELAYANAN_DATA", str(data))
    monkeypatch.setattr(thread_command, "read_with_progress", lambda *_: read_once)
    for table in (data / "regions" / "7322").glob("*.csv"):
        table.unlink()

    def run(*words, region="luwu utara"):
        code = guarded(lambda: cli.app(["thread", region, *map(str, words)], prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return run


def sheet_of(call, path: Path, coder: str, cells: dict[tuple[str, str], object], *more: str) -> Path:
    """Hand out the sheet of a coder and fill cells of (indicator, document)."""
    code, out, _ = call("--sheet", path, "--coder", coder, *more)
    assert code == 0 and str(path) in out.replace(" ", "") or path.name in out
    book = openpyxl.load_workbook(path)
    page = book["coding"]
    heads = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        at = dict(zip(heads, row, strict=True))
        key = (at["indicator_code"].value, at["document_id"].value)
        if key in cells:
            at["level"].value = cells[key]
    book.save(path)
    return path


@pytest.fixture(scope="module")
def ids(read_once) -> dict[str, str]:
    return {one.record.document_type: one.record.document_id for one in read_once}


def test_levels_losses_and_contradictions_are_printed(call):
    code, out, _ = call()
    assert code == 0
    assert "Kabupaten Luwu Utara, budget year 2013" in out
    assert f"{K4} 3 3" in out and f"{BABIES} 3 0 dpa" in out
    assert "2 of 107 indicators are named somewhere; 1 are lost on the way." in out
    assert "Of 1 pairs of neighbouring documents that both set a target, 0 have the same." in out
    assert "Contradictions between figures: 1" in out
    assert "214 of 214 levels were seen by no person." in out


def test_in_indonesian(call, tmp_path):
    code, out, _ = call("-l", "id", "--workbench", tmp_path / "meja", "--write")
    assert code == 0
    for words in ("tahun anggaran 2013", "Ditulis:", "2 dokumen, 214 sel; 0 penilaian orang.",
                  "tanpa kutipan dokumen"):  # fmt: skip
        assert words in out, words
    page = (tmp_path / "meja" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="id">' in page and "Cakupan kunjungan ibu hamil K4" in page


def test_tables_are_written_without_a_passage(call, tmp_path):
    code, out, _ = call("--csv", tmp_path / "t")
    assert code == 0 and "Tables without passages written to" in out
    names = {path.stem for path in (tmp_path / "t").iterdir()}
    assert names == {
        "documents", "levels", "figures", "money", "programmes", "thread", "leakage", "continuity",
        "contradictions",
    }  # fmt: skip
    assert not any(SECRET in path.read_text(encoding="utf-8") for path in (tmp_path / "t").iterdir())
    with (tmp_path / "t" / "contradictions.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert {row["value"], row["other_value"]} == {"90", "88"}


def test_the_workbench_warns_and_with_levels_only_holds_no_word_of_a_document(call, tmp_path):
    code, out, _ = call("--workbench", tmp_path / "a")
    assert code == 0 and "They may not be yours to publish" in out
    assert SECRET in (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    code, out, _ = call("--workbench", tmp_path / "b", "--levels-only")
    assert code == 0 and "yours to publish" not in out
    text = (tmp_path / "b" / "index.html").read_text(encoding="utf-8")
    assert SECRET not in text and "ditargetkan" not in text


def test_a_region_can_keep_levels_and_figures_and_a_second_time_gives_the_same(call, data, ids):
    assert call("--write")[0] == 0
    folder = data / "regions" / "7322"
    first = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    assert set(first) == {"document-levels.csv", "document-figures.csv"}
    assert not any(SECRET.encode() in content for content in first.values())
    levels = load_region_table("7322", "document-levels").frame
    own = levels[(levels["indicator_code"] == K4) & (levels["document_id"] == ids["rkpd"])]
    assert own[["level", "coded_by", "status", "source"]].to_numpy().tolist() == [
        [3, "machine", "coded", ids["rkpd"]]
    ]
    assert call("--write")[0] == 0
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == first


def test_rows_of_documents_that_are_not_at_hand_are_kept_and_the_person_is_told(call, data):
    assert call("--write")[0] == 0
    path = data / "regions" / "7322" / "document-levels.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    gone = frame[frame["document_type"] == "dpa"].assign(document_id="dpa-2010", coded_by="ani", level="4")
    gone.to_csv(path, mode="a", header=False, index=False)
    code, out, _ = call("--write")
    assert code == 0 and f"Kept as they were: {len(gone)} rows" in out
    after = load_region_table("7322", "document-levels").frame
    assert (after["document_id"] == "dpa-2010").sum() == len(gone)


def test_two_coders_overrule_the_machine_agree_in_numbers_and_are_remembered(call, tmp_path, ids):
    cells = {(K4, ids["rkpd"]): 3, (K4, ids["dpa"]): 3, (BABIES, ids["rkpd"]): 3, (BABIES, ids["dpa"]): 0}
    ani = sheet_of(call, tmp_path / "ani.xlsx", "ani", cells)
    budi = sheet_of(call, tmp_path / "budi.xlsx", "budi", {**cells, (K4, ids["dpa"]): 5})
    code, out, _ = call("--codes", ani, "--codes", budi, "--write")
    assert code == 0
    assert "The machine against ani: 1.00" in out and "The machine against budi: 0." in out
    assert "People, Krippendorff's alpha" in out and "People, Cohen's kappa" in out
    assert "210 of 214 levels were seen by no person." in out and "8 codes of people." in out
    code, out, _ = call()  # the sheets are not needed again
    assert code == 0 and "The machine against ani: 1.00" in out
    changed = sheet_of(call, tmp_path / "again.xlsx", "budi", cells)
    assert call("--codes", changed, "--write")[0] == 0
    rows = load_region_table("7322", "document-levels").frame.query("coded_by == 'budi'")
    assert rows["level"].tolist() and 5 not in rows["level"].tolist()


def test_one_coded_cell_is_too_few_for_a_coefficient_and_stops_nothing(call, tmp_path, ids):
    ani = sheet_of(call, tmp_path / "ani.xlsx", "ani", {(K4, ids["rkpd"]): 2})
    code, out, _ = call("--codes", ani)
    assert code == 0 and "at least two units" in out and "213 of 214" in out


def test_a_sheet_is_blind_unless_asked_otherwise(call, tmp_path, ids):
    blind = pd.read_excel(sheet_of(call, tmp_path / "a.xlsx", "ani", {}))
    seeing = pd.read_excel(sheet_of(call, tmp_path / "b.xlsx", "ani", {}, "--seeing"))
    assert blind["machine_level"].isna().all() and seeing["machine_level"].max() == 3
    assert set(blind["document_id"]) == set(ids.values())


@pytest.mark.parametrize("coder", [(), ("--coder", "machine"), ("--coder", " ")])
def test_a_sheet_needs_a_coder(call, tmp_path, coder):
    code, _, err = call("--sheet", tmp_path / "x.xlsx", *coder)
    assert code == 2 and "Say who codes" in err
    assert not (tmp_path / "x.xlsx").exists()


def test_a_wrong_level_is_told_with_file_and_row(call, tmp_path, ids):
    path = sheet_of(call, tmp_path / "ani.xlsx", "ani", {(K4, ids["dpa"]): "enam"})
    code, _, err = call("--codes", path)
    assert code == 2 and "ani.xlsx, row" in err and "found 'enam'" in err and "from 0 to 5" in err
    code, _, err = call("--codes", path, "-l", "id")
    assert code == 2 and "baris" in err and "'enam'" in err


def test_a_sheet_of_another_region_and_a_file_that_is_no_sheet_are_refused(call, tmp_path):
    foreign = tmp_path / "foreign.csv"
    foreign.write_text(
        f"document_id,catalogue,indicator_code,coder,level\nrenja-2020,{HEALTH},{K4},ani,3\n",
        encoding="utf-8",
    )
    code, _, err = call("--codes", foreign)
    assert code == 2 and f"renja-2020 / {HEALTH} / {K4}" in err and "Read the documents of the sheet" in err
    assert call("--codes", tmp_path / "nowhere.xlsx")[0] == 2
    (tmp_path / "empty.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, _, err = call("--codes", tmp_path / "empty.csv")
    assert code == 2 and "document_id" in err
    (tmp_path / "no.xlsx").write_bytes(b"PK no workbook")
    code, _, err = call("--codes", tmp_path / "no.xlsx")
    assert code == 2 and "cannot be read as a coding sheet" in err


def test_a_catalogue_of_another_time_is_followed_where_it_is_named(call, read_once, monkeypatch):
    code, out, _ = call("--catalogue", HEALTH, "--catalogue", "SPM-KES-PP2-2018")
    assert code == 0 and "of 136 indicators" in out  # all that the two documents were read for


def test_a_year_of_which_no_document_speaks_is_refused_with_those_covered(call):
    code, _, err = call("--year", 1999)
    assert code == 2 and "speaks of 1999" in err and "2013-2013" in err
    code, _, err = call("--year", 1999, "-l", "id")
    assert code == 2 and "Tahun yang diliput: 2013-2013" in err


def test_an_unknown_region_gets_the_nearest_and_one_without_documents_what_to_do(call):
    code, _, err = call(region="luwu utra")
    assert code == 2 and "Luwu Utara" in err
    code, _, err = call(region="3574")
    assert code == 2 and "Put the plans, budgets and reports of the region there" in err
    code, _, err = call("-l", "id", region="6172")
    assert code == 2 and "Simpan rencana, anggaran, dan laporan" in err


def test_the_specimen_without_documents_says_how_to_make_them(call):
    code, _, err = call(region="9999")
    assert code == 2 and "specimen documents` makes them" in err
    code, _, err = call("-l", "id", region="contoh")
    assert code == 2 and "specimen documents` membuatnya" in err


def test_an_unknown_catalogue_is_refused_before_anything_is_read(call, monkeypatch):
    monkeypatch.setattr(thread_command, "read_with_progress", read_with_progress)
    monkeypatch.setattr("analysis.project.read_command.read_documents", lambda *_, **__: 1 / 0)
    code, _, err = call("--catalogue", "SPM-KES-741-2009")
    assert code == 2 and HEALTH in err


def test_documents_of_no_type_cannot_be_followed_and_nothing_is_written(call, data, monkeypatch, read_once):
    monkeypatch.setattr(thread_command, "read_with_progress", lambda *_: [])
    assert call("--write")[0] == 2
    assert not list((data / "regions" / "7322").glob("*.csv"))


def test_a_folder_that_cannot_be_written_is_told(call, tmp_path):
    (tmp_path / "closed").write_text("a file where the folder should be", encoding="utf-8")
    code, _, err = call("--csv", tmp_path / "closed" / "t")
    assert code == 2 and "closed" in err
