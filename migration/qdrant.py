"""Points of Qdrant: of a server, of a folder of the local engine (`path=`), or of its memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from docent.config import inherited
from docent.ports import Matrix
from migration.pace import Pace

PAGE = 1_000
_TRIES = 6


class Shape(NamedTuple):
    """A collection's vectors: `vector` is their name, empty where they have none."""

    vector: str
    dimension: int
    distance: str


class Point(NamedTuple):
    """`vector` is None, and `wrong` says why, where it cannot be used."""

    id: int | str
    payload: Mapping[str, Any]
    vector: Matrix | None
    wrong: str = ""


class Qdrant:
    """`client`: a QdrantClient. `pace` is of requests."""

    def __init__(self, client: Any, pace: Pace, *, local: bool = False) -> None:
        self.client, self._pace, self._local = client, pace, local

    def there(self, collection: str) -> bool:
        return bool(self._ask("collection_exists", collection))

    def shape(self, collection: str, vector: str = "") -> Shape:
        """Raises ValueError where there are several vectors and none is named."""
        given = self._ask("get_collection", collection).config.params.vectors
        if not isinstance(given, Mapping):
            return Shape("", given.size, str(given.distance.value))
        if not vector and len(given) != 1:
            raise ValueError(
                f'{collection} has the vectors {sorted(given)}: name one as "vector" in the mapping.'
            )
        name = vector or next(iter(given))
        if name not in given:
            raise ValueError(f'{collection} has no vector "{name}": it has {sorted(given)}.')
        return Shape(name, given[name].size, str(given[name].distance.value))

    def count(self, collection: str) -> int:
        return int(self._ask("count", collection, exact=True).count)

    def pages(
        self, collection: str, shape: Shape, offset: int | str | None = None, size: int = PAGE
    ) -> Iterator[tuple[Sequence[Point], int | str | None]]:
        """Points in the order of their ids, and where the next page begins: None behind the last."""
        while True:
            records, offset = self._ask(
                "scroll", collection, limit=size, offset=offset, with_payload=True,
                with_vectors=[shape.vector] if shape.vector else True,
            )  # fmt: skip
            yield [_point(each, shape) for each in records], offset
            if offset is None:
                return

    def payloads(self, collection: str) -> Iterator[Point]:
        """Every point without its vector."""
        offset = None
        while True:
            records, offset = self._ask(
                "scroll", collection, limit=PAGE, offset=offset, with_payload=True, with_vectors=False
            )
            yield from (Point(each.id, each.payload or {}, None) for each in records)
            if offset is None:
                return

    def some(self, collection: str, shape: Shape, ids: Iterable[int | str]) -> list[Point]:
        """These points, those that are there."""
        records = self._ask(
            "retrieve", collection, ids=list(ids), with_payload=True,
            with_vectors=[shape.vector] if shape.vector else True,
        )  # fmt: skip
        return [_point(each, shape) for each in records]

    def nearest(self, collection: str, shape: Shape, vector: Matrix, limit: int) -> list[int | str]:
        """Ids of the nearest points, exactly."""
        from qdrant_client.models import SearchParams

        # The local engine is exact, warns where it is asked to be, and divides by what is no number.
        exact = {} if self._local else {"search_params": SearchParams(exact=True)}
        with np.errstate(invalid="ignore"):
            found = self._ask(
                "query_points", collection, query=vector.tolist(), using=shape.vector or None, limit=limit,
                with_payload=False, **exact,
            )  # fmt: skip
        return [each.id for each in found.points]

    def prepare(self, collection: str, vector: str, dimension: int) -> None:
        """Make a collection of cosines where there is none."""
        from qdrant_client.models import Distance, VectorParams

        params = VectorParams(size=dimension, distance=Distance.COSINE)
        if not self.there(collection):
            self._ask("create_collection", collection, vectors_config={vector: params} if vector else params)

    def put(self, collection: str, vector: str, records: Sequence[Any]) -> None:
        """Points of id, vector and payload. Those that are there keep the other vectors that they have."""
        from qdrant_client.models import PointStruct

        found = (
            self._ask("retrieve", collection, ids=[each.id for each in records], with_vectors=True)
            if vector else ()
        )  # fmt: skip
        there = {each.id: each.vector for each in found}
        points = [
            PointStruct(
                id=each.id, payload=dict(each.payload),
                vector={**there.get(each.id, {}), vector: each.vector.tolist()} if vector
                else each.vector.tolist(),
            )
            for each in records
        ]  # fmt: skip
        self._ask("upsert", collection, points=points, wait=True)

    def _ask(self, operation: str, collection: str, **request: Any) -> Any:
        """Asked again, ever later, where the connection is lost or the server is busy."""
        from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

        for attempt in range(_TRIES):
            self._pace.take()
            try:
                return getattr(self.client, operation)(collection, **request)
            except ResponseHandlingException:
                if attempt == _TRIES - 1:
                    raise
            except UnexpectedResponse as error:
                if attempt == _TRIES - 1 or error.status_code not in (429, 500, 502, 503, 504):
                    raise
            self._pace.rest(0.2 * 2**attempt)
        raise AssertionError("the last try returns or raises")


@contextmanager
def opened(url: str, path: str, pace: Pace) -> Iterator[Qdrant]:
    """Qdrant at an address, which QDRANT_API_KEY opens, or in a folder. One of the two is given."""
    from qdrant_client import QdrantClient

    key = inherited("QDRANT_API_KEY").get("QDRANT_API_KEY")
    server = {"url": url, "api_key": key, "timeout": 60, "check_compatibility": False}
    where: dict[str, Any] = server if url else {"path": path}
    client = QdrantClient(**where)
    try:
        yield Qdrant(client, pace, local=not url)
    finally:
        client.close()


def _point(record: Any, shape: Shape) -> Point:
    given = record.vector
    if isinstance(given, Mapping):
        given = given.get(shape.vector)
    payload = record.payload or {}
    if given is None:
        return Point(record.id, payload, None, "there is no vector")
    vector = np.asarray(given, np.float32)
    if vector.shape != (shape.dimension,):
        return Point(record.id, payload, None, f"its vector is of shape {vector.shape}")
    if not np.isfinite(vector).all():
        return Point(record.id, payload, None, "its vector holds NaN or infinity")
    if not vector.any():
        return Point(record.id, payload, None, "its vector is zero")
    return Point(record.id, payload, vector)
