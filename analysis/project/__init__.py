"""The project as a checkout: its environment, its checks, what its command line shows."""

import os
from pathlib import Path

# What the reader has typed: run.py says so, because `pelayanan` is not on its reader's path.
PROGRAM = os.environ.get("PELAYANAN_PROGRAM", "pelayanan")
ROOT = Path(__file__).resolve().parents[2]


def in_readers_words(message: str) -> str:
    """Name commands in a message as the reader can type them: `python run.py ...` where run.py was used."""
    return message.replace("`pelayanan ", f"`{PROGRAM} ")
