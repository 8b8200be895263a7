"""What the chapter on the models says: corners that evidence supports or not, and configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.models.property_space import (
    AXIS_COLUMNS,
    AssignedTypes,
    assigned_types,
    assigned_verdicts,
    axis_support,
)
from analysis.comparison.qca.configurations import (
    Configurations,
    declared_configurations,
    extreme_pairs,
    formula,
)
from analysis.comparison.qca.declared import SET_COLUMNS, set_memberships, set_values
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.declared_inputs import derived_inputs
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.models import word_of
from analysis.exhibits.record import each_row
from analysis.sources.selection import DISTRICTS, Rows, as_published, select

EVIDENCE, CODED, SETS = "study/evidence", "study/ideal-type-evidence", "study/configuration-sets"
WHO = ("members", "all")
VERDICTS = ("supported", "contradicted", "not evaluated")


@dataclass(frozen=True)
class Models:
    """What the chapter asks of which cases.

    Attributes
    ----------
    codes : sequence of str
        The study regions, in order.
    members : sequence of str
        Districts of the programme.
    before, after : tuple of int
        First and last year of each period.
    columns : sequence of str
        Columns of the panel that the declared inputs need.
    draws, seed : int
        Of the random outcomes.
    frequency : int
        Cases from which a configuration of all districts counts as observed.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.
    """

    codes: Sequence[str]
    members: Sequence[str]
    before: tuple[int, int]
    after: tuple[int, int]
    columns: Sequence[str]
    draws: int
    seed: int
    frequency: int = 3
    corrected: bool = True

    def values(self) -> Derivation:
        """Return how the measured values of the sets follow from the panel."""
        years = (self.before[0], self.after[1])
        inputs = derived_inputs(self.columns, years, corrected=self.corrected)
        return by(
            set_values,
            panel=inputs.take("panel"),
            regions=select("national/regions", "level", regions=DISTRICTS),
            sets=self.sets(),
            before=self.before,
            after=self.after,
        )

    def sets(self) -> Rows:
        """Return the rows of the declared sets."""
        return select(SETS, *SET_COLUMNS)

    def memberships(self) -> Derivation:
        """Return how the memberships follow from the values."""
        return by(set_memberships, values=self.values(), sets=self.sets())

    def options(self, who: str, absent: bool) -> dict[str, object]:
        """Return the options of one analysis, as plain values."""
        return {
            "absent": absent,
            "only": list(self.members) if who == "members" else None,
            "frequency": 1 if who == "members" else self.frequency,
            "draws": self.draws,
            "seed": self.seed,
        }

    def analysed(self, who: str, absent: bool) -> Derivation:
        """Return how an analysis follows from the memberships."""
        return by(
            declared_configurations,
            memberships=self.memberships(),
            sets=self.sets(),
            **self.options(who, absent),
        )

    def analyses(
        self, memberships: pd.DataFrame, sets: pd.DataFrame
    ) -> dict[tuple[str, str], Configurations]:
        """Analyse the outcome and its absence over the programme's districts and over all districts."""
        outcome = str(sets.loc[sets["role"] == "outcome", "set_id"].iloc[0])
        return {
            (who, f"~{outcome}" if absent else outcome): declared_configurations(
                memberships,
                sets,
                **self.options(who, absent),  # type: ignore[arg-type]
            )
            for who in WHO
            for absent in (False, True)
        }


