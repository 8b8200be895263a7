"""What a check is and what it returns.

A flag is a question to the producer, never an accusation, and nothing is corrected here. A check that had
nothing to look at is `not evaluated`, with the reason; it never counts as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.errors import MethodError, ParameterError, nearest
from analysis.honesty.subject import Subject

PASSED, FLAGGED, NOT_EVALUATED = "passed", "flagged", "not evaluated"
SEVERITIES = ("error", "warning", "note")
KINDS = ("panel", "parts-and-total", "indicators", "targets", "cumulative", "survey")
OURS = "convention of ours"


@dataclass(frozen=True)
class Parameter:
    """A threshold of a rule: its value, what it is, and where it comes from."""

    value: float
    meaning: str
    source: str = OURS


@dataclass(frozen=True)
class Finding:
    """What a rule found, before it is put into words.

    Attributes
    ----------
    flags
        One row per flag: the key columns first, then the numbers that led to it.
    keys
        The names of the key columns.
    evaluated
        ``region_code, year, cells``: how many values (or rows) of a region and year the rule could judge.
    reason
        Why nothing, or not everything, could be judged.
    """

    flags: pd.DataFrame
    keys: tuple[str, ...]
    evaluated: pd.DataFrame
    reason: str = ""


Rule = Callable[[Subject, Mapping[str, float]], Finding]


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check on one table.

    Attributes
    ----------
    check_id
        Which check.
    status
        ``passed``, ``flagged`` or ``not evaluated``.
    severity
        ``error``, ``warning`` or ``note``: how much hangs on a flag.
    rows
        Key columns of the rows concerned, one row per flag.
    sentence
        What was found, in one sentence.
    evidence
        The rows with the numbers behind each flag.
    settles
        What would settle the question.
    evaluated
        ``region_code, year, cells``: what could be judged at all.
    """

    check_id: str
    status: str
    severity: str
    rows: pd.DataFrame
    sentence: str
    evidence: pd.DataFrame
    settles: str
    evaluated: pd.DataFrame


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
            kinds = " or ".join(sorted(self.applies_to))
            return self._result(nothing(f"it fits tables of the kind {kinds}"))
        if subject.frame.empty:
            return self._result(nothing("the table has no rows"))
        return self._result(self.rule(subject, values))

    def _result(self, finding: Finding) -> CheckResult:
        judged = int(finding.evaluated["cells"].sum())
        found = len(finding.flags)
        if not judged:
            status = NOT_EVALUATED
            sentence = f"Not evaluated, because {finding.reason or 'no value could be judged'}."
        elif found:
            status = FLAGGED
            sentence = f"{found:,} found among {judged:,} judged: {self.looks_for}."
        else:
            status, sentence = PASSED, f"None among {judged:,} judged: {self.looks_for}."
        if judged and finding.reason:
            sentence += f" Not judged: {finding.reason}."
        flags = finding.flags if judged else finding.flags.iloc[:0]
        keys = [key for key in finding.keys if key in flags]
        return CheckResult(
            check_id=self.id,
            status=status,
            severity=self.severity,
            rows=flags[keys].reset_index(drop=True),
            sentence=sentence,
            evidence=flags.reset_index(drop=True),
            settles=self.settles,
            evaluated=finding.evaluated.reset_index(drop=True),
        )


def require_option(word: str, options: tuple[str, ...], what: str) -> None:
    """Refuse an option that does not exist, and name the nearest one.

    Raises
    ------
    MethodError
    """
    if word in options:
        return
    near = nearest(word, options, count=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise MethodError(f"The {what} '{word}' does not exist; it is one of: {', '.join(options)}.{hint}")


def nothing(reason: str) -> Finding:
    """Return the finding of a rule that had nothing to look at."""
    empty = pd.DataFrame({"region_code": pd.Series(dtype=str), "year": pd.Series(dtype="int64")})
    return Finding(empty, ("region_code", "year"), empty.assign(cells=pd.Series(dtype="int64")), reason)
