"""The command line `pelayanan`: each command checks its words, calls one function and shows what came of it.

Heavy libraries are imported inside the commands, so that help and look-ups answer at once.
"""

import sys

# isort: off
from analysis.cli.frame import app
from analysis.cli import (
    making,
    importing,
    documents,
    surveys,
    looking,
    developing,
    data,
    specimen,
)  # the order of commands in the help

# isort: on
from analysis.project import PROGRAM

__all__ = [
    "app",
    "data",
    "developing",
    "documents",
    "importing",
    "looking",
    "main",
    "making",
    "specimen",
    "surveys",
]


def main() -> None:
    """Run the command line and leave with its exit code."""
    from analysis.project.failures import guarded

    sys.exit(guarded(lambda: app(prog_name=PROGRAM)))
