"""Documents: pages out of files, where a standard stands in them, its thread through plans and budgets."""
