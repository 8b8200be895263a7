"""The checks on panels, with their thresholds as data."""

from __future__ import annotations

from analysis.honesty import copies, jumps, ranges, repeats, second_source, swaps
from analysis.honesty.check import Check, Parameter, Rule

PANEL = frozenset({"panel"})
OUTLIER = "median +- 5 x 1.4826 MAD: practice of Countdown to 2030 with DHIS2 data (R package cd2030)"

POPULATION_BREAK = {
    "least_break": Parameter(
        0.1, "log change of population beyond the country's", "practice: denominator ratio outside 0.9-1.1"
    ),
    "noise_multiple": Parameter(5.0, "spreads of the region's own population changes", OUTLIER),
    "least_noise": Parameter(0.005, "lowest spread of population changes, in log"),
    "least_followers": Parameter(3, "amounts with a change in the year"),
    "follow_share": Parameter(0.5, "share of the population's change that the amounts must make"),
}


def _check(
    check_id: str, names: tuple[str, str], looks_for: str, rule: Rule, parameters: dict[str, Parameter],
    *, source: str, severity: str, settles: str, applies_to: frozenset[str] = PANEL,
) -> Check:  # fmt: skip
    return Check(
        check_id, *names, looks_for, rule, parameters, source, applies_to, severity, settles
    )  # fmt: skip


