"""What the chapter on standards says of published tables and indices, computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.standards_examples import printed_errors, satisfaction_of
from analysis.exhibits.standards_text import rows_of
from analysis.sources.selection import select
from analysis.standards.catalogue import indicators_of
from analysis.standards.performance import hidden_by_capping
from analysis.standards.spm_average import average_of_parts
from analysis.statistics.classes import Band, bands_of, class_of
from analysis.voice.evidence import rounded_weight

PERFORMANCE, INDICES = "standards/published-performance", "standards/published-indices"
WEIGHTS, BANDS = "standards/index-weights", "standards/index-bands"
ORDERS = ("muda-below-pratama", "pratama-below-muda")
BULUNGAN, BANTUL = "spm-index-bulungan-2023", "satisfaction-bantul-2023"
HOUSING = "perumahan rakyat"


class ExamplesText:
    """The sentences on published examples; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
    """

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter

    def performance(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Tell what capping hides in the published table; return the rows that print no result."""
        hidden, errors = hidden_by_capping(rows), printed_errors(rows)
        chosen = rows_of(PERFORMANCE, rows)
        how = by(hidden_by_capping, rows=chosen)
        for name in ("rows_count", "full_count", "full_below_count", "above_count"):
            self._result(f"performance_{name}", getattr(hidden, name), "rows", how.take(name))
        self._result("performance_errors", len(errors), "rows", by(printed_errors, rows=chosen).count())
        self.chapter.tell("performance_head")
        self.chapter.tell("performance_sentence")
        return errors

    def indices(
        self, examples: pd.DataFrame, weights: pd.DataFrame, bands: pd.DataFrame, affairs: Mapping[str, str]
    ) -> list[Mapping[str, Any]]:
        """Tell the published indices and what their parts give; return the rows of the table."""
        self.chapter.tell("indices_head")
        made = [*self._spm(examples, bands, affairs), *self._satisfaction(examples, weights, bands)]
        self.chapter.tell("indices_sentence")
        return made

    def _spm(
        self, examples: pd.DataFrame, bands: pd.DataFrame, affairs: Mapping[str, str]
    ) -> list[Mapping[str, Any]]:
        text, code = self.chapter.text, self.chapter.language.code
        own = examples[examples["example"] == BULUNGAN]
        whole = average_of_parts(own, list(affairs))
        five = average_of_parts(own[own["part"] != HOUSING], list(affairs))
        parts = select(INDICES, "part", "value", example=BULUNGAN)
        how = by(average_of_parts, parts=parts, expected=list(affairs))
        self._result("bulungan_index", whole.value, "index", how.take("value"), 2)
        others = [name for name in own["part"] if name != HOUSING]
        without = select(INDICES, "value", example=BULUNGAN, part=others)
        less = by(average_of_parts, parts=without, expected=list(affairs))
        self._result("bulungan_five", five.value, "index", less.take("value"), 2)
        stands = by(
            first_value, rows=select(INDICES, "published_value", example=BULUNGAN), column="published_value"
        )
        published = float(own["published_value"].iloc[0])
        self._result("bulungan_published", published, "index", stands, 2)
        labels = [
            getattr(class_of(whole.value, bands_of(bands, "spm", variant=order)), f"label_{code}")
            for order in ORDERS
        ]
        label = text("label_both", label=labels[0]) if labels[0] == labels[1] else " / ".join(labels)
        base = {"index": text("index_spm"), "place": own["place"].iloc[0]}
        missing = self.chapter.language.listed(affairs[name] for name in five.missing)
        return [
            {**base, "reading": text("reading_six"), "value": whole.value, "published": published,
             "label": label},
            {**base, "reading": text("reading_five"), "value": five.value, "published": None,
             "label": text("label_partial", missing=missing)},
        ]  # fmt: skip

    def _satisfaction(
        self, examples: pd.DataFrame, weights: pd.DataFrame, bands: pd.DataFrame
    ) -> list[Mapping[str, Any]]:
        text, code = self.chapter.text, self.chapter.language.code
        own = examples[examples["example"] == BANTUL]
        found = satisfaction_of(own, weights, bands)
        rows = select(INDICES, "part", "value", example=BANTUL)
        how = by(satisfaction_of, rows=rows, weights=rows_of(WEIGHTS, weights), bands=rows_of(BANDS, bands))
        self._result("bantul_exact", found.exact, "index", how.take("exact"), 2)
        self._result("bantul_rounded", found.rounded, "index", how.take("rounded"), 2)
        weight = by(rounded_weight, weights=rows_of(WEIGHTS, weights))
        self._result("rounded_weight", rounded_weight(weights), "share", weight, 2)
        published = float(own["published_value"].iloc[0])
        base = {"index": text("index_satisfaction"), "place": own["place"].iloc[0]}
        made = [
            {**base, "reading": text("reading_exact"), "value": found.exact, "published": published,
             "label": _told(found.class_exact, code)},
            {**base, "reading": text("reading_rounded"), "value": found.rounded, "published": None,
             "label": _told(found.class_rounded, code)},
        ]  # fmt: skip
        return list(made)

    def _result(self, id: str, value: Any, unit: str, how: Derivation, decimals: int = 0) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=how)


def _told(band: Band | None, code: str) -> str:
    return f"{band.band} ({band.label_id if code == 'id' else band.label_en})" if band else ""


def first_value(rows: pd.DataFrame, column: str) -> float:
    """Return the value that every part of a published index repeats."""
    return float(rows[column].drop_duplicates().item())


def affairs_of(indicators: pd.DataFrame, language: str) -> dict[str, str]:
    """Return the affairs (urusan) of the SPM index with their names in a language.

    They are the sectors of the catalogues of today, by their Indonesian name.
    """
    records = [each for each in indicators_of(indicators) if each.valid_to is None]
    return {each.sector_id: each.sector_id if language == "id" else each.sector_en for each in records}
