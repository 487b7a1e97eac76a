"""The shortest tour of what was deployed: does each part answer, and does it refuse what it must?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from cloudformation.aws import NotDeployed
from cloudformation.checks import Check
from cloudformation.fetch import Answer, Fetch

TRIES = 3
QUESTION = b'{"bot_id": "bot_of_nobody", "message": "Does it answer?"}'


def tour(outputs: Mapping[str, str], fetch: Fetch) -> Iterator[Check]:
    """Each answer as it comes. The API's four functions, the app where it is ours, the widget."""
    api = outputs["ApiUrl"]
    yield _asked("health", "GET", f"{api}/health", 200, fetch)
    yield _asked("accounts", "GET", f"{api}/auth/rules", 200, fetch)
    yield _asked("bots are closed to strangers", "GET", f"{api}/api/bots", 401, fetch)
    yield _asked("uploads are closed to strangers", "POST", f"{api}/api/upload", 401, fetch)
    yield _asked("chat is closed to strangers", "POST", f"{api}/api/chat", 401, fetch, QUESTION)
    if outputs.get("AppId"):
        yield _asked("app", "GET", outputs["AppOrigin"], 200, fetch)
    yield _asked("widget", "GET", outputs["WidgetUrl"], 200, fetch)


def _asked(name: str, method: str, url: str, wanted: int, fetch: Fetch, asked: bytes = b"{}") -> Check:
    body = asked if method == "POST" else None
    for left in range(TRIES, 0, -1):  # a new name or a first call may need a moment
        try:
            answer = fetch(method, url, body)
        except NotDeployed as error:
            found = str(error)
        else:
            if answer.status == wanted:
                return Check(name, True, f"{url} answers {wanted}")
            found = f"{url} answers {answer.status} {_said(answer)}"
        if left == 1:
            break
    return Check(name, False, found, f"{wanted} was expected: read the logs under /docent in CloudWatch.")


def _said(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
