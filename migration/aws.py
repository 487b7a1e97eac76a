"""Clients of AWS for what only the move asks of it."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from botocore.session import get_session

from docent.config import Settings


def client(service: str, settings: Settings) -> Any:
    """Patient with a busy service: nobody waits for an answer here."""
    return get_session().create_client(
        service, region_name=settings.region,
        config=Config(read_timeout=60, retries={"mode": "adaptive", "max_attempts": 10}),
    )  # fmt: skip
