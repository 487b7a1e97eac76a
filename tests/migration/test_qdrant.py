"""Points are read from Qdrant's server as from its engine; trouble is waited out, or told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np
import pytest
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ApiException
from qdrant_client.models import Distance, PointStruct, VectorParams

from migration.pace import Pace
from migration.qdrant import Point, Qdrant, Shape, _point, opened
from tests.migration.qdrant_points import fill, langchain, texts
from tests.migration.qdrant_server import QdrantServer, qdrant_server

SHAPE = Shape("", 3, "Cosine")


class Record(NamedTuple):
    id: int
    vector: Any
    payload: Any = None


class Hurried(Pace):
    """Waits for nothing, and notes how long it would have."""

    def __init__(self) -> None:
        super().__init__(0)
        self.rested: list[float] = []

    def rest(self, seconds: float) -> None:
        self.rested.append(seconds)


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with qdrant_server() as running:
        vectors = np.random.default_rng(1).standard_normal((25, 3), np.float32)
        fill(
            running.engine, "cups", vectors, [langchain(each, at) for at, each in enumerate(texts(25, "Cup"))]
        )
        yield running


def read(server: QdrantServer, pace: Pace) -> list[Any]:
    with opened(server.url, "", pace) as qdrant:
        shape = qdrant.shape("cups")
        assert shape == SHAPE
        assert qdrant.count("cups") == 25
        return [point for page, _ in qdrant.pages("cups", shape, size=10) for point in page]


def test_a_server_gives_what_its_engine_holds(server: QdrantServer) -> None:
    points = read(server, Pace(0))
    engine = Qdrant(server.engine, Pace(0), local=True)
    expected: list[Any] = [point for page, _ in engine.pages("cups", SHAPE) for point in page]
    assert [(each.id, each.payload) for each in points] == [(each.id, each.payload) for each in expected]
    given, held = ([each.vector.tolist() for each in some] for some in (points, expected))
    np.testing.assert_allclose(given, held, atol=1e-6)
    with opened(server.url, "", Pace(0)) as qdrant:
        without = list(qdrant.payloads("cups"))
        assert [(each.id, each.payload) for each in without] == [(each.id, each.payload) for each in points]
        assert {each.id for each in qdrant.some("cups", SHAPE, [3, 99])} == {3}
        asked = points[7].vector
        assert qdrant.nearest("cups", SHAPE, asked, 5) == engine.nearest("cups", SHAPE, asked, 5)


@pytest.mark.parametrize("name", ["", "dense"])
def test_what_is_put_into_a_server_is_there(server: QdrantServer, name: str) -> None:
    """A collection is made where there is none; points that are there are replaced."""
    points = read(server, Pace(0))
    with opened(server.url, "", Pace(0)) as qdrant:
        for _ in range(2):
            qdrant.prepare("new", name, 3)
            qdrant.put("new", name, points)
        assert qdrant.count("new") == 25
        found = qdrant.some("new", qdrant.shape("new", name), [each.id for each in points])
    assert [(each.id, each.payload) for each in found] == [(each.id, each.payload) for each in points]
    for before, after in zip(points, found, strict=True):
        np.testing.assert_allclose(np.asarray(after.vector, np.float32), before.vector, atol=1e-6)


@pytest.mark.parametrize("trouble", [0, 429, 503])
def test_a_lost_connection_and_a_busy_server_are_waited_out(server: QdrantServer, trouble: int) -> None:
    pace = Hurried()
    server.troubles = [200, 200, trouble, trouble]
    assert [each.id for each in read(server, pace)] == list(range(25))
    assert pace.rested == [0.2, 0.4]


def test_a_server_that_stays_away_ends_it(server: QdrantServer) -> None:
    server.troubles = [200, 200, *[0] * 9]
    with pytest.raises(ApiException):
        read(server, Hurried())


def test_a_wrong_question_is_not_asked_again(server: QdrantServer) -> None:
    pace = Hurried()
    server.troubles = [404]
    with pytest.raises(ApiException):
        read(server, pace)
    assert not pace.rested


def test_requests_keep_their_pace(server: QdrantServer) -> None:
    slept: list[float] = []
    read(server, Pace(2.0, clock=lambda: 0.0, sleep=slept.append))
    assert len(slept) == 3  # of five requests, the first two are free
    assert slept == sorted(slept)


@pytest.mark.parametrize(
    ("vector", "why"),
    [
        (None, "there is no vector"),
        ([1.0, 2.0], "its vector is of shape (2,)"),
        ([[1.0, 2.0, 3.0]] * 2, "its vector is of shape (2, 3)"),
        ([1.0, float("nan"), 0.0], "NaN"),
        ([1.0, float("inf"), 0.0], "infinity"),
        ([0.0, 0.0, 0.0], "its vector is zero"),
    ],
)
def test_a_vector_that_cannot_be_used_is_told(vector: Any, why: str) -> None:
    point = _point(Record(1, vector), SHAPE)
    assert point.vector is None
    assert why in point.wrong
    assert point.payload == {}


def test_one_of_several_vectors_has_to_be_named(server: QdrantServer) -> None:
    from qdrant_client.models import Distance, VectorParams

    two = {name: VectorParams(size=3, distance=Distance.COSINE) for name in ("dense", "title")}
    server.engine.create_collection("two", vectors_config=two)
    with opened(server.url, "", Pace(0)) as qdrant:
        with pytest.raises(ValueError, match=r"\['dense', 'title'\]: name one"):
            qdrant.shape("two")
        assert qdrant.shape("two", "title") == Shape("title", 3, "Cosine")


def test_a_point_that_is_there_keeps_its_other_vectors() -> None:
    sizes = {name: VectorParams(size=2, distance=Distance.COSINE) for name in ("dense", "title")}
    with closing(QdrantClient(":memory:")) as client:
        client.create_collection("cups", vectors_config=sizes)
        client.upsert(
            "cups", [PointStruct(id=1, vector={"dense": [1, 0], "title": [0, 1]}, payload={"a": 1})]
        )
        put = [Point(id, {"b": id}, np.array([0.6, 0.8], np.float32)) for id in (1, 2)]
        Qdrant(client, Pace(0), local=True).put("cups", "dense", put)
        old, new = client.retrieve("cups", [1, 2], with_vectors=True)
    assert (old.payload, new.payload) == ({"b": 1}, {"b": 2})
    assert isinstance(old.vector, dict)
    np.testing.assert_allclose([old.vector["dense"], old.vector["title"]], [[0.6, 0.8], [0, 1]], atol=1e-6)


def test_a_vector_that_is_not_there_is_told() -> None:
    with closing(QdrantClient(":memory:")) as client:
        client.create_collection(
            "cups", vectors_config={"dense": VectorParams(size=2, distance=Distance.COSINE)}
        )
        with pytest.raises(ValueError, match='cups has no vector "text"'):
            Qdrant(client, Pace(0), local=True).shape("cups", "text")
