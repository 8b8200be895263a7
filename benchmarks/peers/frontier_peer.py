"""The PyPI package Pyfrontier: python frontier_peer.py data.csv answer.csv repeats (x inputs, y outputs)."""

import sys
import time

import numpy as np
import pandas as pd
from Pyfrontier.frontier_model import EnvelopDEA

data, answer, repeats = pd.read_csv(sys.argv[1]), sys.argv[2], int(sys.argv[3])
x, y = (data[[name for name in data if name.startswith(letter)]].to_numpy() for letter in "xy")
best = float("inf")
for _ in range(repeats):
    start = time.perf_counter()
    model = EnvelopDEA("VRS", "out")
    model.fit(x, y)
    best = min(best, time.perf_counter() - start)
np.savetxt(answer, [one.score for one in model.result])
print(best)
