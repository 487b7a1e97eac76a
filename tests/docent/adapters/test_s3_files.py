from __future__ import annotations

import base64
import json

import boto3
import pytest

from docent.adapters.s3_files import S3Files
from docent.errors import Unavailable
from tests.contracts.files import FilesContract
from tests.fakes import MemoryFiles


@pytest.fixture
def s3_files(aws: boto3.session.Session) -> S3Files:
    client = aws.client("s3")
    client.create_bucket(Bucket="documents")
    client.put_bucket_versioning(Bucket="documents", VersioningConfiguration={"Status": "Enabled"})
    return S3Files(client, "documents")


class TestS3Files(FilesContract):
    @pytest.fixture
    def files(self, s3_files: S3Files) -> S3Files:
        return s3_files


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def files(self) -> MemoryFiles:
        return MemoryFiles()


def test_the_form_allows_this_key_type_and_size_only(s3_files: S3Files) -> None:
    form = s3_files.form("a/1/original", "text/plain", 3, 60)
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    assert ["content-length-range", 3, 3] in conditions
    assert {"key": "a/1/original"} in conditions
    assert {"Content-Type": "text/plain"} in conditions
    assert {"bucket": "documents"} in conditions


def test_erasing_leaves_no_old_version(aws: boto3.session.Session, s3_files: S3Files) -> None:
    s3_files.put("a/1/original", b"old", "text/plain")
    s3_files.put("a/1/original", b"new", "text/plain")
    assert s3_files.erase("a/") == 1
    assert "Versions" not in aws.client("s3").list_object_versions(Bucket="documents")


def test_a_missing_bucket_is_unavailable_not_a_missing_file(aws: boto3.session.Session) -> None:
    with pytest.raises(Unavailable):
        S3Files(aws.client("s3"), "no-such-bucket").read("a", 1)
