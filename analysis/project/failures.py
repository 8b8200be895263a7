"""How a command ends when something goes wrong: one paragraph, an exit code, no traceback on the screen."""

import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Any

from analysis.errors import PelayananError
from analysis.messages import say
from analysis.project import in_readers_words

REFUSED = 2
UNEXPECTED = 3
INTERRUPTED = 130


def guarded(command: Callable[[], Any]) -> int:
    """Run a command and turn whatever goes wrong into an exit code and a message on stderr.

    Parameters
    ----------
    command : callable
        Returns an exit code, or nothing for success.

    Returns
    -------
    int
        The command's own code; 2 for an error that the reader can mend (data, region, parameter, option);
        3 for an error of the program, whose traceback is written to a file; 130 after Ctrl-C.
    """
    try:
        code = int(command() or 0)
    except PelayananError as error:
        _tell(in_readers_words(str(error)))
        return REFUSED
    except SystemExit as end:  # how Typer ends: after help, after a wrong option, with a command's own code
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        _tell(unexpected(error))
        return UNEXPECTED
    if code == INTERRUPTED:
        _tell("\n" + say("Stopped. Nothing half-written was left: it is safe to run the same command again."))
    return code


def unexpected(error: Exception) -> str:
    """Write the traceback to a file and say in one line what happened and where the file is."""
    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="pelayanan-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    kind = type(error).__name__
    return say(
        "An error of the program itself, not of your input: {kind}: {error}. Full traceback: {file}",
        kind=kind,
        error=error,
        file=file.name,
    )


def _tell(message: str) -> None:
    from rich.console import Console

    Console(stderr=True).print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.stderr.flush()
