"""environments.py: the steps of the command, in their order, and what is known after one of them failed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.model import OperationModel

from cloudformation import backup, deploy, record
from cloudformation.aws import NotDeployed
from cloudformation.environments import Environment
from cloudformation.fetch import Answer
from cloudformation.record import Record
from tests.cloudformation import account
from tests.cloudformation.account import Account


class Place:
    """An environment in that account; `told` is all that the command said, `built` what it was built for."""

    def __init__(self, aws: Account, folder: Path) -> None:
        self.aws, self.told, self.built = aws, list[str](), list[str]()
        self.at = Environment("dev", aws, self.told.append, self._fetch, 0)
        self.meanwhile: Callable[[], None] = lambda: None
        self._out, self._pages = account.built(folder / "out"), account.pages(folder / "pages")

    def deploy(self, app: str = "the app", **given: str) -> dict[str, str]:
        account.pages(self._pages, app)
        return self.at.deploy(self._build, given, self._pages, self._pages)

    def _fetch(self, method: str, url: str, body: bytes | None) -> Answer:
        if method == "PUT":
            self.aws.amplify.sent.append(body or b"")
        return account.answering(method, url, body)

    def _build(self, arch: str) -> Path:
        self.built.append(arch)
        self.meanwhile()
        return self._out

    @property
    def live(self) -> str:
        """What tells apart the deployments of these tests."""
        return self.aws.formation.live["SignUpDomains"]


@pytest.fixture
def place(aws: Account, tmp_path: Path) -> Place:
    return Place(aws, tmp_path)


def test_nothing_is_built_before_all_checks_say_yes(place: Place) -> None:
    with pytest.raises(NotDeployed, match="Nothing was changed"):
        place.deploy(Shift="slowly")
    assert not place.built
    place.deploy()
    assert place.told.index("Checks") < place.told.index("Build") < place.told.index("Upload")


def test_who_is_not_known_is_told_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    out = ["--out", str(tmp_path / "out")]
    assert deploy.main(["--region", "us-east-1", *out]) == 1
    assert "AWS does not know you" in capsys.readouterr().err
    assert deploy.main(["--region", "nowhere-1", *out]) == 1
    assert "AWS has no functions in a region nowhere-1" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert deploy.main(["delete", "--yes", "--region", "us-east-1"]) == 1
    assert "look at the stack docent-dev: Unable to locate credentials. Run" in capsys.readouterr().err


def test_an_architecture_stays_until_another_is_asked_for(place: Place) -> None:
    place.deploy()
    place.deploy(Architecture="x86_64")
    place.deploy()
    assert place.built == ["arm64", "x86_64", "x86_64"]
    assert place.aws.formation.live["Architecture"] == "x86_64"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ([], {}),
        (["--set", "Architecture=x86_64"], {"Architecture": "x86_64"}),
        (["--arch", "x86_64"], {"Architecture": "x86_64"}),
    ],
)
def test_an_architecture_that_nobody_asks_for_is_not_given(asked: list[str], wanted: dict[str, str]) -> None:
    assert deploy._parameters(deploy._parser().parse_args(asked)) == wanted


@pytest.mark.parametrize("name", ["Environment", "Release", "WidgetPin"])
def test_what_the_command_sets_itself_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["--dry-run", "--set", f"{name}=prod"]) == 1
    assert f"{name} can't be set" in capsys.readouterr().err


def test_nothing_is_deleted_where_nobody_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert deploy.main(["delete", "--region", "us-east-1"]) == 1
    assert "Add --yes" in capsys.readouterr().err


def test_who_stops_the_command_is_told_what_goes_on_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.input", stop)
        assert deploy.main(["delete", "--region", "us-east-1"]) == deploy.STOPPED
    assert "goes on" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["delete", "rollback", "export"])
def test_only_a_deployment_can_be_shown_first(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        deploy.main([action, "--dry-run"])
    assert f"not what `{action}` would do" in capsys.readouterr().err


def test_a_deployment_whose_pages_fail_is_the_one_that_is_gone_back_from(place: Place) -> None:
    for each in ("one", "two"):
        place.deploy(SignUpDomains=each)
    place.aws.amplify.ends = "FAILED"
    with pytest.raises(NotDeployed, match="FAILED"):
        place.deploy(app="a new one", SignUpDomains="three")
    assert place.live == "three"
    place.aws.amplify.ends = "SUCCEED"
    place.at.rollback()
    assert place.live == "two"
    assert place.aws.amplify.sent[-1] == place.aws.amplify.sent[0], "the app, too, is that of before"
    place.at.rollback()
    assert place.live == "one"


def test_what_failed_half_way_is_gone_on_with(place: Place) -> None:
    place.deploy(SignUpDomains="one")
    place.aws.amplify.ends = "FAILED"
    for app in ("a new one", "another"):  # of the second no stack changes, the pages alone
        with pytest.raises(NotDeployed, match="FAILED"):
            place.deploy(app=app, SignUpDomains="two")
    place.aws.amplify.ends = "SUCCEED"
    place.deploy(app="another")
    found = record.read("dev", place.aws)
    assert [each.parameters["SignUpDomains"] for each in found] == ["one", "two"]
    assert all(each.app and each.widget for each in found)
    place.deploy(app="another")
    assert record.read("dev", place.aws) == found


def test_a_change_that_was_taken_back_is_no_deployment(place: Place) -> None:
    place.deploy(SignUpDomains="one")
    before = record.read("dev", place.aws)
    place.aws.formation.fails = "UPDATE_ROLLBACK_COMPLETE"
    with pytest.raises(NotDeployed, match="ended as UPDATE_ROLLBACK_COMPLETE"):
        place.deploy(SignUpDomains="two")
    assert record.read("dev", place.aws) == before


def test_a_change_that_cannot_go_back_is_gone_back_from_by_one_step(place: Place) -> None:
    for each in ("one", "two"):
        place.deploy(SignUpDomains=each)
    place.aws.formation.fails = "UPDATE_ROLLBACK_FAILED"
    with pytest.raises(NotDeployed, match="UPDATE_ROLLBACK_FAILED"):
        place.deploy(SignUpDomains="three")
    place.aws.formation.fails = ""
    place.at.rollback()
    assert place.live == "two"
    assert [each.parameters["SignUpDomains"] for each in record.read("dev", place.aws)] == ["one", "two"]


def test_of_two_deployments_at_once_one_is_refused_before_it_changes_anything(place: Place) -> None:
    place.deploy(SignUpDomains="one")
    place.meanwhile = lambda: Record("dev", place.aws, [], record.opened("dev", place.aws).tag).write([])
    with pytest.raises(NotDeployed, match="Somebody else deployed dev meanwhile"):
        place.deploy(SignUpDomains="two")
    assert place.live == "one"


def test_a_parameter_that_is_gone_is_left_out_and_said(place: Place) -> None:
    place.deploy(SignUpDomains="one")
    known = record.opened("dev", place.aws)
    (last,) = known.deployments
    known.write([replace(last, parameters={**last.parameters, "OldName": "x"})])
    place.deploy()
    assert "OldName=x is left out: this version has no such parameter." in place.told
    assert "OldName" not in record.read("dev", place.aws)[-1].parameters
    with pytest.raises(NotDeployed, match="see to: parameters"):
        place.deploy(OldName="x")


def test_nothing_goes_to_or_comes_from_a_bucket_of_somebody_else(place: Place) -> None:
    asked: list[tuple[str, str]] = []

    def note(params: dict[str, str], model: OperationModel, **_: object) -> None:
        if params["Bucket"] == place.aws.bucket:
            asked.append((model.name, params.get("ExpectedBucketOwner", "anybody")))

    place.aws.session.events.register("provide-client-params.s3", note)
    for each in ("one", "two"):
        place.deploy(app=each, SignUpDomains=each)
    place.at.rollback()
    wanted = {"HeadBucket", "HeadObject", "GetObject", "PutObject"}
    assert set(asked) == {("CreateBucket", "anybody"), *((each, place.aws.account) for each in wanted)}


DATA = "docent-dev-Data-1ABC"


@pytest.fixture
def held(place: Place) -> Place:
    """A deployed environment with a bot and a file."""
    place.deploy()
    place.aws.formation.left.append(DATA)
    dynamodb, s3 = place.aws.client("dynamodb"), place.aws.client("s3")
    for name in backup.TABLES:
        dynamodb.create_table(
            TableName=f"docent-dev-{name}", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        )  # fmt: skip
    dynamodb.put_item(TableName="docent-dev-BotCollections", Item={"pk": {"S": "bot_1"}})
    s3.create_bucket(Bucket=backup.bucket_of("dev", place.aws))
    s3.put_object(Bucket=backup.bucket_of("dev", place.aws), Key="bot_1/doc_1/original", Body=b"text")
    place.aws.client("cognito-idp").create_user_pool(PoolName="docent-dev", DeletionProtection="INACTIVE")
    return place


def protect(place: Place, *, on: bool) -> None:
    place.aws.client("dynamodb").update_table(
        TableName="docent-dev-Newcomers", DeletionProtectionEnabled=on
    )  # the last of them


def test_what_is_protected_is_told_before_anything_is_deleted(held: Place, tmp_path: Path) -> None:
    protect(held, on=True)
    with pytest.raises(NotDeployed, match="Nothing was deleted: protected are Newcomers.*DeletionProtection"):
        held.at.delete(tmp_path / "saved", data=True)
    assert not (tmp_path / "saved").exists()
    assert held.at.stack.status()
    pool = held.aws.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    held.aws.client("cognito-idp").update_user_pool(UserPoolId=pool, DeletionProtection="ACTIVE")
    assert backup.protected("dev", held.aws) == ["Newcomers", "people"]


def test_a_refused_erasure_loses_no_file_and_can_be_gone_on_with(held: Place, tmp_path: Path) -> None:
    protect(held, on=True)
    with pytest.raises(NotDeployed, match="Newcomers"):
        backup.erase("dev", held.aws)
    bucket = backup.bucket_of("dev", held.aws)
    assert held.aws.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    protect(held, on=False)
    held.aws.formation.status = ""
    held.at.delete(tmp_path / "rest", data=True)
    assert (tmp_path / "rest/files/bot_1/doc_1/original").read_text() == "text"
    assert (tmp_path / "rest" / "BotCollections.jsonl").read_text() == ""
    assert not backup.held("dev", held.aws)
    assert held.aws.formation.left == []


def test_data_that_was_left_can_be_deleted_later(held: Place, tmp_path: Path) -> None:
    held.at.delete(tmp_path / "saved", data=False)
    assert backup.held("dev", held.aws)
    assert held.aws.formation.left == [DATA]
    with pytest.raises(NotDeployed, match="no stack docent-dev"):
        held.at.delete(tmp_path / "again", data=False)
    held.at.delete(tmp_path / "again", data=True)
    assert "bot_1" in (tmp_path / "again" / "BotCollections.jsonl").read_text()
    assert not backup.held("dev", held.aws)
    with pytest.raises(NotDeployed, match="no stack docent-dev"):
        held.at.delete(tmp_path / "none", data=True)


def test_what_is_written_until_nothing_runs_is_exported_too(
    held: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamodb, s3 = held.aws.client("dynamodb"), held.aws.client("s3")

    def late() -> None:
        dynamodb.put_item(TableName="docent-dev-BotCollections", Item={"pk": {"S": "bot_late"}})
        s3.put_object(Bucket=backup.bucket_of("dev", held.aws), Key="bot_1/doc_2/original", Body=b"late")

    held.aws.formation.ending = late
    (tmp_path / "saved").mkdir()
    monkeypatch.chdir(tmp_path / "saved")
    held.at.delete(Path("."), data=True)
    assert not backup.held("dev", held.aws)
    assert "bot_late" in (tmp_path / "saved" / "BotCollections.jsonl").read_text()
    assert (tmp_path / "saved/files/bot_1/doc_2/original").read_text() == "late"
    assert [each.name for each in tmp_path.iterdir() if "saved" in each.name] == ["saved"]


@pytest.mark.parametrize("data", [False, True])
@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"])
def test_a_first_deployment_that_never_came_up_can_be_deleted(
    place: Place, tmp_path: Path, status: str, data: bool
) -> None:
    place.aws.formation.status = status
    place.at.delete(tmp_path / "saved", data=data)
    assert not place.at.stack.status()
    assert (tmp_path / "saved" / "objects.jsonl").read_text() == ""
