"""Who takes part in the widget's tests: a bot's owner, a visitor's chat, somebody else's site."""

import json
import secrets
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import urllib3
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.answers import ANSWERS


@dataclass
class Owner:
    """A signed-in builder who speaks to the API."""

    url: str
    token: str = ""
    refresh_token: str = ""

    def call(self, method: str, path: str, body: object = None, **more: object) -> dict:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        payload = {"json": body} if body is not None else {}
        reply = urllib3.request(method, self.url + path, headers=headers, **payload, **more)
        assert reply.status < 300, f"{method} {path}: {reply.status} {reply.data[:500]!r}"
        return json.loads(reply.data) if reply.data else {}

    def registered(self) -> "Owner":
        """A new person, signed in."""
        person = {"email": f"{secrets.token_hex(6)}@example.com", "password": "Fernwood-2026"}
        self.call("POST", "/auth/signup", person)
        self.call("POST", "/auth/confirm", {"email": person["email"], "code": "123456"})
        self.sign_in(**person)
        return self

    def sign_in(self, email: str, password: str) -> None:
        signed_in = self.call("POST", "/auth/signin", {"email": email, "password": password})
        self.token, self.refresh_token = signed_in["access_token"], signed_in["refresh_token"]

    def bot(self, **settings: object) -> str:
        return self.call("POST", "/api/bots", {"name": "Fernwood Bikes", **settings})["bot_id"]

    def teach(self, bot_id: str, file: Path) -> None:
        fields = {"bot_id": bot_id, "file": (file.name, file.read_bytes(), "application/pdf")}
        document_id = self.call("POST", "/api/upload", fields=fields)["document_id"]
        deadline = time.monotonic() + 180
        while (found := self.call("GET", f"/api/bots/{bot_id}/documents/{document_id}"))["status"] != "ready":
            assert found["status"] not in ("failed", "partial"), found
            assert time.monotonic() < deadline, found
            time.sleep(0.25)


@dataclass
class Chat:
    """The widget on a page, in a visitor's words."""

    page: Page

    @property
    def bubble(self) -> Locator:
        return self.page.locator("docent-chat .bubble")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("docent-chat dialog")

    @property
    def field(self) -> Locator:
        return self.dialog.get_by_role("textbox", name="Your question")

    def opened(self) -> "Chat":
        self.bubble.click()
        expect(self.dialog).to_be_visible()
        return self

    def ask(self, question: str) -> Locator:
        """Ask, wait until the answer is whole, and give its turn."""
        self.field.fill(question)
        self.field.press("Enter")
        turn = self.dialog.locator(".turn").last
        expect(turn).to_contain_text(question)
        expect(self.dialog.get_by_role("button", name="Send")).to_be_visible()
        return turn


class Site:
    """A page of somebody else's, on an origin of its own."""

    def __init__(self) -> None:
        self.body, self.policy = "", ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if site.policy:
                    self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(f"<!doctype html>{site.body}".encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, body: str, policy: str = "") -> None:
        self.body, self.policy = f"<body>{body}", policy


def answer_at_edge(page: Page, page_origin: str, answer: dict = ANSWERS["en"]) -> None:
    """Answer all questions of a page alike, at the browser's edge; all else is the real product."""
    said = [("delta", {"text": answer["answer"][:9]}), ("done", answer)]
    page.route("**/api/chat", lambda route: stream(route, page_origin, said))


def held(page: Page, routes: list[Route]) -> None:
    """Until a request is held up."""
    deadline = time.monotonic() + 60
    while not routes:
        assert time.monotonic() < deadline, "nothing was asked for"
        page.wait_for_timeout(20)


def stream(route: Route, page_origin: str, events: list[tuple[str, dict]]) -> None:
    """Answer a request with server-sent events, all at once."""
    body = "".join(
        f"event: {name}\nid: {n}\ndata: {json.dumps(data)}\n\n" for n, (name, data) in enumerate(events)
    )
    reply(route, page_origin, body, "text/event-stream")


def reply(
    route: Route, page_origin: str, body: str, content_type: str, status: int = 200,
    more: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Answer a request of a page of another origin."""
    headers = {
        "Access-Control-Allow-Origin": page_origin, "Content-Type": content_type,
        "Access-Control-Expose-Headers": ", ".join(more or ()), **(more or {}),
    }  # fmt: skip
    route.fulfill(status=status, headers=headers, body=body)
