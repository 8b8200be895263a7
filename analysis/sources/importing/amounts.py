"""A column of numbers: one notation, one percent form and one scale for all its cells, or a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.messages import say
from analysis.scales import scale_of
from analysis.sources.importing.converted import Converted, Outcome, Settings, each_cell
from analysis.sources.importing.notation import Notation, PercentForm, infer_notation, infer_percent
from analysis.sources.importing.numbers import ParsedNumber, parse_number
from analysis.sources.importing.raw import RawCell

__all__ = ["convert_numbers"]

BUDGET_AMOUNTS = {"amount_idr", "value_idr"}  # not fees, which are small by nature
FEWEST_RUPIAH = 100_000  # a budget amount below this in full rupiah is not believed without an answer
LARGEST_RUPIAH = 100 * 10**12  # above the budget of any kabupaten, kota or province
FACTORS = {"points": 1, "shares": 100}


def convert_numbers(field: dict[str, Any], cells: Sequence[RawCell | None], settings: Settings) -> Converted:
    """Convert a column of numbers; cells that depend on what is not known are asked about.

    Parameters
    ----------
    field
        Description of the column.
    cells
        Its cells, ``None`` for an empty one.
    settings
        Unit and the user's answers.
    """
    percent = field.get("unit") == "percent"
    notation = infer_notation(cell.value for cell in cells if cell)
    decimal = settings.decimal or notation.decimal
    scale = 1 if percent else settings.scale or scale_of(settings.unit)
    parsed = {c.address: _parse(c, _unit(settings, percent), decimal, percent) for c in cells if c}
    form = _percent_form(parsed.values()) if percent else None
    factor = 1 if form is None else FACTORS.get(settings.percent or "") or form.factor
    doubt = _scale_doubt(field, parsed, settings)

    def read(cell: RawCell) -> Outcome:
        item = parsed[cell.address]
        open_notation = notation.status == "mixed" and settings.decimal is None
        if item.value is not None and open_notation and item.notation and isinstance(cell.value, str):
            return Outcome(None, "decimal", notation.why)
        return _outcome(field, item, form, factor, settings.scale, doubt.get(cell.address, ""))

    how = _how(notation, decimal, scale, form, settings, parsed.values(), sum(cell is None for cell in cells))
    return each_cell(cells, read, how)


def _unit(settings: Settings, percent: bool) -> str | None:
    """Give the unit whose scale ``parse_number`` applies; an answered scale is applied afterwards."""
    return None if percent or settings.scale is not None else settings.unit


def _parse(cell: RawCell, unit: str | None, decimal: str | None, is_percent: bool) -> ParsedNumber:
    value: object = cell.value
    if cell.percent and isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{float(f'{value * 100:.12g}')!r}%"
        decimal = None if "e" in value else "."  # our own text, whatever the column's notation is
    result = parse_number(value, unit=unit, decimal=decimal)
    if result.percent and not is_percent and result.value is not None:
        return ParsedNumber(result.text, None, "unreadable", say("a percentage in a column of another unit"))
    return result


def _percent_form(parsed: Iterable[ParsedNumber]) -> PercentForm:
    read = [(item.value, item.percent) for item in parsed if item.value is not None]
    return infer_percent([value for value, sign in read if not sign], [value for value, sign in read if sign])


def _scale_doubt(
    field: dict[str, Any], parsed: dict[str, ParsedNumber], settings: Settings
) -> dict[str, str]:
    """Find amounts that are no full rupiah: too small beside others, or too large after a scale."""
    if field["name"] not in BUDGET_AMOUNTS or settings.scale is not None:
        return {}
    sizes = {address: abs(item.value) for address, item in parsed.items() if item.value}
    small = {address for address, size in sizes.items() if size < FEWEST_RUPIAH}
    large = {address for address, size in sizes.items() if size > LARGEST_RUPIAH}
    if small and len(small) < len(sizes):
        why = say(
            "{count} amounts are below Rp 100,000 beside larger ones: full rupiah and thousands or millions "
            "may be mixed",
            count=len(small),
        )
    else:
        why = say("all amounts are below Rp 100,000: they may be in thousands or millions")
    told = dict.fromkeys(small, why)
    return told | dict.fromkeys(large, say("with the scale of the column it is above Rp 100 trillion"))


def _outcome(
    field: dict[str, Any],
    item: ParsedNumber,
    form: PercentForm | None,
    factor: int | None,
    scale: int | None,
    doubt: str,
) -> Outcome:
    if item.status == "missing":
        return Outcome(None)
    if item.value is None:
        kind = "decimal" if item.readings else "ambiguous"
        return Outcome(None, kind if item.status == "ambiguous" else "unreadable", item.why)
    if doubt:
        return Outcome(None, "scale", doubt)
    if form is not None and not item.percent and factor is None:
        return Outcome(None, "percent", form.why)
    own_scale = item.scale != 1  # the cell says it itself, for example 1,2 juta
    times = (1 if item.percent else factor or 1) * (1 if own_scale else scale or 1)
    value = item.value if times == 1 else float(f"{item.value * times:.15g}")
    if field["type"] != "integer":
        return Outcome(value)
    return (
        Outcome(int(value))
        if value.is_integer()
        else Outcome(None, "unreadable", say("expected a whole number"))
    )


def _how(
    notation: Notation,
    decimal: str | None,
    scale: int,
    form: PercentForm | None,
    settings: Settings,
    parsed: Iterable[ParsedNumber],
    empty: int,
) -> str:
    parts = [say("numbers")]
    parts.append(say("decimal mark {mark!r}", mark=decimal) if decimal else notation.why)
    if scale != 1:
        parts.append(say("times {scale:,} ({unit})", scale=scale, unit=settings.unit.strip()[:60]))
    if form is not None:
        parts.append(say("percent: {form}", form=settings.percent or form.why))
    kinds = Counter(item.missing for item in parsed if item.missing)
    kinds["empty"] += empty
    missing = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if count)
    if missing:
        parts.append(say("missing: {kinds}", kinds=missing))
    return "; ".join(parts)
