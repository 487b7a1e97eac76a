"""An account to deploy to: moto's, with services of ours where moto has none or not enough of them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cloudformation import template
from cloudformation.aws import Aws
from cloudformation.bundle import PARTS
from cloudformation.fetch import Answer

OUTPUTS = {
    "ApiUrl": "https://api.example", "AppOrigin": "https://app.example", "AppId": "app",
    "WidgetUrl": "https://widget.example", "WidgetBucketName": "widget", "WidgetDistribution": "d",
}  # fmt: skip


class Service:
    """Answers each operation with `{}`."""

    def __getattr__(self, operation: str) -> Any:
        return lambda **request: {}


class Refusing:
    """Refuses each operation."""

    def __getattr__(self, operation: str) -> Any:
        def refuse(**request: Any) -> Any:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)

        return refuse


class Formation:
    """CloudFormation with one stack, as `live` and `status` say; `fails`: its changes end so.

    `ending` is called while the stack is being deleted.
    """

    def __init__(self) -> None:
        self.live: dict[str, str] = {}
        self.outputs = OUTPUTS
        self.status = self.fails = ""
        self.left: list[str] = []  # names of stacks that were inside, and stayed
        self.ending: Callable[[], object] = lambda: None
        self._wanted: dict[str, str] = {}

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if StackName not in (*self.left, *(["docent-dev"] if self.status else [])):
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "x")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        return {"Stacks": [{"StackStatus": self.status or "x", "StackId": StackName, "Outputs": outputs}]}

    def get_paginator(self, name: str) -> Any:
        left = [{"StackName": each, "StackId": each, "StackStatus": "CREATE_COMPLETE"} for each in self.left]
        pages = {
            "describe_stack_events": {"StackEvents": []},
            "list_stacks": {"StackSummaries": left},
        }
        return Pages(pages[name])

    def create_change_set(self, TemplateURL: str, Parameters: list[dict[str, str]], **_: Any) -> None:
        self._wanted = {each["ParameterKey"]: each["ParameterValue"] for each in Parameters}

    def describe_change_set(self, **_: Any) -> dict[str, Any]:
        change = {"Action": "Modify", "LogicalResourceId": "Api", "ResourceType": "AWS::Lambda::Function"}
        changes = [{"ResourceChange": change}] if self._wanted != self.live else []
        return {"Status": "CREATE_COMPLETE", "Changes": changes}

    def delete_change_set(self, **_: Any) -> None:
        pass

    def execute_change_set(self, **_: Any) -> None:
        self.status = self.fails or "UPDATE_COMPLETE"
        if not self.fails:
            self.live = self._wanted

    def continue_update_rollback(self, **_: Any) -> None:
        self.status = "UPDATE_ROLLBACK_COMPLETE"

    def delete_stack(self, StackName: str) -> None:
        if StackName == "docent-dev":
            self.ending()
            self.status = ""
        else:
            self.left.remove(StackName)


class Pages:
    """A paginator of one page."""

    def __init__(self, page: Mapping[str, Any]) -> None:
        self._page = page

    def paginate(self, **_: Any) -> list[Mapping[str, Any]]:
        return [self._page]


class Account(Aws):
    """Moto's account, with CloudFormation, Lambda, Amplify and CloudFront of ours; the last never fails."""

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self.formation, self.amplify = Formation(), Amplify()
        self.own = {
            "cloudformation": self.formation, "amplify": self.amplify, "cloudfront": Service(),
            "lambda": Functions(), "apigateway": Service(),
        }  # fmt: skip

    def client(self, service: str, region: str = "") -> Any:
        return self.own.get(service) or super().client(service, region)


class Functions:
    """Lambda with room for all; the model of functions named here does not run: they answer `instead`."""

    def __init__(self, *broken: str, instead: Any = None) -> None:
        self._broken, self._instead = broken, instead

    def get_account_settings(self) -> dict[str, Any]:
        limits = {"ConcurrentExecutions": 1000, "TotalCodeSize": 80 * 2**30}
        return {"AccountLimit": limits, "AccountUsage": {"TotalCodeSize": 0}}

    def invoke(self, FunctionName: str, Qualifier: str, Payload: str) -> dict[str, Any]:
        assert (json.loads(Payload), Qualifier) == ({"source": "docent.smoke"}, "live")
        said = self._instead if FunctionName in self._broken else {"dimension": 384}
        return {"Payload": io.BytesIO(json.dumps(said).encode())}


class Amplify:
    """Takes what it is sent, and ends as it is told to."""

    def __init__(self) -> None:
        self.ends, self.jobs = "SUCCEED", 0
        self.sent: list[bytes] = []

    def create_deployment(self, **_: Any) -> dict[str, str]:
        self.jobs += 1
        return {"jobId": str(self.jobs), "zipUploadUrl": "https://put.example"}

    def start_deployment(self, **_: Any) -> None:
        pass

    def get_job(self, **_: Any) -> dict[str, Any]:
        return {"job": {"summary": {"status": self.ends}}}


def built(folder: Path) -> Path:
    """A folder as `package` leaves it, with parts of next to nothing: the true ones take long to read."""
    (folder / "functions").mkdir(parents=True)
    (folder / "functions" / "chat.zip").write_text("code")
    shutil.copy(template.FOLDER / "template.yaml", folder)
    chat = {"Type": "AWS::Lambda::Function", "Properties": {"Code": "functions/chat.zip"}}
    for part in PARTS:
        (folder / f"{part}.yaml").write_text(json.dumps({"Resources": {"Chat": chat}}))
    return folder


def pages(folder: Path, app: str = "the app") -> Path:
    """A built app and widget in one folder."""
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(app)
    (folder / "docent.js").write_text("the widget")
    (folder / "manifest.json").write_text(json.dumps({"version": "docent-Ab3dEf9x.js", "integrity": "x"}))
    return folder


def answering(method: str, url: str, body: bytes | None) -> Answer:
    """What each part answers where all is well."""
    return Answer(401 if "/api/" in url else 200, {}, b"{}")
