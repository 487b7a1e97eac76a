"""How often the clause that answers a question is among the first five passages, from PDF to API.

    python -m benchmarks.clauses    # DOCENT_DATA names the test material

Starts the product, signs up, makes a bot for each of the 15 contracts of CUAD, uploads its PDF as a browser
does, waits until it is read, and asks each answerable question at /api/bots/{bot_id}/search.
Right means: one of the clauses stands, letter by letter and digit by digit, in one of the passages, or across
two that are neighbours in the document. A clause quoted with an omission counts by its parts.
"""

from __future__ import annotations

import hashlib
import json
import time
import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import urllib3

from benchmarks import material
from benchmarks.product import running

TOP, LIMIT = 5, 0.86
PEERS = "vectors alone 0.74, vectors fused with BM25 0.83 (both from a trial)"


class Api:
    """A signed-in caller of a running product."""

    def __init__(self, url: str) -> None:
        self._url, self._http, self._token = url, urllib3.PoolManager(), ""
        account = {"email": f"{uuid.uuid4().hex}@example.com", "password": "Benchmark-1"}
        self("POST", "/auth/signup", account)
        self("POST", "/auth/confirm", {"email": account["email"], "code": "123456"})
        self._token = self("POST", "/auth/signin", account)["access_token"]

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        answer = self._http.request(method, self._url + path, json=body, headers=headers)
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.data.decode()[:300]}")
        return json.loads(answer.data or b"{}")

    def upload(self, bot_id: str, path: Path) -> str:
        data = path.read_bytes()
        ticket = self("POST", "/api/upload", {
            "bot_id": bot_id, "filename": path.name, "content_type": "application/pdf", "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        })  # fmt: skip
        fields = {**ticket["upload"]["fields"], "file": (path.name, data, "application/pdf")}
        answer = self._http.request("POST", ticket["upload"]["url"], fields=fields)
        if answer.status != 204:
            raise SystemExit(f"upload of {path.name}: {answer.status} {answer.data.decode()[:300]}")
        return str(ticket["document_id"])

    def wait(self, bot_id: str, document_id: str, seconds: float = 120) -> Mapping[str, Any]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            document: Mapping[str, Any] = self("GET", f"/api/bots/{bot_id}/documents/{document_id}")
            if document["status"] in ("ready", "partial", "failed"):
                return document
            time.sleep(0.2)
        raise SystemExit(f"{document_id} was not read in {seconds:.0f} s")


def main() -> float:
    """The share of questions whose clause was in the top five."""
    with running() as (url, _):
        return share(Api(url))


def share(api: Api) -> float:
    asked, found, started = 0, 0, time.monotonic()
    folder = material.FOLDER / "docs-qa" / "cuad"
    for name, questions in _contracts():
        bot_id = api("POST", "/api/bots", {"name": name[:100]})["bot_id"]
        document = api.wait(bot_id, api.upload(bot_id, folder / "pdf" / name))
        hits = sum(_found(api, bot_id, question) for question in questions)
        asked, found = asked + len(questions), found + hits
        read = f"{document['status']:8} {document['chunks']:4} chunks"
        print(f"{hits:3} of {len(questions):3}  {read}  {name[:60]}", flush=True)
    seconds = time.monotonic() - started
    print(
        f"right clause in the top {TOP}: {found} of {asked} = {found / asked:.3f}, {seconds:.0f} s; "
        f"limit {LIMIT}; {PEERS}"
    )
    return found / asked


def _contracts() -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    rows = material.rows("docs-qa/cuad/questions.jsonl")
    answerable = [row for row in rows if not row["unanswerable"] and row["clauses"]]
    for name in dict.fromkeys(row["doc"] for row in answerable):
        yield name, [row for row in answerable if row["doc"] == name]


def _found(api: Api, bot_id: str, question: Mapping[str, Any]) -> bool:
    body = {"query": question["question"], "top_k": TOP}
    matches = api("POST", f"/api/bots/{bot_id}/search", body)["matches"]
    texts = {int(each["chunk_id"].rpartition(".")[2]): _plain(each["text"]) for each in matches}
    shown = [texts[n] + texts.get(n + 1, "") for n in texts]
    return any(clause in text for clause in _clauses(question) for text in shown)


def _clauses(question: Mapping[str, Any]) -> list[str]:
    parts = [_plain(part) for clause in question["clauses"] for part in clause.split("<omitted>")]
    return [part for part in parts if len(part) > 20] or [_plain(each) for each in question["clauses"]]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


if __name__ == "__main__":
    main()
