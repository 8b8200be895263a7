"""Budget lines of a made-up year for the tests of the chain."""

import pandas as pd

COLUMNS = ["year", "document", "line_id", "organisation", "programme_code", "programme_name", "activity_code",
           "activity_name", "indicator_code", "amount_idr"]  # fmt: skip


def line(document, code, name, amount, *, indicator="", office="Dinas Kesehatan", year=2013, programme=None):
    of = code.rsplit(".", 1)[0] if programme is None else programme
    return (year, document, code, office, of, f"Program {of}", code, name, indicator, float(amount))


def lines(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)
