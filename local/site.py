"""The pages: the builder app, the widget and the demo site, with the headers a deployment sends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from local.routes import Api
from local.settings import Settings

DEMO = Path(__file__).parent / "demo"

SAFE = {"x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin"}
_HASHED = re.compile(r"/assets/.+-[\w-]{8}\.\w+|/widget/docent-.*\w{8}\.js")


class Builder:
    """The app's origin: what openapi.yaml names goes to the gateway, the rest is pages."""

    def __init__(self, api: Api, gateway: ASGIApp, settings: Settings, uploads: str) -> None:
        self._api, self._gateway, self._settings = api, gateway, settings
        self._pages = StaticFiles(directory=settings.app, html=True)
        self._widget = StaticFiles(directory=settings.widget)
        self._headers = {**SAFE, "content-security-policy": policy(uploads), "x-frame-options": "DENY"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].split("/")[1] in self._api.first_segments:
            await self._gateway(scope, receive, send)
        else:
            # As a deployment's CDN does, so that what is measured here is what people get.
            await GZipMiddleware(await self._page(scope), compresslevel=6)(scope, receive, send)

    async def _page(self, scope: Scope) -> Response:
        path = scope["path"]
        if path == "/config.json":
            return JSONResponse(config(self._settings), headers={**SAFE, "cache-control": "no-store"})
        if path.startswith("/widget/"):
            response = await _file(self._widget, path.removeprefix("/widget/"), scope)
            headers = {"access-control-allow-origin": "*", "cache-control": caching(path)}
            response.headers.update({**SAFE, **headers})
            return response
        response = await _file(self._pages, path, scope, fallback=self._settings.app / "index.html")
        response.headers.update({**self._headers, "cache-control": caching(path)})
        return response


class Demo:
    """Somebody else's site: another origin that embeds the widget, strict about what may run on it.

    `app_origins`: where the widget may come from and talk to, separated by spaces.
    """

    def __init__(self, app_origins: str) -> None:
        self._pages = StaticFiles(directory=DEMO, html=True)
        policy = (
            f"default-src 'none'; script-src 'self' {app_origins}; connect-src {app_origins};"
            " style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
            " require-trusted-types-for 'script'"
        )
        self._headers = {**SAFE, "content-security-policy": policy, "cache-control": "no-cache"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await _file(self._pages, scope["path"], scope)
        response.headers.update(self._headers)
        await response(scope, receive, send)


def config(settings: Settings) -> dict[str, Any]:
    """What the app is told of where it runs."""
    return {
        "api_url": "",
        "demo_url": settings.demo_origin,
        "local": True,
        "signup_code_hint": "123456",
        "reset_code_hint": "654321",
    }


def policy(uploads: str) -> str:
    """The app's content security policy; `uploads` is the origin that documents are posted to."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
        f" img-src 'self' data: blob:; connect-src 'self' {uploads}; manifest-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def caching(path: str) -> str:
    """A year for files whose name holds their hash; the rest is asked for anew."""
    return "public, max-age=31536000, immutable" if _HASHED.fullmatch(path) else "no-cache"


def pin(widget: Path) -> str:
    """The versioned file of the built widget and its integrity; "" where it was not built."""
    manifest = widget / "manifest.json"
    if not manifest.exists():
        return ""
    made = json.loads(manifest.read_text("utf-8"))
    return f"{made['version']} {made['integrity']}"


async def _file(files: StaticFiles, path: str, scope: Scope, fallback: Path | None = None) -> Response:
    try:
        return await files.get_response(path.strip("/") or ".", scope)
    except HTTPException as error:
        page = error.status_code == 404 and "." not in path.rpartition("/")[2]
        if page and fallback and fallback.exists() and scope["method"] in ("GET", "HEAD"):
            return FileResponse(fallback)
        return Response(f"{error.detail}\n", error.status_code, media_type="text/plain")
