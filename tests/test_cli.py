"""The command line: help that teaches, look-ups, exit codes, and errors without a traceback."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import typer

from analysis import cli, pipeline
from analysis.errors import BuildError
from analysis.pipeline.reporting import ReportRow, ReportSummary
from analysis.project import PROGRAM, checks, in_readers_words
from analysis.project.failures import guarded
from analysis.sources import REGION_TABLES, data_folder, load_region_table


@pytest.fixture
def call(capsys):
    """Run the command line in this process; give its exit code, output and errors."""

    def run(*words):
        code = guarded(lambda: cli.app(list(words), prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return run


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil."""
    shutil.copytree(data_folder(), tmp_path / "data")
    monkeypatch.setenv("PELAYANAN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def every_command():
    top = typer.main.get_command(cli.app)
    names = []
    for name, command in top.commands.items():
        inner = getattr(command, "commands", None)
        names += [(name, part) for part in inner] if inner else [(name,)]
    return names


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_has_help_with_an_example(call, words):
    code, out, _ = call(*words, "--help")
    assert code == 0
    assert "Examples:" in out
    assert f"{PROGRAM} {' '.join(words)}" in out


@pytest.mark.parametrize("words", [(), ("data",)])
def test_no_command_gives_help(call, words):
    _, out, err = call(*words)
    assert "Usage: pelayanan" in out + err


def test_help_loads_no_heavy_library():
    heavy = [
        "pandas",
        "numpy",
        "matplotlib",
        "statsmodels",
        "papermill",
        "pydantic",
        "pytask",
        "rich.console",
    ]
    program = f"import sys, analysis.cli; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("repot",), "report"),
        (("report", "--langauge", "id"), "--language"),
        (("regions", "Singkawng"), "6172 Kota Singkawang"),
        (("run", "Probolingo"), "Probolinggo"),
        (("run", "6172", "--first-year", "1990"), "2000"),
        (("run", "6172", "--language", "nl"), "en"),
        (("check", "national/pannel"), "national/panel"),
    ],
)
def test_a_wrong_word_ends_with_2_and_names_the_right_one(call, words, hint):
    code, _, err = call(*words)
    assert code == 2
    assert hint in err


def test_regions_by_name_province_and_part_in_the_study(call):
    code, out, _ = call("regions", "luwu")
    assert code == 0
    assert "7322 Kabupaten Luwu Utara Sulawesi Selatan study region, Kinerja district" in out
    assert "3 regions" in out
    _, out, _ = call("regions", "--study")
    assert [code for code in ("3574", "6172", "7322") if code in out] == ["3574", "6172", "7322"]
    assert "3 regions" in out


def test_regions_as_json_for_another_program(call, capsys):
    guarded(lambda: cli.app(["regions", "6172", "--json"], prog_name="pelayanan"))
    (row,) = json.loads(capsys.readouterr().out)
    assert row["name"] == "Kota Singkawang"
    assert row["study"] is True


def test_check_says_what_every_table_holds(call):
    code, out, _ = call("check")
    assert code == 0
    assert "national/panel" in out and "rows x" in out


@pytest.mark.parametrize("what", ["national/regions", "data/national/regions.csv"])
def test_check_of_one_table_by_name_or_path(call, what):
    code, out, _ = call("check", what)
    assert code == 0
    assert "Loaded national/regions" in out
    assert "longitude_deg" in out


def test_check_of_a_region_names_what_it_lacks_and_the_templates(call):
    code, out, _ = call("check", "Kota Surabaya")
    assert code in (0, 1)  # 1: the panel's rows of the region hold a flag at error level
    for name in REGION_TABLES:
        assert f"data/templates/{name}.xlsx" in out


def test_check_of_a_spoilt_table_ends_with_1_and_names_it(call, own_data):
    table = own_data / "national" / "deflator.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("year,", "jahr,", 1), encoding="utf-8")
    code, out, _ = call("check")
    assert code == 1
    assert "deflator.csv" in out and "jahr" in out
    assert "national/panel" in out


def test_check_of_a_file_without_region_and_year_says_what_to_do(call, tmp_path):
    stray = tmp_path / "indicators.csv"
    stray.write_text("a\n1\n", encoding="utf-8")
    code, _, err = call("check", str(stray))
    assert code == 2
    assert "region_code and year" in err and f"{PROGRAM} import" in err


