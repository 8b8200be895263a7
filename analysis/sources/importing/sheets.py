"""Open what a planner hands in: an XLSX workbook or a CSV file, within bounds, and never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.errors import DataError
from analysis.sources.importing.delimited import read_delimited
from analysis.sources.importing.raw import RawBook
from analysis.sources.importing.workbooks import read_workbook

__all__ = ["LARGEST_FILE_MB", "file_sha256", "read_book"]

LARGEST_FILE_MB = 50
WORKBOOKS = {".xlsx", ".xlsm", ".xltx"}
TEXTS = {".csv", ".tsv", ".txt"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_book(path: Path | str) -> RawBook:
    """Read a workbook or a CSV file into raw sheets; the file itself is only read.

    Parameters
    ----------
    path
        An ``.xlsx``, ``.xlsm``, ``.csv``, ``.tsv`` or ``.txt`` file of at most ``LARGEST_FILE_MB``.

    Returns
    -------
    RawBook

    Raises
    ------
    DataError
        Absent, empty, too large, of another kind than its name says, password-protected, corrupt, or
        unpacking to far more than its size.
    """
    path = Path(path)
    size, start = _look(path)
    if size > LARGEST_FILE_MB * 1024**2:
        raise DataError(
            f"{path.name} has {size / 1024**2:,.0f} MB; at most {LARGEST_FILE_MB} MB are read. Keep the "
            "sheet that is to be imported in a file of its own."
        )
    suffix = path.suffix.lower()
    kind = _kind(path, start)
    if suffix in WORKBOOKS and kind != "zip":
        raise DataError(
            f"{path.name} is named as an Excel workbook, but it holds {_named(kind)}. Open it in a "
            "spreadsheet program and save it as .xlsx, or give it the extension that it really has."
        )
    if suffix in TEXTS and kind != "text":
        raise DataError(
            f"{path.name} is named as a text file, but it holds {_named(kind)}. Give it the extension "
            "that it really has, or save it as CSV UTF-8."
        )
    if suffix not in WORKBOOKS | TEXTS:
        raise DataError(
            f"{path.name} has the extension {suffix or 'none'!r}; expected .xlsx, .xlsm, .csv, .tsv or .txt. "
            "Open it in a spreadsheet program and save it as .xlsx."
        )
    try:
        digest = file_sha256(path)
        return read_workbook(path, digest) if kind == "zip" else read_delimited(path, digest)
    except OSError as error:
        raise _cannot_open(path, error) from None


def file_sha256(path: Path) -> str:
    """Give the checksum of a file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _look(path: Path) -> tuple[int, bytes]:
    try:
        if path.is_dir():
            raise DataError(f"{path.name} is a folder; expected one .xlsx or .csv file. Name the file in it.")
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(8192)
    except OSError as error:
        raise _cannot_open(path, error) from None
    if not start.strip():
        raise DataError(
            f"{path.name} is empty ({size} bytes). Ask for the file again, or save it once more from its "
            "program."
        )
    return size, start


def _cannot_open(path: Path, error: OSError) -> DataError:
    return DataError(
        f"{path} cannot be opened ({error.strerror or error}). Check the name, and close the file if another "
        "program has it open."
    )


def _kind(path: Path, start: bytes) -> str:
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    if start.startswith(OLE):
        with path.open("rb") as stream:
            head = stream.read(4 * 1024**2)
        return "locked" if "EncryptedPackage".encode("utf-16-le") in head else "ole"
    if start.startswith(b"%PDF"):
        return "pdf"
    if (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:100]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml"))
    ):
        return "markup"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "binary" if b"\x00" in start else "text"


def _named(kind: str) -> str:
    return {
        "zip": "a packed file such as an XLSX workbook",
        "locked": "a password-protected (encrypted) workbook, which cannot be read without its password",
        "ole": "an old Excel (.xls) or other Office file",
        "pdf": "a PDF",
        "markup": "a web page or XML",
        "text": "plain text",
        "binary": "neither a workbook nor text; it may be damaged",
    }[kind]
