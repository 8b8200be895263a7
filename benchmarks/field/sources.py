"""The written documents: their blocks, what a register says of them, and their labels."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources import load_table
from benchmarks.field.labels import truth_rows

__all__ = ["PARTS", "FieldDocument", "load_documents"]

PARTS = {"development": "development", "held-out": "held_out"}
REPORTS = frozenset({"lakip", "lkpj", "lppd"})


@dataclass(frozen=True)
class FieldDocument:
    """A written document.

    Attributes
    ----------
    id, part : str
        The name of its file; ``development`` or ``held-out``.
    entry : dict
        ``type, format, years, catalogues`` as a register would have them, ``look`` of the pages, the blocks
        under ``block`` (each with ``text``, ``table`` or ``form``, and its ``labels``), and the ``levels``.
    """

    id: str
    part: str
    entry: Mapping[str, Any]

    @property
    def document_type(self) -> str:
        """As in the register."""
        return str(self.entry["type"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What is set, in order."""
        return list(self.entry["block"])

    @property
    def about(self) -> dict[str, Any]:
        """What the register says, for finding: its years, and whether it reports."""
        first, last = self.entry["years"]
        return {
            "first_year": first, "year": first if first == last else None,
            "reports": self.document_type in REPORTS,
        }  # fmt: skip

    @cached_property
    def truth(self) -> pd.DataFrame:
        """The labels of all blocks."""
        rows = truth_rows("\n".join(block.get("labels", "") for block in self.blocks))
        return rows.assign(document_id=self.id, document_type=self.document_type, part=self.part)

    @cached_property
    def levels(self) -> pd.DataFrame:
        """The level of every indicator of the catalogues; what is not written has the level ``otherwise``."""
        indicators = load_table("standards/indicators").frame
        own = indicators[indicators["catalogue"].isin(self.entry["catalogues"])]
        words = [one.split() for one in self.entry["levels"].split(",") if one.strip()]
        written = {code: int(level) for code, level in words}
        if unknown := set(written) - set(own["indicator_code"]):
            raise ValueError(f"{self.id}: levels of unknown indicators {sorted(unknown)}.")
        rest = own["catalogue"].map(self.entry["otherwise"]).astype(int)
        frame = own[["catalogue", "indicator_code"]].assign(
            level=own["indicator_code"].map(written).fillna(rest).astype(int)
        )
        return frame.assign(document_id=self.id, document_type=self.document_type, part=self.part)


def load_documents(part: str) -> tuple[FieldDocument, ...]:
    """Read the documents of a part, in the order of their names."""
    folder = Path(__file__).parent / PARTS[part]
    return tuple(
        FieldDocument(file.stem, part, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(folder.glob("*.toml"))
    )
