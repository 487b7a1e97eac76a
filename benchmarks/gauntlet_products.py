"""The chats that run the gauntlet: how a page shows each, as its own documentation has it, and what answers.

What answers speaks each product's protocol as far as its chat needs to open and to show one answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RIVALS = ROOT / "tests" / "rivals" / "node_modules"
ANSWER = "An electric bicycle is forty-eight dollars a day."
JSON = "application/json"
EVENTS = "text/event-stream"


@dataclass(frozen=True)
class Product:
    """`{nonce}`, `{files}`, `{bot}` are filled in here, `{api}` by the stage.

    `answer` gives content type and body of what the path and body of a request ask for. `cycle` shows the
    chat once and takes it off again; empty where nothing is documented or exported that does.
    """

    name: str
    package: Path
    files: Path
    snippet: str
    launcher: str
    answer: Callable[[str, str], tuple[str, str]]
    cycle: str = ""

    def shown(self, bot: str = "one") -> str:
        return _filled(self.snippet, self.name, bot)

    def launchers(self) -> str:
        """Selects what opens a chat: one for each bot on the page."""
        return ", ".join(sorted({_filled(self.launcher, self.name, bot) for bot in ("one", "two")}))

    def cycled(self) -> str:
        return _filled(self.cycle, self.name, "one")

    @property
    def version(self) -> str:
        return str(json.loads(self.package.read_text("utf-8"))["version"])


def _filled(text: str, name: str, bot: str) -> str:
    values = {"nonce": "abc", "files": f"/files/{name}", "bot": bot}
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _docent(path: str, said: str) -> tuple[str, str]:
    if path.endswith("/session"):
        config = {"name": "Shop", "theme": {}, "starters": [], "languages": [], "show_sources": False}
        return JSON, json.dumps({"token": "t", "expires_in": 3600, "config": config})
    whole = {
        "answer": ANSWER, "answered": True, "citations": [], "conversation_id": "con_1",
        "message_id": "msg_1", "model": "gemini", "usage": {}, "timings_ms": {},
    }  # fmt: skip
    return EVENTS, f"event: done\nid: 1\ndata: {json.dumps(whole)}\n\n"


def _n8n(path: str, said: str) -> tuple[str, str]:
    return JSON, json.dumps({"data": []} if "loadPreviousSession" in path + said else {"output": ANSWER})


def _flowise(path: str, said: str) -> tuple[str, str]:
    if "prediction" in path:
        return JSON, json.dumps({"text": ANSWER, "chatId": "c", "chatMessageId": "m"})
    return JSON, json.dumps({"isStreaming": False} if "streaming" in path else {})


def _docsgpt(path: str, said: str) -> tuple[str, str]:
    pieces = [{"type": "answer", "answer": ANSWER}, {"type": "end"}]
    return EVENTS, "".join(f"data: {json.dumps(each)}\n\n" for each in pieces)


def _typebot_text(said: str) -> dict[str, object]:
    rich = [{"type": "p", "children": [{"text": said}]}]
    return {"id": said[:4], "type": "text", "content": {"type": "richText", "richText": rich}}


def _typebot(path: str, said: str) -> tuple[str, str]:
    field = {"id": "i", "type": "text input", "options": {}}
    if "startChat" in path:
        typebot = {"id": "t", "version": "6.1", "theme": {}, "settings": {}}
        start = {
            "sessionId": "s",
            "typebot": typebot,
            "messages": [_typebot_text("What do you want to know?")],
        }
        return JSON, json.dumps({**start, "input": field})
    return JSON, json.dumps({"messages": [_typebot_text(ANSWER)], "input": field})


def products() -> list[Product]:
    """Docent as it was built, and the others as npm has them."""
    return [
        Product(
            "Docent", ROOT / "frontend/widget/package.json", ROOT / "frontend/widget/dist",
            """<script async nonce="{nonce}" src="{files}/docent.js" data-bot="{bot}" data-api="{api}">
            </script>""",
            "docent-chat .bubble", _docent,
            """const chat = document.createElement("docent-chat");
            Object.assign(chat.dataset, {bot: "{bot}", api: "{api}"});
            document.body.append(chat); await shown(); chat.destroy();""",
        ),
        Product(
            "DocsGPT", RIVALS / "docsgpt/package.json", RIVALS / "docsgpt/dist/modern",
            """<div id="{bot}"></div><script nonce="{nonce}" src="{files}/browser.js" type="module"></script>
            <script nonce="{nonce}" type="module">addEventListener("load", () =>
              renderDocsGPTWidget("{bot}", {apiHost: "{api}"}))</script>""",
            "#{bot} > div:has(> img + span)", _docsgpt,
        ),
        Product(
            "Flowise", RIVALS / "flowise-embed/package.json", RIVALS / "flowise-embed/dist",
            """<script nonce="{nonce}" type="module">import Chatbot from "{files}/web.js";
            Chatbot.init({chatflowid: "{bot}", apiHost: "{api}"});</script>""",
            "flowise-chatbot button", _flowise,
            """const {default: Chatbot} = await import("{files}/web.js");
            Chatbot.init({chatflowid: "{bot}", apiHost: "{api}"}); await shown(); Chatbot.destroy();""",
        ),
        Product(
            "n8n", RIVALS / "@n8n/chat/package.json", RIVALS / "@n8n/chat/dist",
            """<link href="{files}/style.css" rel="stylesheet"><script nonce="{nonce}" type="module">
            import { createChat } from "{files}/chat.bundle.es.js";
            createChat({webhookUrl: "{api}/webhook/{bot}/chat", target: "#{bot}"});</script>""",
            ".chat-window-toggle", _n8n,
            """const {createChat} = await import("{files}/chat.bundle.es.js");
            const app = createChat({webhookUrl: "{api}/webhook/{bot}/chat", target: "#{bot}"});
            await shown(); app.unmount(); document.querySelector("#{bot}")?.remove();""",
        ),
        Product(
            "Typebot", RIVALS / "@typebot.io/js/package.json", RIVALS / "@typebot.io/js/dist",
            """<script nonce="{nonce}" type="module">import Typebot from "{files}/web.js";
            Typebot.initBubble({typebot: "{bot}", apiHost: "{api}"});</script>""",
            "typebot-bubble button", _typebot,
            """const {default: Typebot} = await import("{files}/web.js");
            Typebot.initBubble({typebot: "{bot}", apiHost: "{api}"}); await shown(); Typebot.unmount();
            await shown(); document.querySelector("typebot-bubble")?.remove();""",
        ),
    ]  # fmt: skip
