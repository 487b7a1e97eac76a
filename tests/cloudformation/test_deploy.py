"""The deploy command's whole life on the embedded cloud: the functions' own zips behind its API Gateway."""

from __future__ import annotations

import json
import shlex
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cloudformation import aws, backup, deploy, people, record, status, template
from cloudformation.aws import NotDeployed
from cloudformation.environments import Environment
from cloudformation.stacks import Stacks
from docent import metrics
from tests import lambda_cloud
from tests.emulator import free_ports
from tests.lambda_cloud import Reach
from tests.layers.sandbox import BUILT, built

pytestmark = [pytest.mark.cloud, pytest.mark.artefacts]
# What the emulator lacks is left out: Amplify, and streamed answers of functions.
GIVEN = {"Hosting": "elsewhere", "AppOrigin": "https://app.example.com", "StreamAnswers": "false"}
SIGN_IN = {"password": "Secret-123", "name": "Ann"}


class Place:
    """An environment under test; `told` is all that the command said."""

    def __init__(self, reach: Reach, folder: Path) -> None:
        self.told: list[str] = []
        self.at = Environment("dev", aws.connect("us-east-1"), self.tell, reach, 0.05)
        self.reach, self._folder = reach, folder
        self.email = ""

    def tell(self, line: str) -> None:
        self.told.append(line)
        print(line)  # pytest shows it where a test fails

    def deploy(self, **given: str) -> dict[str, str]:
        self.told.clear()
        return self.at.deploy(lambda arch: BUILT, {**GIVEN, **given}, self._folder, self._folder)

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        url = self.at.stack.outputs()["ApiUrl"] + path
        answer = self.reach(method, url, None if body is None else json.dumps(body).encode(), token)
        assert answer.status < 300, answer
        return json.loads(answer.body)

    def logged(self) -> list[dict[str, Any]]:
        """The metrics that functions printed, as CloudWatch reads them from their log groups."""
        logs = self.at.aws.client("logs")
        groups = logs.describe_log_groups(logGroupNamePrefix="/docent/dev")["logGroups"]
        pages = [logs.filter_log_events(logGroupName=each["logGroupName"]) for each in groups]
        lines = [event["message"] for page in pages for event in page["events"]]
        return [json.loads(line) for line in lines if '"_aws"' in line]

    def measured(self) -> set[tuple[str, tuple[str, ...]]]:
        """The numbers that functions printed: name, and names of its dimensions."""
        return {
            (metric["Name"], tuple(dimensions))
            for line in self.logged()
            for about in line["_aws"]["CloudWatchMetrics"]
            for metric in about["Metrics"]
            for dimensions in about["Dimensions"]
            if about["Namespace"] == metrics.NAMESPACE and line["Environment"] == "dev"
        }

    def live(self, function: str) -> str:
        """The version that answers."""
        found = self.at.aws.client("lambda").get_alias(FunctionName=f"docent-dev-{function}", Name="live")
        return str(found["FunctionVersion"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    built()
    folder = tmp_path_factory.mktemp("deploy")
    (pages := folder / "pages").mkdir()
    (pages / "docent.js").write_text("the widget")
    (pages / "docent-Ab3dEf9x.js").write_text("the widget")
    (pages / "manifest.json").write_text(
        json.dumps({"version": "docent-Ab3dEf9x.js", "integrity": "sha384-x"})
    )
    with pytest.MonkeyPatch.context() as patch, lambda_cloud.running(free_ports(), folder / "home") as cloud:
        for name, value in lambda_cloud.credentials(cloud).items():
            patch.setenv(name, value)
        yield Place(lambda_cloud.through(cloud.endpoint), pages)


def test_an_account_without_docent_gets_all_of_it(place: Place) -> None:
    outputs = place.deploy()
    assert outputs["AppOrigin"] == "https://app.example.com"
    assert [line for line in place.told if line.startswith("  yes  widget")]
    assert [line for line in place.told if line.endswith(" embeds: a sentence has 384 numbers")] == [
        "  yes  chat embeds: a sentence has 384 numbers", "  yes  upload embeds: a sentence has 384 numbers",
    ]  # fmt: skip
    assert not [line for line in place.told if line.lower().startswith("  no ")]
    assert "  add    Data  (AWS::CloudFormation::Stack)" in place.told
    assert [line for line in place.told if line.endswith("Api/ChatLive")], "events of the parts are told"
    assert place.live("chat") == "1"
    assert [each.parameters["Hosting"] for each in record.read("dev", place.at.aws)] == ["elsewhere"]


def test_its_status_is_good_but_for_who_is_told(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for table in backup.TABLES:  # the emulator does not take it from the template
        place.at.aws.client("dynamodb").update_continuous_backups(
            TableName=f"docent-dev-{table}",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
    assert status.main(["--environment", "dev", "--region", "us-east-1"], place.reach) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("  yes")] == [
        "  no   somebody is told of alarms: 0 of 0 confirmed"
        " Deploy with AlarmEmail, and confirm the e-mail that comes.",
        "  no   a budget warns: 0 USD a month Deploy with BudgetUsd and AlarmEmail.",
    ]
    assert len([line for line in lines if "table can be got back" in line]) == 7
    assert status.main(["--environment", "other", "--region", "us-east-1"], place.reach) == 1
    assert "NO   stack: docent-other is not there. Run `make deploy`." in capsys.readouterr().out


def test_commands_here_are_told_what_its_functions_are(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--region", "us-east-1", "--variables", "--environment"]
    assert status.main([*where, "dev"]) == 0
    lines = [shlex.split(line) for line in capsys.readouterr().out.splitlines()]
    assert {len(line) for line in lines} == {2}, "a shell takes each line"
    told = dict(line[1].split("=", 1) for line in lines)
    (part,) = place.at.stack.parts("Data")
    data = Stacks(place.at.aws.client("cloudformation"), part).outputs()
    assert (told["DOCENT_ENVIRONMENT"], told["AWS_REGION"]) == ("dev", "us-east-1")
    assert told["DOCENT_MODEL_FOLDER"] == "build/model"
    outputs = {"BUCKET": "BucketName", "USER_POOL_ID": "UserPoolId", "CLIENT_ID": "ClientId"}
    for name, output in outputs.items():
        assert told[f"DOCENT_{name}"] == data[output]
    assert status.main([*where, "other"]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert "settings of the environment other" in said.err


def test_its_functions_are_a_product(place: Place) -> None:
    place.email = f"{uuid.uuid4().hex}@example.com"
    person = {**SIGN_IN, "email": place.email}
    place.call("POST", "/auth/signup", person)
    place.call("POST", "/auth/confirm", {"email": person["email"], "code": "123456"})
    token = place.call("POST", "/auth/signin", person)["access_token"]
    bot = place.call("POST", "/api/bots", {"name": "Lease", "model": "extractive"}, token)["bot_id"]
    pairs = [{"question": "When is the rent due?", "answer": "On the third of each month."}]
    told = place.call("POST", "/api/upload/qa", {"bot_id": bot, "pairs": pairs}, token)
    path = f"/api/bots/{bot}/documents/{told['document_id']}"
    embed = place.call("GET", f"/api/bots/{bot}/embed", token=token)
    assert '/docent-Ab3dEf9x.js" integrity="sha384-x" crossorigin="anonymous"' in embed["pinned"]
    # S3 tells SQS, SQS the function, which embeds and publishes: nobody here calls it.
    assert until(lambda: place.call("GET", path, token=token)["status"], "ready")
    question = {"bot_id": bot, "message": "When is the rent due?", "stream": False}
    assert "third" in place.call("POST", "/api/chat", question, token)["answer"]
    announced = {"bot_id": bot, "filename": "a.txt", "content_type": "text/plain", "size": 3}
    lost = place.call("POST", "/api/upload", announced, token)["document_id"]
    give_up(place, bot, lost)
    assert place.call("GET", f"/api/bots/{bot}/documents/{lost}", token=token)["reason"] == "timed_out"


def give_up(place: Place, bot_id: str, document_id: str) -> None:
    """As if its worker had died three times: the watch, which is called here, ends it."""
    place.at.aws.client("dynamodb").update_item(
        TableName="docent-dev-Documents", Key={"bot_id": {"S": bot_id}, "document_id": {"S": document_id}},
        UpdateExpression="SET #status = :read", ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":read": {"S": "extracting"}},
    )  # fmt: skip
    sqs = place.at.aws.client("sqs")
    url = sqs.get_queue_url(QueueName="docent-dev-uploads-dead")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"bot_id": bot_id, "document_id": document_id}))
    answer = place.at.aws.client("lambda").invoke(
        FunctionName="docent-dev-upload:live", Payload=b'{"source": "docent.watch"}'
    )
    assert json.loads(answer["Payload"].read()) == {"given_up": 1, "overdue": 0}


def until(look: Callable[[], object], wanted: object) -> bool:
    deadline = time.monotonic() + 300
    while (found := look()) != wanted:
        assert time.monotonic() < deadline, f"it stays {found}"
        time.sleep(0.2)
    return True


def test_every_number_that_an_alarm_watches_is_in_the_logs(place: Place) -> None:
    """As the functions that were just used print it, with the alarm's own dimensions."""
    watched = {
        (each["MetricName"], tuple(d["Name"] for d in each["Dimensions"]))
        for each in (r["Properties"] for r in template.load("monitoring.yaml")["Resources"].values())
        if each.get("Namespace") == metrics.NAMESPACE
    }
    # A document is ready a moment before its worker tells how long it took, and the
    # one that was given up may have told before it: each is waited for by itself.
    read_and_not = {(3, None), (None, 1), (None, 0)}

    def lacks() -> set[object]:
        told = {(each.get("FailedTries"), each.get("IngestFailed")) for each in place.logged()}
        return (set(metrics.UNITS) - {name for name, _ in place.measured()}) | (read_and_not - told)

    assert until(lacks, set())
    assert watched <= place.measured()


def test_the_same_again_changes_nothing(place: Place) -> None:
    place.deploy()
    assert "  no changes" in place.told
    assert [line for line in place.told if line.startswith("  0.0 of ")]
    assert "  widget: new" not in place.told
    assert place.live("chat") == "1"
    assert len(record.read("dev", place.at.aws)) == 1


def test_a_parameter_is_a_release_and_stays_until_it_is_given_anew(place: Place) -> None:
    place.deploy(SignUpDomains="example.com")
    assert place.live("chat") == "2"
    assert place.call("GET", "/auth/rules")["domains"] == ["example.com"]
    place.deploy()
    assert "  no changes" in place.told


def test_what_cannot_be_made_says_why_and_leaves_what_was(place: Place) -> None:
    with pytest.raises(NotDeployed, match="The first failure: Api.*AWS::CodeDeploy::Application"):
        place.deploy(Shift="Linear10PercentEvery1Minute", SignUpDomains="example.org")
    assert place.at.stack.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert len(record.read("dev", place.at.aws)) == 2
    assert place.call("GET", "/auth/rules")["domains"] == ["example.com"]


def test_going_back_is_one_step(place: Place) -> None:
    place.at.rollback()
    assert place.call("GET", "/auth/rules")["domains"] == []
    assert len(record.read("dev", place.at.aws)) == 1
    with pytest.raises(NotDeployed, match="no deployment before the last one"):
        place.at.rollback()


def test_what_was_exported_can_be_put_back(place: Place, tmp_path: Path) -> None:
    saved = dict(backup.save("dev", tmp_path / "saved", place.at.aws))
    assert saved["BotCollections"] == 1
    assert saved["VectorEmbeddings"] > 0
    assert saved["files"] == saved["people"] == 1
    cognito, dynamodb = place.at.aws.client("cognito-idp"), place.at.aws.client("dynamodb")
    (bot,) = dynamodb.scan(TableName="docent-dev-BotCollections")["Items"]
    dynamodb.delete_item(TableName="docent-dev-BotCollections", Key={"bot_id": bot["bot_id"]})
    here = {"UserPoolId": people.pool_of("dev", cognito), "Username": place.email}
    cognito.admin_delete_user(**here)
    assert dict(backup.restore("dev", tmp_path / "saved", place.at.aws)) == saved
    # With nothing but their address they are in again, and have what they had.
    place.call("POST", "/auth/forgot", {"email": place.email})
    person = {"email": place.email, "password": "Another-456"}
    place.call("POST", "/auth/reset", {**person, "code": "654321"})
    token = place.call("POST", "/auth/signin", person)["access_token"]
    (found,) = place.call("GET", "/api/bots", token=token)["bots"]
    assert found["bot_id"] == bot["bot_id"]["S"]
    assert dynamodb.scan(TableName="docent-dev-BotCollections")["Items"] != [bot], "under another id"
    dict(backup.save("dev", tmp_path / "again", place.at.aws))
    for name in ("VectorEmbeddings.jsonl", "Documents.jsonl", "objects.jsonl"):
        lines = [sorted((tmp_path / at / name).read_text().splitlines()) for at in ("saved", "again")]
        assert lines[0] == lines[1]


def test_it_goes_with_its_data_once_that_is_exported(place: Place, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "here").touch()
    with pytest.raises(NotDeployed, match="not empty"):
        place.at.delete(full, data=True)
    assert place.at.stack.status()
    place.at.delete(tmp_path / "kept", data=False)
    assert place.at.stack.status() == ""
    assert place.at.stack.parts("Data")
    place.at.delete(tmp_path / "left", data=True)  # goes on with what the first one left
    assert (tmp_path / "left" / "BotCollections.jsonl").read_text().count("\n") == 1
    assert not place.at.stack.parts("Data")
    assert place.at.aws.client("dynamodb").list_tables()["TableNames"] == []
    buckets = [each["Name"] for each in place.at.aws.client("s3").list_buckets()["Buckets"]]
    assert buckets == [place.at.aws.bucket]
    with pytest.raises(NotDeployed, match="no stack docent-dev"):
        place.at.delete(tmp_path / "none", data=True)


def test_the_command_says_what_is_wrong_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["--dry-run", "--set", "Colour=red"]) == 1
    assert deploy.main(["--dry-run", "--set", "Shift=slowly"]) == 1
    assert deploy.main(["--dry-run", "--set", "Shift"]) == 1
    assert deploy.main(["--dry-run", "--environment", "My Own"]) == 1
    said = capsys.readouterr()
    assert "There is no parameter Colour" in said.out
    assert "Shift is one of AllAtOnce" in said.out
    assert "--set takes NAME=VALUE, not Shift." in said.err
    assert "1 to 12 small letters and digits" in said.out
