"""What a document is (type, office, region, period, with evidence), and what became of reading it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

__all__ = ["DOCUMENT_TYPES", "DocumentRecord", "Evidence", "Outcome", "Status", "names_apart"]

DOCUMENT_TYPES = (
    *("rpjpd", "rpjmd", "renstra", "rkpd", "renja", "kua_ppas", "rka", "apbd", "apbd_p", "dpa"),
    *("lakip", "lkpj", "lppd", "spm_report", "regulation", "other"),
)
Status = Literal["read", "partly read", "refused"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field of a record has its value.

    Attributes
    ----------
    field : str
        ``document_type``, ``organisation``, ``region_code`` or ``period``.
    words : str
        As they stand in the document.
    page : int
        Where; 0 for the file's name.
    """

    field: str
    words: str
    page: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the register of a region knows it, or as its own title page proposes.

    Attributes
    ----------
    file, sha256 : str
        Name of the file, and the checksum of its bytes.
    kind : str
        ``pdf``, ``docx``, ``xlsx``, ``html`` or ``text``.
    document_type : str
        One of ``DOCUMENT_TYPES``.
    title, organisation : str
        Empty where the document does not say.
    region_code : str
        BPS code, or empty.
    year_from, year_to : int or None
        Years that it covers.
    document_id : str
        As in the register, or proposed.
    registered : bool
        Whether the fields come from the register; otherwise they are proposed.
    public : bool
        Whether the register says that everybody can read it (see
        :func:`analysis.documents.register.is_public`); only then may its passages be shown in the book.
    evidence : tuple of Evidence
        What the proposal rests on, also where the register overrules it.
    """

    file: str
    sha256: str
    kind: str = ""
    document_type: str = "other"
    title: str = ""
    organisation: str = ""
    region_code: str = ""
    year_from: int | None = None
    year_to: int | None = None
    document_id: str = ""
    registered: bool = False
    public: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of reading one file.

    Attributes
    ----------
    path : str
        The file.
    status : str
        ``read``; ``partly read`` where pages are unread or missing; ``refused``.
    reason : str
        Why it was refused.
    record : DocumentRecord or None
        What it is; ``None`` where it was refused.
    pages : int
        How many it has.
    ocr : tuple of int
        Pages recognised from pictures.
    unread : tuple of (int, str)
        Pages that could not be read, with the problem.
    doubtful : tuple of (int, str)
        Pages that were read and about which something is doubtful.
    notes : tuple of str
        About the document as a whole, as ``analysis.documents.problems`` has them.
    same_as : str
        An earlier file with the same bytes or the same text, as ``names_apart`` names it.
    text_sha256 : str
        Checksum of its text without blanks; empty for a document without text.
    from_cache : bool
        Whether its pages had been read before.
    seconds : float
        How long it took.
    findings : object
        What the given function made of the pages.
    """

    path: str
    status: Status
    reason: str = ""
    record: DocumentRecord | None = None
    pages: int = 0
    ocr: tuple[int, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    doubtful: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    same_as: str = ""
    text_sha256: str = ""
    from_cache: bool = False
    seconds: float = 0.0
    findings: Any = field(default=None, compare=False)


def names_apart(paths: Sequence[Path]) -> list[str]:
    """Name files so that they can be told apart: those that share a name with their folders.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Files.

    Returns
    -------
    list of str
        One for each. Characters that cannot be printed are shown as the replacement character.
    """
    counts = Counter(path.name.casefold() for path in paths)
    shared = {path: path.absolute() for path in paths if counts[path.name.casefold()] > 1}
    try:
        top = os.path.commonpath([path.parent for path in set(shared.values())]) if shared else ""
    except ValueError:  # on several drives
        top = ""
    named = [shared[path].relative_to(top) if path in shared else path.name for path in paths]
    return ["".join(sign if sign.isprintable() else "\ufffd" for sign in str(name)) for name in named]
