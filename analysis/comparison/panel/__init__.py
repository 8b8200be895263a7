"""What does a panel say of a change? Regressions, difference-in-differences, event studies, bounds."""
