from __future__ import annotations

import logging

from docent import web
from tests.logs import overhearing


def test_hears_what_anybody_logs() -> None:
    with overhearing() as overheard:
        overheard.say({"email": "ann@example.com", "message": "How much is it?", "bot_id": "bot_12345678"})
        overheard.say(["email"])
        web.log.info("answered", extra={"bot": "bot_12345678"})
        assert overheard.leaked == set()
        web.log.info("answered", extra={"who": "ann@example.com"})
        logging.getLogger("urllib3.connectionpool").warning("asked %s", "How much is it?")
        assert overheard.leaked == {"ann@example.com", "How much is it?"}


def test_lets_go_of_the_loggers() -> None:
    before = logging.getLogger().handlers[:]
    with overhearing():
        pass
    assert logging.getLogger().handlers == before
