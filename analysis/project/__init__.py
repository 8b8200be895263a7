"""The project as a checkout: its environment, its checks, what its command line shows."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
