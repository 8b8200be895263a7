#!/usr/bin/env python3
"""Set up the project's own environment in .venv, then hand over to the command line `pelayanan`.

    python run.py                  what can be done, with examples
    python run.py report           build the book
    python run.py test             run every check

Nothing but Python 3.11 or newer is needed: this file uses the standard library alone. The first start
installs the packages that requirements.lock names, each checked against its hash; later starts take no
noticeable time. An interrupted or failed set-up leaves nothing behind that the next start would trip over.
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
PROJECT = Path(__file__).resolve().parent
LOCK = "requirements.lock"
STAMP = "pelayanan-setup.json"  # inside .venv; a folder .venv without it was not made here
LOG = ".venv-setup.log"
WINDOWS = os.name == "nt"
FOREIGN = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PIP_TARGET", "PIP_USER"}
NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|NameResolutionError|getaddrinfo|"
    r"name resolution|Name or service not known|Network is unreachable|dns error|error sending request|"
    r"client error \(Connect\)|tcp connect error|operation timed out|Failed to fetch|Max retries exceeded",
    re.IGNORECASE,
)
ALTERED = re.compile(r"hash mismatch|do not match the hashes", re.IGNORECASE)


class SetupError(Exception):
    """The environment cannot be made; the text is one paragraph for the reader."""


class StepError(Exception):
    """A command of the set-up ended with an error; the text is what it printed."""


def say(text, end="\n"):
    """Print to the reader, and apart from the results of the command line."""
    print(text, end=end, file=sys.stderr, flush=True)


# ---- what state is the environment in --------------------------------------------------------------------


def too_old(version):
    """One sentence for an older Python, or nothing."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return (
        "This project needs Python {}.{} or newer, and this is Python {}.{}: install a newer one "
        "(python.org, or your system's packages) and start run.py with it.".format(*OLDEST, *version[:2])
    )


def fingerprint(project):
    """What the environment was made from and for: a change in any of it makes the environment stale."""
    inputs = hashlib.sha256()
    for name in (LOCK, "pyproject.toml"):
        path = project / name
        if not path.is_file():
            raise SetupError(f"The file {name} is missing from {project}: the checkout is incomplete.")
        inputs.update(path.read_bytes().replace(b"\r\n", b"\n"))
    python = "{}-{}.{}-{}".format(sys.implementation.name, *sys.version_info[:2], platform.machine())
    return {"inputs": inputs.hexdigest(), "project": str(project), "python": python}


def state(project):
    """Say what stands in .venv: absent, foreign, unfinished, misfit, stale or ready."""
    venv = project / ".venv"
    if not venv.is_dir() or not any(venv.iterdir()):
        return "absent"
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "foreign"
    except ValueError:
        return "unfinished"
    wanted = fingerprint(project)
    if not stamp.get("ready") or not venv_python(project).exists():
        return "unfinished"
    if any(stamp.get(key) != wanted[key] for key in ("project", "python")):
        return "misfit"
    return "ready" if stamp.get("inputs") == wanted["inputs"] else "stale"


def write_stamp(project, ready):
    """Write the stamp in one move, so that it is never half a file."""
    target = project / ".venv" / STAMP
    target.parent.mkdir(exist_ok=True)
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps({"ready": ready, **fingerprint(project)}, indent=1) + "\n", encoding="utf-8")
    draft.replace(target)


def venv_python(project):
    """Return the environment's interpreter."""
    return project / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


# ---- the lock ----------------------------------------------------------------------------------------------


def lock_entries(text):
    """Split the lock into its entries: {package name: the entry's lines}."""
    entries = {}
    name = None
    for line in text.splitlines(keepends=True):
        match = re.match(r"([A-Za-z0-9._-]+)==", line)
        if match:
            name = match[1]
        if name:
            entries[name] = entries.get(name, "") + line
    return entries


# ---- steps -------------------------------------------------------------------------------------------------


def clean_environment():
    """Return the process environment without what would change how the project's Python behaves."""
    return {key: value for key, value in os.environ.items() if key.upper() not in FOREIGN}