class ModelsText:
    """The sentences of the chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    asked : Models
        What the chapter asks.
    names, titles, models : mapping of str to str
        Region code, axis and model to what the reader sees.
    """

    def __init__(
        self,
        chapter: Chapter,
        asked: Models,
        names: Mapping[str, str],
        titles: Mapping[str, str],
        models: Mapping[str, str],
    ) -> None:
        self.chapter = chapter
        self.asked = asked
        self.names = names
        self.titles = titles
        self.models = models

    def space(self, found: AssignedTypes, support: pd.DataFrame) -> None:
        """Tell how many corners there are, and how many assigned ones the evidence supports."""
        axes = by(as_published, rows=select("study/ideal-type-axes", "axis_id")).count()
        self._result("axes", len(found.types.dimensions), "axes", axes)
        cells = self._support(support)
        self._result("cells", len(support), "cells", cells.count())
        self._result(
            "cells_open", int((support["verdict"] == "open").sum()), "cells", cells.count(verdict="open")
        )
        how = by(assigned_verdicts, **self._assigned_arguments(support))
        for verdict in VERDICTS:
            count = int((found.assigned["verdict"] == verdict).sum())
            self._result(
                f"assigned_{verdict.replace(' ', '_')}", count, "regions", how.count(verdict=verdict)
            )
        self.chapter.tell("space")
        for row in each_row(found.assigned):
            possible = self._result(
                f"possible_{row.region_code}",
                row.possible_corners,
                "corners",
                by(assigned_types, **self._assigned_arguments(support)).take(
                    "assigned.possible_corners", region_code=row.region_code
                ),
            )
            words = {
                "name": self.names[row.region_code],
                "model": self.models[row.model_id],
                "verdict": self.chapter.text(f"verdict_{word_of(row.verdict)}"),
                "possible": possible,
            }
            if row.against:
                against = [self.titles[axis] for axis in row.against.split("; ")]
                self.chapter.tell("region_against", axes=self.chapter.language.listed(against), **words)
            else:
                self.chapter.tell("region", **words)

    def reading(self, found: AssignedTypes) -> None:
        """Tell how the verdicts are to be read; what a contradicted corner means, where there is one."""
        if (found.assigned["verdict"] == "contradicted").any():
            self.chapter.tell("reading_contradicted")
        self.chapter.tell("reading")

    def who(self) -> dict[str, str]:
        """Return what the reader sees for the districts of each analysis."""
        return {who: self.chapter.text(f"who_{who}") for who in WHO}

    def sets(self, values: pd.DataFrame) -> None:
        """Tell what the sets are, and how many districts have a figure for all of them."""
        asked = self.asked
        windows = {"before": asked.before, "after": asked.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.ModelsParameters", tuple(windows))
        self._result("districts", len(values), "districts", asked.values().count())
        self.chapter.tell("sets_head")
        self.chapter.tell("sets")

    def solutions(self, analyses: Mapping[tuple[str, str], Configurations]) -> None:
        """Tell the parsimonious solution of the outcome and what chance gives, for members and for all."""
        outcome = next(iter(analyses))[1]
        for who in WHO:
            found, how = analyses[(who, outcome)], self.asked.analysed(who, absent=False)
            self._result(f"{who}_cases", found.cases_count, "districts", how.take("cases_count"))
            self.chapter.tell(f"solutions_{who}_head")
            if found.refused:
                self.chapter.tell("solutions_refused", reason=found.refused)
                continue
            first = found.models.loc[found.models["kind"] == "parsimonious"].iloc[0]
            words = {
                name: self._result(
                    f"{who}_{name}",
                    first[name],
                    "share",
                    how.take(f"models.{name}", kind="parsimonious", model=first["model"]),
                    2,
                )
                for name in ("inclusion", "coverage")
            }
            for kind in ("parsimonious", "conservative"):
                text = formula(found, kind)
                made = by(formula, found=how, kind=kind)
                self.chapter.result(f"{who}_{kind}", text, text=text, unit="formula", derivation=made)
                words[kind] = text
            share = found.chance.share if found.chance else None
            words["chance"] = self._result(f"{who}_chance", share, "share", how.take("chance.share"), 3)
            self.chapter.tell("solution", **words)
        self.chapter.tell("solutions_read")

    def pairs(self, pairs: pd.DataFrame) -> None:
        """Tell how many pairs are extreme in each design."""
        how = by(
            extreme_pairs,
            memberships=self.asked.memberships(),
            sets=self.asked.sets(),
            only=list(self.asked.members),
        )
        for id, design in (("similar_pairs", "most similar"), ("different_pairs", "most different")):
            chosen = pairs.loc[pairs["design"].str.startswith(design), "design"]
            full = str(chosen.iloc[0]) if len(chosen) else design
            self._result(id, len(chosen), "pairs", how.count(design=full))
        self.chapter.tell("pairs_head")
        self.chapter.tell("pairs")

    def _support(self, support: pd.DataFrame) -> Derivation:
        ids = ["evidence_ids", "aside_ids"]
        cited = {id for column in ids for cell in support[column] for id in str(cell).split("; ") if id}
        return by(
            axis_support,
            evidence=select(EVIDENCE, "document_title", "confidence", evidence_id=sorted(cited)),
            coded=select(CODED, *AXIS_COLUMNS, regions=list(self.asked.codes)),
        )

    def _assigned_arguments(self, support: pd.DataFrame) -> dict[str, object]:
        return {
            "support": self._support(support),
            "study_regions": select("study/study-regions", "model_id", regions=list(self.asked.codes)),
            "corners": select("study/ideal-types", "model_id", "corner"),
        }

    def _result(self, id: str, value: object, unit: str, how: Derivation, decimals: int = 0) -> str:
        made = self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=how)
        return made.text
