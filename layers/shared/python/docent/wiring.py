"""The composition root: which adapter stands behind which port. Nothing is made before it is asked for."""

from __future__ import annotations

from concurrent.futures import Future
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from docent import config, metrics
from docent.beside import beside
from docent.wired_stores import Stores

if TYPE_CHECKING:
    from collections.abc import Callable

    from docent import conversation, gates, ports
    from docent.adapters.child_reader import ChildReader
    from docent.adapters.cognito import Cognito
    from docent.adapters.cognito_pool import CognitoPool
    from docent.adapters.cognito_tokens import CognitoTokens
    from docent.wired_models import Models


WEBHOOK_SECONDS = 5.0


class Wiring(Stores):
    """One of each adapter. Imports stand inside, so that a function pays only for what it uses."""

    @cached_property
    def accounts(self) -> Cognito:
        from docent.adapters.cognito import Cognito

        return Cognito(self._cognito, self.settings.client_id, lambda: self._client_secret)

    @cached_property
    def _client_secret(self) -> str:
        return self.pool.client_secret(self.settings.client_id)

    @cached_property
    def pool(self) -> CognitoPool:
        from docent.adapters.cognito_pool import CognitoPool

        return CognitoPool(self._cognito, self.settings.user_pool_id)

    def expect_account(self) -> None:
        """Begin to fetch the keys of those who signed in, beside the clients that they wait for too."""
        self.access_tokens.expect()

    @cached_property
    def access_tokens(self) -> CognitoTokens:
        from docent.adapters.cognito_tokens import CognitoTokens

        return CognitoTokens(self.settings.issuer, self.settings.client_id, self.settings.jwks_url)

    @cached_property
    def visitor_tokens(self) -> gates.VisitorTokens:
        from docent.adapters.visitor_jwt import VisitorJwt

        return VisitorJwt(self.visitor_secret)

    @cached_property
    def person_tokens(self) -> gates.PersonTokens:
        from docent.adapters.visitor_jwt import PersonJwt

        return PersonJwt(self.visitor_secret)

    @cached_property
    def reader(self) -> ChildReader:
        from docent.adapters.child_reader import ChildReader

        limits = self.settings.most_pages, self.settings.reading_seconds, self.settings.reading_memory
        return ChildReader(*limits)

    @cached_property
    def recogniser(self) -> ports.Recogniser | None:
        """Who reads text off pictures; nobody unless it is set."""
        if self.settings.ocr == "tesseract":
            from docent.adapters.tesseract import Tesseract

            return Tesseract(self.settings.ocr_languages)
        if self.settings.ocr == "textract":
            from docent.adapters.textract import Textract

            return Textract(self._client("textract"))
        return None

    @cached_property
    def pages(self) -> ports.Pages:
        from docent.adapters.web_pages import WebPages

        return WebPages(timeout=self.settings.fetch_timeout, loopback=self.settings.fetch_loopback)

    @property
    def webhooks(self) -> ports.Webhooks:
        from docent.adapters.web_pages import WebPages

        return WebPages(timeout=WEBHOOK_SECONDS, loopback=self.settings.fetch_loopback)

    @cached_property
    def embedder(self) -> ports.Embedder:
        return self._embedder.result()

    def expect_question(self) -> None:
        """Begin to load the model now, beside the keys and clients that a first question waits for too."""
        self._embedder  # noqa: B018

    @cached_property
    def _embedder(self) -> Future[ports.Embedder]:
        return beside(partial(_loaded, self.settings.model_folder))

    @cached_property
    def index(self) -> ports.Index:
        return self._searched(lambda hit: metrics.emit(self.settings.environment, MemoryHit=int(hit)))

    @cached_property
    def quiet_index(self) -> ports.Index:
        """The same for Docent's own questions, a hundred a document: they count in no metric."""
        return self._searched(lambda hit: None)

    def _searched(self, noted: Callable[[bool], None]) -> ports.Index:
        from docent.adapters.numpy_index import NumpyIndex

        memory = NumpyIndex(self.knowledge, self.embedder.model, self.settings.cache_bytes, noted)
        if self.large_index is None:
            return memory
        from docent.adapters.sized_index import SizedIndex

        return SizedIndex(memory, self.large_index, self.settings.most_in_memory)

    @cached_property
    def quotes(self) -> conversation.Generator:
        from docent.adapters.extractive import Extractive

        return Extractive(self.embedder)

    def generators(self, model: str, hard: bool = False) -> tuple[conversation.Generator, ...]:
        """Who writes an answer, in the order they are tried; the quotes always come last.

        `model`: the bot's setting; `auto` takes the one for hard or for simple questions.
        """
        return (*self._models.chosen(model, hard), self.quotes)

    def rewriter(self, model: str) -> conversation.Generator | None:
        """Who says what a follow-up means, for a bot with this setting; nobody unless it is set."""
        return self._models.rewriter(model)

    @cached_property
    def _models(self) -> Models:
        from docent.wired_models import Models

        return Models(self.settings, lambda: self.gemini_key, lambda: self._session)

    @cached_property
    def gemini_key(self) -> str:
        if self.settings.gemini_secret:
            return self.secrets.secret(self.settings.gemini_secret)
        return self.settings.gemini_api_key

    def visitor_secret(self) -> str:
        return self._visitor_secret

    @cached_property
    def _visitor_secret(self) -> str:
        return self.secrets.secret("visitor-secret", make=True)


def _loaded(folder: str) -> ports.Embedder:
    from docent.adapters.minilm import MiniLM

    embedder = MiniLM(folder)
    embedder.embed(["The first text is what loads the network."])
    return embedder


@lru_cache(maxsize=1)
def wired() -> Wiring:
    """The wiring of this process, from its environment."""
    return Wiring(config.read())
