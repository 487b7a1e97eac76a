"""Originals in an S3 bucket."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, cast
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from docent.errors import NotFound, TooLarge, Unavailable
from docent.model import UploadForm

_UNREACHABLE = "The file store cannot be reached. Try again in a moment."
_PART = 8 * 2**20  # S3 takes at least 5 MiB, but of the last
_READ = 2**20


class _Parts(io.RawIOBase):
    """A file to write that hands itself on in parts; `send` takes number and content, and gives the ETag."""

    def __init__(self, send: Callable[[int, bytes], str]) -> None:
        self._send, self._waiting = send, bytearray()
        self._sent: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) >= _PART:
            self._next()
        return len(data)

    def finished(self) -> list[str]:
        """Send what is left; the tags of all parts."""
        if self._waiting or not self._sent:
            self._next()
        return self._sent

    def _next(self) -> None:
        data = bytes(self._waiting[:_PART])
        del self._waiting[:_PART]
        self._sent.append(self._send(len(self._sent) + 1, data))


class _Ranges(io.RawIOBase):
    """A file to read from any place; `fetch` gives the bytes from one offset up to another."""

    def __init__(self, size: int, fetch: Callable[[int, int], bytes]) -> None:
        self._size, self._fetch, self._at = size, fetch, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        data = self._fetch(self._at, end)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


class S3Files:
    """Satisfies Files, Archives, PartedFiles, UploadForms and Links."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._call("put_object", Key=key, Body=data, ContentType=content_type)

    @contextmanager
    def writing(self, key: str, content_type: str) -> Iterator[IO[bytes]]:
        upload = self.begin(key, content_type)
        parts = _Parts(lambda number, data: self.part(key, upload, number, data))
        yield cast(IO[bytes], parts)
        # What ends badly stays unfinished, and the bucket's rule for such uploads removes it.
        self.finish(key, upload, parts.finished())

    def begin(self, key: str, content_type: str) -> str:
        begun = self._call("create_multipart_upload", Key=key, ContentType=content_type)
        return str(begun["UploadId"])

    def part(self, key: str, upload: str, number: int, data: bytes) -> str:
        answer = self._call("upload_part", Key=key, UploadId=upload, PartNumber=number, Body=data)
        return str(answer["ETag"])

    def finish(self, key: str, upload: str, tags: Sequence[str]) -> None:
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        self._call("complete_multipart_upload", Key=key, UploadId=upload, MultipartUpload={"Parts": parts})

    def opened(self, key: str) -> IO[bytes]:
        size = self._call("head_object", Key=key)["ContentLength"]
        return io.BufferedReader(_Ranges(size, partial(self._range, key)), _READ)

    def _range(self, key: str, start: int, end: int) -> bytes:
        with self._call("get_object", Key=key, Range=f"bytes={start}-{end - 1}")["Body"] as body:
            return bytes(body.read())

    def read(self, key: str, limit: int) -> bytes:
        answer = self._call("get_object", Key=key)
        with answer["Body"] as body:
            if answer["ContentLength"] > limit:
                raise TooLarge(f"The file has more than {limit:,} bytes.")
            try:
                return bytes(body.read())
            except (BotoCoreError, OSError) as error:  # the connection broke in mid-file
                raise Unavailable(_UNREACHABLE) from error

    def erase(self, prefix: str) -> int:
        files: set[str] = set()
        while True:
            page = self._call("list_object_versions", Prefix=prefix)
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if not versions:
                return len(files)
            files |= {each["Key"] for each in versions}
            keys = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]
            failed = self._call("delete_objects", Delete={"Objects": keys, "Quiet": True}).get("Errors")
            if failed:
                raise Unavailable("Some files could not be removed. Delete it again to finish.")

    def form(self, key: str, content_type: str, size: int, lifetime: int) -> UploadForm:
        form = self._client.generate_presigned_post(
            self._bucket, key,
            Fields={"Content-Type": content_type, "success_action_status": "204"},
            Conditions=[
                {"Content-Type": content_type},
                {"success_action_status": "204"},
                ["content-length-range", size, size],
            ],
            ExpiresIn=lifetime,
        )  # fmt: skip
        return UploadForm(form["url"], form["fields"])

    def link(self, key: str, filename: str, lifetime: int, shown_as: str = "") -> str:
        name = quote(filename, safe="")
        # Without a type of ours never shown in place: a page somebody uploaded must not run under our name.
        how = "inline" if shown_as else "attachment"
        address: str = self._client.generate_presigned_url(
            "get_object", ExpiresIn=lifetime,
            Params={
                "Bucket": self._bucket, "Key": key,
                "ResponseContentDisposition": f"{how}; filename*=UTF-8''{name}",
                **({"ResponseContentType": shown_as} if shown_as else {}),
            },
        )  # fmt: skip
        return address

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **request)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
                raise NotFound("The file is not there.") from error
            raise Unavailable("The file store does not answer as it should. Try again.") from error
        except BotoCoreError as error:
            raise Unavailable(_UNREACHABLE) from error
