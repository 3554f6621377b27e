"""Builds HNSW graphs of the rows of a file with usearch, faiss and hnswlib, as far as they are installed.

build.py FILE ROWS QUERIES DIMENSION TRUTH: FILE holds float32 rows, the queries last; TRUTH the nearest 10 of each query
as uint32. Prints a JSON line for each library.
"""

import json
import sys
import time

import numpy as np

path, rows, queries, dimension, truth_path = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
values = np.fromfile(path, dtype=np.float32).reshape(rows + queries, dimension)
vectors, asked = values[:rows], values[rows:]
truth = np.fromfile(truth_path, dtype=np.uint32).reshape(queries, 10)
M, EF = 32, 200


def report(name, build, search):
    wall, cpu = time.perf_counter(), time.process_time()
    index = build()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    recalls = []
    for ef in (50, 100, 200):
        found = search(index, ef)
        recalls.append(sum(len(set(map(int, a)) & set(map(int, b))) for a, b in zip(found, truth)) / truth.size)
    print(json.dumps({"name": name, "wall": wall, "cpu": cpu, "recalls": recalls}), flush=True)


def with_usearch():
    import usearch
    from usearch.index import Index

    def build():
        index = Index(ndim=dimension, metric="ip", dtype="f32", connectivity=M, expansion_add=EF)
        index.add(np.arange(rows), vectors)
        return index

    def search(index, ef):
        index.expansion_search = ef
        return index.search(asked, 10).keys

    report(f"usearch {usearch.__version__}", build, search)


def with_faiss():
    import faiss

    def build():
        index = faiss.IndexHNSWFlat(dimension, M, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = EF
        index.add(vectors)
        return index

    def search(index, ef):
        index.hnsw.efSearch = ef
        return index.search(asked, 10)[1]

    report(f"faiss {faiss.__version__}", build, search)


def with_hnswlib():
    import hnswlib

    def build():
        index = hnswlib.Index(space="ip", dim=dimension)
        index.init_index(max_elements=rows, M=M, ef_construction=EF)
        index.add_items(vectors)
        return index

    def search(index, ef):
        index.set_ef(ef)
        return index.knn_query(asked, k=10)[0]

    report("hnswlib (C++)", build, search)


for contestant in (with_usearch, with_faiss, with_hnswlib):
    try:
        contestant()
    except ImportError:
        pass
