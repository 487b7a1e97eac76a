"""docs/admins.md says of settings and templates what is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from cloudformation import template
from docent import config
from local import settings as local_settings
from local.children import ROOT
from tests.docs import pages

PAGE = "docs/admins.md"
NOT_SET = object()


def tables() -> tuple[dict[str, str], dict[str, str]]:
    """Variable to default, of the local cloud's table and of Docent's own."""
    found = [(cells[0].strip("`"), cells[1].strip("`")) for cells in pages.rows(PAGE, "variable")]
    return dict(found[:4]), dict(found[4:])


def shown(value: object) -> str:
    """A default as its variable would be written."""
    if isinstance(value, bool):
        return str(int(value))
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else str(value)


def test_every_setting_is_there_with_its_default_in_order() -> None:
    default = config.Settings()
    names = [field.name for field in fields(config.Settings)]
    expected = [(variable(name), shown(getattr(default, name))) for name in names]
    assert list(tables()[1].items()) == expected


def variable(name: str) -> str:
    """The variable that this setting is read from, found by trying."""
    candidates = (f"DOCENT_{name.upper()}", name.upper(), f"AWS_{name.upper()}")
    before = getattr(config.Settings(), name)
    given = {"bool": "1", "Ocr": "textract"}.get(config.Settings.__annotations__[name], "7")
    return next(each for each in candidates if getattr(config.read({each: given}), name) != before)


def test_settings_of_the_local_cloud() -> None:
    default = local_settings.Settings()
    expected = {
        "PORT": default.port,
        "HOME": default.home,
        "MODEL_FOLDER": default.model,
        "PAGES": default.pages,
    }
    assert tables()[0] == {f"DOCENT_{name}": shown(value) for name, value in expected.items()}


def test_every_template_is_described() -> None:
    described = {cells[0].strip("`") for cells in pages.rows(PAGE, "template")}
    assert described == {path.name for path in template.FOLDER.glob("*.yaml")} - {"openapi.yaml"}


def test_counts_of_what_is_deployed() -> None:
    kinds = [
        resource["Type"] for name in ("data.yaml", "api.yaml", "monitoring.yaml")
        for resource in template.load(name)["Resources"].values() if "Condition" not in resource
    ]  # fmt: skip
    text = pages.text(PAGE)
    numbers = {"five functions": "Lambda::Function", "seven layers": "Lambda::LayerVersion"}
    numbers |= {"seven tables": "DynamoDB::Table", "ten alarms": "CloudWatch::Alarm"}
    words = {"five": 5, "seven": 7, "ten": 10}
    for phrase, kind in numbers.items():
        assert phrase in text
        assert kinds.count(f"AWS::{kind}") == words[phrase.split()[0]]


def test_the_secrets_are_those_that_the_chat_function_may_read() -> None:
    policies = template.load("api.yaml")["Resources"]["ChatRole"]["Properties"]["Policies"]
    readable = set(re.findall(r"\$\{Environment\}/([\w-]+)", str(policies)))
    assert readable == {"gemini-api-key", "visitor-secret"}
    assert all(f"`{name}`" in pages.text(PAGE) for name in readable)
