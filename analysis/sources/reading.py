"""Read one CSV file into a typed frame, or say in one paragraph what is wrong with it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.messages import say

__all__ = ["read_text_csv", "read_typed_csv"]

NUMERIC = {"integer", "number", "year"}


def read_typed_csv(path: Path, schema: dict[str, Any], label: str) -> tuple[pd.DataFrame, bytes]:
    """Read a CSV file by its Frictionless table schema.

    Parameters
    ----------
    path
        The file; UTF-8, with or without a byte order mark.
    schema
        A Frictionless table schema: ``fields`` with ``name`` and ``type``.
    label
        How messages name the file, for example ``data/national/panel.csv``.

    Returns
    -------
    (frame, content)
        Columns in the order of the schema. Text columns are ``str`` with ``""`` where a cell is empty;
        ``number`` is ``float64`` with NaN; ``integer`` is ``int64``, or ``Int64`` when cells may be empty.

    Raises
    ------
    DataError
        Absent, unreadable, not UTF-8, header not as described, or a cell of another type.
    """
    content = _read_bytes(path, label)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            say(
                "{label} is not UTF-8 text (byte {byte} cannot be read). Save it again as CSV UTF-8, or "
                "restore it from the repository.",
                label=label,
                byte=error.start + 1,
            )
        ) from None
    fields = schema["fields"]
    _check_header(text, [field["name"] for field in fields], label)
    kinds: dict[str, str] = {
        field["name"]: "str" if field["type"] == "string" else "float64" for field in fields
    }
    try:
        frame = _parse(text, kinds)
    except pd.errors.ParserError as error:
        detail = " ".join(str(error).replace("Error tokenizing data. C error: ", "").split())
        raise DataError(
            say(
                "{label} is not a well-formed CSV file ({detail}). Every row needs {count} cells; text "
                "with a comma needs quotation marks.",
                label=label,
                detail=detail,
                count=len(fields),
            )
        ) from None
    except ValueError:
        raise DataError(_ill_typed(text, fields, label)) from None
    if _has_extra_cells(frame):
        raise DataError(_extra_cells(len(fields), label))
    frame = frame[list(kinds)].copy()
    for field in fields:
        if field["type"] in {"integer", "year"}:
            frame[field["name"]] = _whole(frame[field["name"]], field, label)
        elif field["type"] == "string":
            frame[field["name"]] = frame[field["name"]].fillna("")
    return frame, content


def read_text_csv(path: Path, label: str) -> pd.DataFrame:
    """Read a CSV file as text, ``""`` where a cell is empty, whatever columns it has.

    Raises
    ------
    DataError
        Absent, unreadable, not UTF-8, or not well formed.
    """
    try:
        return pd.read_csv(io.BytesIO(_read_bytes(path, label)), dtype=str, keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(f"{label} is not a well-formed CSV file in UTF-8 ({str(error).strip()}).") from None


def _parse(text: str, kinds: dict[str, str] | str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=kinds, keep_default_na=False, na_values=[""])


def _read_bytes(path: Path, label: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            say(
                "{label} is missing (looked for {path}). Restore it from the repository, or rebuild the "
                "data with `pelayanan data build RAW`.",
                label=label,
                path=path,
            )
        ) from None
    except OSError as error:
        raise DataError(
            say(
                "{label} cannot be opened ({error}). Check the file's permissions.",
                label=label,
                error=error.strerror or error,
            )
        ) from None
    if not content.strip():
        raise DataError(
            say(
                "{label} is empty. Restore it from the repository, or rebuild it with `pelayanan data "
                "build RAW`.",
                label=label,
            )
        )
    return content


def _check_header(text: str, expected: list[str], label: str) -> None:
    try:
        header = list(_parse(text.split("\n", 1)[0] + "\n", "str").columns)
    except (ValueError, pd.errors.ParserError):
        header = []
    missing = [name for name in expected if name not in header]
    unknown = [name for name in header if name not in expected]
    if not missing and not unknown:
        return
    parts = []
    if missing:
        pairs = [_with_nearest(name, unknown or header) for name in missing]
        parts.append(say("the column {columns} is missing", columns=_first_of(pairs)))
    if unknown:
        shown = [repr(name) for name in unknown]
        parts.append(say("the description does not know {columns}", columns=_first_of(shown)))
    raise DataError(
        say(
            "The header of {label} is not as described: {problems}. A column's name carries its unit: "
            "rename a column only if the unit is the same.",
            label=label,
            problems="; ".join(parts),
        )
    )


def _with_nearest(name: str, found: list[str]) -> str:
    near = nearest(name, found, count=1, cutoff=0.4)
    return (
        say("{name!r} (the nearest column found is {near!r})", name=name, near=near[0])
        if near
        else repr(name)
    )


def _first_of(names: list[str], count: int = 3) -> str:
    shown = ", ".join(names[:count])
    return say("{some} and {more} more", some=shown, more=len(names) - count) if len(names) > count else shown


def _has_extra_cells(frame: pd.DataFrame) -> bool:
    return len(frame) > 0 and not isinstance(frame.index, pd.RangeIndex)


def _extra_cells(count: int, label: str) -> str:
    return say(
        "{label} has rows with more than the {count} cells of its header. Remove the extra cells.",
        label=label,
        count=count,
    )


def _ill_typed(text: str, fields: list[dict[str, Any]], label: str) -> str:
    raw = _parse(text, "str")
    if _has_extra_cells(raw):
        return _extra_cells(len(fields), label)
    for field in fields:
        if field["type"] not in NUMERIC:
            continue
        cells = raw[field["name"]]
        bad = cells.notna() & pd.to_numeric(cells, errors="coerce").isna()
        if bad.any():
            row = int(bad.to_numpy().argmax())
            return _cell_message(label, row, field, repr(cells.iloc[row]))
    return say("{label} holds a value that is not of the described type.", label=label)


def _cell_message(label: str, row: int, field: dict[str, Any], found: str) -> str:
    whole = field["type"] in {"integer", "year"}
    number = say("a number with a decimal point and no thousands mark")
    return say(
        "{label}, row {row} (the header is row 1), column {column!r}: expected {wanted}, found {found}. "
        "Leave the cell empty if the value is not known.",
        label=label,
        row=row + 2,
        column=field["name"],
        wanted=say("a whole number") if whole else number,
        found=found,
    )


def _empty_message(label: str, row: int, field: dict[str, Any]) -> str:
    return say(
        "{label}, row {row} (the header is row 1), column {column!r}: expected {wanted}, found an empty "
        "cell. A value is required.",
        label=label,
        row=row + 2,
        column=field["name"],
        wanted=say("a whole number"),
    )


def _whole(column: pd.Series, field: dict[str, Any], label: str) -> pd.Series:
    fraction = column.notna() & (column % 1 != 0)
    if fraction.any():
        row = int(fraction.to_numpy().argmax())
        raise DataError(_cell_message(label, row, field, str(column.iloc[row])))
    required = field.get("constraints", {}).get("required", False)
    if column.isna().any():
        if required:
            row = int(column.isna().to_numpy().argmax())
            raise DataError(_empty_message(label, row, field))
        return column.astype("Int64")
    return column.astype("int64" if required else "Int64")
