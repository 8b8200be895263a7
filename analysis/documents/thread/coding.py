"""People code the same cells as the machine: the sheet they fill, how far they agree, which level counts."""

from __future__ import annotations

import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.statistics.agreement import cohen_kappa
from analysis.statistics.codes import Agreement
from analysis.statistics.krippendorff import krippendorff_alpha

CELL = ["document_id", "catalogue", "indicator_code"]
SHEET = [*CELL, "indicator_name", "machine_level", "page", "coder", "level", "note"]
MACHINE = "machine"
SETTLED = "settled"  # in the place of a coder: what people agreed on after they had coded a cell differently
HIGHEST = 5
HUMAN, AGREED, DISPUTED, MACHINE_ONLY = "one person", "people agree", "people disagree", "machine only"


def coding_sheet(
    levels: pd.DataFrame, names: pd.DataFrame, coder: str, *, blind: bool = True
) -> pd.DataFrame:
    """Return the sheet in which a person codes every cell of indicators and documents.

    Parameters
    ----------
    levels : pandas.DataFrame
        ``document_id, catalogue, indicator_code, level, page`` as ``Gathered.levels``.
    names : pandas.DataFrame
        ``indicator_code, name_id``: what each indicator is called.
    coder : str
        Who codes; a short name, the same in every sheet of the person.
    blind : bool
        Without the machine's level and page, so that the person is not led by them.

    Returns
    -------
    pandas.DataFrame
        Columns of ``SHEET``; ``level`` and ``note`` are empty, to be filled.

    Raises
    ------
    MethodError
        Absent column, no coder, or the machine's own name as a coder.
    """
    require_columns(levels, [*CELL, "level", "page"], "the levels")
    require_columns(names, ["indicator_code", "name_id"], "the names of the indicators")
    if not coder.strip() or coder.strip() == MACHINE:
        raise MethodError(say("Say who codes: a short name that is not '{machine}'.", machine=MACHINE))
    called = dict(zip(names["indicator_code"], names["name_id"], strict=True))
    hidden = pd.Series(pd.NA, index=levels.index, dtype="Int64")
    shown = levels.assign(
        indicator_name=levels["indicator_code"].map(called),
        machine_level=hidden if blind else levels["level"],
        page=hidden if blind else levels["page"],
        coder=coder.strip(),
        level=hidden,
        note="",
    )
    return shown[SHEET].reset_index(drop=True)


def checked_codes(codes: pd.DataFrame, label: str = "the coding sheet") -> pd.DataFrame:
    """Return the cells that people have coded, checked row by row.

    Parameters
    ----------
    codes : pandas.DataFrame
        Filled sheets, one below the other: ``document_id, catalogue, indicator_code, coder, level``.
    label : str
        What messages call it.

    Returns
    -------
    pandas.DataFrame
        ``document_id, catalogue, indicator_code, coder, level`` of the rows with a level.

    Raises
    ------
    DataError
        A level that is no whole number from 0 to 5, a row without coder, or one coder twice on one cell; the
        message names the row.
    """
    require_columns(codes, [*CELL, "coder", "level"], label)
    text = codes["level"].astype("string").str.strip()
    filled = codes[text.notna() & text.ne("")]
    numbers = pd.to_numeric(text[filled.index], errors="coerce")
    wrong = numbers.isna() | ~numbers.isin(range(HIGHEST + 1))
    if wrong.any():
        first = wrong.index[wrong][0]
        raise _row_error(
            codes, first, label, "level", text[first], say("a whole number from 0 to 5, or nothing")
        )
    nobody = filled["coder"].astype("string").str.strip().fillna("").eq("")
    if nobody.any():
        first = nobody.index[nobody][0]
        raise _row_error(codes, first, label, "coder", "", say("who coded the row"))
    found = filled[[*CELL, "coder"]].assign(level=numbers.astype("Int64"))
    twice = found.duplicated([*CELL, "coder"], keep="first")
    if twice.any():
        first = twice.index[twice][0]
        cell = " / ".join(str(value) for value in found.loc[first, CELL])
        expected = say("each cell once for each coder; keep one of the rows")
        raise _row_error(codes, first, label, "coder", f"{found['coder'][first]}: {cell}", expected)
    return found.reset_index(drop=True)


