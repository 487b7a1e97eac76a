"""The only reader of the environment. Defaults run on a laptop; a deployment sets what differs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Ocr = Literal["", "tesseract", "textract"]
MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between deployments. Sizes in bytes, times in seconds."""

    environment: str = "local"
    region: str = "us-east-1"
    bucket: str = "docent-local-documents"
    queue_url: str = ""
    dead_queue_url: str = ""
    user_pool_id: str = ""
    client_id: str = ""
    jwks_url: str = ""
    sign_up: str = "open"
    sign_up_domains: str = ""
    app_origin: str = "http://127.0.0.1:8000"
    api_url: str = "http://127.0.0.1:8000"
    widget_url: str = "http://127.0.0.1:8000/widget/docent.js"
    widget_pin: str = ""
    streaming: bool = False
    model_folder: str = "/opt/model"
    gemini_api_key: str = ""
    gemini_secret: str = ""
    gemini_base_url: str = "https://generativelanguage.googleapis.com"
    gemini_model: str = "gemini-3.5-flash-lite"
    gemini_hard_model: str = "gemini-3.8-flash"
    followup_model: str = ""
    gemini_thinking: str = "low"
    gemini_hard_thinking: str = "medium"
    nova_model: str = ""
    nova_region: str = ""
    model_text_timeout: float = 8.0
    model_whole_timeout: float = 60.0
    largest_file: int = 50 * MiB
    most_pages: int = 2_000
    reading_seconds: int = 120
    reading_memory: int = 512 * MiB
    ocr: Ocr = ""
    ocr_languages: str = "eng"
    ocr_pages: int = 500
    most_chunks: int = 20_000
    longest_question: int = 4_000
    passages: int = 6
    cache_bytes: int = 256 * MiB
    vector_index: str = ""
    most_in_memory: int = 50_000
    most_without_index: int = 300_000
    bot_usd_per_day: float = 5.0
    usd_per_day: float = 50.0
    conversation_days: int = 90
    questions_per_address: int = 60
    questions_per_visitor: int = 20
    questions_per_bot: int = 600
    questions_per_builder: int = 600
    sessions_per_address: int = 60
    attempts_per_address: int = 30
    trusted_hops: int = 0
    fetch_timeout: float = 20.0
    fetch_delay: float = 0.5
    fetch_loopback: bool = False

    @property
    def domains(self) -> tuple[str, ...]:
        """The e-mail domains whose people may sign up; none is all."""
        return tuple(filter(None, (each.strip().lower() for each in self.sign_up_domains.split(","))))

    @property
    def models(self) -> tuple[str, ...]:
        """The models a bot may be pinned to."""
        return tuple(filter(None, (self.gemini_model, self.gemini_hard_model, self.nova_model)))

    @property
    def issuer(self) -> str:
        """Who signs access tokens: the user pool, under its AWS name also on a laptop."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.user_pool_id}"

    def table(self, name: str) -> str:
        """A table's name in this environment, as in data.yaml."""
        return f"docent-{self.environment}-{name}"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment: field `bucket` is DOCENT_BUCKET, and so on. Raises ValueError."""
    given: dict[str, object] = {}
    for name, kind in Settings.__annotations__.items():
        text = environ.get(_variable(name))
        if text is None:
            continue
        try:
            given[name] = _PARSERS[kind](text)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{_variable(name)}={text!r} is not a valid {kind}") from error
    return Settings(**given)  # type: ignore[arg-type]


def inherited(*names: str) -> dict[str, str]:
    """Those of these variables that are set: what a child process may know of this one's environment."""
    return {name: os.environ[name] for name in names if name in os.environ}


def _variable(name: str) -> str:
    return _UNPREFIXED.get(name, f"DOCENT_{name.upper()}")


_UNPREFIXED = {
    "region": "AWS_REGION",
    "gemini_api_key": "GEMINI_API_KEY",
    "gemini_base_url": "GEMINI_BASE_URL",
}
_PARSERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": int,
    "float": float,
    "Ocr": {each: each for each in get_args(Ocr)}.__getitem__,
    "bool": {"1": True, "true": True, "0": False, "false": False, "": False}.__getitem__,
}
