"""Neighbours of all rows with all, as faiss's flat index and PyTorch find them.

Usage: all-pairs.py VECTORS ROWS DIMENSION K THRESHOLD THREADS; VECTORS are float32 rows of unit length. Prints one JSON
line for each library that is installed: its name and version, seconds, and how many pairs reach the threshold.
"""

import json
import sys
import time

import numpy

path, rows, dimension, k, threshold, threads = sys.argv[1], *map(float, sys.argv[2:])
rows, dimension, k, threads = int(rows), int(dimension), int(k), int(threads)
vectors = numpy.fromfile(path, dtype=numpy.float32).reshape(rows, dimension)


def count(scores, partners):
    own = numpy.arange(rows)[:, None]
    found = (scores >= threshold) & (partners != own)
    return len({(min(a, b), max(a, b)) for a, b in zip(*(x.tolist() for x in (numpy.nonzero(found)[0], partners[found])))})


def report(name, version, seconds, scores, partners):
    print(json.dumps({"name": name, "version": version, "seconds": seconds, "pairs": count(scores, partners)}), flush=True)


try:
    import faiss

    faiss.omp_set_num_threads(threads)
    start = time.perf_counter()
    index = faiss.IndexFlatIP(dimension)
    index.add(vectors)
    scores, partners = index.search(vectors, k + 1)
    report("faiss flat", faiss.__version__, time.perf_counter() - start, scores, partners)
except ImportError:
    pass

try:
    import torch

    torch.set_num_threads(threads)
    matrix = torch.from_numpy(vectors)
    start = time.perf_counter()
    found = [torch.topk(matrix[at : at + 1000] @ matrix.T, k + 1, dim=1) for at in range(0, rows, 1000)]
    seconds = time.perf_counter() - start
    scores = torch.cat([values for values, _ in found]).numpy()
    partners = torch.cat([indices for _, indices in found]).numpy()
    report("PyTorch topk", torch.__version__, seconds, scores, partners)
except ImportError:
    pass
