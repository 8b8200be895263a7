"""What can be the matter with a page; a page keeps the English, and a reader is told in their language."""

from __future__ import annotations

from analysis.messages import say

__all__ = ["told"]

# Of pages.
NO_TEXT_LAYER = "a picture without text (scanned)"
DRAWN = "letters drawn as shapes, without text"
NO_LETTERS = "the font does not say which letters it shows"
NO_LANGUAGE = "the letters form no language; the font names them wrongly"
UNDER_PICTURE = "a picture covers the page; only the text beside it was read"
HARDLY_LEGIBLE = "recognised with much doubt"
NOTHING_RECOGNISED = "nothing was recognised in the picture"
OCR_FAILED = "the program for recognition failed"
DAMAGED = "damaged"
STOPPED = "reading it stopped the program or took too long"
NO_RECOGNITION = "Tesseract with Indonesian is not installed, so that pictures cannot be recognised"
# Of documents.
TRACKED = "it has tracked changes: what was inserted was read, what was deleted was not"
SCRIPTS = "it has scripts; they were not run, and what they would show was not read"
CUT_OFF = "the file was cut off; pages may be missing at its end"
FINDING_FAILED = "what stands in it could not be looked for"
ESTIMATED = "page numbers are estimated: the file has no page breaks of its own"


def told(problem: str) -> str:
    """Say a problem in the language of the messages; what is not known here stays as it is."""
    known = {
        NO_TEXT_LAYER: say("a picture without text (scanned)"),
        DRAWN: say("letters drawn as shapes, without text"),
        NO_LETTERS: say("the font does not say which letters it shows"),
        NO_LANGUAGE: say("the letters form no language; the font names them wrongly"),
        UNDER_PICTURE: say("a picture covers the page; only the text beside it was read"),
        HARDLY_LEGIBLE: say("recognised with much doubt"),
        NOTHING_RECOGNISED: say("nothing was recognised in the picture"),
        OCR_FAILED: say("the program for recognition failed"),
        DAMAGED: say("damaged"),
        STOPPED: say("reading it stopped the program or took too long"),
        NO_RECOGNITION: say(
            "Tesseract with Indonesian is not installed, so that pictures cannot be recognised"
        ),
        TRACKED: say("it has tracked changes: what was inserted was read, what was deleted was not"),
        SCRIPTS: say("it has scripts; they were not run, and what they would show was not read"),
        CUT_OFF: say("the file was cut off; pages may be missing at its end"),
        ESTIMATED: say("page numbers are estimated: the file has no page breaks of its own"),
    }
    if problem.startswith(FINDING_FAILED):
        return say("what stands in it could not be looked for") + problem[len(FINDING_FAILED) :]
    return known.get(problem, problem)
