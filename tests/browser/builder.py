"""Who takes part in the app's tests: somebody who builds a bot, and the files they bring."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field

import urllib3
from playwright.sync_api import FilePayload, Locator, Page, expect
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.browser.visitor import Owner

CLAUSE = "Either party may terminate this agreement with ninety days written notice."
PAGES = [
    ["1. Fees", "The monthly fee is 400 euros, due on the first working day of the month."],
    ["2. Termination", CLAUSE],
]
# What most bots here are told, a question that it answers and one that it does not.
RULES = b"The deposit for a bike is fifty euros. It is paid back when the bike returns whole."
QUESTION = "How much is the deposit for a bike?"
UNKNOWN = "Where can visitors park their cars?"
PASSWORD = "Fernwood-2026"
READY = 180_000  # milliseconds that reading takes at most, where much else is done


def pdf(pages: list[list[str]], password: str = "") -> bytes:
    """A PDF with these lines on each page, drawn; locked where a password is given."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None)
    for lines in pages:
        for row, line in enumerate(lines):
            canvas.drawString(72, 750 - 24 * row, line)
        canvas.rect(72, 300, 300, 200, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def file(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="", buffer=content)


@dataclass
class Builder:
    """Somebody in front of the app."""

    page: Page
    url: str
    email: str = field(default_factory=lambda: f"{secrets.token_hex(6)}@example.com")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, **texts: str) -> None:
        """Fill the fields that have these labels."""
        for label, text in texts.items():
            self.page.get_by_label(label.replace("_", "-"), exact=True).fill(text)

    def sign_up(self) -> None:
        self.page.goto(f"{self.url}/signup")
        self.fill(E_mail=self.email, Password=PASSWORD)
        self.press("Create account")
        expect(self.page.get_by_text("no e-mail is sent: the code is 123456.")).to_be_visible()
        expect(self.page.get_by_label("Code", exact=True)).to_be_focused()
        self.page.keyboard.type("123456")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Make your first bot")).to_be_visible()

    def register(self) -> None:
        """What sign_up does, by the API."""
        person = {"email": self.email, "password": PASSWORD}
        for step, more in (("signup", person), ("confirm", {"email": self.email, "code": "123456"})):
            assert urllib3.request("POST", f"{self.url}/auth/{step}", json=more).status < 300

    def sign_in(self, password: str = PASSWORD) -> None:
        self.page.goto(f"{self.url}/signin")
        self.fill(E_mail=self.email, Password=password)
        self.press("Sign in")

    def at_work(self, bot: str = "Shop") -> Builder:
        """Signed in, with a bot of this name that knows nothing yet: by the API, then its page is opened."""
        self.register()
        owner = self.owner()
        bot_id = owner.call("POST", "/api/bots", {"name": bot})["bot_id"]
        self.page.goto(f"{self.url}/signin", wait_until="commit")
        self.page.evaluate("token => localStorage.setItem('docent-refresh', token)", owner.refresh_token)
        self.page.goto(f"{self.url}/bots/{bot_id}/documents")
        expect(self.page.get_by_role("heading", name=bot, level=1)).to_be_visible()
        return self

    def owner(self) -> Owner:
        """The same person before the API."""
        owner = Owner(self.url)
        owner.sign_in(self.email, PASSWORD)
        return owner

    @property
    def bot_id(self) -> str:
        """Of the bot whose page is open."""
        return self.page.url.split("/bots/")[1].split("/")[0]

    def create(self, name: str) -> None:
        self.press("New bot")
        self.fill(Name=name)
        self.press("Create bot")
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def bring(self, *files: FilePayload) -> None:
        self.page.locator("input[type=file]").set_input_files(list(files))

    def teach(self, name: str, content: bytes, status: str = "Ready") -> Locator:
        """The row of a file that is brought, once it has this status."""
        self.bring(file(name, content))
        row = self.row(name)
        expect(row).to_contain_text(status, timeout=READY)
        return row

    def row(self, filename: str) -> Locator:
        rows = self.page.get_by_role("list", name="Documents").get_by_role("listitem")
        return rows.filter(has_text=filename)

    def go(self, tab: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=tab).click()

    def ask(self, question: str) -> Locator:
        """Ask, and give the turn once its answer is whole."""
        field = self.page.get_by_role("textbox", name="Ask a question")
        field.fill(question)
        field.press("Enter")
        turn = self.page.get_by_role("list", name="Conversation").locator("> li").last
        expect(turn).to_contain_text(question)
        expect(turn.locator("[data-state=done]")).to_be_visible()
        return turn