def run_step(what, command, project):
    """Run one command, with a line that shows that time passes; raise StepError with its output if it fails.

    Without `what` it works without a word.
    """
    live = bool(what) and sys.stderr.isatty()
    start = time.monotonic()
    shown = 0.0
    log = project / LOG
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=project,
            env=clean_environment(),
        )
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=0.2)
                    break
                passed = time.monotonic() - start
                if live or (what and passed - shown >= 10):
                    shown = passed
                    ending = "\r" if live else "\n"
                    say(f"{what} ... {passed:.0f} s", end=ending)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        raise StepError(log.read_text(encoding="utf-8", errors="replace"))
    if what:
        say(f"{what}: {time.monotonic() - start:.1f} s   ")


def base_python():
    """Return the interpreter outside any virtual environment: .venv can then be replaced while active."""
    return getattr(sys, "_base_executable", None) or sys.executable


def has_module(name):
    """Say whether this Python has a part of the standard library; an empty folder of that name is not it."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None


def has_pip(python):
    """Say whether this interpreter has a pip that can install into another environment (22.3 or newer)."""
    command = [python, "-m", "pip", "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, env=clean_environment(), check=False)
    found = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    return bool(found) and (int(found[1]), int(found[2])) >= (22, 3)


def environment_commands(project):
    """Return (the command that makes .venv, the command that calls pip for it)."""
    python = base_python()
    make = [python, "-m", "venv", project / ".venv"]
    if has_module("venv") and has_module("ensurepip"):
        return make, [venv_python(project), "-m", "pip"]
    if has_module("venv") and has_pip(python):
        return [*make, "--without-pip"], [python, "-m", "pip", "--python", venv_python(project)]
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    raise SetupError(
        "This Python cannot make a virtual environment: Debian and Ubuntu keep that part in a package of its "
        f"own. Install it with: sudo apt install {package} (or python3-venv), then run the command again."
    )


def set_up(project, fresh):
    """Make .venv, or bring it up to date, in four steps."""
    make, pip = environment_commands(project)
    pip = [*pip, "--disable-pip-version-check", "--no-input"]
    entries = lock_entries((project / LOCK).read_text(encoding="utf-8"))
    write_stamp(project, ready=False)
    if fresh:
        run_step("[1/4] making the environment .venv", make, project)
    part = project / ".venv" / "part-of.lock"
    uv_pin = entries.pop("uv", "")
    exact = ["install", "--require-hashes", "-r"]
    python = venv_python(project)
    try:
        part.write_text(uv_pin, encoding="utf-8")
        step = "[2/4] fetching uv, the installer"
        run_step(step, [*pip, *exact, part, "--no-deps", "--only-binary", ":all:", "--retries", "2"], project)
        run_step("", [python, "-m", "uv", "--version"], project)
        installer = [python, "-m", "uv", "pip", "install", "--python", python, "--compile-bytecode"]
        packages = [*installer, "--require-hashes", "-r", LOCK]
    except StepError as failure:
        if NETWORK.search(str(failure)) or ALTERED.search(str(failure)):
            raise
        say("[2/4] uv does not work here; pip does the same, more slowly")
        part.write_text("".join(entries.values()), encoding="utf-8")
        installer = [*pip, "install"]
        packages = [*pip, *exact, part, "--no-deps"]
    size = " (about 300 MB to fetch once)" if fresh else ""
    run_step(f"[3/4] installing {len(entries)} packages{size}", packages, project)
    project_itself = [*installer, "--no-deps", "--no-build-isolation", "--editable", project]
    run_step("[4/4] installing the project itself", project_itself, project)
    part.unlink()
    write_stamp(project, ready=True)
    (project / LOG).unlink()


def explain(output, project):
    """Turn what an installer printed into one paragraph."""
    if NETWORK.search(output):
        return (
            "The packages could not be fetched: the package index (PyPI) was not reached. The first start "
            "needs a network connection; if you are behind a proxy, set HTTPS_PROXY. Nothing half-made was "
            "left: run the same command again when you are connected."
        )
    if re.search(r"no space left|disk full|errno 28", output, re.IGNORECASE):
        return "The disk is full: the environment needs about 1.5 GB. Make room, then run the command again."
    if ALTERED.search(output):
        return (
            f"A package that was fetched is not the one that {LOCK} names (its hash differs), so it was not "
            "installed. A proxy that changes downloads does this: try another network; report it if it stays."
        )
    last = " / ".join(line.strip() for line in output.splitlines() if line.strip())[-400:]
    return (
        f"The set-up failed; the installer's last words were: {last or '(nothing)'}. All of it is in "
        f"{project / LOG}. The versions in {LOCK} were chosen for Python 3.11 to 3.14; for a newer Python "
        "some of them may not exist."
    )


def discard(project):
    """Remove an environment that run.py made."""
    for seconds in (1, 3, 10, 0):  # an installer whose run.py was killed may still be writing
        try:
            return shutil.rmtree(project / ".venv")
        except OSError as error:
            problem = error
        time.sleep(seconds)
    raise SetupError(
        f"The environment {project / '.venv'} has to be made again and cannot be removed "
        f"({problem.strerror}): close the programs that use it (an editor, JupyterLab), then run the same "
        "command again."
    )


@contextlib.contextmanager
def one_at_a_time(project):
    """Hold the set-up for this process; a second run.py in the same folder waits."""
    told = False
    with (project / ".venv-setup.lock").open("a", encoding="utf-8") as handle:
        while True:
            try:
                if WINDOWS:
                    import msvcrt

                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                    break  # a file system without locks: go on alone
                if not told:
                    say("Another run.py is setting up this folder; waiting for it.")
                told = True
                time.sleep(0.5)
        yield


def ensure(project):
    """Bring the environment to the state ready, and say on the way what is done and why."""
    if state(project) == "ready":
        return
    try:
        with one_at_a_time(project):
            found = state(project)
            if found == "ready":
                return
            if found == "foreign":
                raise SetupError(
                    f"The folder {project / '.venv'} was not made by run.py, so it is left alone. Rename or "
                    "remove it, then run the same command again (or activate it and use pelayanan there)."
                )
            reason = {
                "absent": "First start: the packages are installed into .venv, here and nowhere else.",
                "unfinished": "An earlier set-up did not finish: it is made again.",
                "misfit": "The environment belongs to another Python or another folder: it is made again.",
                "stale": f"{LOCK} or pyproject.toml has changed: the environment is brought up to date.",
            }
            say(reason[found])
            if found in ("unfinished", "misfit"):
                discard(project)
            try:
                set_up(project, fresh=found != "stale")
            except StepError as failure:
                if found != "stale":
                    discard(project)
                raise SetupError(explain(str(failure), project)) from failure
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise SetupError(
            f"The folder {project} cannot be written to, and the environment is made in it: copy or clone "
            "the project to a folder of your own (not a read-only disk or another user's) and run it there."
        ) from error


# ---- hand over ---------------------------------------------------------------------------------------------


def hand_over(project, arguments):
    """Run the command line `pelayanan` in the environment with the same arguments; return its exit code."""
    python = str(venv_python(project))
    environment = clean_environment()
    environment["PATH"] = str(Path(python).parent) + os.pathsep + environment.get("PATH", os.defpath)
    environment["VIRTUAL_ENV"] = str(project / ".venv")
    environment["PYTHONUTF8"] = "1"
    environment["PYTHONPATH"] = str(
        project
    )  # Windows misreads the editable install's path if it is not ASCII
    environment["PELAYANAN_PROGRAM"] = "python run.py"
    command = [python, "-P", "-m", "analysis.cli", *arguments]
    if not WINDOWS:
        os.execve(python, command, environment)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # it has had the same Ctrl-C and says so itself
            continue


def main(arguments, project=PROJECT):
    """Set up if needed, then hand over."""
    problem = too_old(sys.version_info)
    if problem:
        say(problem)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the installer too, as after Ctrl-C
    try:
        ensure(project)
        return hand_over(project, arguments)
    except SetupError as error:
        say(error)
        return 2
    except KeyboardInterrupt:
        say("\nStopped. It is safe to run the same command again.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
