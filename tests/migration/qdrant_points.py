"""Collections of Qdrant's local engine, as loaders of the field fill them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_client import QdrantClient
from qdrant_client.models import Distance, PointStruct, VectorParams

from docent.ports import Matrix


def langchain(text: str, number: int) -> dict[str, Any]:
    return {
        "page_content": text,
        "metadata": {"source": f"/data/manual-{number % 3}.pdf", "page": number // 3},
    }


def llama_index(text: str, number: int) -> dict[str, Any]:
    node = {"text": text, "metadata": {"page_label": str(number + 1), "file_name": "guide.docx"}}
    return {
        "_node_content": json.dumps(node),
        "_node_type": "TextNode",
        "doc_id": "d",
        "file_name": "guide.docx",
    }


def by_hand(text: str, number: int) -> dict[str, Any]:
    return {"body": {"plain": text}, "origin": f"https://docs.example/{number % 2}/page.html", "at": number}


def fill(
    client: QdrantClient, collection: str, vectors: Matrix, payloads: Sequence[dict[str, Any]], *,
    name: str = "", uuids: bool = False,
) -> None:  # fmt: skip
    """A new collection of cosines; its vectors under a name where one is given."""
    params = VectorParams(size=vectors.shape[1], distance=Distance.COSINE)
    client.create_collection(collection, vectors_config={name: params} if name else params)
    ids: list[Any] = [
        str(uuid.uuid5(uuid.NAMESPACE_URL, f"{collection} {at}")) if uuids else at
        for at in range(len(payloads))
    ]
    points = [
        PointStruct(id=id, vector={name: row.tolist()} if name else row.tolist(), payload=payload)
        for id, row, payload in zip(ids, vectors, payloads, strict=True)
    ]
    for first in range(0, len(points), 1_000):
        client.upsert(collection, points[first : first + 1_000])


def texts(count: int, about: str) -> list[str]:
    return [
        f"{about} number {at} costs {at * 7 % 100} euros and weighs {at * 13 % 50} grams."
        for at in range(count)
    ]


def mapping(path: Path, **targets: Any) -> Path:
    path.write_text(json.dumps(targets))
    return path


def scaled(vectors: Matrix) -> Matrix:
    """The same directions, no longer of length one: Qdrant gives them back normalised."""
    lengths = np.linspace(0.5, 3, len(vectors), dtype=np.float32)
    return vectors * lengths[:, None]


def held(folder: Path, collection: str) -> dict[int | str, tuple[dict[str, Any], list[float]]]:
    """Payload and vector of every point of a collection on disk, by id."""
    client = QdrantClient(path=str(folder))
    try:
        return held_by(client, collection)
    finally:
        client.close()


def held_by(client: QdrantClient, collection: str) -> dict[int | str, tuple[dict[str, Any], list[float]]]:
    """The same of a client's."""
    found: dict[Any, tuple[Any, Any]] = {}
    offset = None
    while True:
        page, offset = client.scroll(collection, limit=1_000, offset=offset, with_vectors=True)
        for each in page:
            vector = (
                each.vector if isinstance(each.vector, list) else next(iter((each.vector or {}).values()))
            )
            found[each.id] = each.payload, vector
        if offset is None:
            return found