def test_report_shows_outcomes_and_where_to_open_what_was_made(call, monkeypatch, tmp_path):
    page = tmp_path / "index.html"
    rows = (
        ReportRow("Kota Singkawang", "unchanged", "", 0.0, page),
        ReportRow("Kabupaten Lain", "refused", "no outcome is known", 1.5, page),
    )
    given = {}

    def report(**options):
        given.update(options)
        return ReportSummary(rows, (("HTML", page),), 2.0, 1)

    monkeypatch.setattr(pipeline, "report", report, raising=False)
    code, out, _ = call("report", "-r", "6172", "-r", "7322", "--language", "id", "--no-pdf")
    assert code == 1
    assert "refused" in out and "no outcome is known" in out
    assert page.as_uri() in out.replace(" ", "")
    assert given["regions"] == ("6172", "7322")
    assert given["language"] == "id" and given["pdf"] is False


def test_run_passes_the_assumptions_on(call, monkeypatch, tmp_path):
    given = {}

    def run_region(parameters, output):
        given.update(parameters.model_dump(), output=output)
        return output / "6172.ipynb"

    monkeypatch.setattr(pipeline, "run_region", run_region, raising=False)
    code, out, _ = call("run", "Singkawang", "--first-year", "2005", "--seed", "7", "-o", str(tmp_path))
    assert code == 0
    assert (given["region"], given["first_year"], given["seed"]) == ("6172", 2005, 7)
    assert given["output"] == tmp_path
    assert "6172.ipynb" in out


def test_lab_opens_the_notebooks_folder(call, monkeypatch):
    given = []
    monkeypatch.setattr(checks, "run_interactive", lambda *words: given.append(words) or 0)
    assert call("lab", "--", "--no-browser")[0] == 0
    assert given[0][0] == "jupyterlab"
    assert given[0][1].endswith("notebooks") and given[0][2] == "--no-browser"


