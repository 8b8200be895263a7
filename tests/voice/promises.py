"""Small tables of promises for the tests of this room."""

import pandas as pd

HEAD = {"unit_name": "Puskesmas A", "kind": "promise", "text": "Loket buka 07.30", "complaint_id": "P01",
        "owner": "unit", "due_on": "", "fulfilled": "unknown", "checked_on": ""}  # fmt: skip


def promises(*rows):
    """Rows of the template service-promises; what is not given is as in HEAD."""
    return pd.DataFrame([{**HEAD, "promise_id": f"J{i:02d}", **row} for i, row in enumerate(rows, start=1)])


def events(*rows):
    """Rows of the template promise-events: (promise, event, day, new due date, evidence)."""
    made = [
        {"promise_id": row[0], "event": row[1], "on": row[2], "new_due_on": row[3] if len(row) > 3 else "",
         "evidence": row[4] if len(row) > 4 else "", "who": ""}
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(made, columns=["promise_id", "event", "on", "new_due_on", "evidence", "who"])
