from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from docent import web
from tests.logs import Overheard, overhearing, sentences

QUESTION = "How much is the deposit?"
# What a test of an adapter looks like whose adapter logs what it should not.
LEAKING = f"""
import logging
import pytest

@pytest.mark.parametrize("level", ["info", "debug"])
def test_asks(level):
    getattr(logging.getLogger("docent.adapters.gemini"), level)("asked %s", "{QUESTION}")
"""


def test_hears_what_anybody_logs(overheard: Overheard) -> None:
    with overhearing() as heard:
        heard.say({"email": "ann of example.com", "message": "twelve euros", "bot_id": "bot_12345678"})
        heard.say(["email"])
        web.log.info("answered", extra={"bot": "bot_12345678"})
        assert heard.leaked() == set()
        web.log.info("answered", extra={"who": "ann of example.com"})
        logging.getLogger("urllib3.connectionpool").warning("asked %s", "twelve euros")
        assert heard.leaked() == {"ann of example.com", "twelve euros"}
    overheard.log.truncate(0)


def test_hears_what_was_said_at_any_depth_and_codes(overheard: Overheard) -> None:
    with overhearing() as heard:
        heard.say({"contact": {"name": "Ann Miller", "phone": "+49 30 1234"}, "code": "654321"})
        heard.say({"pairs": [{"question": "is it open"}], "error": {"code": "wrong_code"}})
        web.log.info("answered", extra={"code": "wrong_code", "ms": 1654321})
        assert heard.leaked() == set()
        for said in ("Ann Miller", "+49 30 1234", "654321", "is it open"):
            web.log.info("answered", extra={"who": said})
        assert heard.leaked() == {"Ann Miller", "+49 30 1234", "654321", "is it open"}
    overheard.log.truncate(0)


@pytest.mark.parametrize(
    "text",
    ["ann@example.com", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "dk_1234_5678_abc", "Bearer abc.def"],
)
def test_knows_what_is_private_by_its_looks(text: str, overheard: Overheard) -> None:
    with overhearing() as heard:
        logging.getLogger("docent").error("refused %s", text)
        assert heard.leaked() == {text}
    overheard.log.truncate(0)


def test_takes_the_sentences_of_a_test_for_what_people_said(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text('"""About it all."""\nX = {"how much": f"twelve euros {1}", "word": " x "}\n')
    assert sentences(file) == {"how much", "twelve euros"}


def test_a_test_fails_whose_question_is_logged(tmp_path: Path) -> None:
    (tmp_path / "test_leaking.py").write_text(LEAKING)
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "--rootdir", tmp_path, tmp_path],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert told.returncode == 1
    assert "2 passed, 1 error" in told.stdout
    assert f"'{QUESTION}'" in told.stdout
    assert "test_asks[info]" in told.stdout.partition("short test summary")[2]


def test_lets_go_of_the_loggers() -> None:
    before = logging.getLogger().handlers[:]
    with overhearing():
        pass
    assert logging.getLogger().handlers == before
