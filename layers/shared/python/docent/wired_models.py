"""The composition root's part for language models: each guarded, none made before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docent import config

if TYPE_CHECKING:
    from docent.adapters.model_failures import Patience
    from docent.conversation import Generator
    from docent.errors import GenerationFailed


class Models:
    """Models of a deployment. Each keeps its breaker, and its connections, from question to question.

    `gemini_key` is empty where there is none; `session` gives botocore's.
    """

    def __init__(
        self, settings: config.Settings, gemini_key: Callable[[], str], session: Callable[[], Any]
    ) -> None:
        self._settings, self._gemini_key, self._session = settings, gemini_key, session
        self._geminis: dict[str, Generator] = {}

    def chosen(self, model: str, hard: bool) -> tuple[Generator, ...]:
        """Those to try, in order, for a bot that is set to this model."""
        settings = self._settings
        if model == "extractive":
            return ()
        nova = (self._nova,) if settings.nova_model else ()
        if model == settings.nova_model or not self._gemini_key():
            return nova
        named = (settings.gemini_model, settings.gemini_hard_model)[hard] if model == "auto" else model
        return self._gemini(named), *nova

    def rewriter(self, model: str) -> Generator | None:
        """Who says what a follow-up means, for a bot that is set to this model: nobody unless it is set."""
        named = self._settings.followup_model
        if not named or model == "extractive":
            return None
        if named == self._settings.nova_model:
            return self._nova
        return self._quick if self._gemini_key() else None

    def _gemini(self, model: str) -> Generator:
        if model not in self._geminis:
            from docent.adapters.gemini import Gemini

            settings = self._settings
            easy = model != settings.gemini_hard_model
            thinking = settings.gemini_thinking if easy else settings.gemini_hard_thinking
            self._geminis[model] = _guarded(
                Gemini(self._gemini_key(), model, settings.gemini_base_url, self._patience, thinking)
            )
        return self._geminis[model]

    @cached_property
    def _quick(self) -> Generator:
        """The model for follow-ups, with a breaker of its own: what is late here may be in time elsewhere."""
        from docent.adapters.gemini import Gemini
        from docent.adapters.model_failures import Patience
        from docent.condense import SECONDS

        settings, patience = self._settings, Patience(SECONDS, SECONDS, SECONDS)
        model, thinking = settings.followup_model, settings.gemini_thinking
        return _guarded(Gemini(self._gemini_key(), model, settings.gemini_base_url, patience, thinking))

    @cached_property
    def _nova(self) -> Generator:
        from docent.adapters.nova import Nova

        return _guarded(Nova(lambda: self._bedrock, self._settings.nova_model, self._patience))

    @cached_property
    def _bedrock(self) -> Any:
        from botocore.config import Config

        return self._session().create_client(
            "bedrock-runtime",
            region_name=self._settings.nova_region or self._settings.region,
            config=Config(
                connect_timeout=self._patience.connect,
                read_timeout=self._patience.text,
                retries={"total_max_attempts": 1},  # trying again is the guard's
            ),
        )

    @cached_property
    def _patience(self) -> Patience:
        from docent.adapters.model_failures import Patience

        return Patience(text=self._settings.model_text_timeout, whole=self._settings.model_whole_timeout)


def _guarded(generator: Generator) -> Generator:
    from docent.breaker import Breaker
    from docent.guard import Guarded

    return Guarded(generator, Breaker(), _tell)


def _tell(model: str, failure: GenerationFailed) -> None:
    from docent.web import log_error

    log_error("model_failed", failure, model=model, code=failure.code)
