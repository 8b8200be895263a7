"""What a passage takes from the lines above it: programme and activity, the form, the head of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from analysis.documents.finding.codes import Code, codes_in
from analysis.documents.finding.numbers import Figure, figures, years_in
from analysis.documents.finding.tables import Head
from analysis.documents.page import Cell

__all__ = ["Context", "Form", "read_ahead", "read_input", "read_label"]

LABEL = re.compile(
    r"^(?P<label>program|sub ?kegiatan|kegiatan|sumber (?:dana|pendanaan)|urusan(?: pemerintahan)?"
    r"|bidang urusan|tahun anggaran|(?:jumlah|alokasi|pagu)(?: anggaran| dana| indikatif)?"
    r"(?: sub)?(?: kegiatan)?(?: tahun)?(?: anggaran)? ?(?P<year>20\d\d|n)?)"
    # an entry stands behind a colon or in the next cell; a code or rupiah need neither
    r"(?:(?P<mark>\s*(?::|\n|$))\s*:?|\s+(?=[1-8]\.\d\d\b|Rp))\s*(?P<entry>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# What a sentence has and an entry has not.
TOLD = re.compile(r"\b(?:sebesar|dianggarkan|dialokasikan|adalah|yaitu|mendapat\w*)\b|\.\s*$", re.IGNORECASE)
SUB_ACTIVITY = re.compile(r"\s*sub ?kegiatan\b", re.IGNORECASE)
INPUT = re.compile(r"\s*(?:masukan|input)\b", re.IGNORECASE)
LONGEST_BLOCK = 40  # lines or rows of a sub-activity before its amount
YEAR_OF_BUDGET = re.compile(r"tahun anggaran\s*:?\s*(20\d\d)", re.IGNORECASE)


@dataclass
class Form:
    """The entries of a budget form that hold until the next form begins."""

    codes: dict[str, tuple[Code, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    source: str = ""
    amount: tuple[Figure, int | None, Cell] | None = None


@dataclass
class Context:
    """What holds for the next passage; one for each document, changed as its pages go by.

    Attributes
    ----------
    first_year : int or None
        First year of the plan, for heads that count years.
    form : Form
        Of the budget form on which the passage stands.
    head : Head
        Of the last table, for its continuation.
    codes : dict of str to (Code, str)
        By level, the programme and activity above in the same table, with their names.
    parent : str
        The name under which the points a., b., c. of a table stand.
    year : int or None
        Of the budget.
    """

    first_year: int | None = None
    form: Form = field(default_factory=Form)
    head: Head = field(default_factory=Head)
    codes: dict[str, tuple[Code, str]] = field(default_factory=dict)
    amounts: list = field(default_factory=list)
    parent: str = ""
    year: int | None = None

    def under(self, code: Code, name: str) -> None:
        """Go under a programme or activity of a table."""
        if code.level == "programme":
            self.codes.clear()
        elif code.level == "activity":
            self.codes.pop("sub-activity", None)
        self.codes[code.level] = (code, name)
        self.amounts = []

    def new_table(self) -> None:
        """Forget what held in the table before."""
        self.codes, self.amounts, self.parent, self.head = {}, [], "", Head()


def read_label(text: str, context: Context) -> bool:
    """Take an entry of a form into the context; say whether the text is one.

    Parameters
    ----------
    text
        Label and entry, as ``Program : 1.02.01.32 ...``, with a colon or a line end between them.
    context
        Changed: the entry holds for what follows.
    """
    budget = YEAR_OF_BUDGET.search(text)
    if budget:
        context.year = int(budget[1])
    match = LABEL.match(text.strip())
    if not match or not match["entry"].strip(" :\n") or (not match["mark"] and TOLD.search(text)):
        return False
    label, entry = " ".join(match["label"].casefold().split()), match["entry"].strip(" :\n")
    form = context.form
    if label.startswith(("urusan", "bidang")):
        context.form = Form()
    elif label.startswith("program"):
        context.form = Form()
        _enter(context.form, "programme", "program " + entry)
    elif label.startswith(("jumlah", "alokasi", "pagu")):
        return _take_amount(match, entry, context)
    elif "kegiatan" in label:
        _enter(form, "sub-activity" if label.startswith("sub") else "activity", entry)
    elif label.startswith("sumber"):
        form.source = entry.split("\n")[0][:80]
    return True


def read_ahead(label: str, following: Iterable[str], context: Context) -> None:
    """Take the amount of a sub-activity, which its form says only further down.

    Parameters
    ----------
    label
        The line or row that was read.
    following
        The lines or rows after it; those of the next sub-activity are not looked at.
    context
        Changed.
    """
    if not SUB_ACTIVITY.match(label):
        return
    context.form.amount = None
    for text in islice(following, LONGEST_BLOCK):
        if SUB_ACTIVITY.match(text):
            return
        match = LABEL.match(text.strip())
        if match and "kegiatan" in match["label"].casefold() and _take_amount(match, match["entry"], context):
            return


def read_input(texts: Sequence[str], context: Context) -> None:
    """Take the input of an activity (``Masukan | Jumlah dana | Rp 214.350.000``) as its amount."""
    form = context.form
    if form.amount is not None or not (form.codes or form.names) or not texts or not INPUT.match(texts[0]):
        return
    for text in texts[1:]:
        found = [figure for figure in figures(text) if figure.unit == "rupiah"]
        if found:
            context.form.amount = (found[0], context.year, Cell(0, 0, text))
            return


def _enter(form: Form, level: str, entry: str) -> None:
    codes = codes_in(entry)
    name = entry[codes[0].end :] if codes else entry
    name = name.strip(" :-\n").removeprefix("program ").strip()
    if codes:
        form.codes[codes[0].level] = (codes[0], name)
    form.names[level] = name


def _take_amount(match: re.Match[str], entry: str, context: Context) -> bool:
    found = [figure for figure in figures(entry) if figure.unit == "rupiah" or figure.value >= 100_000]
    if not found:
        return False
    said = match["year"] or ""
    year = int(said) if said.isdigit() else context.year
    earlier = context.form.amount
    # A form of a budget has last year, this year and next year; the year of the budget is the one meant.
    if earlier is None or (context.year is not None and earlier[1] != context.year):
        year = year or next((y for y, _ in years_in(entry)), None)
        context.form.amount = (found[0], year, Cell(0, 0, entry))
    return True
