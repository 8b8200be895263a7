"""The environment in three forms: ranges (pyproject.toml), pins (requirements.lock), conda (environment.yml).

The ranges are written by hand, the other two are made from them. The checks here need no network: they say
where the three disagree, so that a researcher with conda and a student with pip run the same study.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis.errors import BuildError
from analysis.project import ROOT

LOCK = "requirements.lock"
ENVIRONMENT = "environment.yml"

# Not on conda-forge under these names: `typst` there is the compiler's command line, not its Python
# library; pypandoc_binary (pandoc inside) is named otherwise there.
ONLY_ON_PYPI = frozenset({"pypandoc-binary", "typst"})

LOCK_COMMAND = (
    "pip compile --universal --python-version {python} --generate-hashes --no-emit-index-url --no-header "
    "--extra dev --quiet"
)

_HEADER = """\
# Made from pyproject.toml by `pelayanan lock`; `pelayanan lint` fails when the two differ. Do not edit.
#   conda env create -f environment.yml && conda activate pelayanan && pelayanan report
"""


def ranges(root: Path = ROOT) -> dict[str, Requirement]:
    """Read every direct dependency, the development ones included, from pyproject.toml.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    dict of str to Requirement
        Keyed by normalised name, sorted by it.
    """
    project = _project_table(root)
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    found = {canonicalize_name(entry.name): entry for entry in map(Requirement, lines)}
    return dict(sorted(found.items()))


def environment_text(root: Path = ROOT) -> str:
    """Write environment.yml from pyproject.toml: conda-forge alone, and pip for what it does not have.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    str
        The whole file. That conda-forge has these versions is not checked here.
    """
    wanted = ranges(root)
    python = _project_table(root)["requires-python"]
    conda = [f"python{python}", "pip"]
    conda += [_one_line(entry) for name, entry in wanted.items() if name not in ONLY_ON_PYPI]
    pip = [_one_line(entry) for name, entry in wanted.items() if name in ONLY_ON_PYPI]
    lines = ["name: pelayanan", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
    lines += [f'  - "{entry}"' for entry in conda]
    lines += ["  - pip:", *(f'      - "{entry}"' for entry in pip), '      - "-e ."']
    return _HEADER + "\n".join(lines) + "\n"


def locked_versions(text: str) -> dict[str, list[Version]]:
    """Read the pinned versions from a lock.

    Parameters
    ----------
    text : str
        The content of requirements.lock.

    Returns
    -------
    dict of str to list of Version
        Keyed by normalised name. A name has several versions where they depend on the Python version.
    """
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def problems(root: Path = ROOT) -> list[str]:
    """Say where pyproject.toml, requirements.lock and environment.yml disagree.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    list of str
        One sentence for each disagreement; empty when there is none. It does not ask whether a newer version
        exists or whether conda-forge has the versions: both need a network.
    """
    text = _read(root / LOCK)
    found = []
    if _read(root / ENVIRONMENT) != environment_text(root):
        found.append(f"{ENVIRONMENT} is not what pyproject.toml gives: run `pelayanan lock` and commit it.")
    if re.search(r"://|--index-url|--find-links", text):
        found.append(f"{LOCK} names a host: run `pelayanan lock`, which leaves hosts out.")
    pins = re.findall(r"^[A-Za-z0-9._-]+==.*(?:\n\s+.*)*", text, flags=re.MULTILINE)
    found += [
        f"{pin.split()[0]} in {LOCK} has no hash: run `pelayanan lock`."
        for pin in pins
        if "--hash=" not in pin
    ]
    locked = locked_versions(text)
    for name, wanted in ranges(root).items():
        if name not in locked:
            found.append(f"{name} is in pyproject.toml and not in {LOCK}: run `pelayanan lock`.")
        found += [
            f"{name} {version} in {LOCK} is outside the range {wanted.specifier} of pyproject.toml."
            for version in locked.get(name, [])
            if not wanted.specifier.contains(version)
        ]
    return found


def write_environment(root: Path = ROOT) -> Path:
    """Write environment.yml in one move and return its path."""
    return _replace(root / ENVIRONMENT, environment_text(root))


def write_lock(root: Path = ROOT, upgrade: bool = False, extra: Sequence[str] = ()) -> Path:
    """Resolve the ranges for all systems and Pythons and write requirements.lock with hashes.

    Parameters
    ----------
    root : Path
        The checkout.
    upgrade : bool
        Take the newest versions inside the ranges; otherwise versions change only where a range asks for it.
    extra : sequence of str
        Further options for `uv pip compile`.

    Returns
    -------
    Path
        The lock.

    Raises
    ------
    BuildError
        When uv is missing, there is no network, or the ranges contradict each other. The old lock then stays.
    """
    python = re.sub(r"[^0-9.]", "", _project_table(root)["requires-python"])
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / LOCK
        if (root / LOCK).exists():
            shutil.copy(root / LOCK, draft)  # uv keeps the versions that it finds in its output
        options = LOCK_COMMAND.format(python=python).split()
        command = [sys.executable, "-m", "uv", *options, *(["--upgrade"] if upgrade else []), *extra]
        command += ["pyproject.toml", "--output-file", str(draft)]
        answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if answer.returncode:
            raise BuildError(
                f"{LOCK} was not changed, because uv could not resolve pyproject.toml. "
                f"It said: {answer.stderr.strip()[-600:]}"
            )
        return _replace(root / LOCK, draft.read_text(encoding="utf-8"))


def _project_table(root: Path) -> dict:
    return tomllib.loads(_read(root / "pyproject.toml"))["project"]


def _one_line(entry: Requirement) -> str:
    return f"{entry.name}{','.join(sorted(map(str, entry.specifier), reverse=True))}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BuildError(
            f"{path.name} is missing from {path.parent}: the checkout is incomplete. Bring it back with "
            f"`git checkout {path.name}`, or make it with `pelayanan lock` if it is made from pyproject.toml."
        ) from None


def _replace(path: Path, text: str) -> Path:
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
    return path
