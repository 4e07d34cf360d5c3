"""Scores every user for every segment as a product of 32-bit matrices, and says how long that took."""

import json
import time

import numpy as np
from workload import job, matrix

told = job()
files = told["workload"]
histories = matrix(files, np.float32)
weights = np.fromfile(told["weights"], dtype="<f4").reshape(files["tokens"], files["segments"])

seconds = []
for repeat in range(told["repeats"] + 1):
    started = time.perf_counter()
    scores = histories @ weights
    if repeat > 0:
        seconds.append(time.perf_counter() - started)
scores.astype("<f4").tofile(told["scores"])
print(json.dumps({"seconds": seconds}))
