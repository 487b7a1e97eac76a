"""The builder app on Amplify and the widget behind CloudFront: files that go out with a deployment."""

from __future__ import annotations

import hashlib
import io
import json
import mimetypes
import re
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloudformation import archive
from cloudformation.aws import Aws, NotDeployed, asking
from cloudformation.fetch import Fetch

BRANCH = "main"
# The address of the loader never changes, so it is asked for again soon; CloudFront is told at once.
SOON = "public, max-age=300, stale-while-revalidate=86400"
FOR_EVER = "public, max-age=31536000, immutable"
HASHED = re.compile(r"-\w{8}\.js$")
LONGEST = 600.0


def pin(dist: Path) -> str:
    """The versioned file of the built widget and its integrity, a space between them. Raises NotDeployed."""
    _built(dist, "manifest.json")
    made = json.loads((dist / "manifest.json").read_text("utf-8"))
    return f"{made['version']} {made['integrity']}"


def check(app_dist: Path | None, widget_dist: Path) -> None:
    """Raises NotDeployed where something was not built; `app_dist` is None where it is served elsewhere."""
    _built(widget_dist, "docent.js")
    _built(widget_dist, "manifest.json")
    if app_dist:
        _built(app_dist, "index.html")


def app(dist: Path, widget_dist: Path, api_url: str) -> bytes:
    """The built app as a zip that knows where its API is, with the widget beside it, which it shows as a
    preview; equal for equal files. Raises NotDeployed."""
    files = _read(dist, "index.html")
    files |= {f"widget/{name}": data for name, data in _read(widget_dist, "docent.js").items()}
    files["config.json"] = json.dumps({"api_url": api_url}).encode()
    return _packed(files)


def widget(dist: Path) -> bytes:
    """The built widget as a zip; equal for equal files. Raises NotDeployed where it was not built."""
    return _packed(_read(dist, "docent.js"))


def key(kind: str, packed: bytes) -> str:
    """Where it is kept in the bucket of artefacts, by its content."""
    return f"pages/{kind}-{hashlib.sha256(packed).hexdigest()[:20]}.zip"


def publish_app(app_id: str, packed: bytes, aws: Aws, fetch: Fetch, pause: float = 2.0) -> None:
    """Have Amplify serve this zip; return once it does. Raises NotDeployed."""
    amplify = aws.client("amplify")
    with asking("put the app on Amplify"):
        place = amplify.create_deployment(appId=app_id, branchName=BRANCH)
        sent = fetch("PUT", place["zipUploadUrl"], packed)
        if sent.status >= 300:
            raise NotDeployed(f"Amplify does not take the app: status {sent.status}. Try again.")
        job = {"appId": app_id, "branchName": BRANCH, "jobId": place["jobId"]}
        amplify.start_deployment(**job)
        _wait(amplify, job, pause)


def publish_widget(outputs: Mapping[str, str], packed: bytes, aws: Aws) -> None:
    """Have CloudFront serve these files. Raises NotDeployed.

    What names the others goes last; what it named before stays, for pages that are open.
    """
    with asking("put the widget behind CloudFront"), zipfile.ZipFile(io.BytesIO(packed)) as files:
        for name in sorted(files.namelist(), key=lambda name: (name == "docent.js", name)):
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            aws.client("s3").put_object(
                Bucket=outputs["WidgetBucketName"], Key=name, Body=files.read(name), ContentType=kind,
                CacheControl=FOR_EVER if HASHED.search(name) else SOON,
            )  # fmt: skip
        stable = [f"/{name}" for name in sorted(files.namelist()) if not HASHED.search(name)]
        paths = {"Quantity": len(stable), "Items": stable}
        batch = {"Paths": paths, "CallerReference": str(time.time_ns())}
        aws.client("cloudfront").create_invalidation(
            DistributionId=outputs["WidgetDistribution"], InvalidationBatch=batch
        )


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name in sorted(files):
            archive.add(out, name, files[name])
    return packed.getvalue()


def _read(dist: Path, needed: str) -> dict[str, bytes]:
    return {path.relative_to(dist).as_posix(): path.read_bytes() for path in _built(dist, needed)}


def _built(dist: Path, needed: str) -> list[Path]:
    if not (dist / needed).exists():
        raise NotDeployed(
            f"{dist} was not built. Run `npm ci` and `npm run build` in {dist.parent}, or `make frontend`."
        )
    return [path for path in dist.rglob("*") if path.is_file()]


def _wait(amplify: Any, job: Mapping[str, str], pause: float) -> None:
    deadline = time.monotonic() + LONGEST
    while True:
        status = amplify.get_job(**job)["job"]["summary"]["status"]
        if status == "SUCCEED":
            return
        if status in ("FAILED", "CANCELLED") or time.monotonic() > deadline:
            raise NotDeployed(f"Amplify ended the deployment as {status}: see the app's page in its console.")
        time.sleep(pause)
