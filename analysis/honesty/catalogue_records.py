"""The checks on indicator records and on targets, with their thresholds as data."""

from __future__ import annotations

from analysis.honesty import ratios, reports, targets
from analysis.honesty.check import Check, Parameter

INDICATORS, TARGETS = frozenset({"indicators"}), frozenset({"targets"})
CUMULATIVE = frozenset({"cumulative"})
BOTH = "numerator, denominator and their source for the row"
WITHIN = Parameter(0.01, "relative distance", "H04: within 1 % of the recomputed value")
ROUNDING = Parameter(0.05, "points; covers a value printed with one decimal")

RECORD_CHECKS: tuple[Check, ...] = (
    Check(
        "zero-denominator", "Value over a denominator of 0", "Penyebut nol",
        "values given although the denominator is 0", ratios.zero_denominator, {},
        "H03: #DIV/0! published as 100, 0 cases published as 0 %", INDICATORS, "error",
        "whether nobody was in need that year; then the record is not applicable",
    ),
    Check(
        "numerator-above-denominator", "More served than there are", "Pembilang melebihi penyebut",
        "rows in which the numerator is above the denominator", ratios.numerator_above_denominator,
        {"tolerance": Parameter(0.0, "share of the denominator")}, "H01, H07; WHO data quality review (2017)",
        INDICATORS, "warning", "the source of the denominator and who is counted",
    ),
    Check(
        "reversed-ratio", "Numerator and denominator reversed", "Pembilang dan penyebut tertukar",
        "rows whose value is d/n, or whose n exceeds d in all units of an indicator and year",
        ratios.reversed_ratio,
        {"tolerance": WITHIN, "least_units": Parameter(3, "rows of an indicator and year")},
        "H07: a table with the target first, another with the achieved first",
        INDICATORS, "error", "the heading of the two columns in the source",
    ),
    Check(
        "value-times-power", "Value off by a power of ten", "Nilai meleset kelipatan sepuluh",
        "values that are 10, 100 or 1000 times n/d, or that part of it", ratios.value_times_power,
        {"tolerance": WITHIN}, "H04: 60000.00 %", INDICATORS, "error", BOTH,
    ),
    Check(
        "value-times-target", "Realisation multiplied by the target", "Realisasi dikalikan target",
        "values that equal n/d multiplied or divided by the target", ratios.value_times_target,
        {"tolerance": WITHIN}, "H05: 941 of 941 published as 79 %", INDICATORS, "error", BOTH,
    ),
    Check(
        "capped-value", "Published as 100, recomputed above", "Nilai dipotong menjadi 100",
        "values published as 100 where n/d is above 100", ratios.capped_value,
        {"tolerance": Parameter(0.0005, "share above 100; covers rounding to one decimal")},
        "H02: real achievement above 100, published as 100", INDICATORS, "warning", BOTH,
    ),
    Check(
        "value-differs", "Value that is not n/d", "Nilai tidak sama dengan pembilang per penyebut",
        "values that differ from n/d by more than rounding", ratios.value_differs,
        {"rounding_points": ROUNDING}, "convention of ours: publish the recomputed value", INDICATORS,
        "warning",
        BOTH,
    ),
    Check(
        "digit-transposition", "Two digits changed places", "Angka tertukar",
        "numbers that agree with another one once two neighbouring digits change places",
        ratios.digit_transposition,
        {"least_number": Parameter(100, "smallest denominator judged"), "rounding_points": ROUNDING},
        "H08: 14109 against 14190 children under two",
        INDICATORS,
        "warning",
        "the register behind the number",
    ),
    Check(
        "straight-targets", "Targets drawn with a ruler", "Target garis lurus",
        "targets that move by the same step every year", targets.straight_targets,
        {
            "least_years": Parameter(4, "years of the plan"),
            "tolerance_points": Parameter(0.011, "difference between steps; covers rounding to two decimals"),
        },
        "H17: zero second difference",
        TARGETS, "note", "the calculation of need and money behind each year's target",
    ),
    Check(
        "constant-targets", "Targets that stand still", "Target tetap",
        "targets below 100 that do not move over the plan", targets.constant_targets,
        {"least_years": Parameter(4, "years of the plan")}, "H18: constant targets", TARGETS, "note",
        "whether the target was set anew each year",
    ),
    Check(
        "below-national", "Target below the national one", "Target di bawah standar nasional",
        "targets below the national target of the same year", targets.below_national,
        {"tolerance_points": Parameter(0.0, "points")}, "H17: district targets below the national one (Siak)",
        TARGETS, "warning",
        "the reason for the lower target given in the document",
    ),
    Check(
        "falling-cumulative", "Cumulative value that falls", "Nilai kumulatif turun",
        "quarters whose cumulative value is below that of the quarter before", reports.falling_cumulative,
        {"tolerance": Parameter(0.0, "in the unit of the value")}, "H16: check cumulative monotonicity",
        CUMULATIVE, "error", "whether the report is cumulative, and what was taken back",
    ),
    Check(
        "year-end-jump", "Jump in the last quarter", "Lonjakan akhir tahun",
        "last quarters whose step is far larger than every earlier one", reports.year_end_jump,
        {
            "times": Parameter(3.0, "times the largest earlier step"),
            "least_step": Parameter(5.0, "smallest step, in the unit of the value"),
        },
        "H16: national attainment 39.25 to 77.49 from the third to the fourth quarter of 2022",
        CUMULATIVE, "warning", "when the services of the last quarter were given, and when they were entered",
    ),
)  # fmt: skip
