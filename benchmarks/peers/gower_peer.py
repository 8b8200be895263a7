"""The PyPI package gower: python gower_peer.py data.csv answer.csv repeats (columns c... are nominal)."""

import sys
import time

import gower
import numpy as np
import pandas as pd

data, answer, repeats = pd.read_csv(sys.argv[1]), sys.argv[2], int(sys.argv[3])
nominal = [str(name).startswith("c") for name in data]
best = (float("inf"), float("inf"))
for _ in range(repeats):
    start = time.process_time(), time.perf_counter()
    found = gower.gower_matrix(data, cat_features=nominal)
    best = min(best, (time.process_time() - start[0], time.perf_counter() - start[1]))
np.savetxt(answer, found[:50, :50].ravel())
print(*best)
