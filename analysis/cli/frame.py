"""What the commands share: the application, its words for help, the language of messages, where they print.

Help is English; what a person reads on a question or a mistake is in the language that they chose, with
`--language` on a command or once and for all in the environment variable `PELAYANAN_LANGUAGE`.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.messages import use_language
from analysis.project import PROGRAM

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 120  # characters of a line where there is no terminal to ask
LANGUAGE_VARIABLE = "PELAYANAN_LANGUAGE"


class Language(StrEnum):
    """English or Indonesian."""

    en = "en"
    id = "id"


def _speak(language: Language | None) -> Language | None:
    """Choose the language of messages before any other word of the command is looked at."""
    if language is not None:
        use_language(language.value)
    return language


SpokenLanguage = Annotated[
    Language | None,
    typer.Option(
        "--language",
        "-l",
        help=f"Language of the messages. Default: {LANGUAGE_VARIABLE}, else en.",
        show_default=False,
        is_eager=True,
        callback=_speak,
    ),
]


def examples(*lines: str) -> str:
    """Return the examples that close a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {PROGRAM} {line}" for line in lines)


app = typer.Typer(
    help="A reproducible study of how service standards reach the plans and budgets of Indonesian districts.",
    epilog=examples("report", "regions singkawang", 'run "Luwu Utara"', "check 6172", "test --fast"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def every_command() -> None:
    """Choose the language of messages that the environment names; a command's own option goes before it."""
    use_language(os.environ.get(LANGUAGE_VARIABLE) or "en")


def console() -> "Console":
    """Return where a command prints: as wide as the terminal, without colours where nobody sees them."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(width=width, highlight=False)


def say_made(path: Path) -> None:
    """Print a file that was made, and its address to click on."""
    print(f"made {path}\n     {Path(path).resolve().as_uri()}")
