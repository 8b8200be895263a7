"""The words of the evidence workbench in a reader's language."""

from __future__ import annotations

from analysis.exhibits.language import Language, catalogue

NOTICES = ("passages", "levels", "published")
SECTION = "workbench."


def workbench_words(language: str, notice: str) -> dict[str, str]:
    """Return every text of the page.

    Parameters
    ----------
    language : str
        ``en`` or ``id``.
    notice : str
        Which notice stands at its head: ``passages`` (they may not be one's own to publish), ``levels`` (no
        passages are in it) or ``published`` (every document is public or made up).
    """
    texts = {
        key.removeprefix(SECTION): text
        for key, text in catalogue(language).items()
        if key.startswith(SECTION)
    }
    notices = {name: texts.pop(f"notice_{name}") for name in NOTICES}
    return {**texts, "notice": notices[notice]}


def workbench_title(language: str, name: str) -> str:
    """Return the title of the workbench of a region."""
    return Language(language).text("thread.workbench_title", name=name)
