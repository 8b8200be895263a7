"""The exhibit that says what a chapter was computed from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit
from analysis.exhibits.tables import table_exhibit
from analysis.sources import Table


def loaded_table(tables: Sequence[Table], language: Language) -> Exhibit:
    """Print each table that a chapter loaded: rows, regions, years, source, status and checksum.

    Parameters
    ----------
    tables : sequence of Table
        As loaded, in the order of use.
    """
    text = language.text
    heads = [text(f"exhibit.loaded_head_{key}") for key in ("table", "rows", "years", "source", "status")]
    records, rows = [], []
    for table in tables:
        years = table.frame["year"].dropna() if "year" in table.frame else pd.Series(dtype=float)
        span = f"{int(years.min())}–{int(years.max())}" if len(years) else ""
        source = "; ".join(item["title"] for item in table.origin["sources"])
        records.append(
            {
                "table": table.name,
                "rows": len(table.frame),
                "years": span,
                "source": source,
                "status": table.origin["status"],
                "sha256": table.sha256,
            }
        )
        rows.append((table.name, language.number(len(table.frame)), span, source, table.origin["status"]))
    return table_exhibit(
        id="loaded-tables",
        title=text("exhibit.loaded_title"),
        caption=text("exhibit.loaded_caption"),
        source=text("exhibit.loaded_source"),
        function="analysis.exhibits.loaded.loaded_table",
        data=pd.DataFrame(records),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:2],
    )
