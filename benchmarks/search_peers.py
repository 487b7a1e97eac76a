"""What benchmarks.search stands beside, over the same vectors: see requirements/search-peers.txt.

A peer is made of vectors, (rows, dimension) float32 of length one, or of terms; it gives the rows of the ten
best. One thread where the peer has a switch for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

from docent.ports import Matrix

TOP = 10
Search: TypeAlias = Callable[[Matrix], Sequence[int]]


def faiss_flat(rows: Matrix) -> Search:
    faiss: Any = import_module("faiss")
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return lambda query: index.search(query[None], TOP)[1][0].tolist()


def usearch_exact(rows: Matrix) -> Search:
    usearch: Any = import_module("usearch.index")
    kind = usearch.MetricKind.IP
    return lambda query: usearch.search(rows, query, TOP, kind, exact=True, threads=1).keys.tolist()


def chromadb(rows: Matrix) -> Search:
    chroma: Any = import_module("chromadb")
    settings = chroma.Settings(anonymized_telemetry=False, allow_reset=True)
    client = chroma.EphemeralClient(settings=settings)
    client.reset()
    collection = client.create_collection("bench", configuration={"hnsw": {"space": "ip"}})
    for start in range(0, len(rows), 5_000):
        part = rows[start : start + 5_000]
        ids = [str(row) for row in range(start, start + len(part))]
        collection.add(ids=ids, embeddings=part)

    def search(query: Matrix) -> list[int]:
        found = collection.query(query_embeddings=query[None], n_results=TOP, include=[])
        return [int(each) for each in found["ids"][0]]

    return search


def qdrant_local(rows: Matrix) -> Search:
    qdrant: Any = import_module("qdrant_client")
    models = qdrant.models
    client = qdrant.QdrantClient(":memory:")
    kind = models.VectorParams(size=rows.shape[1], distance=models.Distance.COSINE)
    client.create_collection("bench", vectors_config=kind)
    client.upload_collection("bench", vectors=rows, ids=range(len(rows)))
    return lambda query: [
        hit.id for hit in client.query_points("bench", query=query, limit=TOP, with_payload=False).points
    ]


def bm25s(texts: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], Sequence[int]]:
    library: Any = import_module("bm25s")
    index = library.BM25(method="lucene")
    index.index(texts, show_progress=False)
    known = index.vocab_dict

    def search(terms: Sequence[str]) -> list[int]:
        asked = [term for term in dict.fromkeys(terms) if term in known]
        scores = index.get_scores(asked) if asked else np.zeros(len(texts))
        return np.argpartition(scores, -TOP)[-TOP:].tolist()  # type: ignore[no-any-return]

    return search


DENSE: dict[str, Callable[[Matrix], Search]] = {
    "faiss flat": faiss_flat,
    "usearch exact": usearch_exact,
    "chromadb": chromadb,
    "qdrant local": qdrant_local,
}
SLOW = ("chromadb", "qdrant local")  # to fill: minutes for 100,000
