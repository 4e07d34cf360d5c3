"""Reads a workload and writes models: little-endian 32-bit numbers, as src/workload/workload.ts lays them out."""

import json
import sys

import numpy as np
import scipy.sparse as sp


def job():
    """The one argument: a JSON object."""
    return json.loads(sys.argv[1])


def matrix(files, dtype):
    """All users x tokens, every entry 1."""
    row_start = np.fromfile(files["rowStart"], dtype="<i4")
    column_index = np.fromfile(files["columnIndex"], dtype="<i4")
    ones = np.ones(len(column_index), dtype=dtype)
    return sp.csr_matrix((ones, column_index, row_start), shape=(files["users"], files["tokens"]))


def labels(files, segment):
    """By user: 1 for a seed of the segment, else 0."""
    ends = np.cumsum(files["seedCounts"])
    seeds = np.fromfile(files["seeds"], dtype="<i4")[ends[segment] - files["seedCounts"][segment] : ends[segment]]
    found = np.zeros(files["users"], dtype=np.int8)
    found[seeds] = 1
    return found


def write_model(file, weights, bias):
    """Appends a model: its weights by token, then its bias."""
    np.asarray(weights, dtype="<f4").tofile(file)
    np.asarray([bias], dtype="<f4").tofile(file)
