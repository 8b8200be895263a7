"""What a person reads on a question or a mistake is in the language that they chose."""

import json
import shutil

import pytest

from analysis import cli
from analysis.errors import ParameterError, RegionError
from analysis.exhibits import Chapter
from analysis.messages import in_language, language_of_messages, say, whole_number
from analysis.pipeline.parameters import RegionParameters
from analysis.project.failures import guarded
from analysis.regions import find_region
from analysis.sources import data_folder


@pytest.fixture
def call(capsys):
    def run(*words):
        code = guarded(lambda: cli.app(list(words), prog_name="pelayanan"))
        said = capsys.readouterr()
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return run


MISTAKES = [
    (("regions", "Singkawng"), "There is no region 'Singkawng'", "Tidak ada daerah 'Singkawng'"),
    (("regions", "luwu uta ra"), "6172|7322", "Yang terdekat"),
    (("check", "national/pannel"), "There is no table named", "Tidak ada tabel bernama"),
    (("explain", "national.gain_membres"), "There is no result or exhibit", "Tidak ada hasil atau sajian"),
    (("check", "no-such-file.xlsx"), "There is no table named", "Tidak ada tabel bernama"),
]


def test_numbers_in_messages_are_written_as_the_language_does():
    said = "at most {most:,} MB are read of this kind. Divide it."
    whole = f"It has {{size:,.0f}} MB; {said}"
    assert (
        say(whole, size=1234.5, most=2000)
        == "It has 1,234 MB; at most 2,000 MB are read of this kind. Divide it."
    )
    with in_language("id"):
        told = say(whole, size=1234.5, most=2000)
        assert "1.234 MB" in told and "2.000 MB" in told
        assert (whole_number(1_000_000), say("{year}", year=2013)) == ("1.000.000", "2013")


@pytest.mark.parametrize(("words", "english", "indonesian"), MISTAKES, ids=lambda each: str(each)[:24])
def test_a_mistake_is_told_in_the_language_of_the_option_and_of_the_environment(
    call, monkeypatch, words, english, indonesian
):
    code, _, err = call(*words)
    assert code == 2 and any(part in err for part in english.split("|"))
    code, _, err = call(*words, "--language", "id")
    assert code == 2 and indonesian in err
    monkeypatch.setenv("PELAYANAN_LANGUAGE", "id")
    code, _, err = call(*words)
    assert code == 2 and indonesian in err
    code, _, err = call(*words, "-l", "en")
    assert code == 2 and indonesian not in err


def test_a_language_that_is_not_there_is_refused_wherever_it_is_named(call, monkeypatch):
    assert call("regions", "luwu", "-l", "jv")[0] == 2
    monkeypatch.setenv("PELAYANAN_LANGUAGE", "jv")
    code, _, err = call("regions", "luwu")
    assert code == 2 and "PELAYANAN_LANGUAGE" not in err and "'jv'" in err


def test_parameters_of_a_run_are_refused_in_the_language_of_the_environment(call, monkeypatch):
    monkeypatch.setenv("PELAYANAN_LANGUAGE", "id")
    code, _, err = call("run", "6172", "--first-year", "1990")
    assert code == 2 and "tahun dalam panel, 2000 sampai 2016" in err
    code, _, err = call("run", "Jawa Barat")
    assert code == 2 and "sebutkan kabupaten atau kota" in err


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("population_people", "abc", "angka dengan titik desimal"),
        ("year", "1800", "paling sedikit 2000"),
        ("region_code", "617", "teks berbentuk"),
    ],
)
def test_a_spoilt_cell_is_told_in_indonesian_with_row_and_column(
    call, tmp_path, monkeypatch, column, cell, said
):
    shutil.copytree(data_folder(), tmp_path / "data")
    monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path / "data"))
    path = tmp_path / "data" / "national" / "population-grdp.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True)) | {column: cell}
    path.write_text("\n".join([head, ",".join(cells.values()), *rest]) + "\n", encoding="utf-8")
    code, _, err = call("check", "national/population-grdp", "--language", "id")
    assert code == 2 and said in err and f"'{column}'" in err and "baris 2" in err


def test_tables_and_regions_are_listed_with_indonesian_heads(call):
    _, out, _ = call("regions", "luwu", "-l", "id")
    assert "daerah studi" in out and "3 daerah" in out
    _, out, _ = call("check", "national/regions", "-l", "id")
    assert "Dimuat national/regions" in out and "Pemeriksaan kejujuran data" in out and "tidak dinilai" in out


def test_json_does_not_change_with_the_language(capsys):
    made = []
    for language in ("en", "id"):
        guarded(
            lambda code=language: cli.app(["regions", "6172", "--json", "-l", code], prog_name="pelayanan")
        )
        made.append(json.loads(capsys.readouterr().out))
    assert made[0] == made[1]


def test_a_chapter_refuses_in_its_own_language():
    Chapter("region", "id")
    assert language_of_messages() == "id"
    with pytest.raises(RegionError, match="Tidak ada daerah"):
        find_region("Singkawng")


def test_parameters_say_what_may_be_given_and_what_was_found():
    with pytest.raises(ParameterError, match="parameter 'seed': expected a whole number, found 'x'"):
        RegionParameters(seed="x")
    with pytest.raises(
        ParameterError, match="parameter 'language': expected one of 'en' or 'id', found 'nl'"
    ):
        RegionParameters(language="nl")
