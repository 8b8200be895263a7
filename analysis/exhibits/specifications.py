"""One picture of every defensible choice: the specification curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit
from analysis.exhibits.style import COLOURS, INK, MUTED, house_style


def specification_curve(
    tried: pd.DataFrame,
    choices: Sequence[str],
    label: Callable[[str, object], str],
    language: Language,
    *,
    id: str,
    words: Mapping[str, str],
    source: str,
) -> Exhibit:
    """Draw all estimates in order, with the choices that led to each below it.

    Parameters
    ----------
    tried : pandas.DataFrame
        One row per specification: the choices, ``estimate, interval_low, interval_high`` and ``refused``
        (empty, or why).
    choices : sequence of str
        Columns with the choices, in the order drawn; those with one option only are left out.
    label : callable
        Column and option to the words of the reader; for the option None, the words of the column.
    id : str
        Of the exhibit.
    words : mapping
        ``title``, ``caption`` and ``axis`` (what is estimated), as the reader sees them.

    Notes
    -----
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4: 1208-1214.
    """
    done = tried[tried["refused"].eq("")].sort_values(["estimate", *choices], ignore_index=True)
    chosen_between = [column for column in choices if tried[column].nunique() > 1]
    options = [
        (column, option) for column in chosen_between for option in sorted(tried[column].unique(), key=str)
    ]
    with house_style():
        figure = Figure(
            figsize=(7.4, 2.3 + 0.19 * (len(options) + len(chosen_between))), layout="constrained"
        )
        above, below = figure.subplots(
            2, 1, sharex=True, height_ratios=(2.2, 0.19 * (len(options) + len(chosen_between)))
        )
        clear = (done["interval_low"] > 0) | (done["interval_high"] < 0)
        above.axhline(0, color=INK, linewidth=0.8)
        above.vlines(done.index, done["interval_low"], done["interval_high"], color="#c4c4c4", linewidth=1)
        above.plot(done.index[~clear], done.loc[~clear, "estimate"], ".", color=MUTED, markersize=4)
        above.plot(done.index[clear], done.loc[clear, "estimate"], "D", color=COLOURS[1], markersize=4)
        above.set_ylabel(words["axis"])
        ticks, names, row = [], [], 0
        for place, (column, option) in enumerate(options):
            if place and options[place - 1][0] != column:
                row += 1
            chosen = done.index[done[column].astype(str) == str(option)]
            below.plot(chosen, [row] * len(chosen), "|", color=COLOURS[0], markersize=6)
            ticks.append(row)
            names.append(f"{label(column, None)}: {label(column, option)}")
            row += 1
        below.set_yticks(ticks, names, fontsize=7.5)
        below.invert_yaxis()
        below.set_xticks([])
        below.grid(visible=False)
        below.set_xlabel(language.text("exhibit.specifications_x"))
    return Exhibit(
        id=id,
        kind="figure",
        title=words["title"],
        caption=words["caption"],
        alt=language.text(
            "exhibit.specifications_alt",
            count=language.number(len(done)),
            lowest=language.number(done["estimate"].min(), 3),
            middle=language.number(done["estimate"].median(), 3),
            highest=language.number(done["estimate"].max(), 3),
            clear=language.number(int(clear.sum())),
            refused=language.number(len(tried) - len(done)),
        ),
        table=tried,
        source=source,
        function="analysis.exhibits.specifications.specification_curve",
        figure=figure,
    )
