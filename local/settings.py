"""The only reader of the environment for the local cloud; what Docent itself reads is in docent.config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.children import ROOT
from local.cloud import HOST


class BadSetting(ValueError):
    """Raised when a variable can't be used; the message says what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`port`: of the app; the demo site and the emulator take the next two. Folders are absolute.

    `home` keeps the state, `model` is the built embedding model, `pages` holds app/dist and widget/dist.
    `tesseract`: the text of scans is to be recognised by it.
    """

    port: int = 8000
    home: Path = ROOT / ".docent"
    model: Path = ROOT / "build" / "model"
    pages: Path = ROOT / "frontend"
    has_gemini: bool = False
    tesseract: bool = False

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def demo_origin(self) -> str:
        return f"http://{HOST}:{self.port + 1}"

    @property
    def app(self) -> Path:
        return self.pages / "app" / "dist"

    @property
    def widget(self) -> Path:
        return self.pages / "widget" / "dist"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from DOCENT_PORT, _HOME, _MODEL_FOLDER, _PAGES and _OCR. Raises BadSetting."""
    default = Settings()
    return Settings(
        port=_port(environ.get("DOCENT_PORT") or str(default.port)),
        home=_folder(environ.get("DOCENT_HOME"), default.home),
        model=_folder(environ.get("DOCENT_MODEL_FOLDER"), default.model),
        pages=_folder(environ.get("DOCENT_PAGES"), default.pages),
        has_gemini=bool(environ.get("GEMINI_API_KEY")),
        tesseract=environ.get("DOCENT_OCR") == "tesseract",
    )


def scrubbed(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment less what would lead boto3 to a real account, or a local call through a proxy."""
    kept = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    direct = [*filter(None, [environ.get("NO_PROXY", environ.get("no_proxy", ""))]), HOST, "localhost"]
    nowhere = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    return {**kept, **nowhere, "NO_PROXY": ",".join(direct), "no_proxy": ",".join(direct)}


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= 65533:
        raise BadSetting(
            f"DOCENT_PORT={text} can't be used. Give a number from 1024 to 65533: DOCENT_PORT=8100 make run"
        )
    return int(text)


def _folder(given: str | None, default: Path) -> Path:
    return Path(given).expanduser().absolute() if given else default
