"""Qdrant's REST interface on loopback, in front of its own engine in memory: as far as the move asks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from qdrant_client import QdrantClient
from qdrant_client.models import PointStruct, VectorParams

from tests.wire import Handler, on_loopback

_PATH = re.compile(r"/collections/([^/?]+)(?:/points)?(?:/(\w+))?(?:\?.*)?")


class QdrantServer:
    """`troubles`: what becomes of the next requests: a status, or 0 where the connection breaks instead."""

    url: str

    def __init__(self) -> None:
        self.engine = QdrantClient(":memory:")
        self.troubles: list[int] = []
        self.asked: list[str] = []

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        found = _PATH.fullmatch(path)
        assert found
        name, what = found[1], found[2] or ("points" if "/points" in path else "info")
        result = getattr(self, f"_{method}_{what}")(name, body)
        return {"result": result, "status": "ok", "time": 0.0}

    def _GET_info(self, name: str, body: dict[str, Any]) -> Any:
        return self.engine.get_collection(name).model_dump(mode="json")

    def _POST_count(self, name: str, body: dict[str, Any]) -> Any:
        return {"count": self.engine.count(name, exact=body["exact"]).count}

    def _POST_scroll(self, name: str, body: dict[str, Any]) -> Any:
        points, offset = self.engine.scroll(
            name, limit=body["limit"], offset=body.get("offset"), with_payload=body["with_payload"],
            with_vectors=body["with_vector"],
        )  # fmt: skip
        return {"points": [each.model_dump(mode="json") for each in points], "next_page_offset": offset}

    def _POST_points(self, name: str, body: dict[str, Any]) -> Any:
        found = self.engine.retrieve(
            name, body["ids"], with_payload=body["with_payload"], with_vectors=body["with_vector"]
        )
        return [each.model_dump(mode="json") for each in found]

    def _GET_exists(self, name: str, body: dict[str, Any]) -> Any:
        return {"exists": self.engine.collection_exists(name)}

    def _PUT_info(self, name: str, body: dict[str, Any]) -> Any:
        return self.engine.create_collection(name, vectors_config=_params(body["vectors"]))

    def _PUT_points(self, name: str, body: dict[str, Any]) -> Any:
        self.engine.upsert(name, [PointStruct(**each) for each in body["points"]])
        return {"operation_id": 0, "status": "completed"}

    def _POST_query(self, name: str, body: dict[str, Any]) -> Any:
        assert body["params"]["exact"]
        found = self.engine.query_points(
            name, query=body["query"]["nearest"], using=body.get("using"), limit=body["limit"]
        )
        return found.model_dump(mode="json")


def _params(given: dict[str, Any]) -> Any:
    if "size" in given:
        return VectorParams(**given)
    return {name: VectorParams(**each) for name, each in given.items()}


@contextmanager
def qdrant_server() -> Iterator[QdrantServer]:
    server = QdrantServer()

    class Answering(Handler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        do_PUT = do_POST

        def _answer(self, body: dict[str, Any]) -> None:
            server.asked.append(self.path)
            status = server.troubles.pop(0) if server.troubles else 200
            said = (
                server.answer(self.command, self.path, body)
                if status == 200
                else {"status": {"error": "busy"}}
            )
            content = json.dumps(said).encode()
            self.send_response(status or 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if status else content[:10])
            self.close_connection = not status

    with closing(server.engine), on_loopback(Answering) as server.url:
        yield server
