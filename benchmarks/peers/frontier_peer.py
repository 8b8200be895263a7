"""The PyPI package Pyfrontier: python frontier_peer.py data.csv answer.csv repeats (x inputs, y outputs)."""

import sys
import time

import numpy as np
import pandas as pd
from Pyfrontier.frontier_model import EnvelopDEA

data, answer, repeats = pd.read_csv(sys.argv[1]), sys.argv[2], int(sys.argv[3])
x, y = (data[[name for name in data if name.startswith(letter)]].to_numpy() for letter in "xy")
best = (float("inf"), float("inf"))
for _ in range(repeats):
    start = time.process_time(), time.perf_counter()
    model = EnvelopDEA("VRS", "out")
    model.fit(x, y)
    best = min(best, (time.process_time() - start[0], time.perf_counter() - start[1]))
np.savetxt(answer, [one.score for one in model.result])
print(*best)
