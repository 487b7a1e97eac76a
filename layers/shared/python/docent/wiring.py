"""The composition root: which adapter stands behind which port. Nothing is made before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property, lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Any

from docent import config

if TYPE_CHECKING:
    from docent import gates, ports
    from docent.adapters.child_reader import ChildReader
    from docent.adapters.cognito import Cognito
    from docent.adapters.cognito_pool import CognitoPool
    from docent.adapters.dynamo_access import DynamoGrants, DynamoKeys, DynamoMembers
    from docent.adapters.dynamo_bots import DynamoBots
    from docent.adapters.dynamo_conversations import DynamoConversations
    from docent.adapters.dynamo_documents import DynamoDocuments
    from docent.adapters.dynamo_ledger import DynamoLedger
    from docent.adapters.dynamo_limits import DynamoLimits
    from docent.adapters.dynamo_meter import DynamoMeter
    from docent.adapters.dynamo_vectors import DynamoVectors
    from docent.adapters.s3_files import S3Files
    from docent.pinned import PinBoard
    from docent.wired_models import Models


class Wiring:
    """One of each adapter. Imports stand inside, so that a function pays only for what it uses."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings

    @cached_property
    def accounts(self) -> Cognito:
        from docent.adapters.cognito import Cognito

        return Cognito(self._cognito, self.settings.client_id)

    @cached_property
    def pool(self) -> CognitoPool:
        from docent.adapters.cognito_pool import CognitoPool

        return CognitoPool(self._cognito, self.settings.user_pool_id)

    @cached_property
    def access_tokens(self) -> ports.AccessTokens:
        from docent.adapters.cognito_tokens import CognitoTokens

        return CognitoTokens(self.settings.issuer, self.settings.client_id, self.settings.jwks_url)

    @cached_property
    def visitor_tokens(self) -> ports.VisitorTokens:
        from docent.adapters.visitor_jwt import VisitorJwt

        return VisitorJwt(self.visitor_secret)

    @cached_property
    def secrets(self) -> ports.Secrets:
        from docent.adapters.ssm_secrets import SsmSecrets

        return SsmSecrets(self._client("ssm"), self.settings.environment)

    @cached_property
    def bots(self) -> DynamoBots:
        from docent.adapters.dynamo_bots import DynamoBots

        return DynamoBots(self._dynamo, self.settings.table("BotCollections"))

    @cached_property
    def documents(self) -> DynamoDocuments:
        from docent.adapters.dynamo_documents import DynamoDocuments

        return DynamoDocuments(self._dynamo, self.settings.table("Documents"))

    @cached_property
    def publisher(self) -> ports.Publisher:
        from docent.adapters.dynamo_documents import DynamoPublisher

        tables = self.settings.table("BotCollections"), self.settings.table("Documents")
        return DynamoPublisher(self._dynamo, *tables)

    @cached_property
    def knowledge(self) -> DynamoVectors:
        from docent.adapters.dynamo_vectors import DynamoVectors

        tables = self.settings.table("VectorEmbeddings"), self.settings.table("Documents")
        return DynamoVectors(self._dynamo, *tables)

    @cached_property
    def streams(self) -> ports.Streams:
        from docent.adapters.dynamo_streams import DynamoStreams

        return DynamoStreams(self._dynamo, self.settings.table("Conversations"))

    @cached_property
    def conversations(self) -> DynamoConversations:
        from docent.adapters.dynamo_conversations import DynamoConversations

        return DynamoConversations(self._dynamo, self.settings.table("Conversations"))

    @cached_property
    def ledger(self) -> DynamoLedger:
        from docent.adapters.dynamo_ledger import DynamoLedger

        return DynamoLedger(self._dynamo, self.settings.table("Usage"))

    @cached_property
    def keys(self) -> DynamoKeys:
        from docent.adapters.dynamo_access import DynamoKeys

        return DynamoKeys(self._dynamo, self.settings.table("Access"))

    @cached_property
    def pinned(self) -> PinBoard:
        from docent.adapters.dynamo_pinned import DynamoPinned

        return DynamoPinned(self._dynamo, self.settings.table("Access"))

    @cached_property
    def identities(self) -> gates.Identities:
        from docent.adapters.dynamo_access import DynamoIdentities

        return DynamoIdentities(self._dynamo, self.settings.table("Access"))

    @cached_property
    def person_tokens(self) -> gates.PersonTokens:
        from docent.adapters.visitor_jwt import PersonJwt

        return PersonJwt(self.visitor_secret)

    @cached_property
    def trail(self) -> gates.Trail:
        from docent.adapters.dynamo_access import DynamoTrail

        return DynamoTrail(self._dynamo, self.settings.table("Access"))

    @cached_property
    def grants(self) -> DynamoGrants:
        from docent.adapters.dynamo_access import DynamoGrants

        return DynamoGrants(self._dynamo, self.settings.table("Access"))

    @cached_property
    def members(self) -> DynamoMembers:
        from docent.adapters.dynamo_access import DynamoMembers

        return DynamoMembers(self._dynamo, self.settings.table("Access"))

    @cached_property
    def limits(self) -> DynamoLimits:
        from docent.adapters.dynamo_limits import DynamoLimits

        return DynamoLimits(self._dynamo, self.settings.table("Usage"))

    @cached_property
    def inventory(self) -> ports.Inventory:
        from docent.adapters.aws_inventory import AwsInventory

        names = ("BotCollections", "Documents", "VectorEmbeddings")
        bots, documents, vectors = map(self.settings.table, names)
        return AwsInventory(
            self._dynamo, self._client("s3"), (bots, documents, vectors), self.settings.bucket,
            self.bots, self.documents,
        )  # fmt: skip

    @cached_property
    def files(self) -> S3Files:
        from docent.adapters.s3_files import S3Files

        # Without it botocore signs upload forms the old way, which newer regions and KMS refuse.
        return S3Files(self._client("s3", signature_version="s3v4"), self.settings.bucket)

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

    @cached_property
    def work(self) -> ports.Work:
        from docent.adapters.sqs_work import SqsWork

        return SqsWork(self._client("sqs"), self.settings.queue_url)

    @cached_property
    def embedder(self) -> ports.Embedder:
        return self._embedder.result()

    def expect_question(self) -> None:
        """Begin to load the model now, beside the keys and clients that a first question waits for too."""
        self._embedder  # noqa: B018

    @cached_property
    def _embedder(self) -> Future[ports.Embedder]:
        loaded: Future[ports.Embedder] = Future()
        Thread(target=_load, args=(self.settings.model_folder, loaded), daemon=True).start()
        return loaded

    @cached_property
    def index(self) -> ports.Index:
        from docent.adapters.numpy_index import NumpyIndex

        memory = NumpyIndex(self.knowledge, self.embedder.model, self.settings.cache_bytes)
        if self.large_index is None:
            return memory
        from docent.adapters.sized_index import SizedIndex

        return SizedIndex(memory, self.large_index, self.settings.most_in_memory)

    @cached_property
    def large_index(self) -> ports.LargeIndex | None:
        """DynamoDB's own index, where the deployment has one."""
        if not self.settings.vector_index:
            return None
        from docent.adapters.dynamo_index import DynamoIndex

        table = self.settings.table("VectorEmbeddings")
        return DynamoIndex(self._dynamo, table, self.settings.vector_index, self.knowledge, self.knowledge)

    @cached_property
    def quotes(self) -> ports.Generator:
        from docent.adapters.extractive import Extractive

        return Extractive(self.embedder)

    def generators(self, model: str, hard: bool = False) -> tuple[ports.Generator, ...]:
        """Who writes an answer, in the order they are tried; the quotes always come last.

        `model`: the bot's setting; `auto` takes the one for hard or for simple questions.
        """
        return (*self._models.chosen(model, hard), self.quotes)

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

    def read_units(self) -> Callable[[], float]:
        """Tells what was read of the tables since it was made."""
        before = self._meter.units
        return lambda: self._meter.units - before

    @cached_property
    def _meter(self) -> DynamoMeter:
        from docent.adapters.dynamo_meter import DynamoMeter

        return DynamoMeter(self._dynamo)

    @cached_property
    def _cognito(self) -> Any:
        return self._client("cognito-idp")

    @cached_property
    def _dynamo(self) -> Any:
        return self._client("dynamodb")

    @cached_property
    def _session(self) -> Any:
        from botocore.session import get_session  # boto3 adds nothing to its clients but 25 ms of cold start

        return get_session()

    def _client(self, service: str, **options: Any) -> Any:
        from botocore.config import Config

        return self._session.create_client(
            service,
            region_name=self.settings.region,
            config=Config(
                connect_timeout=2,
                read_timeout=10,
                retries={"mode": "standard", "max_attempts": 4},
                max_pool_connections=20,
                **options,
            ),
        )


def _load(folder: str, loaded: Future[ports.Embedder]) -> None:
    try:
        from docent.adapters.minilm import MiniLM

        embedder = MiniLM(folder)
        embedder.embed(["The first text is what loads the network."])
    except BaseException as error:  # it is raised where the embedder is asked for
        loaded.set_exception(error)
    else:
        loaded.set_result(embedder)


@lru_cache(maxsize=1)
def wired() -> Wiring:
    """The wiring of this process, from its environment."""
    return Wiring(config.read())
