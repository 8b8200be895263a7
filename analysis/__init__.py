"""How service standards reach the plans and budgets of Indonesian districts: the methods of the study."""
