"""The checks on indicator records against the standards: texts, denominators, published rates."""

from __future__ import annotations

from analysis.honesty import denominators, rates, records, standards, targets
from analysis.honesty.check import Check, Parameter

INDICATORS = frozenset({"indicators"})
ROUNDING = Parameter(0.05, "points; covers a value printed with one decimal")
APART = Parameter(0.1, "difference as a share; denominators within 0.9 to 1.1 of each other agree")
FITS = {
    "margin": Parameter(20.0, "points of text similarity by which the other text fits better"),
    "least_similarity": Parameter(80.0, "text similarity (token set ratio, 0 to 100) with the other text"),
}

STANDARD_CHECKS: tuple[Check, ...] = (
    Check(
        "unknown-code", "Code that no standard has", "Kode tidak dikenal",
        "records whose indicator code is not in the catalogue of standards", standards.unknown_code, {},
        "convention of ours: a record without its standard cannot be read", INDICATORS, "warning",
        "the regulation under which the indicator was reported, and its code",
    ),
    Check(
        "label-mismatch", "Name of another indicator", "Nama milik indikator lain",
        "records whose name or numerator reads like another indicator's than that of their code",
        standards.label_mismatch, FITS, "H06: a numerator of newborns under the name of mothers",
        INDICATORS, "warning", "the row of the source: its code, its name and what was counted",
    ),
    Check(
        "definition-drift", "Threshold that the standard does not have", "Ambang berbeda dari standar",
        "records whose name or definition has another number than the standard", standards.definition_drift,
        {}, "H12: 5 km where the standard says 6 km", INDICATORS, "warning",
        "the definition by which the units were counted",
    ),
    Check(
        "denominator-family", "Denominators that do not fit together", "Penyebut sekeluarga tidak sejalan",
        "denominators that imply another number of births than the others of the region and year",
        denominators.family_consistency, {"tolerance": APART},
        "H09: pregnant women, women giving birth and infants as 1.10 : 1.05 : 1.00", INDICATORS, "warning",
        "the projection or register from which each denominator was taken",
    ),
    Check(
        "denominator-source", "Denominator without a source", "Penyebut tanpa sumber",
        "denominators whose source is not recorded", denominators.denominator_source, {},
        "H10: projection, register or survey must be recorded", INDICATORS, "note",
        "whether the number is a projection, a register or a survey, and of which year",
    ),
    Check(
        "two-denominators", "Two denominators, two answers", "Dua penyebut, dua jawaban",
        "records that say different things by their two denominators", denominators.two_denominators,
        {"tolerance": APART}, "H10: recompute under both", INDICATORS, "warning",
        "which denominator the regulation names, and why the other was used",
    ),
    Check(
        "denominator-substituted", "Denominator of another indicator", "Penyebut milik indikator lain",
        "records whose denominator reads like another indicator's than that of their code",
        denominators.denominator_substituted, FITS, "H11: villages in the place of remote settlements",
        INDICATORS, "error", "what was counted in the denominator",
    ),
    Check(
        "shared-denominator", "One number for two denominators", "Satu angka untuk dua penyebut",
        "denominators equal to one that, by the standards, counts something else",
        denominators.shared_denominator,
        {
            "least_number": Parameter(50, "smallest denominator judged"),
            "alike": Parameter(80.0, "text similarity from which two definitions count the same"),
        },
        "H11: 241 villages in the place of remote settlements", INDICATORS, "warning",
        "the lists from which both numbers were counted",
    ),
    Check(
        "found-cases", "Share of the cases that were found", "Penyebut hanya kasus yang ditemukan",
        "records whose standard divides by the cases found, so that they are near 100 by construction",
        denominators.found_cases, {}, "H25: found cases as the denominator", INDICATORS, "note",
        "the number of cases expected in the population",
    ),
    Check(
        "above-hundred", "Share above 100", "Cakupan di atas 100",
        "published shares above 100", rates.above_hundred,
        {"tolerance_points": Parameter(0.0, "points")},
        "H01: coverage of 171.9 % (diabetes) in a published health table", INDICATORS, "warning",
        "the source of the denominator, and whether people from elsewhere were served",
    ),
    Check(
        "completeness-as-achievement", "Reporting taken for service", "Kelengkapan laporan dianggap capaian",
        "values or names that tell how many units reported, not how many people were served",
        rates.completeness, {"rounding_points": ROUNDING},
        "H20: 94.9 % was the progress of data entry", INDICATORS, "warning",
        "the number of people served behind the value",
    ),
    Check(
        "lost-decimals", "Decimals lost", "Desimal hilang",
        "rates of a region and year that are all whole numbers although n/d is not", rates.lost_decimals,
        {"rounding_points": ROUNDING, "least_rows": Parameter(5, "rates with decimals in n/d")},
        "H23: a column of whole numbers in the reporting system", INDICATORS, "note",
        "the value before it was stored",
    ),
    Check(
        "compensating-average", "Average that hides a failure", "Rata-rata menutupi kegagalan",
        "averages in which attainments above 100 make up for others below", rates.compensating_average,
        {"rounding_points": Parameter(0.05, "points; covers an average printed with one decimal")},
        "H26: 111.11 and 77.78 averaged with a third to 96.30", INDICATORS, "warning",
        "the attainment of each part, and the rule by which the average is graded",
    ),
    Check(
        "mixed-units", "Shares among points", "Satuan tercampur",
        "rates of 1 or less among rates that are all far higher", rates.mixed_units,
        {
            "least_rows": Parameter(5, "rates of a region and year"),
            "times": Parameter(10.0, "how far the lowest of the others is above the value"),
            "rounding_points": ROUNDING,
        },
        "practice of ours: percent as 0.85 and as 85 in one column", INDICATORS, "error",
        "the numerator and denominator behind the value",
    ),
    Check(
        "copied-record", "Record that copies another", "Catatan yang sama",
        "records whose numerator and denominator both equal another record's of the region",
        rates.copied_record, {"least_number": Parameter(100, "smallest numerator judged")},
        "H15, H18: duplicate items; a numerator identical to the previous year", INDICATORS, "warning",
        "the year's own report of the indicator",
    ),
    Check(
        "repeated-code", "One code, several values", "Satu kode, beberapa nilai",
        "records of one indicator, region, year and source with different values", records.repeated_codes, {},
        "H15: duplicate codes seen in practice", INDICATORS, "error", "which of the rows is meant",
    ),
    Check(
        "bunched-at-target", "Bunched at the target", "Menumpuk tepat pada target",
        "values that equal their target in a region and year in which many do", targets.bunched_at_target,
        {
            "least_rows": Parameter(5, "values with a target below 100"),
            "highest_share": Parameter(0.3, "share of values equal to their target"),
        },
        "H22: heaping on the target", INDICATORS, "note", "the numerator and denominator behind each value",
    ),
)  # fmt: skip
