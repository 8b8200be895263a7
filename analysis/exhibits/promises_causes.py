"""Tables of what stands behind promises: causes of complaints, and owners compared."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.statistics.log_rank import LogRank


def causes_table(
    causes: pd.DataFrame, complaints: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print the causes of complaints, who can mend each, and what answers it.

    Parameters
    ----------
    causes : pandas.DataFrame
        From `analysis.voice.causes.answered_causes`.
    complaints : mapping of str to str
        Complaint code to its words.
    """
    text = language.text
    keys = ("unit", "complaint", "cause", "mendable", "answered", "fits")
    heads = [text(f"promises.causes_{why}") for why in keys]
    rows = [
        (
            row.unit_name,
            complaints.get(row.complaint_id, row.complaint_id),
            row.cause,
            text(f"promises.owner_{owner}"),
            row.answered_by or text("promises.answer_none"),
            text(f"promises.fit_{fit.replace(' ', '_')}"),
        )
        for owner, fit, row in zip(causes["mendable_by"], causes["answer"], each_row(causes), strict=True)
    ]
    open_count = int((causes["answer"] == "none").sum())
    return table_exhibit(
        id="complaint-causes",
        title=text("promises.causes_title"),
        caption=text(
            "promises.causes_caption",
            count=language.number(len(causes)),
            own=language.number((causes["needs"] == "promise").sum()),
            open=language.number(open_count),
        ),
        source=source,
        function="analysis.exhibits.promises_causes.causes_table",
        data=causes,
        shown=pd.DataFrame(rows, columns=heads),
    )


def owners_table(found: LogRank, language: Language, *, source: str) -> Exhibit:
    """Print promises kept by units and by those above them beside what equal speed would give.

    Parameters
    ----------
    found : LogRank
        From `analysis.voice.fulfilment.owners_compared`.
    """
    text, number = language.text, language.number
    heads = [text(f"promises.owners_{column}") for column in ("group", "count", "kept", "expected")]
    rows = [
        (
            text(f"promises.side_{side}"),
            number(row.subjects_count),
            number(row.events_count),
            number(row.expected, 1),
        )
        for side, row in zip(found.groups["group"], each_row(found.groups), strict=True)
    ]
    return table_exhibit(
        id="promise-owners",
        title=text("promises.owners_title"),
        caption=text(
            "promises.owners_caption",
            p=number(found.p_permutation, 3),
            chi_p=number(found.p_value, 3),
            looked=number(found.assignments),
        ),
        source=source,
        function="analysis.exhibits.promises_causes.owners_table",
        data=found.groups.assign(
            statistic=found.statistic, p_value=found.p_value, p_permutation=found.p_permutation
        ),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )
