"""What strangers type, on screen: shown as text, nothing executed. The lists of DOCENT_DATA join in."""

import json
import os
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder

pytestmark = pytest.mark.browser
MARKUP = (
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg/onload=alert(1)>",
    "\"><iframe srcdoc='<script>parent.alert(1)</script>'>", "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "</textarea><img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\",\"y\")",
)  # fmt: skip


def sample() -> list[str]:
    """A few of every list: a page is slow beside a call."""
    texts = list(MARKUP)
    if data := os.environ.get("DOCENT_DATA"):
        for file in sorted((Path(data) / "attacks" / "xss").glob("*.txt")):
            texts += [line.strip() for line in file.read_text("utf-8", "replace").splitlines()[::40]]
    return [text[:90] for text in dict.fromkeys(texts) if text.strip()]


def test_names_and_settings_are_shown_as_text_and_run_nothing(page: Page, product) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    builder = Builder(page, product.url)
    builder.register()
    builder.sign_in()
    expect(page.get_by_role("heading", name="Make your first bot")).to_be_visible()
    token = urllib3.request(
        "POST", f"{product.url}/auth/signin", json={"email": builder.email, "password": "Fernwood-2026"}
    ).json()["access_token"]
    bots = {}
    for text in sample():
        body = {"name": text, "description": text, "instructions": text, "starters": [text]}
        made = urllib3.request(
            "POST", f"{product.url}/api/bots", json=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert made.status == 201, made.data
        bots[made.json()["bot_id"]] = json.loads(made.data)["name"]
    page.reload()
    for bot_id, text in list(bots.items())[:: max(1, len(bots) // 8)]:
        page.goto(f"{product.url}/bots/{bot_id}/settings")
        expect(page.get_by_label("Name", exact=True)).to_have_value(text)
        expect(page.get_by_role("heading", name=text, exact=True, level=1)).to_be_visible()
        expect(page.get_by_label("Instructions")).to_have_value(text)
    page.goto(product.url)
    for text in list(bots.values())[-5:]:
        expect(page.get_by_text(text, exact=True).first).to_be_visible()
    assert dialogs == []