PANEL_CHECKS: tuple[Check, ...] = (
    _check(
        "out-of-range", ("Value that cannot be", "Nilai di luar batas"),
        "shares below 0 or above 100, negative amounts, or values outside the declared bounds",
        ranges.out_of_range, {"highest_share": Parameter(100.0, "percent", "a share of a whole")},
        source="H01: coverage of 171.9 % (diabetes) in a published health table", severity="error",
        settles="the numerator and denominator behind the value; for coverage above 100 the source of the "
        "denominator",
    ),
    _check(
        "parts-total", ("Parts against their total", "Rincian terhadap jumlah"),
        "rows in which the parts do not add up to the total, or a part exceeds its whole",
        ranges.parts_and_totals,
        {
            "tolerance": Parameter(0.01, "share of the total"),
            "least_use": Parameter(0.05, "share of regions that report a part that is in use"),
        },
        source="H21: a district is the sum of its units",
        severity="error", applies_to=frozenset({"panel", "parts-and-total"}),
        settles="the printed table; whether total and parts are both budget or both realised",
    ),
    _check(
        "identical-columns", ("Column that copies another", "Kolom yang sama"),
        "values of a column that equals another column in nearly every region of the year",
        copies.identical_columns,
        {
            "least_rows": Parameter(30, "regions with both columns in a year"),
            "least_share": Parameter(0.9, "share of them with equal values"),
            "least_values": Parameter(10, "different values among the equal ones"),
        },
        source="H15: duplicate items and codes seen in practice",
        severity="error", settles="the definition of both columns and the producer's own file",
    ),
    _check(
        "equal-columns", ("Equal by definition, and different", "Seharusnya sama, tetapi berbeda"),
        "values that differ from another column although both are equal by definition", copies.equal_columns,
        {"tolerance": Parameter(0.001, "share of the value; covers rounding")},
        source="constant and current prices agree in the base year", severity="error",
        settles="the base year of the series and the producer's table of that year",
    ),
    _check(
        "copied-forward", ("Copied from the year before", "Disalin dari tahun sebelumnya"),
        "values equal to the year before where rounding makes that unlikely", copies.copied_forward,
        {
            "highest_chance": Parameter(0.001, "chance of an equal value at which one cell is enough"),
            "judged_chance": Parameter(0.05, "chance of an equal value above which a cell is not judged"),
            "row_chance": Parameter(0.0001, "chance of as many equal cells in a region and year"),
        },
        source="H18: value or numerator identical to the previous year", severity="warning",
        settles="the year's own report, or the producer's note that the value was carried over",
    ),
    _check(
        "identical-districts", ("Two regions with the same values", "Dua daerah bernilai sama"),
        "pairs of regions that share more values in a year than chance allows", copies.identical_districts,
        {
            "most_sharing": Parameter(5, "regions that may share a value for it to be telling"),
            "least_columns": Parameter(2, "different shared values"),
            "least_regions": Parameter(10, "regions with a value in the column and year"),
            "chance_of_any": Parameter(0.005, "chance of one false pair in the whole table"),
        },
        source="identical vectors across districts; practice of ours", severity="error",
        settles="whether one was part of the other that year (pemekaran), else both own reports",
    ),
    _check(
        "scale-error", ("Power of ten", "Salah skala"),
        "values about 10, 100 or 1000 times what their own neighbouring years say, or that part of it",
        jumps.scale_errors,
        {
            "reach_years": Parameter(3, "years on each side"),
            "least_neighbours": Parameter(3, "observed years around the value"),
            "least_count": Parameter(10, "counts below this are too small for a factor of ten to tell"),
            "tolerance_log10": Parameter(0.2, "distance from the exact power of 1, in powers of ten"),
            "tolerance_far_log10": Parameter(0.5, "distance from the exact power of 2 or 3"),
            "noise_multiple": Parameter(5.0, "spreads of the neighbours", OUTLIER),
        },
        source="H04: 60000.00 % and 12727.27 %", severity="error",
        settles="the unit printed in the source table (rupiah, thousands, millions; share or percent)",
    ),
    _check(
        "sudden-jump", ("Sudden jump", "Lonjakan"),
        "changes from the year before that are large for the series and for the country in that year",
        jumps.sudden_jumps,
        {
            "own_spreads": Parameter(5.0, "spreads of the series' own yearly changes", OUTLIER),
            "country_spreads": Parameter(5.0, "spreads of all regions' changes in the year", OUTLIER),
            "least_changes": Parameter(5, "observed changes of the series"),
            "least_peers": Parameter(20, "regions with a change in the year"),
            "least_own_share": Parameter(0.5, "lowest spread of a series, as share of the usual one"),
        },
        source="H19: class condition 95.02 to 67.97 in 2015; Iglewicz and Hoaglin (1993), How to Detect and "
        "Handle Outliers",
        severity="warning",
        settles="a split of the region, a new definition or sample, or the year's value in the source",
    ),
    _check(
        "rebased-denominator", ("Population breaks, amounts do not", "Penyebut berganti dasar"),
        "years in which the population jumps and the region's amounts do not follow",
        jumps.rebased_denominator,
        POPULATION_BREAK,
        source="H10: denominators by projection, register and survey differ", severity="error",
        settles="which census, projection or register each year's population comes from",
    ),
    _check(
        "territory-change", ("Population and amounts break together", "Perubahan wilayah"),
        "years in which population and amounts jump together, as when a region splits",
        jumps.territory_change,
        POPULATION_BREAK,
        source="splits of regions (pemekaran)", severity="note",
        settles="the law that founded a new region in that year",
    ),
    _check(
        "constant-series", ("Series that stands still", "Deret yang tidak bergerak"),
        "ends of runs of one value in columns that move in nearly all other series", repeats.constant_series,
        {
            "least_run": Parameter(4, "years with one value"),
            "most_series": Parameter(0.05, "share of series with such a run; above it, not judged"),
        },
        source="H18: value or numerator identical to the previous year",
        severity="warning", settles="whether the value was measured in each of the years",
    ),
    _check(
        "missing-as-zero", ("Zero where missing is meant", "Nol untuk data kosong"),
        "zeros in series that are otherwise well above zero", repeats.missing_as_zero,
        {
            "least_years": Parameter(4, "observed years of the series"),
            "most_zeros_share": Parameter(0.2, "share of zeros in the series, and in the year's column"),
            "spreads": Parameter(5.0, "spreads between the median of a share and zero", OUTLIER),
            "least_level": Parameter(0.05, "lowest positive value of an amount, as share of its median"),
        },
        source="H03", severity="warning", settles="whether the source prints 0 or an empty cell",
    ),
    _check(
        "heaping", ("Heaped on round values", "Penumpukan pada angka bulat"),
        "round values in a column and year in which they pile up", repeats.heaping,
        {
            "least_rows": Parameter(50, "values in the column and year"),
            "least_steps": Parameter(100, "values smaller than this many rounding steps are left out",
                                     "last digits of counts of at least 3 digits: Beber and Scacco (2012), "
                                     "Political Analysis 20(2): 211-234"),
            "least_ratio": Parameter(2.0, "round values against the expected number"),
            "least_excess": Parameter(0.04, "share of round values beyond the expected share; shares of "
                                      "samples fall on halves and quarters honestly"),
            "chance_of_any": Parameter(0.005, "chance of one false column and year in the table"),
        },
        source="H22; Beber and Scacco (2012), Political Analysis 20(2): 211-234", severity="note",
        settles="whether the values are estimates, and how they were rounded",
    ),
    _check(
        "hidden-capping", ("Capped at 100", "Dipotong pada 100"),
        "shares of exactly 100 in a column and year in which hardly any lie just below",
        repeats.hidden_capping,
        {
            "least_rows": Parameter(30, "values in the column and year"),
            "least_full": Parameter(10, "values of exactly 100"),
            "width_points": Parameter(1.0, "points below 100 that count as just below"),
            "ratio": Parameter(3.0, "full values against those just below"),
        },
        source="H02: real achievement above 100, published as 100",
        severity="warning", settles="the uncapped ratio",
    ),
    _check(
        "swapped-entities", ("Two regions that changed places", "Data dua daerah tertukar"),
        "pairs of regions of one province whose values fit each other's history and not their own",
        swaps.swapped_entities,
        {
            "reach_years": Parameter(3, "years around the value"),
            "least_neighbours": Parameter(3, "observed years of the history"),
            "own_misfit": Parameter(6.0, "spreads from the own history"),
            "other_misfit": Parameter(2.0, "spreads from the other's history"),
            "least_columns": Parameter(2, "columns in which the same two regions fit each other"),
            "alone_misfit": Parameter(12.0, "spreads from the own history at which one column is enough"),
        },
        source="rows of two districts exchanged in a year; practice of ours", severity="error",
        settles="the row labels of the source table of that year",
    ),
    _check(
        "swapped-between-sources", ("Two regions exchanged between two sources",
                                    "Dua daerah tertukar antara dua sumber"),
        "pairs of regions whose values fit each other's in a second source and not their own",
        second_source.swapped_between_sources,
        {
            "own_spreads": Parameter(6.0, "spreads of the two sources' usual difference in the year"),
            "least_own_log": Parameter(0.1, "difference of the logarithms, at least"),
            "most_other_log": Parameter(0.04, "difference of the logarithms from the other's value"),
            "least_regions": Parameter(10, "regions in both sources in the year"),
            "chance_of_any": Parameter(0.02, "chance of one false pair in the table"),
        },
        source="codes of two districts exchanged in one of two tables; practice of ours", severity="error",
        settles="names and codes of the two rows in both sources",
    ),
)  # fmt: skip
