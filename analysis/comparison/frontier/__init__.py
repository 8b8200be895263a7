"""How far from the best that anyone reaches? Data envelopment and stochastic frontiers."""