def _row_error(
    codes: pd.DataFrame, index: object, label: str, column: str, found: object, expected: str
) -> DataError:
    row = list(codes.index).index(index) + 2  # as a spreadsheet counts, below its head
    return DataError(
        say(
            "{label}, row {row}, column '{column}': expected {expected}, found '{found}'.",
            label=label,
            row=row,
            column=column,
            expected=expected,
            found=found,
        )
    )


def _wide(codes: pd.DataFrame) -> pd.DataFrame:
    """Lay codes out by person; what was agreed on afterwards is no judgement of its own."""
    codes = codes[codes["coder"] != SETTLED]
    return codes.pivot(index=CELL, columns="coder", values="level").astype("Float64").astype(float)


def people_agreement(codes: pd.DataFrame, *, draws: int = 1000, seed: int = 0) -> tuple[Agreement, ...]:
    """Return how far people agree: Krippendorff's alpha over all, Cohen's kappa for each pair.

    Parameters
    ----------
    codes : pandas.DataFrame
        From :func:`checked_codes`.
    draws, seed : int
        Of the bootstrap of alpha.

    Returns
    -------
    tuple of Agreement
        Alpha for ordered codes first, then the kappas with quadratic weights in the order of the coders.

    Raises
    ------
    MethodError
        Fewer than two coders, or no cell that two of them coded.
    """
    wide = _wide(codes)
    coders = list(wide.columns)
    if len(coders) < 2:
        raise MethodError(
            say(
                "{count} person has coded; agreement needs at least two on the same cells.", count=len(coders)
            )
        )
    found = [krippendorff_alpha(wide, level="ordinal", draws=draws, seed=seed)]
    for place, one in enumerate(coders):
        found += [cohen_kappa(wide[one], wide[other], weights="quadratic") for other in coders[place + 1 :]]
    return tuple(found)


def machine_agreement(codes: pd.DataFrame, levels: pd.DataFrame) -> dict[str, Agreement]:
    """Return how far the machine agrees with each person: Cohen's kappa with quadratic weights.

    Parameters
    ----------
    codes : pandas.DataFrame
        From :func:`checked_codes`.
    levels : pandas.DataFrame
        ``document_id, catalogue, indicator_code, level``; cells that the machine could not evaluate do not
        count.

    Raises
    ------
    MethodError
        A person and the machine share no cell.
    """
    machine = levels.dropna(subset=["level"]).set_index(CELL)["level"].astype(float)
    wide = _wide(codes)
    found = {}
    for coder in wide.columns:
        own = wide[coder].dropna()
        shared = own.index.intersection(machine.index)
        found[str(coder)] = cohen_kappa(own[shared], machine[shared], weights="quadratic")
    return found


def settled_levels(levels: pd.DataFrame, codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the level that counts in every cell, and who settled it.

    Parameters
    ----------
    levels : pandas.DataFrame
        ``document_id, catalogue, indicator_code, level, status`` as ``Gathered.levels``.
    codes : pandas.DataFrame, optional
        From :func:`checked_codes`; none if omitted.

    Returns
    -------
    pandas.DataFrame
        The levels with ``machine_level`` beside the ``level`` that counts, and ``settled_by``: ``people
        agree`` (two or more gave the same, or they settled it: a code of ``settled`` overrules theirs), ``one
        person``, ``people disagree`` (the level is missing until they settle it) or ``machine only``: a level
        that nobody has seen. A person's level makes the status ``evaluated``.

    Raises
    ------
    DataError
        A cell was coded that is not among the levels: the sheet belongs to other documents.
    """
    require_columns(levels, [*CELL, "level", "status"], "the levels")
    table = levels.assign(machine_level=levels["level"], settled_by=MACHINE_ONLY)
    if codes is None or codes.empty:
        return table
    known = set(map(tuple, levels[CELL].to_numpy().tolist()))
    for cell, own in codes.groupby(CELL):
        if tuple(cell) not in known:
            raise DataError(
                say(
                    "The cell {cell} was coded but is not among the documents that were read. Read the "
                    "documents of the sheet, or remove the row.",
                    cell=" / ".join(map(str, cell)),
                )
            )
        here = (table[CELL] == list(cell)).all(axis=1)
        after = own[own["coder"] == SETTLED]
        given = (after if len(after) else own)["level"].unique()
        if len(given) > 1:
            table["level"] = table["level"].mask(here)
            table.loc[here, "settled_by"] = DISPUTED
            continue
        table.loc[here, "level"] = int(given[0])
        table.loc[here, "status"] = "evaluated"
        table.loc[here, "settled_by"] = AGREED if len(own) > 1 or len(after) else HUMAN
    return table
