"""The shortest tour of what was deployed: does each part answer, and does it refuse what it must?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.aws import Aws, NotDeployed
from cloudformation.checks import Check
from cloudformation.fetch import Answer, Fetch
from docent.web import SMOKE

TRIES = 6
QUESTION = b'{"bot_id": "bot_of_nobody", "message": "Does it answer?"}'


def _wait() -> None:
    """Until the next try: a new name is not known everywhere at once."""
    time.sleep(2.0)


def tour(outputs: Mapping[str, str], fetch: Fetch, wait: Callable[[], object] = _wait) -> Iterator[Check]:
    """Each answer as it comes. The API's four functions, the app where it is ours, the widget."""
    api, asked = outputs["ApiUrl"], partial(_asked, fetch=fetch, wait=wait)
    yield asked("health", "GET", f"{api}/health", 200)
    yield asked("accounts", "GET", f"{api}/auth/rules", 200)
    yield asked("bots are closed to strangers", "GET", f"{api}/api/bots", 401)
    yield asked("uploads are closed to strangers", "POST", f"{api}/api/upload", 401, b"{}")
    yield asked("chat is closed to strangers", "POST", f"{api}/api/chat", 401, QUESTION)
    if outputs.get("AppId"):
        yield asked("app", "GET", outputs["AppOrigin"], 200)
    yield asked("widget", "GET", outputs["WidgetUrl"], 200)


def embedding(environment: str, aws: Aws) -> Iterator[Check]:
    """Does the model run in each function that has it? No stranger's request would come so far."""
    for name in ("chat", "upload"):
        try:
            answer = aws.client("lambda").invoke(
                FunctionName=f"docent-{environment}-{name}", Qualifier="live",
                Payload=json.dumps({"source": SMOKE}),
            )  # fmt: skip
            said = json.loads(answer["Payload"].read())
        except (BotoCoreError, ClientError) as error:
            said = {"errorMessage": str(error)}
        embeds = isinstance(said, dict) and "dimension" in said
        yield Check(
            f"{name} embeds",
            embeds,
            f"a sentence has {said['dimension']} numbers" if embeds else str(said),
            "Were layers and function built for one architecture?",
        )


def _asked(
    name: str, method: str, url: str, wanted: int, body: bytes | None = None,
    *, fetch: Fetch, wait: Callable[[], object],
) -> Check:  # fmt: skip
    for left in range(TRIES, 0, -1):
        try:
            answer = fetch(method, url, body)
        except NotDeployed as error:
            found = str(error)
        else:
            if answer.status == wanted:
                return Check(name, True, f"{url} answers {wanted}")
            found = f"{url} answers {answer.status} {_said(answer)}"
        if left > 1:
            wait()
    return Check(name, False, found, f"{wanted} was expected: read the logs under /docent in CloudWatch.")


def _said(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
