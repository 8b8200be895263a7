"""The commands for complaint surveys: a questionnaire from a list, and how many people to ask."""

import openpyxl
import pytest

from analysis import cli
from analysis.errors import DataError, ParameterError
from analysis.messages import use_language
from analysis.project.failures import guarded
from analysis.project.surveys import make_questionnaire, read_entries, sizes_of_sample


@pytest.fixture
def call(capsys):
    def run(*words):
        code = guarded(lambda: cli.app(list(words), prog_name="pelayanan"))
        use_language("en")
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, " ".join((said.out + said.err).split())

    return run


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(
        "Keluhan\n1. Waktu tunggu di loket terlalu lama\n2) Menunggu lama di loket\n\n- Bu Siti marah\n",
        encoding="utf-8",
    )
    return path


def test_a_list_is_read_with_and_without_numbers(listed, tmp_path):
    entries = ["Waktu tunggu di loket terlalu lama", "Menunggu lama di loket", "Bu Siti marah"]
    assert read_entries(listed) == entries
    book = openpyxl.Workbook()
    for entry in ("Pengaduan", *entries):
        book.active.append([entry, 3])
    book.save(tmp_path / "list.xlsx")
    assert read_entries(tmp_path / "list.xlsx") == entries


def test_a_merge_is_proposed_and_made_only_when_asked_for(call, listed, tmp_path):
    code, told = call("questionnaire", str(listed), "--unit", "Puskesmas Contoh")
    assert code == 0 and "P03 Bu Siti marah" in told and "--merge 1+2" in told
    assert "names a person" in told
    out = tmp_path / "merged.xlsx"
    code, told = call("questionnaire", str(listed), "-u", "A", "--merge", "1+2", "-o", str(out), "-l", "id")
    assert code == 0 and "P02 Bu Siti marah" in told and "--merge" not in told and "menyebut nama" in told
    assert out.stat().st_size > 3000


def test_what_stands_there_is_not_overwritten(call, listed):
    assert call("questionnaire", str(listed), "-u", "A")[0] == 0
    code, told = call("questionnaire", str(listed), "-u", "A")
    assert code != 0 and "was not touched" in told


def test_how_many_to_ask(call):
    code, told = call("sample-size", "--users", "1000", "--before", "50", "--after", "75", "--power", "90")
    assert code == 0
    assert "within 5 points: 278" in told and "Krejcie and Morgan, people drawn one by one: 278" in told
    # 77 without an end to the population (R's help of power.prop.test: 76.7), with 1,000 users: 72.
    assert "in each round" in told and told.endswith(": 72")
    assert "A change needs both" in call("sample-size", "--before", "50")[1]
    lines = sizes_of_sample(None, 10, 50, 1.5, 80, None, 1, 80)
    assert [size for _, size in lines] == ["145 answers, 182 people to approach"]


def test_refusals(listed, tmp_path):
    with pytest.raises(ParameterError, match="The merge 'first' is none"):
        make_questionnaire(listed, "A", merges=["first"])
    with pytest.raises(DataError, match="cannot be read as text"):
        read_entries(tmp_path / "absent.txt")
