"""The thread of a standard: from plan to budget, where it stands, what changes, and where it is lost."""
