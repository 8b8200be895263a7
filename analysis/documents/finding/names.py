"""The names that are looked for, from the tables of the standards: indicators, phrasings, programmes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from analysis.documents.finding.patterns import Name
from analysis.documents.finding.text import Language
from analysis.errors import MethodError, nearest
from analysis.messages import say
from analysis.panels import require_columns

__all__ = ["indicator_names", "programme_names"]

NEARLY = 0.8  # share of the best overlap that a sibling needs to be meant by a phrasing of their group


def indicator_names(
    indicators: pd.DataFrame,
    phrasings: pd.DataFrame | None = None,
    *,
    catalogues: Sequence[str] | None = None,
) -> tuple[Name, ...]:
    """Return every way to write the indicators of some catalogues.

    Parameters
    ----------
    indicators
        ``catalogue, indicator_code, group_code, name_id`` as in ``standards/indicators``.
    phrasings
        ``standard_code, phrasing`` as in ``standards/phrasings``; a code may be that of an indicator or of
        its group, and a phrasing of a group goes to the indicators of the group that it fits.
    catalogues
        Names of catalogues; all by default.

    Raises
    ------
    MethodError
        A column is absent, or a catalogue is not among the indicators.
    """
    require_columns(indicators, ["catalogue", "indicator_code", "group_code", "name_id"], "the indicators")
    known = list(dict.fromkeys(indicators["catalogue"]))
    for catalogue in catalogues or ():
        if catalogue not in known:
            raise MethodError(
                say(
                    "There is no catalogue {catalogue!r}. The nearest: {near}.",
                    catalogue=catalogue,
                    near=", ".join(nearest(catalogue, known, cutoff=0.3) or known),
                )
            )
    rows = indicators[indicators["catalogue"].isin(list(catalogues or known))]
    names = [Name(str(r.catalogue), str(r.indicator_code), str(r.name_id)) for r in rows.itertuples()]
    if phrasings is not None:
        require_columns(phrasings, ["standard_code", "phrasing"], "the phrasings")
        groups = {
            str(code): list(own["indicator_code"]) for code, own in rows.groupby("group_code", sort=False)
        }
        names += _phrased(names, phrasings, groups)
    return tuple(dict.fromkeys(names))


def _phrased(names: list[Name], phrasings: pd.DataFrame, groups: dict[str, list[str]]) -> Iterator[Name]:
    own = {name.indicator_code: name for name in names}
    language = Language(())
    for code, phrasing in zip(phrasings["standard_code"], phrasings["phrasing"], strict=True):
        if code in own:
            yield Name(own[code].catalogue, code, phrasing)
        else:
            siblings = [own[one] for one in groups.get(code, ()) if one in own]
            for name in _meant(phrasing, siblings, language):
                yield Name(name.catalogue, name.indicator_code, phrasing)


def _meant(phrasing: str, siblings: list[Name], language: Language) -> list[Name]:
    """Return the siblings that say most of what a phrasing of their group says, and nothing against it."""
    said = {item.concept for item in language.read(phrasing).items if item.concept.kind == "content"}
    shares: list[tuple[float, Name]] = []
    for name in siblings:
        own = {item.concept for item in language.read(name.text).items if item.concept.kind == "content"}
        shared = {one.group for one in own} & {one.group for one in said} - {""}
        against = shared - {one.group for one in own & said}
        shares.append((0.0 if against else len(own & said) / max(len(said), 1), name))
    best = max((share for share, _ in shares), default=0.0)
    return [name for share, name in shares if share > 0 and share >= NEARLY * best]


def programme_names(
    programmes: pd.DataFrame, *, code: str = "programme_code", name: str = "name_id"
) -> tuple[Name, ...]:
    """Return the names of programmes or activities, to be looked for beside those of indicators.

    Parameters
    ----------
    programmes
        A row for each, as in ``standards/programmes`` or ``standards/sub-activities``.
    code, name
        Columns of its code and its name.

    Raises
    ------
    MethodError
        A column is absent.
    """
    require_columns(programmes, [code, name], "the programmes")
    pairs: Iterable[tuple[str, str]] = zip(
        programmes[code].astype(str), programmes[name].astype(str), strict=True
    )
    return tuple(Name("programme", own, text, "programme") for own, text in pairs)