def ends(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (BuildError("The folder is full. Make room."), 2, "The folder is full. Make room."),
        (KeyboardInterrupt(), 130, "safe to run the same command again"),
        (SystemExit(130), 130, "safe to run the same command again"),
        (SystemExit(5), 5, ""),
        (SystemExit(None), 0, ""),
        (ZeroDivisionError("half a region"), 3, "ZeroDivisionError: half a region"),
    ],
)
def test_every_end_has_its_code_and_its_words(capsys, error, code, words):
    assert guarded(ends(error)) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback (most" not in said


def test_an_unexpected_error_leaves_its_traceback_in_a_file(capsys):
    guarded(ends(ZeroDivisionError("half a region")))
    path = Path(capsys.readouterr().err.split("Full traceback: ")[1].strip())
    assert "in command" in path.read_text(encoding="utf-8")
    path.unlink()


def test_messages_name_the_command_that_the_reader_can_type(monkeypatch):
    monkeypatch.setattr("analysis.project.PROGRAM", "python run.py")
    assert in_readers_words("Run `pelayanan lock`.") == "Run `python run.py lock`."


def test_steps_go_on_after_a_failure_and_the_summary_names_it(capsys):
    from rich.console import Console

    steps = [checks.Step("first", lambda console: False), checks.Step("second", lambda console: True)]
    verdicts = checks.run_steps(steps, Console())
    said = capsys.readouterr().out
    assert [verdict.passed for verdict in verdicts] == [False, True]
    assert checks.exit_code(verdicts) == 1
    assert "1 of 2 failed: first" in said


def test_nothing_checked_is_not_a_pass():
    assert checks.exit_code([]) == 1


def test_missing_notebooks_fail_the_check_of_notebooks(tmp_path, capsys):
    from rich.console import Console

    step = checks.test_steps(root=tmp_path)[-1]
    assert "nbval" in step.name
    assert step.run(Console()) is False
    assert "nothing to check" in capsys.readouterr().out


def test_fast_leaves_out_slow_tests_and_notebooks():
    names = [step.name for step in checks.test_steps(fast=True)]
    assert names[-1] == "tests (fast)"
    assert not any("nbval" in name for name in names)


def test_clean_removes_what_was_made_and_nothing_else(tmp_path):
    for name in ("book/_build/html", "data/regions/6172/documents", ".venv", ".pytest_cache"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".coverage").write_text("", encoding="utf-8")
    removed = checks.clean(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in removed) == [
        ".coverage",
        ".pytest_cache",
        "book/_build",
    ]
    assert (tmp_path / "data/regions/6172/documents").is_dir() and (tmp_path / ".venv").is_dir()


def planners_file(folder):
    path = folder / "bantuan.csv"
    path.write_text(
        "DAFTAR BANTUAN\n\nTahun;Program;Sektor;Jenis bantuan;Uraian;Jumlah;Satuan;Sumber\n"
        "2012;Kinerja;health;training;Pelatihan SPM;3;kali;Laporan\n"
        "2013;Kinerja;health;grant;Hibah;1.250;juta;Laporan\n",
        encoding="utf-8",
    )
    return path


def test_import_asks_what_it_cannot_know_and_writes_nothing(call, own_data, tmp_path):
    path = planners_file(tmp_path)
    code, out, _ = call("import", str(path), "-r", "luwu utara", "-t", "inputs-received", "--write")
    assert code == 1
    assert "1.250" in out and "--decimal quantity=" in out and "--fill status=" in out
    assert not (own_data / "regions" / "7322").exists()


def test_import_writes_when_told_and_keeps_the_file(call, own_data, tmp_path):
    path = planners_file(tmp_path)
    before = path.read_bytes()
    words = ["import", str(path), "-r", "7322", "-t", "inputs-received"]
    answers = ["--decimal", "quantity=,", "--fill", "status=coded"]
    code, out, _ = call(*words, *answers)
    assert code == 0 and "Nothing was written" in out
    code, out, _ = call(*words, *answers, "--write")
    assert code == 0 and "inputs-received.csv" in out
    made = load_region_table("7322", "inputs-received").frame
    assert list(made["quantity"]) == [3, 1250] and set(made["status"]) == {"coded"}
    assert path.read_bytes() == before
    assert "Checks on data: " in out
    _, out, _ = call("check", "7322")
    assert "Imported from" in " ".join(out.split())


def test_a_template_is_handed_out_filled_in_and_comes_back_with_what_the_checks_say(call, own_data, tmp_path):
    folder = tmp_path / "forms"
    code, out, _ = call("template", "indicators", "-r", "luwu utara", "-o", str(folder))
    path = folder / "indicators-7322.xlsx"
    assert code == 0 and path.name in out
    code, _, err = call("template", "indicators", "-r", "7322", "-o", str(folder), "-l", "id")
    assert code == 2 and "tidak diubah" in err
    book = openpyxl.load_workbook(path)
    for column, value in zip("CDFGHKM", [2013, "KES-03", 120, 100, 120, "Profil", "coded"], strict=True):
        book["Data"][f"{column}6"] = value
    book.save(path)
    code, out, err = call("import", str(path), "-r", "7322", "-t", "indicators", "--write")
    assert code == 0, out + err
    assert "Checks on data: " in out and "numerator is above the denominator" in out


def test_import_of_a_wrong_file_table_or_option_is_one_sentence(call, tmp_path):
    path = planners_file(tmp_path)
    for words, said in (
        (["import", str(tmp_path / "none.xlsx"), "-r", "7322", "-t", "documents"], "none.xlsx"),
        (["import", str(path), "-r", "7322", "-t", "documnts"], "documents"),
        (["import", str(path), "-r", "7322", "-t", "documents", "--fill", "status"], "NAME=VALUE"),
    ):
        code, _, err = call(*words)
        assert code == 2 and said in err


def test_data_versions_tells_what_has_no_entry_and_adds_it(call, own_data):
    assert call("data", "versions")[0] == 0
    table = own_data / "study" / "metadata.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    code, said, _ = call("data", "versions")
    assert code == 1 and "data/study/metadata.csv" in said and "data versions --add" in said
    code, said, _ = call("data", "versions", "--add", "--obtained", "2026-12", "--note", "a line")
    assert code == 0 and "Entries added to data/versions.csv: 1." in said
    code, _, errors = call("data", "versions", "--add", "--obtained", "soon")
    assert code == 2 and "write it as" in errors


def test_data_refresh_tells_what_a_new_table_changes_and_replaces_it_only_when_told(call, own_data, tmp_path):
    table = own_data / "study" / "metadata.csv"
    before = table.read_text(encoding="utf-8")
    new = tmp_path / "metadata.csv"
    new.write_text("\n".join(before.splitlines()[:-1]) + "\n", encoding="utf-8")
    code, said, _ = call("data", "refresh", str(new), "--csv", str(tmp_path / "changes"))
    assert code == 0 and "study/metadata: rows +0 -1" in said
    assert table.read_text(encoding="utf-8") == before
    assert "study/metadata,rows_lost" in (tmp_path / "changes" / "rows-and-columns.csv").read_text()
    code, said, _ = call("data", "refresh", str(new), "--json")
    assert json.loads(said)["tables"][0]["table"] == "study/metadata"
    assert call("data", "refresh", str(new), "--write", "-l", "id")[0] == 0
    assert table.read_text(encoding="utf-8") == new.read_text(encoding="utf-8")
    assert call("data", "versions")[0] == 0
    code, _, errors = call("data", "refresh", str(new), "--before", str(tmp_path))
    assert code == 2 and "--after" in errors
