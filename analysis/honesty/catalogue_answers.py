"""The checks on surveys, complaints, amounts, promises and rows of any table."""

from __future__ import annotations

from analysis.honesty import answers, records
from analysis.honesty.check import Check, Parameter

SURVEY, AMOUNTS = frozenset({"survey"}), frozenset({"amounts"})
COPIES = {
    "least_shared": Parameter(5, "places in which both have an answer"),
    "highest_chance": Parameter(0.005, "chance of one such pair in the group"),
}

ANSWER_CHECKS: tuple[Check, ...] = (
    Check(
        "straight-answers", "One answer to every item", "Jawaban seragam",
        "units with one answer to every item where the others' answers make that unlikely",
        answers.straight_answers,
        {
            "least_items": Parameter(5, "answered items of a unit"),
            "highest_chance": Parameter(0.001, "chance of the answers, from the shares of all units"),
        },
        "H14: 20 of 37 units answered yes to all items", SURVEY, "note",
        "an interview with the unit, or the documents behind three of the items",
    ),
    Check(
        "straight-types", "A type of unit in one line", "Satu jenis unit menjawab seragam",
        "units with one answer to every item, of a type in which that is far commoner than in the others",
        answers.straight_types,
        {
            "least_items": Parameter(5, "answered items of a unit"),
            "least_units": Parameter(5, "units of the type, and of all others"),
            "highest_chance": Parameter(0.001, "chance of the difference by Fisher's exact test"),
        },
        "H14: 14 of 14 state schools; Fisher (1935), The Design of Experiments", SURVEY, "note",
        "who filled in the answers for the units of that type",
    ),
    Check(
        "late-changes", "Sent again with better answers", "Dikirim ulang dengan jawaban lebih baik",
        "units and days with a second version in which answers only rose", answers.late_changes,
        {"least_changes": Parameter(2, "answers that rose")},
        "H13: three items changed from 0 to 1 on one day", SURVEY, "note",
        "what happened between the two versions, and the documents behind the changed items",
    ),
    Check(
        "copied-items", "Items that copy another", "Butir yang sama",
        "pairs of items with the same answer in every unit", answers.copied_items, COPIES,
        "H15: two items of a questionnaire with the same answers", SURVEY, "warning",
        "the wording of both items in the questionnaire",
    ),
    Check(
        "copied-respondents", "Respondents that copy another", "Responden yang sama",
        "pairs of units or respondents with the same answer to every item where that is unlikely",
        answers.copied_respondents, COPIES, "duplicates of a respondent; practice of ours", SURVEY, "warning",
        "the two questionnaires",
    ),
    Check(
        "changing-base", "Number of people asked changes", "Jumlah responden berubah",
        "units whose number of people asked differs between the items of a round", records.changing_base,
        {"tolerance": Parameter(0.0, "share of the lowest number")}, "convention of ours",
        frozenset({"survey", "complaints"}), "note",
        "whether people left items out, or were asked another day",
    ),
    Check(
        "complaints-above-respondents", "More complaints than people asked", "Keluhan melebihi responden",
        "rows with more complaints than people asked", records.counts_above_base, {},
        "convention of ours: one person counts once per complaint", frozenset({"complaints"}), "error",
        "the tally sheet of the survey",
    ),
    Check(
        "small-amounts", "Millions among rupiah", "Jutaan di antara rupiah",
        "amounts that are tiny among the others of their document", records.small_amounts,
        {
            "least_rows": Parameter(10, "amounts of the document"),
            "least_amount": Parameter(1e6, "rupiah; a smaller line is asked about"),
            "times": Parameter(1000.0, "how far the document's median is above the amount"),
        },
        "H04: units against millions", AMOUNTS, "warning", "the unit printed above the table",
    ),
    Check(
        "scaled-amounts", "Line a thousand times as large", "Baris seribu kali lipat",
        "amounts about a thousand or a million times the same line of another document, or that part of it",
        records.scaled_amounts,
        {"tolerance_log10": Parameter(0.3, "distance from the power, in powers of ten")},
        "H04: units against millions", AMOUNTS, "error", "the unit printed above both tables",
    ),
    Check(
        "unchecked-promises", "Fulfilled, and nobody looked", "Dinyatakan terpenuhi tanpa diperiksa",
        "promises called fulfilled without the day on which somebody looked", records.unchecked_promises, {},
        "convention of ours", frozenset({"promises"}), "note", "who saw the promise fulfilled, and when",
    ),
    Check(
        "repeated-rows", "Row that repeats another", "Baris berulang",
        "rows that repeat an earlier row in everything but page and source", records.repeated_rows, {},
        "H15: duplicates seen in practice", frozenset({"rows"}), "warning",
        "whether the row was copied or the thing exists twice",
    ),
)  # fmt: skip
