"""Which indicators are meant: those in force in a year, of a sector, of one catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.catalogue import Indicator, find_indicator, indicators_of

__all__ = ["catalogue_in_force", "catalogue_summary", "one_catalogue", "select_indicators"]

ERAS = ("study", "current")


def catalogue_in_force(
    indicators: Iterable[Indicator], year: int, *, sector: str | None = None
) -> tuple[Indicator, ...]:
    """Return the indicators of the catalogues in force in a year.

    Parameters
    ----------
    indicators
        Records of any catalogues.
    year
        A calendar year.
    sector
        English or Indonesian name of a sector; all sectors if omitted.

    Raises
    ------
    MethodError
        The sector is unknown, or no catalogue of it is held for the year; the years held are named.

    Notes
    -----
    The years are those of the numbers of the regulations, not of their closing articles, which were not read.
    """
    chosen = select_indicators(indicators, sector=sector)
    found = tuple(
        each
        for each in chosen
        if (each.valid_from or year) <= year and (each.valid_to is None or year <= each.valid_to)
    )
    if not found:
        spans = sorted({f"{each.valid_from}-{each.valid_to or ''}" for each in chosen})
        raise MethodError(
            say(
                "No catalogue of standards is held for {year}. Held: {spans}.",
                year=year,
                spans=", ".join(spans),
            )
        )
    return found


def select_indicators(
    indicators: Iterable[Indicator],
    *,
    catalogue: str | None = None,
    without: Iterable[str] = (),
    era: str | None = None,
    sector: str | None = None,
    measure: str | None = None,
    verified: bool | None = None,
    headings: bool = True,
) -> tuple[Indicator, ...]:
    """Return the indicators that fit every condition given, in their order.

    Parameters
    ----------
    indicators
        Records of any catalogues.
    catalogue, without
        One catalogue; catalogues to leave out.
    era
        ``study`` for catalogues no longer in force, ``current`` for those in force.
    sector
        English or Indonesian name.
    measure
        ``proportion``, ``ratio``, ``rate`` or ``none``.
    verified
        Whether every part has a source.
    headings
        False leaves out items without a value of their own.

    Raises
    ------
    MethodError
        A catalogue, era, sector or measure that no indicator has; the nearest are named.
    """
    records = tuple(indicators)
    left_out = tuple(without)
    for name in left_out:
        _known(name, [each.catalogue for each in records])
    records = tuple(each for each in records if each.catalogue not in left_out)
    if era is not None:
        _known(era, ERAS)
        records = tuple(each for each in records if (each.valid_to is None) == (era == "current"))
    if catalogue is not None:
        _known(catalogue, [each.catalogue for each in records])
        records = tuple(each for each in records if each.catalogue == catalogue)
    if sector is not None:
        _known(sector, [name for each in records for name in (each.sector_en, each.sector_id)])
        records = tuple(each for each in records if sector in (each.sector_en, each.sector_id))
    if measure is not None:
        _known(measure, [each.measure for each in records])
        records = tuple(each for each in records if each.measure == measure)
    if verified is not None:
        records = tuple(each for each in records if each.verified == verified)
    return records if headings else tuple(each for each in records if each.role != "heading")


def _known(value: str, options: Sequence[str]) -> None:
    if value not in options:
        near = nearest(value, options, cutoff=0.3) or sorted(set(options))
        raise MethodError(
            say("The catalogue has no {value!r}. The nearest: {near}.", value=value, near=", ".join(near))
        )


def one_catalogue(codes: Iterable[str], indicators: Iterable[Indicator]) -> str:
    """Return the one catalogue that all codes belong to.

    Raises
    ------
    MethodError
        An unknown code, no code, or codes of several catalogues: attainments of two catalogues are not one
        list.
    """
    records = tuple(indicators)
    firsts: dict[str, str] = {}
    for code in codes:
        found = find_indicator(code, records)
        firsts.setdefault(found.catalogue, found.indicator_code)
    if len(firsts) != 1:
        told = ", ".join(f"{code} ({name})" for name, code in firsts.items()) or say("no indicator")
        raise MethodError(
            say(
                "Indicators of one catalogue belong together; found {told}. Give those of one catalogue at "
                "a time.",
                told=told,
            )
        )
    return next(iter(firsts))


def catalogue_summary(indicators: pd.DataFrame, catalogues: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each catalogue and what of them is verified.

    Parameters
    ----------
    indicators, catalogues : pandas.DataFrame
        ``standards/indicators`` and ``standards/catalogues``.

    Returns
    -------
    pandas.DataFrame
        A row per catalogue in the order of ``catalogues``, with ``indicators_count`` (headings left out),
        ``numbered_count`` (items as the regulation numbers them), ``verified_count``,
        ``no_definition_count``, ``no_target_count`` and ``no_proportion_count``.

    Raises
    ------
    MethodError
        A column is absent.
    """
    require_columns(catalogues, ["catalogue", "era", "title_id", "title_en", "valid_from", "valid_to"],
                    "the table of catalogues")  # fmt: skip
    counted = []
    records = indicators_of(indicators)
    for name in catalogues["catalogue"]:
        own = [each for each in records if each.catalogue == name and each.role != "heading"]
        counted.append(
            {
                "indicators_count": len(own),
                "numbered_count": len({each.group_code for each in own}),
                "verified_count": sum(each.verified for each in own),
                "no_definition_count": sum(not each.denominator_id for each in own),
                "no_target_count": sum(each.target is None for each in own),
                "no_proportion_count": sum(not each.is_proportion for each in own),
            }
        )
    return pd.concat([catalogues.reset_index(drop=True), pd.DataFrame(counted)], axis=1)
