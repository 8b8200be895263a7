"""How ordinary is a contrast among the assignments possible? Exact and drawn tests, power, bootstrap."""
