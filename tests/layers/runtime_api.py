"""Lambda's side of the Runtime API for one function process, streamed answers included; loopback only."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

NULS = b"\0" * 8
ARN = "arn:aws:lambda:us-east-1:000000000000:function:docent-test"


class Part(NamedTuple):
    """What a function process sent: `kind` is response, error, init, stream, chunk, end or exit."""

    kind: str
    data: bytes
    headers: Mapping[str, str]
    at: float


@dataclass
class Invocation:
    event: bytes
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    parts: queue.Queue[Part] = field(default_factory=queue.Queue)
    hang_up_after: int | None = None


class Answer(NamedTuple):
    """A whole answer of a streaming function: the prelude, the body's chunks, the trailers."""

    prelude: dict[str, Any]
    chunks: list[bytes]
    times: list[float]
    trailers: Mapping[str, str]


class Function:
    """A function process and the Runtime API it works for. A context manager: the process dies with it."""

    def __init__(self, command: Sequence[str], folder: Path, environ: Mapping[str, str], timeout: float = 99):
        self.timeout = timeout
        self.waiting: queue.Queue[Invocation | None] = queue.Queue()
        self.running: dict[str, Invocation] = {}
        self.started: queue.Queue[Part] = queue.Queue()
        self.server = _Server(self)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.log = folder / f"{uuid.uuid4().hex}.log"
        self.spawned = time.perf_counter()
        self.process = self._spawn(command, folder, environ)

    def __enter__(self) -> Function:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.waiting.put(None)
        self.server.shutdown()
        self.server.server_close()

    def send(self, event: object, hang_up_after: int | None = None) -> Iterator[Part]:
        """Invoke with `event`; each part as it arrives. With `hang_up_after`, leave after so many chunks."""
        invocation = Invocation(json.dumps(event).encode(), hang_up_after=hang_up_after)
        self.running[invocation.request_id] = invocation
        self.waiting.put(invocation)
        return self._parts(invocation)

    def result(self, event: object) -> Any:
        """The JSON of a plain answer; fails on any other kind."""
        part = list(self.send(event))[-1]
        assert part.kind == "response", part
        return json.loads(part.data)

    def streamed(self, event: object) -> Answer:
        """The whole of a streamed answer."""
        parts = list(self.send(event))
        assert [parts[0].kind, parts[-1].kind] == ["stream", "end"], parts
        whole = b"".join(part.data for part in parts[1:2])
        prelude, _, rest = whole.partition(NULS)
        chunks = [part for part in parts[2:-1] if part.data]
        first = [rest] if rest else []
        return Answer(
            json.loads(prelude), first + [p.data for p in chunks], [p.at for p in chunks], parts[-1].headers
        )

    @property
    def resident(self) -> int:
        """KiB of memory that its process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def failure_to_start(self) -> Part:
        """What the process reported to init/error."""
        return self.started.get(timeout=self.timeout)

    def _parts(self, invocation: Invocation) -> Iterator[Part]:
        ends = time.monotonic() + self.timeout
        while True:
            try:
                part = invocation.parts.get(timeout=0.05)
            except queue.Empty:
                if self.process.poll() is not None or time.monotonic() > ends:
                    raise AssertionError(f"no answer; the log says:\n{self.log.read_text()}") from None
                continue
            yield part
            if part.kind in ("response", "error", "end", "gone"):
                return

    def _spawn(
        self, command: Sequence[str], folder: Path, environ: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=folder,
                env={**self._lambda(folder), **environ},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _lambda(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_port}",
            "LAMBDA_TASK_ROOT": str(folder),
            "_HANDLER": "handler.handler",
            "AWS_LAMBDA_FUNCTION_NAME": "docent-test",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/docent-test",
            "AWS_LAMBDA_LOG_STREAM_NAME": "test",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }


class _Server(ThreadingHTTPServer):
    def __init__(self, function: Function) -> None:
        super().__init__(("127.0.0.1", 0), _Endpoints)
        self.function = function

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that was stopped resets its connection: that is how each of them ends."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _cut_off() -> bytes:
    raise ConnectionResetError("the function's process died in mid-answer")


class _Endpoints(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # One packet a reply: else each costs a delayed acknowledgement of 40 ms.
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        if not self.path.endswith("/invocation/next"):
            self._reply(200)
            return
        invocation = self.server.function.waiting.get()
        if invocation is None:
            self._reply(410)
            return
        self._reply(
            200,
            invocation.event,
            {
                "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self.server.function.timeout) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": ARN,
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
                "Content-Type": "application/json",
            },
        )

    def do_POST(self) -> None:
        if self.path.endswith("/init/error"):
            self.server.function.started.put(self._part("init", self._whole()))
            self._reply(202)
            return
        request_id, kind = self.path.split("/")[-2:]
        invocation = self.server.function.running.pop(request_id)
        if self.headers.get("Lambda-Runtime-Function-Response-Mode") == "streaming":
            self._stream(invocation)
        else:
            invocation.parts.put(self._part(kind, self._whole()))
            self._reply(202)

    def _stream(self, invocation: Invocation) -> None:
        invocation.parts.put(self._part("stream", b"", dict(self.headers)))
        for count, chunk in enumerate(self._chunks(), start=1):
            invocation.parts.put(self._part("chunk", chunk))
            if count == invocation.hang_up_after:
                self.close_connection = True
                self.connection.shutdown(2)
                invocation.parts.put(self._part("gone", b""))
                return
        invocation.parts.put(self._part("end", b"", self._trailers()))
        self._reply(202)

    def _whole(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b"".join(self._chunks())
            self._trailers()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline() or _cut_off(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()

    def _trailers(self) -> dict[str, str]:
        found = {}
        while (line := self.rfile.readline().strip()) != b"":
            name, _, value = line.decode().partition(": ")
            found[name] = value
        return found

    def _part(self, kind: str, data: bytes, headers: Mapping[str, str] | None = None) -> Part:
        return Part(kind, data, dict(self.headers) if headers is None else headers, time.perf_counter())

    def _reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
