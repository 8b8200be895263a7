"""Words and colours for severities and outcomes of checks: a colour never stands without its word."""

from __future__ import annotations

from analysis.messages import say

SEVERITY_STYLES = {"error": "red", "warning": "yellow", "note": "dim"}
STATUS_STYLES = {"passed": "green", "not evaluated": "bright_black"}


def severity_word(severity: str) -> str:
    """Return the word for ``error``, ``warning`` or ``note`` in the language of messages."""
    return {"error": say("error"), "warning": say("warning"), "note": say("note")}[severity]


def status_word(status: str) -> str:
    """Return the word for ``passed``, ``flagged`` or ``not evaluated`` in the language of messages."""
    words = {"passed": say("passed"), "flagged": say("flagged"), "not evaluated": say("not evaluated")}
    return words[status]
