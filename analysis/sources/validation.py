"""Check a frame against the constraints of its description, with a pandera schema made from them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis.errors import DataError
from analysis.messages import say

__all__ = ["make_frame_schema", "validate_frame"]


def make_frame_schema(schema: dict[str, Any]) -> pa.DataFrameSchema:
    """Make a pandera schema from a Frictionless table schema.

    Used are the field constraints ``required``, ``unique``, ``minimum``, ``maximum``, ``enum`` and
    ``pattern``, and the table's ``primaryKey``. Empty text counts as absent: only ``required`` forbids it.
    """
    columns = {}
    for field in schema["fields"]:
        columns[field["name"]] = pa.Column(
            checks=_checks(field),
            nullable=not field.get("constraints", {}).get("required", False),
            unique=bool(field.get("constraints", {}).get("unique", False)),
        )
    key = schema.get("primaryKey") or None
    return pa.DataFrameSchema(columns, unique=[key] if isinstance(key, str) else key, strict=True)


def _checks(field: dict[str, Any]) -> list[pa.Check]:
    constraints = field.get("constraints", {})
    required = constraints.get("required", False)
    checks = []
    if required and field["type"] == "string":
        checks.append(pa.Check(lambda s: s != "", error=say("a value (the cell is empty)")))
    if "minimum" in constraints:
        checks.append(
            pa.Check.ge(constraints["minimum"], error=say("at least {limit}", limit=constraints["minimum"]))
        )
    if "maximum" in constraints:
        checks.append(
            pa.Check.le(constraints["maximum"], error=say("at most {limit}", limit=constraints["maximum"]))
        )
    if "enum" in constraints:
        allowed = list(constraints["enum"])
        checks.append(
            pa.Check.isin(
                allowed if required else [*allowed, ""],
                error=say("one of {values}", values=", ".join(map(str, allowed))),
            )
        )
    if "pattern" in constraints:
        pattern = constraints["pattern"] if required else f"(?:{constraints['pattern']})?"
        checks.append(
            pa.Check(
                lambda s, p=pattern: s.str.fullmatch(p),
                error=say("text of the form {pattern}", pattern=constraints["pattern"]),
            )
        )
    return checks


def validate_frame(frame: pd.DataFrame, schema: dict[str, Any], label: str) -> None:
    """Raise one clear error when a frame breaks its description; the frame is left as it is.

    Raises
    ------
    DataError
        Names file, row, column, what was expected and found, and how many further problems there are.
    """
    try:
        make_frame_schema(schema).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise DataError(_first_failure(frame, schema, errors.failure_cases, label)) from None


def _first_failure(frame: pd.DataFrame, schema: dict[str, Any], cases: pd.DataFrame, label: str) -> str:
    key = schema.get("primaryKey") or []
    key = [key] if isinstance(key, str) else key
    if key and frame.duplicated(key).any():
        row = int(frame.duplicated(key).to_numpy().argmax())
        values = ", ".join(f"{name} {frame[name].iloc[row]}" for name in key)
        first = int((frame[key] == frame[key].iloc[row]).all(axis=1).to_numpy().argmax())
        return say(
            "{label}, row {row}: the key ({key}) must be unique, but {values} stands already in row "
            "{first} (the header is row 1). Remove or correct one of the two rows.",
            label=label,
            row=row + 2,
            key=", ".join(key),
            values=values,
            first=first + 2,
        )
    return _failed_cell(cases.iloc[0], len(cases) - 1, label)


def _failed_cell(case: pd.Series, further: int, label: str) -> str:
    """Say of one cell where it stands, what was expected and what was found."""
    where = label
    if pd.notna(case["index"]):
        row = int(case["index"]) + 2
        where = say("{label}, row {row} (the header is row 1)", label=label, row=row)
    expected = {
        "not_nullable": say("a value (the cell is empty)"),
        "field_uniqueness": say("a value that occurs once"),
    }.get(str(case["check"]), str(case["check"]))
    if pd.notna(case["failure_case"]):
        found = _shown(case["failure_case"])
        expected = say("{expected}, found {found}", expected=expected, found=found)
    told = say(
        "{where}, column {column!r}: expected {expected}. Correct the cell in the file.",
        where=where,
        column=case["column"],
        expected=expected,
    )
    if not further:
        return told
    return told + " " + say("There are {count} further problems in this file.", count=further)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)
