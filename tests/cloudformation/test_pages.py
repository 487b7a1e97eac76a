"""pages.py: what goes to Amplify and CloudFront, against botocore's own models of them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cloudformation import pages
from cloudformation.aws import Aws, NotDeployed
from cloudformation.fetch import Answer


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "assets" / "a.js").write_text("1")
    (tmp_path / "config.json").write_text('{"api_url": ""}')
    return tmp_path


class Stubbed(Aws):
    """An account whose one service answers what a test scripts, and refuses what its model does not know."""

    def __init__(self, service: str) -> None:
        self.stub_client = boto3.client(
            service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        self.stub = Stubber(self.stub_client)
        self.stub.activate()

    def client(self, service: str, region: str = "") -> Any:
        return self.stub_client


def job(status: str) -> dict[str, Any]:
    summary = {
        "jobArn": "arn", "jobId": "7", "commitId": "c", "commitMessage": "m", "commitTime": 0, "startTime": 0,
        "status": status, "jobType": "MANUAL",
    }  # fmt: skip
    return {"job": {"summary": summary, "steps": []}}


def amplify(*statuses: str) -> Stubbed:
    aws = Stubbed("amplify")
    where = {"appId": "app", "branchName": "main"}
    place = {"jobId": "7", "fileUploadUrls": {}, "zipUploadUrl": "https://put.example/zip"}
    aws.stub.add_response("create_deployment", place, where)
    aws.stub.add_response(
        "start_deployment", {"jobSummary": job("PENDING")["job"]["summary"]}, {**where, "jobId": "7"}
    )
    for status in statuses:
        aws.stub.add_response("get_job", job(status), {**where, "jobId": "7"})
    return aws


def test_the_app_knows_its_api_and_equal_builds_are_equal(
    dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    widget = tmp_path_factory.mktemp("widget")
    (widget / "docent.js").write_text("loader")
    packed = pages.app(dist, widget, "https://api.example.com/v1")
    assert packed == pages.app(dist, widget, "https://api.example.com/v1")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert found.namelist() == ["assets/a.js", "config.json", "index.html", "widget/docent.js"]
        assert json.loads(found.read("config.json")) == {"api_url": "https://api.example.com/v1"}


def test_what_was_not_built_says_how(tmp_path: Path) -> None:
    with pytest.raises(NotDeployed, match="make frontend"):
        pages.check(tmp_path, tmp_path)


def test_amplify_is_sent_the_zip_and_waited_for() -> None:
    aws, sent = amplify("PENDING", "RUNNING", "SUCCEED"), list[tuple[str, str, bytes | None]]()

    def fetch(method: str, url: str, body: bytes | None) -> Answer:
        sent.append((method, url, body))
        return Answer(200, {}, b"")

    pages.publish_app("app", b"zipped", aws, fetch, 0)
    assert sent == [("PUT", "https://put.example/zip", b"zipped")]
    aws.stub.assert_no_pending_responses()


def test_a_failed_job_is_a_failed_deployment() -> None:
    with pytest.raises(NotDeployed, match="FAILED"):
        pages.publish_app("app", b"", amplify("FAILED"), lambda *_: Answer(200, {}, b""), 0)
    with pytest.raises(NotDeployed, match="status 403"):
        pages.publish_app("app", b"", amplify(), lambda *_: Answer(403, {}, b""), 0)


def test_the_loader_goes_last_and_is_asked_for_again_soon(tmp_path: Path) -> None:
    for name in ("docent.js", "docent-Ab3dEf9x.js", "docent.d.ts"):
        (tmp_path / name).write_text(name)
    packed = pages.widget(tmp_path)
    aws = Recording()
    pages.publish_widget({"WidgetBucketName": "b", "WidgetDistribution": "d"}, packed, aws)
    assert [(each["Key"], each["CacheControl"] == pages.FOR_EVER) for each in aws.put] == [
        ("docent-Ab3dEf9x.js", True), ("docent.d.ts", False), ("docent.js", False),
    ]  # fmt: skip
    assert aws.put[0]["ContentType"] == "text/javascript"
    assert aws.invalidated == ["/docent.d.ts", "/docent.js"]


def test_a_version_is_pinned_by_its_file_and_integrity(tmp_path: Path) -> None:
    (tmp_path / "docent.js").write_text("1")
    with pytest.raises(NotDeployed, match="make frontend"):
        pages.check(None, tmp_path)
    (tmp_path / "manifest.json").write_text('{"version": "docent-Ab3dEf9x.js", "integrity": "sha384-x"}')
    pages.check(None, tmp_path)
    assert pages.pin(tmp_path) == "docent-Ab3dEf9x.js sha384-x"


class Recording(Aws):
    """A bucket and a distribution that note what they are given."""

    def __init__(self) -> None:
        self.put, self.invalidated = list[dict[str, Any]](), list[str]()

    def client(self, service: str, region: str = "") -> Any:
        return self

    def put_object(self, **given: Any) -> None:
        self.put.append(given)

    def create_invalidation(self, DistributionId: str, InvalidationBatch: dict[str, Any]) -> None:
        self.invalidated += InvalidationBatch["Paths"]["Items"]
