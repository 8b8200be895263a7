"""What is planted where: errors, sizes and worlds, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks import planting as plant
from benchmarks import planting_answers as answers
from benchmarks import planting_records as records
from benchmarks import planting_standards as standards

PanelPlanter = Callable[[pd.DataFrame, float, int, np.random.Generator], plant.Planted]
Planter = Callable[[pd.DataFrame, str, float, int, np.random.Generator], plant.Planted]
BETWEEN_SOURCES = "swapped-between-sources"  # planted into the second source, not into the table

PANEL_ERRORS: tuple[tuple[str, str, PanelPlanter, tuple[float, ...]], ...] = (
    ("scale-error", "value x size", plant.scale, (0.001, 0.01, 0.1, 10, 100, 1000)),
    ("sudden-jump", "lasting step, own spreads", plant.step, (5, 8, 12, 20)),
    ("sudden-jump", "lasting step, points", plant.points, (10, 20, 30)),
    ("out-of-range", "points above 100", plant.above, (0.5, 10)),
    ("missing-as-zero", "value 0", plant.zero, (0,)),
    ("copied-forward", "columns copied", plant.forward, (1, 4)),
    ("constant-series", "years repeated", plant.constant, (3, 4, 6)),
    ("identical-columns", "share of regions", plant.column, (0.5, 0.95, 1.0)),
    ("identical-districts", "columns copied", plant.twin, (1, 2, 4)),
    ("swapped-entities", "log10 ratio of populations", plant.swap, (0.0, 0.2, 0.5)),
    (BETWEEN_SOURCES, "log10 ratio of populations", plant.swap, (0.0, 0.2, 0.5)),
    ("rebased-denominator", "share added to population", plant.rebase, (0.05, 0.15, 0.3, 1.0)),
    ("territory-change", "share lost by a split", plant.split, (0.05, 0.15, 0.3, 0.5)),
    ("parts-total", "share added to the total", plant.total, (0.005, 0.02, 0.2)),
    ("heaping", "share of values rounded", plant.heap, (0.05, 0.2, 0.5)),
    ("hidden-capping", "share of values capped", plant.cap, (0.02, 0.1, 0.3)),
)


@dataclass(frozen=True)
class World:
    """A made-up table without errors, and the errors that are planted into it.

    Attributes
    ----------
    name, kind
        How the results call it, and which kind of table it is for the checks.
    make
        Seed to a frame.
    planter
        Frame, error, size, how many and generator to what was planted.
    errors
        ``(check_id, error, sizes)``.
    catalogue
        The standards that the records follow, where there are any.
    """

    name: str
    kind: str
    make: Callable[[int], pd.DataFrame]
    planter: Planter
    errors: tuple[tuple[str, str, tuple[float, ...]], ...]
    catalogue: pd.DataFrame | None = None


WORLDS: tuple[World, ...] = (
    World(
        "indicators", "indicators", records.clean_records, records.plant_record,
        (
            ("value-times-power", "value x size", (0.01, 0.1, 10, 100)),
            ("reversed-ratio", "value is d/n", (0,)),
            ("value-times-target", "value x target", (0,)),
            ("numerator-above-denominator", "numerator above", (0.01, 0.2)),
            ("capped-value", "capped", (0.01, 0.2)),
            ("zero-denominator", "zero denominator", (0,)),
            ("value-differs", "value off by points", (0.1, 1, 10)),
            ("digit-transposition", "two digits of the denominator", (0,)),
        ),
    ),
    World(
        "targets", "targets", records.clean_targets, records.plant_target,
        (
            ("straight-targets", "same step", (1.0, 5.0)),
            ("constant-targets", "no step", (0.0,)),
            ("below-national", "below national", (0.5, 10.0)),
        ),
    ),
    World(
        "records with standards", "indicators", standards.clean_standards, standards.plant_standard,
        (
            ("reversed-ratio", "columns exchanged", (0,)),
            ("denominator-family", "birth denominator x size", (0.2, 0.8, 1.2, 1.5)),
            ("two-denominators", "second denominator x size", (0.7, 0.9, 1.2)),
            ("above-hundred", "points above 100", (0.5, 10)),
            ("lost-decimals", "whole numbers", (0,)),
            ("mixed-units", "share for points", (0,)),
            ("completeness-as-achievement", "share that reported", (0,)),
            ("label-mismatch", "name of another", (0,)),
            ("denominator-substituted", "denominator of another", (0,)),
            ("definition-drift", "5 km for 6 km", (0,)),
            ("shared-denominator", "number of another", (0,)),
            ("unknown-code", "code mistyped", (0,)),
            ("repeated-code", "second value", (0,)),
            ("copied-record", "copied from the year before", (0,)),
            ("bunched-at-target", "values on the target of six", (1, 2, 4)),
        ),
        standards.CATALOGUE,
    ),
    World(
        "quarters", "cumulative", answers.clean_quarters, answers.plant_quarter,
        (
            ("falling-cumulative", "points taken back", (0.5, 5)),
            ("year-end-jump", "times the largest step", (2, 4, 8)),
        ),
    ),
    World(
        "answers", "survey", answers.clean_answers, answers.plant_answer,
        (
            ("straight-answers", "yes to all, items", (5, 10, 30)),
            ("straight-types", "yes to all in a type, units", (2, 5, 10)),
            ("late-changes", "answers raised on one day", (1, 2, 3)),
            ("copied-items", "item copies an item", (0,)),
            ("copied-respondents", "unit copies a unit", (0,)),
        ),
    ),
    World(
        "budget lines", "amounts", answers.clean_lines, answers.plant_line,
        (
            ("small-amounts", "amount x size", (1e-6, 1e-3)),
            ("scaled-amounts", "amount x size", (1e-6, 1e-3, 1e3)),
        ),
    ),
    World(
        "rows", "rows", answers.clean_lines, answers.plant_line,
        (("repeated-rows", "row repeated", (0,)),),
    ),
)  # fmt: skip
