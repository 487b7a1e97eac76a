"""The work on what comes in and goes out (SQS -> here: pages, files, whole bots), the end of what
went astray; and /api/upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docent import web
from docent.routes import passages, transfers, uploading
from docent.wiring import wired

# The `source` of the scheduled event that has overdue documents ended.
WATCH = "docent.watch"

ROUTES = {**uploading.ROUTES, **passages.ROUTES, **transfers.ROUTES}


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    if "Records" in event or event.get("source") == WATCH:
        from docent.routes import reading  # who announces a file does not wait for it

        web.log.append_keys(request_id=getattr(context, "aws_request_id", ""))
        return reading.read_all(event, context) if "Records" in event else reading.watch()
    if event.get("source") == web.SMOKE:
        return {"dimension": wired().embedder.dimension}
    settings = wired().settings
    return web.serve(event, ROUTES, settings.app_origin, environment=settings.environment)
