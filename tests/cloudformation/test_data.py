"""data.yaml: what must survive, survives; keys and indexes are those the adapters read."""

from __future__ import annotations

from typing import Any

import pytest

from cloudformation.template import load
from docent.adapters.dynamo_index import ATTRIBUTE
from layers.model import graph
from migration.pool import LONGEST

DATA = load("data.yaml")
API = load("api.yaml")
TABLES = {n: r["Properties"] for n, r in DATA["Resources"].items() if r["Type"] == "AWS::DynamoDB::Table"}
STATEFUL = ("AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::S3::Bucket", "AWS::SQS::Queue")


def keys(schema: list[dict[str, str]]) -> list[str]:
    return [key["AttributeName"] for key in sorted(schema, key=lambda key: key["KeyType"])]


def test_what_holds_data_outlives_its_stack() -> None:
    held = [r for r in DATA["Resources"].values() if r["Type"] in STATEFUL]
    assert len(held) == 11
    for resource in held:
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("VectorEmbeddings", ["bot_id", "chunk_id"]),
        ("BotCollections", ["bot_id"]),
        ("Documents", ["bot_id", "document_id"]),
        ("Conversations", ["bot_id", "turn_id"]),
        ("Usage", ["pk"]),
        ("Access", ["bot_id", "item_id"]),
        ("Newcomers", ["person"]),
    ],
)
def test_tables_are_keyed_encrypted_restorable_and_free_when_idle(table: str, expected: list[str]) -> None:
    properties = TABLES[table]
    assert properties["TableName"] == {"Fn::Sub": f"docent-${{Environment}}-{table}"}
    assert keys(properties["KeySchema"])[::1] == expected
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    own_key = {"Fn::If": ["WithKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
    assert properties["SSESpecification"]["SSEEnabled"] is True
    assert properties["SSESpecification"]["KMSMasterKeyId"] == own_key
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["DeletionProtectionEnabled"] == {"Fn::If": ["Protected", True, False]}


def test_the_vector_index_is_the_one_that_search_asks_and_there_only_if_wanted() -> None:
    condition, (index,), without = TABLES["VectorEmbeddings"]["VectorIndexes"]["Fn::If"]
    assert (condition, without) == ("WithVectorIndex", {"Ref": "AWS::NoValue"})
    assert {each["Parameters"]["VectorIndex"]["Default"] for each in (DATA, API)} == {"false"}
    assert index["VectorAttribute"] == {"AttributeName": ATTRIBUTE}
    assert index["Dimensions"] == graph.WIDTH
    assert index["SearchSchema"] == [{"AttributeName": "bot_id", "SearchSchemaElementType": "HASH"}]
    assert index["DistanceFunction"] == "COSINE"
    for name in ("ChatFunction", "UploadFunction"):
        given = API["Resources"][name]["Properties"]["Environment"]["Variables"]["DOCENT_VECTOR_INDEX"]
        assert given["Fn::If"][:2] == ["WithVectorIndex", index["IndexName"]]


def test_indexes() -> None:
    found = {
        (name, index["IndexName"]): (keys(index["KeySchema"]), index["Projection"]["ProjectionType"])
        for name, table in TABLES.items()
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    assert found == {
        ("Access", "holder-index"): (["holder", "bot_id"], "ALL"),
        ("BotCollections", "user-index"): (["user_id", "created_at"], "ALL"),
        ("Conversations", "message-index"): (["message_id"], "KEYS_ONLY"),
        ("Documents", "content-index"): (["bot_id", "sha256"], "KEYS_ONLY"),
        ("Documents", "due-index"): (["due", "deadline"], "KEYS_ONLY"),
    }


def test_conversations_and_usage_forget_by_themselves() -> None:
    forgetful = {
        n: t["TimeToLiveSpecification"]["AttributeName"] for n, t in TABLES.items() if "TimeToLive" in str(t)
    }
    assert forgetful == dict.fromkeys(("Conversations", "Usage", "Access", "Newcomers"), "expires_at")


def test_the_bucket_is_private_encrypted_versioned_and_tells_the_queue_of_originals_only() -> None:
    bucket = DATA["Resources"]["Bucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "AES256" in str(bucket["BucketEncryption"])
    (told,) = bucket["NotificationConfiguration"]["QueueConfigurations"]
    assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "suffix", "Value": "/original"}]
    (rule,) = DATA["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (rule["Effect"], rule["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_only_this_bucket_may_fill_the_queue_and_its_policy_comes_first() -> None:
    bucket = DATA["Resources"]["Bucket"]
    (statement,) = DATA["Resources"]["UploadsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    named = bucket["Properties"]["BucketName"]["Fn::Sub"]
    source: Any = statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert source.endswith(f":s3:::{named}")
    assert bucket["DependsOn"] == "UploadsPolicy"


def test_a_message_stays_hidden_for_six_times_as_long_as_the_function_may_run() -> None:
    queue = DATA["Resources"]["Uploads"]["Properties"]
    assert queue["VisibilityTimeout"] == 6 * API["Resources"]["UploadFunction"]["Properties"]["Timeout"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    assert queue["SqsManagedSseEnabled"] == {"Fn::If": ["WithKey", False, True]}


def test_the_old_ids_of_one_person_have_room() -> None:
    schema = {each["Name"]: each for each in DATA["Resources"]["UserPool"]["Properties"]["Schema"]}
    assert schema["legacy_id"]["StringAttributeConstraints"]["MaxLength"] == str(LONGEST)


def test_what_was_given_up_is_polled_by_the_watch_alone_and_seen_again_by_the_next() -> None:
    """Five pollers of Lambda's ask a queue 648,000 times a month: one queue of them is free, two are not."""
    mapped = [
        each["Properties"]["EventSourceArn"]["Ref"]
        for each in API["Resources"].values() if each["Type"] == "AWS::Lambda::EventSourceMapping"
    ]  # fmt: skip
    assert mapped == ["QueueArn"]
    assert API["Resources"]["Watch"]["Properties"]["ScheduleExpression"] == "rate(5 minutes)"
    assert DATA["Resources"]["DeadUploads"]["Properties"]["VisibilityTimeout"] < 5 * 60


def test_accounts_cannot_be_probed_and_refresh_tokens_turn_over() -> None:
    client = DATA["Resources"]["UserPoolClient"]["Properties"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["RefreshTokenRotation"]["Feature"] == "ENABLED"
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"]
    assert (client["EnableTokenRevocation"], client["GenerateSecret"]) == (True, True)
    assert DATA["Resources"]["UserPool"]["Properties"]["UsernameConfiguration"] == {"CaseSensitive": False}
