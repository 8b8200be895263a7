"""Which kind of document a file is, by its content; what it cannot be read as is refused with the reason."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from analysis.errors import DocumentError
from analysis.messages import say

__all__ = ["SUFFIXES", "Kind", "kind_of"]

Kind = Literal["pdf", "docx", "xlsx", "html", "text"]
SUFFIXES = (".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".html", ".htm", ".xhtml", ".txt", ".md")
LARGEST_MB = {"pdf": 2000, "docx": 200, "xlsx": 50, "html": 50, "text": 50}
LOOKED_AT = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
PICTURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|title)\b", re.IGNORECASE)


def kind_of(path: Path) -> Kind:
    """Say which kind of document a file is.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.

    Returns
    -------
    str
        ``pdf``, ``docx``, ``xlsx``, ``html`` or ``text``, by what the file holds and not by its name.

    Raises
    ------
    DocumentError
        Empty, too large, or of a kind that is not read; the message says what to do.
    """
    if not path.is_file():
        raise DocumentError(_why_no_file(path))
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(LOOKED_AT)
    except OSError as error:
        raise DocumentError(
            say("It cannot be opened ({error}).", error=error.strerror or type(error).__name__)
        ) from None
    if not start.strip(b"\x00 \t\r\n"):
        raise DocumentError(say("It is empty ({size:,} bytes). Ask for the file again.", size=size))
    kind = _kind(path, start)
    if size > LARGEST_MB[kind] * 1024**2:
        raise DocumentError(
            say(
                "It has {size:,.0f} MB; at most {most:,} MB are read of this kind. Divide it.",
                size=size / 1024**2,
                most=LARGEST_MB[kind],
            )
        )
    return kind


def _why_no_file(path: Path) -> str:
    if path.is_dir():
        return say("It is a folder, or a link to one, which is not followed. Name the folder itself.")
    if path.exists():
        return say("It is a pipe or a device, not a file.")
    if path.is_symlink():
        return say("It is a link that leads to no file.")
    return say("There is no such file.")


def _kind(path: Path, start: bytes) -> Kind:
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK"):
        return _packed(path)
    if start.startswith(OLE):
        raise DocumentError(_of_old_office(path))
    for mark, name in PICTURES.items():
        if start.startswith(mark):
            raise DocumentError(
                say(
                    "It is a picture ({name}), not a document. Put it into a PDF; then it can be recognised.",
                    name=name,
                )
            )
    if start.startswith(b"{\\rtf"):
        raise DocumentError(
            say("It is an RTF file. Open it in a word processor and save it as .docx or PDF.")
        )
    plain = start.replace(b"\x00", b"")  # UTF-16
    if HTML.search(plain[:2048]):
        return "html"
    if _is_text(start):
        return "text"
    raise DocumentError(
        say("It is neither PDF, DOCX, XLSX, HTML nor text, or it is damaged. Ask for the file again.")
    )


def _packed(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise DocumentError(
            say("It is a damaged or incomplete package (DOCX or XLSX). Ask for the file again.")
        ) from None
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise DocumentError(say("It is a package, but neither a DOCX nor an XLSX. Unpack it, or save it as PDF."))


def _of_old_office(path: Path) -> str:
    with path.open("rb") as stream:
        while piece := stream.read(1024**2):
            if LOCKED in piece:
                return say("It is locked with a password. Open it, take the password off and save it again.")
    return say(
        "It is a file of an old Office (.doc, .xls, .ppt). Open it and save it as .docx, .xlsx or PDF."
    )


def _is_text(start: bytes) -> bool:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start.count(b"\x00") * 3 > len(start):
        return start.count(b"\x00") * 4 > len(start)  # UTF-16 of mostly Latin letters
    controls = sum(start.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls * 100 < len(start)
