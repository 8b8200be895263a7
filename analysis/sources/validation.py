"""Check a frame against the constraints of its description, with a pandera schema made from them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis.errors import DataError

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
        checks.append(pa.Check(lambda s: s != "", error="a value (the cell is empty)"))
    if "minimum" in constraints:
        checks.append(pa.Check.ge(constraints["minimum"], error=f"at least {constraints['minimum']}"))
    if "maximum" in constraints:
        checks.append(pa.Check.le(constraints["maximum"], error=f"at most {constraints['maximum']}"))
    if "enum" in constraints:
        allowed = list(constraints["enum"])
        checks.append(
            pa.Check.isin(
                allowed if required else [*allowed, ""], error=f"one of {', '.join(map(str, allowed))}"
            )
        )
    if "pattern" in constraints:
        pattern = constraints["pattern"] if required else f"(?:{constraints['pattern']})?"
        checks.append(
            pa.Check(
                lambda s, p=pattern: s.str.fullmatch(p), error=f"text of the form {constraints['pattern']}"
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
        return (
            f"{label}, row {row + 2}: the key ({', '.join(key)}) must be unique, but {values} stands "
            f"already in row {first + 2} (the header is row 1). Remove or correct one of the two rows."
        )
    case = cases.iloc[0]
    more = f" There are {len(cases) - 1} further problems in this file." if len(cases) > 1 else ""
    where = f", row {int(case['index']) + 2} (the header is row 1)" if pd.notna(case["index"]) else ""
    expected = {
        "not_nullable": "a value (the cell is empty)",
        "field_uniqueness": "a value that occurs once",
    }.get(str(case["check"]), str(case["check"]))
    found = "" if pd.isna(case["failure_case"]) else f", found {_shown(case['failure_case'])}"
    column = f"column {case['column']!r}"
    return f"{label}{where}, {column}: expected {expected}{found}. Correct the cell in the file.{more}"


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)
