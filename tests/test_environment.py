"""pyproject.toml, requirements.lock and environment.yml agree, and the checks see it when they do not."""

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.errors import BuildError
from analysis.project import ROOT, environment


@pytest.fixture
def checkout(tmp_path):
    """A copy of the three files that a test may spoil."""
    for name in ("pyproject.toml", environment.LOCK, environment.ENVIRONMENT):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def test_the_projects_own_files_agree():
    assert environment.problems() == []


def test_a_range_that_was_changed_by_hand_is_seen(checkout):
    replace(checkout / "pyproject.toml", '"pandas>=3.0,<4"', '"pandas>=2.0,<3"')
    found = environment.problems(checkout)
    assert any(text.startswith("environment.yml is not what pyproject.toml gives") for text in found)
    assert any(text.startswith("pandas 3.") and "outside the range" in text for text in found)


def test_a_dependency_without_a_pin_is_seen(checkout):
    replace(checkout / "pyproject.toml", '"pandas>=3.0,<4",', '"pandas>=3.0,<4",\n    "notpinned>=1",')
    assert any("notpinned is in pyproject.toml and not in" in text for text in environment.problems(checkout))


@pytest.mark.parametrize("line", ["--index-url something\n", "alpha @ https://example.org/alpha.whl\n"])
def test_a_lock_that_names_a_host_is_seen(checkout, line):
    lock = checkout / environment.LOCK
    lock.write_text(line + lock.read_text(encoding="utf-8"), encoding="utf-8")
    assert any("names a host" in text for text in environment.problems(checkout))


def test_a_pin_without_a_hash_is_seen(checkout):
    with (checkout / environment.LOCK).open("a", encoding="utf-8") as lock:
        lock.write("naked==1.0\n    # via nobody\n")
    assert environment.problems(checkout) == [
        "naked==1.0 in requirements.lock has no hash: run `pelayanan lock`."
    ]


def test_a_missing_file_is_an_error_that_says_how_to_get_it_back(checkout):
    (checkout / environment.LOCK).unlink()
    with pytest.raises(BuildError, match=r"requirements\.lock is missing"):
        environment.problems(checkout)


def test_every_dependency_is_in_the_conda_file_with_the_same_range():
    written = yaml.safe_load(environment.environment_text())
    assert written["channels"] == ["conda-forge", "nodefaults"]
    *conda, pip = written["dependencies"]
    assert conda[:2] == ["python>=3.11", "pip"] and pip["pip"][-1] == "-e ."
    listed = {
        canonicalize_name(entry.name): entry.specifier
        for entry in map(Requirement, [*conda[2:], *pip["pip"][:-1]])
    }
    assert listed == {name: entry.specifier for name, entry in environment.ranges().items()}
    assert {canonicalize_name(Requirement(line).name) for line in pip["pip"][:-1]} == environment.ONLY_ON_PYPI


def test_the_lock_covers_three_systems():
    lock = (ROOT / environment.LOCK).read_text(encoding="utf-8")
    assert re.search(r"^pywinpty==.*os_name == 'nt'", lock, flags=re.MULTILINE)
    assert re.search(r"sys_platform == 'darwin'|appnope", lock)
    assert not re.search(r"\d+\.\d+\.\d+\.\d+:\d+|://", lock)


def test_versions_that_differ_by_python_are_all_read():
    text = "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=a\nnumpy==2.5.5 ; x \\\n    --hash=b\n"
    assert [str(version) for version in environment.locked_versions(text)["numpy"]] == ["2.4.6", "2.5.5"]


def test_a_lock_that_cannot_be_made_leaves_the_old_one(checkout, monkeypatch):
    before = (checkout / environment.LOCK).read_bytes()
    answer = subprocess.CompletedProcess([], 1, stdout="", stderr="no network")
    monkeypatch.setattr(environment.subprocess, "run", lambda *words, **options: answer)
    with pytest.raises(BuildError, match="no network"):
        environment.write_lock(checkout)
    assert (checkout / environment.LOCK).read_bytes() == before


def test_the_lock_starts_from_the_old_one_and_names_no_index(checkout, monkeypatch):
    seen = {}

    def resolve(command, **options):
        draft = Path(command[command.index("--output-file") + 1])
        seen["old"] = draft.read_text(encoding="utf-8")
        seen["command"] = command
        return subprocess.CompletedProcess(command, 0, stdout="", stderr="")

    monkeypatch.setattr(environment.subprocess, "run", resolve)
    environment.write_lock(checkout, upgrade=True)
    assert seen["old"] == (checkout / environment.LOCK).read_text(encoding="utf-8")
    assert {"--universal", "--generate-hashes", "--no-emit-index-url", "--upgrade"} <= set(seen["command"])


def test_the_conda_file_can_be_written_again(checkout):
    (checkout / environment.ENVIRONMENT).write_text("old", encoding="utf-8")
    assert (
        environment.write_environment(checkout).read_bytes() == (ROOT / environment.ENVIRONMENT).read_bytes()
    )
    assert environment.problems(checkout) == []


def imported_packages():
    """Top-level names that the project's Python files import, with one file that does."""
    found = {}
    for folder in ("analysis", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                found |= {name.split(".")[0]: path.relative_to(ROOT).as_posix() for name in names}
    return found


def test_what_is_imported_is_declared():
    declared = set(environment.ranges())
    distributions = packages_distributions()
    own = {"analysis", "benchmarks", "run", "tests", *sys.stdlib_module_names}
    undeclared = {
        name: path
        for name, path in imported_packages().items()
        if name not in own and not declared & {canonicalize_name(d) for d in distributions.get(name, [])}
    }
    assert undeclared == {}
