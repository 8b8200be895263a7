"""Open what a planner hands in: an XLSX workbook or a CSV file, within bounds, and never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.importing.delimited import read_delimited, wide_codec
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
            say(
                "{file} has {size:,.0f} MB; at most {most} MB are read. Keep the sheet that is to be "
                "imported in a file of its own.",
                file=path.name,
                size=size / 1024**2,
                most=LARGEST_FILE_MB,
            )
        )
    suffix = path.suffix.lower()
    kind = _kind(path, start)
    if kind == "locked":
        raise DataError(
            say(
                "{file} is protected by a password (encrypted) and was not read. Open it with its password "
                "and take the password off: in Excel File > Info > Protect Workbook > Encrypt with Password, "
                "delete it and save; in LibreOffice File > Save As without 'Save with password'.",
                file=path.name,
            )
        )
    if suffix in WORKBOOKS and kind != "zip":
        raise DataError(
            say(
                "{file} is named as an Excel workbook, but it holds {kind}. Open it in a spreadsheet program "
                "and save it as .xlsx, or give it the extension that it really has.",
                file=path.name,
                kind=_named(kind),
            )
        )
    if suffix in TEXTS and kind != "text":
        raise DataError(
            say(
                "{file} is named as a text file, but it holds {kind}. Give it the extension that it really "
                "has, or save it as CSV UTF-8.",
                file=path.name,
                kind=_named(kind),
            )
        )
    if suffix not in WORKBOOKS | TEXTS:
        raise DataError(
            say(
                "{file} has the extension {suffix!r}; expected .xlsx, .xlsm, .csv, .tsv or .txt. Open it in "
                "a spreadsheet program and save it as .xlsx.",
                file=path.name,
                suffix=suffix,
            )
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
            raise DataError(
                say(
                    "{file} is a folder; expected one .xlsx or .csv file. Name the file in it.",
                    file=path.name,
                )
            )
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(8192)
    except OSError as error:
        raise _cannot_open(path, error) from None
    if not start.strip():
        raise DataError(
            say(
                "{file} is empty ({size} bytes). Ask for the file again, or save it once more from its "
                "program.",
                file=path.name,
                size=size,
            )
        )
    return size, start


def _cannot_open(path: Path, error: OSError) -> DataError:
    return DataError(
        say(
            "{file} cannot be opened ({detail}). Check the name, and close the file if another program has "
            "it open.",
            file=path,
            detail=error.strerror or error,
        )
    )


def _kind(path: Path, start: bytes) -> str:
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    if start.startswith(OLE):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in path.read_bytes() else "ole"
    if start.startswith(b"%PDF"):
        return "pdf"
    if (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:100]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml"))
    ):
        return "markup"
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")):
        return "picture"
    if wide_codec(start):
        return "text"
    return "binary" if b"\x00" in start else "text"


def _named(kind: str) -> str:
    return {
        "zip": say("a packed file such as an XLSX workbook"),
        "ole": say("an old Excel (.xls) or other Office file"),
        "pdf": say("a PDF"),
        "markup": say("a web page or XML"),
        "picture": say("a picture"),
        "text": say("plain text"),
        "binary": say("neither a workbook nor text; it may be damaged"),
    }[kind]
