"""What a check returns: a verdict with the rows concerned, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.honesty.words import Reason, check_text, word

PASSED, FLAGGED, NOT_EVALUATED = "passed", "flagged", "not evaluated"
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check on one table.

    Attributes
    ----------
    check_id
        Which check.
    status
        ``passed``, ``flagged`` or ``not evaluated``.
    severity
        ``error``, ``warning`` or ``note``: how much hangs on a flag.
    rows
        Key columns of the rows concerned, one row per flag.
    told
        What was found, in one sentence that can be said in both languages.
    evidence
        The rows with the numbers behind each flag.
    settles
        What would settle the question.
    evaluated
        ``region_code, year, cells``: what could be judged at all.
    judged
        Which values of the block of a panel could be judged; None for a check on rows.
    """

    check_id: str
    status: str
    severity: str
    rows: pd.DataFrame
    told: Reason
    evidence: pd.DataFrame
    settles: str
    evaluated: pd.DataFrame
    judged: np.ndarray | None = field(default=None, repr=False)

    @property
    def sentence(self) -> str:
        """What was found, in one English sentence."""
        return self.says()

    def verdict(self, language: str = "en") -> str:
        """Return the status as a word of a language: English (``en``) or Indonesian (``id``)."""
        return word("status", self.status, language)

    def says(self, language: str = "en") -> str:
        """Return what was found in one sentence, in English (``en``) or Indonesian (``id``)."""
        return self.told.says(language)

    def asks(self, language: str = "en") -> str:
        """Return what would settle the question, in English (``en``) or Indonesian (``id``)."""
        return check_text(self.check_id, "settles", self.settles, language)
