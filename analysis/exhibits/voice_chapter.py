"""What the chapter on voice says without a survey: the evidence that exists, and indices as published."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import by
from analysis.exhibits.evidence import evidence_table
from analysis.exhibits.voice_planning import published_table
from analysis.sources import Table
from analysis.sources.selection import select
from analysis.statistics.classes import Band
from analysis.voice.evidence import evidence_figures, rounded_weight, voice_evidence
from analysis.voice.published import recomputed_indices


class VoiceChapter:
    """The sentences of the chapter on voice; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    """

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter

    def evidence(self, evidence: Table, members: Table, names: dict[str, str]) -> None:
        """Tell how many districts of the programme have a fact, and show the facts."""
        figures = evidence_figures(evidence.frame, members.frame)
        how = by(
            evidence_figures,
            evidence=select("study/evidence", "topic", "region_code"),
            members=select("study/kinerja-districts", "region_code"),
        )
        for name, value in asdict(figures).items():
            short = name.removesuffix("_count")
            self.chapter.result(f"evidence_{short}", value, unit="count", derivation=how.take(name))
        self.chapter.tell("voice.evidence_head")
        rows = voice_evidence(evidence.frame, members.frame)
        self.chapter.show(
            evidence_table(
                rows,
                "voice-evidence",
                self.chapter.text("voice.evidence_title"),
                self.chapter.text("voice.evidence_caption"),
                self.chapter.language,
                source=self.chapter.source(evidence),
                names=names,
            )
        )

    def published(self, published: Table, weights: pd.DataFrame, bands: tuple[Band, ...]) -> None:
        """Tell of the rounded weight, and show published indices computed anew."""
        weight = rounded_weight(weights)
        how = by(rounded_weight, weights=select("standards/index-weights", "index", "weight"))
        self.chapter.result("satisfaction_weight", weight, decimals=2, unit="weight", derivation=how)
        self.chapter.tell("voice.published_head")
        found = recomputed_indices(published.frame, bands, weight)
        self.chapter.show(
            published_table(found, self.chapter.language, source=self.chapter.source(published))
        )
