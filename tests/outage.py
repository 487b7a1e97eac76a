"""A bot in use while a service that Docent stands on fails: what people see, and what is left of it."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import urllib3

from docent.wiring import wired
from functions.upload.handler import handler as upload
from local import serve
from tests.caller import PASSWORD, Answer, Person
from tests.emulator import Account
from tests.faults import SECRET, Fault, Faults
from tests.website import Site

QUESTION = "When is the rent due?"
LEASE = b"# Rent\n\nThe rent is due on the third of each month, by transfer.\n"
RIGHT = "right"
OPERATIONS = ("sign in", "bots", "ask", "visitor", "search", "upload", "page", "make", "delete")
SITE = "https://shop.example"
ALLOWED = {503: "unavailable", 429: "too_many_requests"}
RECOVERY_SECONDS = 300.0


class Seen(NamedTuple):
    """What each operation gave: `right`, `503`, `429`, or what is wrong. `writers`: who wrote answers."""

    outcomes: Mapping[str, str]
    seconds: float
    writers: list[str]

    @property
    def wrong(self) -> dict[str, str]:
        return {name: each for name, each in self.outcomes.items() if each not in (RIGHT, "503", "429")}


class Outcome(NamedTuple):
    """One failure lived through. `hit`: calls that failed; `lost`: what was taken and is not there, or was
    deleted and is."""

    during: Seen
    after: Seen
    hit: int
    lost: list[str]

    @property
    def good(self) -> bool:
        back = set(self.after.outcomes.values()) == {RIGHT}
        return self.hit > 0 and not self.during.wrong and back and not self.lost


class House:
    """One builder with one bot that knows when the rent is due, and the queue of what is to be read."""

    def __init__(self, account: Account, site: Site, model: str = "extractive") -> None:
        self._account, self._site = account, site
        self._sqs = account.client("sqs")
        self._lock = threading.Lock()
        self._taken: list[str] = []
        self._held: list[str] = []
        self._made: list[str] = []
        self._doomed = self._deleted = ""
        self._writers: set[str] = set()
        self.ann = Person(account).sign_in()
        self.bot_id = self.ann.bot(model=model, allowed_origins=[SITE])
        opened = self.ann.call(
            "chat", "POST", "/api/widget/session", {"bot_id": self.bot_id}, origin=SITE, token=""
        )
        self._visitor = opened.json["token"]
        self._lease = self._post(LEASE)
        self._taken += self._lease, self._post(_text())
        assert self._settled(RECOVERY_SECONDS) == []
        self.outcomes()
        assert [*self._settled(RECOVERY_SECONDS), *self._strayed()] == []

    def live_through(self, faults: Faults, service: str, how: Fault, *, cold: bool = False) -> Outcome:
        """Let the service fail while everything is asked for once; then let it be well, and wait."""
        self._taken.append(self._post(_text()))
        if cold:
            wired.cache_clear()
        serve.connect()
        faults.strike(service, how)
        during = self.outcomes(read=True)
        hit = faults.hit
        faults.heal()
        lost = [*self._settled(RECOVERY_SECONDS), *self._strayed()]
        return Outcome(during, self.outcomes(), hit, lost)

    def outcomes(self, *, read: bool = False) -> Seen:
        """Ask for everything at once, as people do."""
        asks = (
            self._sign_in, self._bots, self._ask, self._visit, self._search, self._upload, self._page,
            self._make, self._delete,
        )  # fmt: skip
        self._doomed = next(each for each in self._taken if each != self._lease)
        self._taken.remove(self._doomed)
        wanted = dict(zip(OPERATIONS, asks, strict=True))
        self._writers.clear()
        started = time.monotonic()
        with ThreadPoolExecutor(len(wanted) + 1) as together:
            reading = together.submit(self._read_once) if read else None
            asked = {name: together.submit(ask) for name, ask in wanted.items()}
            outcomes = {name: each.result() for name, each in asked.items()}
            seconds = time.monotonic() - started
            if reading:
                reading.result()
        return Seen(outcomes, seconds, sorted(self._writers))

    def _sign_in(self) -> str:
        who = {"email": self.ann.email, "password": PASSWORD}
        answer = self.ann.call("auth", "POST", "/auth/signin", who)
        return _judged(answer, lambda: "access_token" in answer.json)

    def _bots(self) -> str:
        answer = self.ann.call("bots", "GET", "/api/bots")
        return _judged(answer, lambda: self.bot_id in [each["bot_id"] for each in answer.json["bots"]])

    def _ask(self) -> str:
        answer = self.ann.ask(self.bot_id, QUESTION, body={"stream": False})
        return _judged(answer, lambda: self._holds(answer.json))

    def _visit(self) -> str:
        """As a visitor asks, streamed."""
        answer = self.ann.ask(self.bot_id, QUESTION, body={"stream": True}, token=self._visitor, origin=SITE)
        if answer.status != 200:
            return _judged(answer, lambda: False)
        name, last = answer.events[-1]
        if name == "error":
            return "503" if last["code"] in ("unavailable", "contention") else f"WRONG {last['code']}"
        return RIGHT if self._holds(last) else "WRONG answer"

    def _holds(self, answer: Mapping[str, Any]) -> bool:
        """Whether it is the answer, with its source."""
        self._writers.add(str(answer["model"]))
        return bool(answer["answered"] and "third" in answer["answer"] and answer["citations"])

    def _search(self) -> str:
        path = "/api/bots/{bot_id}/search"
        answer = self.ann.call("chat", "POST", path, {"query": QUESTION}, bot_id=self.bot_id)
        return _judged(answer, lambda: "third" in answer.json["matches"][0]["text"])

    def _upload(self) -> str:
        edge, name = uuid.uuid4().hex, f"{uuid.uuid4().hex}.txt"
        form = (
            f'--{edge}\r\nContent-Disposition: form-data; name="bot_id"\r\n\r\n{self.bot_id}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: text/plain\r\n\r\n{_text().decode()}\r\n--{edge}--\r\n"
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._taken_in(self.ann.call("upload", "POST", "/api/upload", raw=form, headers=kind))

    def _page(self) -> str:
        path = f"/{uuid.uuid4().hex}.md"
        self._site.put(path, _text(), "text/markdown")
        wanted = {"bot_id": self.bot_id, "url": self._site.url + path}
        return self._taken_in(self.ann.call("upload", "POST", "/api/upload/url", wanted))

    def _make(self) -> str:
        answer = self.ann.call("bots", "POST", "/api/bots", {"name": "Another"})
        if answer.status == 201:
            self._made.append(answer.json["bot_id"])
        return _judged(answer, lambda: answer.status == 201)

    def _delete(self) -> str:
        answer = self._delete_document()
        if answer.status < 300:
            self._deleted = self._doomed
        return _judged(answer, lambda: True)

    def _delete_document(self) -> Answer:
        path = "/api/bots/{bot_id}/documents/{document_id}"
        return self.ann.call("bots", "DELETE", path, bot_id=self.bot_id, document_id=self._doomed)

    def _strayed(self) -> Iterator[str]:
        """Bots that were made and are not there; a document that was deleted and is, or can't be any more."""
        there = [each["bot_id"] for each in self.ann.call("bots", "GET", "/api/bots").json["bots"]]
        yield from (f"{each} was made" for each in self._made if each not in there)
        for each in self._made:
            self.ann.call("bots", "DELETE", "/api/bots/{bot_id}", bot_id=each)
        self._made.clear()
        if self._doomed != self._deleted:  # nobody said that it is gone: it can be deleted now
            self._delete_document()
        listed = self.ann.call("bots", "GET", "/api/bots/{bot_id}/documents", bot_id=self.bot_id).json
        if self._doomed in [each["document_id"] for each in listed["documents"]]:
            yield f"{self._doomed} was deleted"
        if wired().knowledge.erase(self.bot_id, self._doomed) != {"blocks": 0, "chunks": 0}:
            yield f"{self._doomed} was deleted, and its passages were there"

    def _taken_in(self, answer: Answer) -> str:
        if answer.status == 202:
            with self._lock:
                self._taken.append(answer.json["document_id"])
        return _judged(answer, lambda: answer.status == 202)

    def _post(self, data: bytes) -> str:
        """A file as a browser sends it: announced, and given to S3; its message waits in the queue."""
        ticket = self.ann.announce(self.bot_id, f"{uuid.uuid4().hex}.txt", len(data)).json
        fields = {**ticket["upload"]["fields"], "file": ("a.txt", data, "application/octet-stream")}
        assert urllib3.request("POST", ticket["upload"]["url"], fields=fields, timeout=60).status == 204
        return str(ticket["document_id"])

    def _read_once(self) -> int:
        """Hand each message of the queue to the function, as Lambda does; how many there were."""
        url = self._account.outputs["QueueUrl"]
        found = self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=120, AttributeNames=["All"]
        ).get("Messages", [])  # fmt: skip
        with ThreadPoolExecutor(10) as workers:
            list(workers.map(self._handle, found))
        return len(found)

    def _handle(self, message: Mapping[str, Any]) -> None:
        record = {
            "messageId": message["MessageId"], "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"], "attributes": message["Attributes"],
        }  # fmt: skip
        if upload({"Records": [record]}, None)["batchItemFailures"]:
            with self._lock:
                self._held.append(message["ReceiptHandle"])
        else:
            url = self._account.outputs["QueueUrl"]
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def _settled(self, seconds: float) -> list[str]:
        """Read on until all that was taken is ready: what is not, by then. Time passes for what waits."""
        for receipt in self._held:
            url = self._account.outputs["QueueUrl"]
            self._sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=0)
        self._held.clear()
        deadline = time.monotonic() + seconds
        while (left := list(self._unread())) and time.monotonic() < deadline:
            if not self._read_once():
                time.sleep(0.2)
        return left

    def _unread(self) -> Iterator[str]:
        for document_id in self._taken:
            document = self.ann.document(self.bot_id, document_id)
            if document.get("status") != "ready":
                yield f"{document_id} {document.get('status')}"


def _text() -> bytes:
    return f"# {uuid.uuid4().hex}\n\nThe number of this house is {uuid.uuid4().int}.\n".encode()


def _judged(answer: Answer, right: Callable[[], Any]) -> str:
    """Right, or refused as it must be: code, sentence, request id, when to come back; nothing of AWS."""
    if answer.status < 300:
        return RIGHT if right() else f"WRONG {answer.body!s:.200}"
    error: dict[str, Any] = json.loads(answer.body)["error"]
    told = {"code", "message", "request_id"} <= error.keys() and SECRET not in str(answer.body)
    back = answer.headers.get("Retry-After", "").isdigit()
    if answer.status in ALLOWED and told and back:
        return str(answer.status)
    return f"WRONG {answer.status} {error.get('code')}"
