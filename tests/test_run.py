"""The bootstrap, without a network: its states, its messages, and what it leaves behind."""

import ast
import json
import signal
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]
LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa
    # via beta
uv==0.1 \\
    --hash=sha256:bb
zeta==2 ; os_name == 'nt' \\
    --hash=sha256:cc
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "requirements.lock").write_text(LOCK, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def signals_as_before():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def make_environment(project, ready=True):
    """What a finished set-up leaves, with this Python standing in for the environment's own."""
    run.write_stamp(project, ready=ready)
    python = run.venv_python(project)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text("", encoding="utf-8")


def fake_commands(program):
    """Commands for set_up: Python itself in place of venv and of pip, running a small program."""
    return lambda project: ([sys.executable, "-c", "pass"], [sys.executable, "-c", textwrap.dedent(program)])


def test_the_file_can_be_read_by_python_3_8():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 8, 0)])
def test_an_older_python_is_told_so_in_one_sentence(version):
    message = run.too_old(version)
    assert "needs Python 3.11 or newer" in message
    assert f"{version[0]}.{version[1]}" in message
    assert "\n" not in message


def test_a_python_that_is_new_enough_is_not_told_anything():
    assert run.too_old((3, 11, 0)) == run.too_old((3, 15, 0)) == ""


def test_states_from_nothing_to_ready(project):
    assert run.state(project) == "absent"
    (project / ".venv").mkdir()
    assert run.state(project) == "absent"
    make_environment(project, ready=False)
    assert run.state(project) == "unfinished"
    make_environment(project)
    assert run.state(project) == "ready"


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_requirement_makes_the_environment_stale(project, name):
    make_environment(project)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert run.state(project) == "stale"


def test_line_ends_of_another_system_do_not_make_it_stale(project):
    make_environment(project)
    (project / "requirements.lock").write_bytes(LOCK.replace("\n", "\r\n").encode())
    assert run.state(project) == "ready"


@pytest.mark.parametrize("key", ["python", "project"])
def test_another_python_or_another_folder_is_a_misfit(project, key):
    make_environment(project)
    stamp = project / ".venv" / run.STAMP
    stamp.write_text(
        json.dumps({**json.loads(stamp.read_text(encoding="utf-8")), key: "other"}), encoding="utf-8"
    )
    assert run.state(project) == "misfit"


def test_a_broken_stamp_or_a_vanished_python_counts_as_unfinished(project):
    make_environment(project)
    (project / ".venv" / run.STAMP).write_text("{half", encoding="utf-8")
    assert run.state(project) == "unfinished"
    make_environment(project)
    run.venv_python(project).unlink()
    assert run.state(project) == "unfinished"


def test_an_environment_made_by_others_is_left_alone(project, capsys):
    (project / ".venv").mkdir()
    (project / ".venv" / "pyvenv.cfg").write_text("home = elsewhere\n", encoding="utf-8")
    assert run.main([], project) == 2
    assert "was not made by run.py" in capsys.readouterr().err
    assert (project / ".venv" / "pyvenv.cfg").exists()


def test_an_incomplete_checkout_is_named(project, capsys):
    (project / "pyproject.toml").unlink()
    assert run.main([], project) == 2
    assert "pyproject.toml is missing" in capsys.readouterr().err


def test_lock_entries_keep_their_hashes_and_can_leave_uv_out():
    entries = run.lock_entries(LOCK)
    assert list(entries) == ["alpha", "uv", "zeta"]
    assert "".join(entries.values()) == LOCK
    assert "sha256:bb" in entries["uv"] and "via beta" in entries["alpha"]


