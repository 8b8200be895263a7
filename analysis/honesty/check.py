"""What a check is: a general rule about data, with everything that a reader needs to judge it.

A flag is a question to the producer, never an accusation, and nothing is corrected here. A check that had
nothing to look at is `not evaluated`, with the reason; it never counts as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.errors import ParameterError, nearest
from analysis.honesty.finding import Finding, nothing
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES, CheckResult
from analysis.honesty.subject import Subject
from analysis.honesty.words import Reason, because, check_text, require_option, word

KINDS = (
    "panel", "parts-and-total", "indicators", "targets", "cumulative", "survey", "complaints", "amounts",
    "promises", "rows",
)  # fmt: skip
OURS = "convention of ours"


@dataclass(frozen=True)
class Parameter:
    """A threshold of a rule: its value, what it is, and where it comes from."""

    value: float
    meaning: str
    source: str = OURS


Rule = Callable[[Subject, Mapping[str, float]], Finding]


@dataclass(frozen=True)
class _Meaning(Reason):
    """What a check looks for, translated by the id of the check."""

    check_id: str = ""

    def says(self, language: str = "en") -> str:
        return check_text(self.check_id, "looks_for", self.text, language)


@dataclass(frozen=True)
class Check:
    """A general rule about data, with everything that a reader needs to judge it.

    Attributes
    ----------
    id, name_en, name_id
        Identifier and name in English and Indonesian.
    looks_for
        What a flag means, as the end of the sentence "N values that ...".
    rule
        A pure function of a table and the values of the parameters.
    parameters
        The thresholds, as data.
    source
        Author, year and page, article of a regulation, or the practice in which the error was seen.
    applies_to
        Kinds of table that it fits.
    severity
        ``error``, ``warning`` or ``note``.
    settles
        What would settle a flag.
    """

    id: str
    name_en: str
    name_id: str
    looks_for: str
    rule: Rule
    parameters: Mapping[str, Parameter]
    source: str
    applies_to: frozenset[str]
    severity: str
    settles: str

    def name(self, language: str = "en") -> str:
        """Return its name in English (``en``) or Indonesian (``id``)."""
        return self.name_id if language == "id" else self.name_en

    def means(self, language: str = "en") -> str:
        """Return what a flag means, in English (``en``) or Indonesian (``id``)."""
        return check_text(self.id, "looks_for", self.looks_for, language)

    def asks(self, language: str = "en") -> str:
        """Return what would settle a flag, in English (``en``) or Indonesian (``id``)."""
        return check_text(self.id, "settles", self.settles, language)

    def thresholds(self, language: str = "en") -> pd.DataFrame:
        """Return ``parameter, value, meaning, source``: one row per threshold, the meaning in a language."""
        rows = [
            (name, one.value, word("meanings", one.meaning, language), one.source)
            for name, one in self.parameters.items()
        ]
        return pd.DataFrame(rows, columns=["parameter", "value", "meaning", "source"])

    def __post_init__(self) -> None:
        """Refuse a kind of table or a severity that does not exist."""
        for kind in sorted(self.applies_to):
            require_option(kind, KINDS, "kind of table")
        require_option(self.severity, SEVERITIES, "severity")
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def values(self, changes: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the values of the parameters, with changes by name.

        Raises
        ------
        ParameterError
            If a change names a parameter that the check does not have.
        """
        values = {name: parameter.value for name, parameter in self.parameters.items()}
        for name, value in (changes or {}).items():
            if name not in values:
                near = nearest(name, values, count=1)
                hint = f" Did you mean '{near[0]}'?" if near else ""
                allowed = ", ".join(sorted(values)) or "none"
                raise ParameterError(
                    f"The check '{self.id}' has no parameter '{name}'; it has: {allowed}.{hint}"
                )
            values[name] = float(value)
        return values

    def run(self, subject: Subject, changes: Mapping[str, float] | None = None) -> CheckResult:
        """Apply the rule to a table.

        Parameters
        ----------
        subject
            The table with what is declared about it.
        changes
            Other values for some parameters.

        Returns
        -------
        CheckResult
        """
        values = self.values(changes)
        if not subject.kinds & self.applies_to:
            kinds = ", ".join(sorted(self.applies_to))
            return self._result(nothing("it fits tables of the kind {kinds}", kinds=kinds))
        if subject.frame.empty:
            return self._result(nothing("the table has no rows"))
        return self._result(self.rule(subject, values))

    def _result(self, finding: Finding) -> CheckResult:
        judged = int(finding.evaluated["cells"].sum())
        flags = finding.flags if judged else finding.flags.iloc[:0]
        status = (FLAGGED if len(flags) else PASSED) if judged else NOT_EVALUATED
        keys = [key for key in finding.keys if key in flags]
        return CheckResult(
            check_id=self.id,
            status=status,
            severity=self.severity,
            rows=flags[keys].reset_index(drop=True),
            told=self._sentence(status, len(flags), judged, finding.reason),
            evidence=flags.reset_index(drop=True),
            settles=self.settles,
            evaluated=finding.evaluated.reset_index(drop=True),
            judged=finding.judged,
        )

    def _sentence(self, status: str, found: int, judged: int, reason: Reason | None) -> Reason:
        if status == NOT_EVALUATED:
            cause = reason or because("no value could be judged")
            return because("Not evaluated, because {reason}.", reason=cause)
        meaning = _Meaning(self.looks_for, check_id=self.id)
        if status == FLAGGED:
            text = because(
                "{found} found among {judged} judged: {meaning}.", found=found, judged=judged, meaning=meaning
            )
        else:
            text = because("None among {judged} judged: {meaning}.", judged=judged, meaning=meaning)
        return because("{sentence} Not judged: {reason}.", sentence=text, reason=reason) if reason else text
