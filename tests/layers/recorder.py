"""A proxy before the embedded cloud that notes what IAM would be asked to allow."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Permission = tuple[str, str]
_PASSED_ON = (
    "content-type",
    "content-length",
    "etag",
    "x-amzn-requestid",
    "x-amz-version-id",
    "x-amzn-errortype",
)


class Recorder(ThreadingHTTPServer):
    """Forwards to `upstream` (http://host:port). `asked`: (action, resource) of every call so far.

    A resource is a table, `table/index/name`, `Queue`, `Bucket`, `Bucket/*` or a part of
    it, `parameter/name` or `NovaArns`.
    """

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.upstream, self.asked = urlsplit(upstream).netloc, set[Permission]()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that was stopped resets its connection."""


class _Forward(BaseHTTPRequestHandler):
    server: Recorder
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_: Any) -> None: ...

    def _forward(self) -> None:
        body = self._body()
        self.server.asked.update(
            permissions(self.command, self.path, self.headers.get("X-Amz-Target", ""), body)
        )
        connection = http.client.HTTPConnection(self.server.upstream)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("transfer-encoding", "expect")}
        connection.request(self.command, self.path, body, {**headers, "Content-Length": str(len(body))})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() in _PASSED_ON[:1] + _PASSED_ON[2:]:
                self.send_header(name, value)
        size = answer.headers["Content-Length"] if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _forward

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)


def permissions(method: str, path: str, target: str, body: bytes) -> Iterator[Permission]:
    """What a call needs. Cognito's calls by an access token or by nobody need nothing."""
    service, _, operation = target.partition(".")
    if service.startswith("DynamoDB"):
        yield from _dynamodb(operation, json.loads(body))
    elif service == "AmazonSQS":
        yield f"sqs:{operation}", "Queue"
    elif service == "AmazonSSM":
        yield f"ssm:{operation}", "parameter/" + json.loads(body)["Name"].rsplit("/", 1)[1]
    elif path.endswith("/converse-stream"):
        yield "bedrock:InvokeModelWithResponseStream", "NovaArns"
    elif service.startswith("AWSCognito"):
        if operation.startswith(("Admin", "Describe")):
            yield f"cognito-idp:{operation}", "UserPool"
    elif not target and "jwks.json" not in path:
        yield from _s3(method, path, body)


def _dynamodb(operation: str, request: dict[str, Any]) -> Iterator[Permission]:
    if operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            for kind, write in item.items():
                yield f"dynamodb:{kind}Item", _table(write["TableName"])
    elif operation.startswith("Batch"):
        for table in request["RequestItems"]:
            yield f"dynamodb:{operation}", _table(table)
    else:
        index = f"/index/{request['IndexName']}" if "IndexName" in request else ""
        yield f"dynamodb:{operation}", _table(request["TableName"]) + index


def _s3(method: str, path: str, body: bytes) -> Iterator[Permission]:
    parts = urlsplit(path)
    query = parse_qs(parts.query, keep_blank_values=True)
    if "versions" in query:
        yield "s3:ListBucketVersions", "Bucket"
    elif "delete" in query:
        versioned = re.search(rb"<VersionId>", body)
        yield ("s3:DeleteObjectVersion" if versioned else "s3:DeleteObject"), "Bucket/*"
    else:
        action = {
            "GET": "s3:GetObject",
            "HEAD": "s3:GetObject",
            "PUT": "s3:PutObject",
            "POST": "s3:PutObject",
        }[method]
        exported, original = "/exports/" in parts.path, parts.path.endswith("/original")
        yield action, "Bucket/exports/*" if exported else "Bucket/*/original" if original else "Bucket/*"


def _table(name: str) -> str:
    return name.rsplit("-", 1)[1]