def test_the_real_lock_pins_uv_with_hashes():
    entries = run.lock_entries((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert "--hash=sha256:" in entries["uv"]
    assert all("--hash=sha256:" in entry for entry in entries.values())


def test_a_broken_python_setting_does_not_reach_the_environment(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    environment = run.clean_environment()
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"} & set(environment)
    assert environment["HTTPS_PROXY"] == "http://proxy.invalid"


def test_without_venv_debian_readers_get_the_line_to_type(monkeypatch, project, capsys):
    monkeypatch.setattr(run, "has_module", lambda name: name != "ensurepip")
    monkeypatch.setattr(run, "has_pip", lambda python: False)
    assert run.main([], project) == 2
    message = capsys.readouterr().err
    assert "sudo apt install python3." in message and "-venv" in message
    assert not (project / ".venv").exists()


def test_without_ensurepip_the_systems_pip_is_used(monkeypatch, project):
    monkeypatch.setattr(run, "has_module", lambda name: name != "ensurepip")
    monkeypatch.setattr(run, "has_pip", lambda python: True)
    make, pip = run.environment_commands(project)
    assert "--without-pip" in make
    assert pip[1:] == ["-m", "pip", "--python", run.venv_python(project)]


def test_without_a_network_the_reader_is_told_and_nothing_is_left(monkeypatch, project, capsys):
    program = "import sys; print('NewConnectionError: name resolution'); sys.exit(1)"
    monkeypatch.setattr(run, "environment_commands", fake_commands(program))
    assert run.main([], project) == 2
    message = capsys.readouterr().err
    assert "PyPI" in message and "network" in message
    assert "Traceback" not in message
    assert not (project / ".venv").exists()


def test_an_altered_installer_stops_the_set_up(monkeypatch, project, capsys):
    program = "import sys; print('THESE PACKAGES DO NOT MATCH THE HASHES'); sys.exit(1)"
    monkeypatch.setattr(run, "environment_commands", fake_commands(program))
    assert run.main([], project) == 2
    message = capsys.readouterr().err
    assert "its hash differs" in message and "pip does the same" not in message
    assert not (project / ".venv").exists()


def test_pip_is_the_way_back_when_uv_cannot_be_had(monkeypatch, project, capsys):
    program = """
        import sys
        from pathlib import Path
        words = sys.argv[1:]
        names = Path(words[words.index("-r") + 1]).read_text() if "-r" in words else ""
        if names.startswith("uv=="):
            print("ERROR: No matching distribution found for uv==0.1")
            sys.exit(1)
        with open("calls.txt", "a") as file:
            file.write(" ".join(words) + "|" + names.replace("\\n", " ") + "\\n")
    """
    monkeypatch.setattr(run, "environment_commands", fake_commands(program))
    run.ensure(project)
    assert "pip does the same" in capsys.readouterr().err
    packages, itself = (project / "calls.txt").read_text(encoding="utf-8").splitlines()
    assert "--require-hashes" in packages and "alpha==1.0" in packages and "uv==" not in packages
    assert "--no-build-isolation --editable" in itself
    assert json.loads((project / ".venv" / run.STAMP).read_text(encoding="utf-8"))["ready"] is True


def test_a_read_only_folder_is_named(monkeypatch, project, capsys):
    def refuse(self, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert run.main([], project) == 2
    message = capsys.readouterr().err
    assert "cannot be written to" in message and str(project) in message


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "its hash differs"),
        ("error: dns error: failed to lookup address", "network"),
        ("first line\nBuildError: gcc", "BuildError: gcc"),
    ],
)
def test_an_installers_words_become_one_paragraph(project, output, words):
    message = run.explain(output, project)
    assert words in message and "\n" not in message


def test_interrupted_set_up_is_made_again(monkeypatch, project, capsys):
    wait = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(run, "environment_commands", lambda project: (wait, wait))

    def interrupt_when_it_has_begun():
        while not (project / run.LOG).exists():
            time.sleep(0.05)
        if hasattr(signal, "pthread_kill"):  # wakes the main thread out of its wait, as Ctrl-C does
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        else:
            signal.raise_signal(signal.SIGINT)

    # Started in the background of a shell, a program ignores Ctrl-C; this one must not.
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt_when_it_has_begun, daemon=True).start()
        assert run.main([], project) == 130
    finally:
        signal.signal(signal.SIGINT, usual)
    assert "safe to run the same command again" in capsys.readouterr().err
    assert run.state(project) == "unfinished"


def test_hand_over_keeps_arguments_and_names_the_program(monkeypatch, project):
    seen = {}
    monkeypatch.setattr(run, "WINDOWS", False)
    monkeypatch.setattr(
        run.os, "execve", lambda *call: seen.update(zip(("python", "command", "env"), call, strict=True))
    )
    monkeypatch.setattr(run.subprocess, "Popen", lambda *a, **k: type("Done", (), {"wait": lambda self: 7})())
    assert run.hand_over(project, ["check", "a b"]) == 7
    assert seen["command"][1:] == ["-P", "-m", "analysis.cli", "check", "a b"]
    assert seen["env"]["PYTHONPATH"] == str(project)
    assert seen["env"]["PELAYANAN_PROGRAM"] == "python run.py"
    assert seen["env"]["PATH"].startswith(str(run.venv_python(project).parent))
