"""backup.py, people.py: what left one environment is the same in another, but for ids and passwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cloudformation import backup, people
from cloudformation.aws import Aws, NotDeployed
from tests.cloudformation.account import Account

PASSWORD = "Secret-123"
BOT = {"pk": {"S": "bot_1"}, "seal": {"B": b"\0\1"}, "theme": {"M": {"base64": {"S": "no bytes"}}}}


def pool(aws: Aws, environment: str = "dev") -> str:
    cognito = aws.client("cognito-idp")
    made: str = cognito.create_user_pool(
        PoolName=f"docent-{environment}", UsernameAttributes=["email"],
        Schema=[{"Name": "legacy_id", "AttributeDataType": "String", "Mutable": True}],
    )["UserPool"]["Id"]  # fmt: skip
    for name in ("admin", "builder"):
        cognito.create_group(UserPoolId=made, GroupName=name)
    return made


def person(aws: Aws, inside: str, email: str, *, password: bool = True, **attributes: str) -> str:
    """Somebody new; their id."""
    cognito, here = aws.client("cognito-idp"), {"UserPoolId": inside, "Username": email}
    held = {"email": email, "email_verified": "true", **attributes}
    made = cognito.admin_create_user(
        **here, UserAttributes=[{"Name": name, "Value": value} for name, value in held.items()]
    )["User"]
    if password:
        cognito.admin_set_user_password(**here, Password=PASSWORD, Permanent=True)
    return next(str(each["Value"]) for each in made["Attributes"] if each["Name"] == "sub")


def there(aws: Aws, inside: str) -> dict[str, dict[str, Any]]:
    """What is known of each by their address."""
    found = {}
    for each in people.leaving(inside, aws.client("cognito-idp")):
        held = {named["Name"]: named["Value"] for named in each["Attributes"]}
        found[held["email"]] = {**each, **held}
    return found


def test_people_come_with_groups_old_ids_and_a_password_that_nobody_knows(aws: Account) -> None:
    cognito, first, second = aws.client("cognito-idp"), pool(aws), pool(aws, "other")
    ann = person(aws, first, "ann@example.com", name="Ann", **{"custom:legacy_id": "old-1"})
    cognito.admin_add_user_to_group(UserPoolId=first, Username="ann@example.com", GroupName="admin")
    bob = person(aws, first, "bob@example.com")
    cognito.admin_disable_user(UserPoolId=first, Username="bob@example.com")
    eve = person(aws, second, "eve@example.com")  # is in both, under another id
    eves_before = person(aws, first, "eve@example.com")
    app = cognito.create_user_pool_client(UserPoolId=first, ClientName="app")["UserPoolClient"]["ClientId"]
    cognito.sign_up(
        ClientId=app, Username="no@example.com", Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "no@example.com"}],
    )  # fmt: skip
    leaving = list(people.leaving(first, cognito))
    ids = people.coming(leaving, second, cognito)
    assert ids.keys() == {ann, bob, eves_before}, "who never confirmed stays"
    assert ids[eves_before] == eve
    found = there(aws, second)
    assert found.keys() == {"ann@example.com", "bob@example.com", "eve@example.com"}
    known = found["ann@example.com"]
    assert (known["name"], known["custom:legacy_id"], known["Groups"]) == ("Ann", "old-1", ["admin"])
    assert (known["sub"], known["UserStatus"], known["email_verified"]) == (ids[ann], "CONFIRMED", "true")
    assert not found["bob@example.com"]["Enabled"]
    assert people.coming(leaving, second, cognito) == ids, "once more, nobody is made twice"


def test_who_was_invited_keeps_the_password_of_the_invitation(aws: Account) -> None:
    cognito, first, second = aws.client("cognito-idp"), pool(aws), pool(aws, "other")
    person(aws, first, "new@example.com", password=False)
    leaving = list(people.leaving(first, cognito))
    people.coming(leaving, first, cognito)
    assert there(aws, first)["new@example.com"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    people.coming(leaving, second, cognito)  # where no such password is known
    assert there(aws, second)["new@example.com"]["UserStatus"] == "CONFIRMED"


def test_who_never_proved_an_address_makes_room_for_whose_it_is(aws: Account) -> None:
    cognito, first, second = aws.client("cognito-idp"), pool(aws), pool(aws, "other")
    ann = person(aws, first, "ann@example.com")
    app = cognito.create_user_pool_client(UserPoolId=second, ClientName="app")["UserPoolClient"]["ClientId"]
    cognito.sign_up(
        ClientId=app, Username="ann@example.com", Password="A-strangers-1",
        UserAttributes=[{"Name": "email", "Value": "ann@example.com"}],
    )  # fmt: skip
    strangers = there(aws, second)["ann@example.com"]["sub"]
    ids = people.coming(list(people.leaving(first, cognito)), second, cognito)
    here = there(aws, second)["ann@example.com"]
    assert here["sub"] == ids[ann] != strangers
    assert (here["UserStatus"], here["email_verified"]) == ("CONFIRMED", "true")


def test_who_was_blocked_is_blocked_also_where_a_run_was_cut_off(aws: Account) -> None:
    cognito, first, second = aws.client("cognito-idp"), pool(aws), pool(aws, "other")
    person(aws, first, "bob@example.com")
    cognito.admin_disable_user(UserPoolId=first, Username="bob@example.com")
    leaving = list(people.leaving(first, cognito))
    person(aws, second, "bob@example.com", password=False)  # that is as far as it came
    people.coming(leaving, second, cognito)
    assert not there(aws, second)["bob@example.com"]["Enabled"]


def tables(aws: Aws) -> None:
    for name in backup.TABLES:
        aws.client("dynamodb").create_table(
            TableName=f"docent-dev-{name}", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        )  # fmt: skip
    aws.client("s3").create_bucket(Bucket=backup.bucket_of("dev", aws))


def test_an_environment_is_brought_back_under_the_new_ids(aws: Account, tmp_path: Path) -> None:
    cognito, dynamodb, s3, ssm = (aws.client(name) for name in ("cognito-idp", "dynamodb", "s3", "ssm"))
    first, bucket = pool(aws), backup.bucket_of("dev", aws)
    tables(aws)
    ann = person(aws, first, "ann@example.com")
    dynamodb.put_item(
        TableName="docent-dev-BotCollections",
        Item={**BOT, "user_id": {"S": ann}},
    )
    for number in range(60):  # more than go in one call
        dynamodb.put_item(TableName="docent-dev-Documents", Item={"pk": {"S": f"doc_{number}"}})
    dynamodb.put_item(TableName="docent-dev-Access", Item={"pk": {"S": f"user#{ann}"}})
    s3.put_object(Bucket=bucket, Key="bot_1/doc_1/original", Body=b"%PDF", ContentType="application/pdf")
    ssm.put_parameter(Name="/docent/dev/visitor-secret", Value="sealed by it", Type="SecureString")
    saved = dict(backup.save("dev", tmp_path / "saved", aws))
    assert (saved["people"], saved["secrets"], saved["files"]) == (1, 1, 1)
    assert (tmp_path / "saved").stat().st_mode & 0o077 == 0
    backup.erase("dev", aws)
    with pytest.raises(NotDeployed, match="deploy it first"):
        dict(backup.restore("dev", tmp_path / "saved", aws))
    second = pool(aws)
    tables(aws)
    ssm.put_parameter(Name="/docent/dev/visitor-secret", Value="made anew", Type="SecureString")
    assert dict(backup.restore("dev", tmp_path / "saved", aws)) == saved
    here = there(aws, second)["ann@example.com"]["sub"]
    assert here != ann
    (bot,) = dynamodb.scan(TableName="docent-dev-BotCollections")["Items"]
    assert bot == {**BOT, "user_id": {"S": here}}
    assert saved["Documents"] == dynamodb.scan(TableName="docent-dev-Documents")["Count"] == 60
    assert dynamodb.scan(TableName="docent-dev-Access")["Items"] == [{"pk": {"S": f"user#{here}"}}]
    assert s3.head_object(Bucket=bucket, Key="bot_1/doc_1/original")["ContentType"] == "application/pdf"
    kept = ssm.get_parameter(Name="/docent/dev/visitor-secret", WithDecryption=True)["Parameter"]
    assert (kept["Value"], kept["Type"]) == ("sealed by it", "SecureString")


@pytest.mark.parametrize("lost", ["Access.jsonl", "files/bot_1/doc_1/original"])
def test_a_folder_that_is_no_whole_export_brings_nothing_back(
    aws: Account, tmp_path: Path, lost: str
) -> None:
    pool(aws)
    tables(aws)
    aws.client("dynamodb").put_item(TableName="docent-dev-Access", Item={"pk": {"S": "a"}})
    s3, bucket = aws.client("s3"), backup.bucket_of("dev", aws)
    s3.put_object(Bucket=bucket, Key="bot_1/doc_1/original", Body=b"%PDF")
    dict(backup.save("dev", tmp_path / "saved", aws))
    aws.client("dynamodb").delete_item(TableName="docent-dev-Access", Key={"pk": {"S": "a"}})
    (tmp_path / "saved" / lost).unlink()
    with pytest.raises(NotDeployed, match=f"{lost} is missing"):
        dict(backup.restore("dev", tmp_path / "saved", aws))
    assert aws.client("dynamodb").scan(TableName="docent-dev-Access")["Items"] == []


def test_an_export_that_was_refused_half_way_is_none(aws: Account, tmp_path: Path) -> None:
    pool(aws)
    tables(aws)
    aws.own["ssm"] = Refusing(aws.client("ssm"), "get_parameters_by_path")
    with pytest.raises(NotDeployed, match="AccessDenied"):
        dict(backup.save("dev", tmp_path / "saved", aws))
    with pytest.raises(NotDeployed, match="secrets.jsonl is missing"):
        dict(backup.restore("dev", tmp_path / "saved", aws))


def test_a_file_that_goes_while_it_is_exported_is_no_part_of_it(aws: Account, tmp_path: Path) -> None:
    pool(aws)
    tables(aws)
    s3, bucket = aws.client("s3"), backup.bucket_of("dev", aws)
    for key in ("a", "b", "c"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    saving = backup.save("dev", tmp_path / "saved", aws)
    aws.own["s3"] = Fleeting(s3, "b")
    assert dict(saving)["files"] == 2
    assert sorted(each.name for each in (tmp_path / "saved" / "files").iterdir()) == ["a", "c"]


class Refusing:
    """A client whose paginator of one name is refused."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def get_paginator(self, name: str) -> Any:
        if name != self._name:
            return self._client.get_paginator(name)
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "kms:Decrypt"}}, name)


class Fleeting:
    """S3, where a file is listed and gone when it is fetched."""

    def __init__(self, client: Any, key: str) -> None:
        self._client, self._key = client, key

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_object(self, Bucket: str, Key: str) -> Any:
        if Key == self._key:
            self._client.delete_object(Bucket=Bucket, Key=Key)
        return self._client.get_object(Bucket=Bucket, Key=Key)
