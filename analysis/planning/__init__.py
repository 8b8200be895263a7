"""Money and politics behind a plan: spending per person, functions of the budget, the council."""
