"""What the product leans on in the emulator: a new version that changes it must fail here."""

import http.client
import json
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3
from botocore.exceptions import ClientError

from local import cloud as local_cloud
from tests.emulator import ORIGIN, Account, Emulator, free_ports, proved

pytestmark = pytest.mark.cloud

EMAIL, PASSWORD = "cloud@example.com", "Fernwood-2026"


@pytest.fixture(scope="module")
def account(cloud: Emulator) -> Account:
    return cloud.account()


def sign_up(cloud: Emulator, account: Account) -> None:
    account.client("cognito-idp").sign_up(**proved(cloud, EMAIL), Password=PASSWORD)


def refused(call, **request) -> str:
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


class TestAccounts:
    def test_only_the_code_confirms_and_resets(self, cloud: Emulator, account: Account):
        cognito, who = account.client("cognito-idp"), proved(cloud, EMAIL)
        sign_up(cloud, account)
        assert refused(cognito.confirm_sign_up, **who, ConfirmationCode="000000") == "CodeMismatchException"
        cognito.confirm_sign_up(**who, ConfirmationCode="123456")
        cognito.forgot_password(**who)
        new = {"Password": "Another-2026"}
        wrong = refused(cognito.confirm_forgot_password, **who, ConfirmationCode="123456", **new)
        assert wrong == "CodeMismatchException"
        cognito.confirm_forgot_password(**who, ConfirmationCode="654321", **new)

    def test_each_account_has_tables_of_its_own(self, cloud: Emulator, account: Account):
        table = account.outputs["UsageTable"]
        account.client("dynamodb").put_item(TableName=table, Item={"pk": {"S": "mine"}})
        assert cloud.account().client("dynamodb").scan(TableName=table)["Count"] == 0

    def test_keys_of_the_pool_are_published(self, account: Account):
        keys = json.loads(urllib3.PoolManager().request("GET", account.env["DOCENT_JWKS_URL"]).data)["keys"]
        assert keys[0]["kty"] == "RSA"


class TestUploads:
    def form(self, account: Account, size: int, key: str = "bot_1/doc_1/original"):
        bucket = account.outputs["BucketName"]
        return account.client("s3").generate_presigned_post(
            bucket, key,
            Fields={"Content-Type": "text/plain", "success_action_status": "204"},
            Conditions=[
                {"Content-Type": "text/plain"}, {"success_action_status": "204"},
                ["content-length-range", size, size],
            ],
        )  # fmt: skip

    def post(self, form, data: bytes, **changed: str) -> urllib3.BaseHTTPResponse:
        fields = {**form["fields"], **changed, "file": ("name", data)}
        return urllib3.PoolManager().request("POST", form["url"], fields=fields, headers={"Origin": ORIGIN})

    def test_a_form_takes_its_file_and_nothing_else(self, account: Account):
        form = self.form(account, 4)
        assert self.post(form, b"fives").status == 400
        assert self.post(form, b"four", **{"Content-Type": "text/html"}).status == 403
        assert self.post(form, b"four", key="bot_2/doc_1/original").status == 403
        assert self.post(form, b"four", **{"x-amz-signature": "forged"}).status == 403
        assert self.post(form, b"four").status == 204

    def test_pages_of_the_app_may_post_and_others_may_not_read(self, account: Account):
        url = self.form(account, 4)["url"]
        asking = {"Access-Control-Request-Method": "POST"}
        for origin in (ORIGIN, "http://localhost:8000"):
            answer = urllib3.PoolManager().request("OPTIONS", url, headers={"Origin": origin, **asking})
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
        answer = urllib3.PoolManager().request(
            "OPTIONS", url, headers={"Origin": "http://elsewhere.example", **asking}
        )
        assert answer.status == 403

    def test_an_original_is_told_to_the_queue(self, cloud: Emulator):
        account = cloud.account()
        queue, url = account.client("sqs"), account.env["DOCENT_QUEUE_URL"]
        assert self.post(self.form(account, 2, "bot_1/doc 7/original"), b"hi").status == 204
        keys = []
        while not keys:
            for message in queue.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages", []):
                queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                told = json.loads(message["Body"])  # S3 sends a test event first, when the way is laid
                keys += [each["s3"]["object"]["key"] for each in told.get("Records", [])]
        assert urllib.parse.unquote_plus(keys[0]) == "bot_1/doc 7/original"


class TestTables:
    def test_a_transaction_is_all_or_nothing_under_contention(self, cloud: Emulator):
        account = cloud.account()
        table = account.outputs["UsageTable"]
        dynamo = account.client("dynamodb")
        dynamo.put_item(TableName=table, Item={"pk": {"S": "seat"}, "seats": {"N": "3"}})

        def take(number: int) -> bool:
            try:
                dynamo.transact_write_items(TransactItems=[
                    {"Update": {
                        "TableName": table, "Key": {"pk": {"S": "seat"}},
                        "UpdateExpression": "ADD seats :less", "ConditionExpression": "seats > :none",
                        "ExpressionAttributeValues": {":less": {"N": "-1"}, ":none": {"N": "0"}},
                    }},
                    {"Put": {"TableName": table, "Item": {"pk": {"S": f"taken-{number}"}}}},
                ])  # fmt: skip
            except dynamo.exceptions.TransactionCanceledException:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(take, range(16))) == 3
        taken = dynamo.scan(TableName=table)["Items"]
        assert sorted(item["pk"]["S"].partition("-")[0] for item in taken) == ["seat", *["taken"] * 3]


class TestStarting:
    def test_it_ends_with_its_parent(self, tmp_path: Path):
        running = local_cloud.start(free_ports(), tmp_path)
        running.wait()
        running.child.process.stdin.close()
        assert running.child.process.wait(120) == 0

    def test_a_start_that_fails_shows_its_log(self, tmp_path: Path):
        port = free_ports()
        first = local_cloud.start(port, tmp_path / "one")
        first.wait()
        second = local_cloud.start(port, tmp_path / "two")
        try:
            second.child.process.wait(120)
            with pytest.raises(local_cloud.NotStarted, match=r"(?s)Address already in use.*cloud\.log"):
                second.wait()
        finally:
            second.stop()
            first.stop()


def test_it_listens_on_loopback_only(cloud: Emulator):
    host, port = urllib.parse.urlsplit(cloud.endpoint).netloc.split(":")
    assert host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection("127.0.0.2", int(port), timeout=1).connect()
