"""Where things are kept: one adapter a store, each made when it is first asked for. Part of the wiring."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docent import config

if TYPE_CHECKING:
    from docent import conversation, gates, identity, ports
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

NEWCOMERS_SECRET = "newcomers-secret"
# Seconds without a byte. With three tries each, what hangs is known to be down before API Gateway, after
# 29 seconds, answers in words of its own. Cognito waits up to five for the trigger that moves an account.
_PATIENCE = {"s3": 6, "cognito-idp": 7, "textract": 20}


class Stores:
    """Tables, files, queue, and the clients they are reached by."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings

    @cached_property
    def secrets(self) -> ports.Secrets:
        from docent.adapters.ssm_secrets import SsmSecrets

        return SsmSecrets(self._client("ssm"), self.settings.environment)

    @cached_property
    def newcomers(self) -> identity.Newcomers:
        from docent.adapters.dynamo_newcomers import DynamoNewcomers

        return DynamoNewcomers(
            self._dynamo, self.settings.table("Newcomers"), lambda: self.secrets.secret(NEWCOMERS_SECRET)
        )

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
    def streams(self) -> conversation.Streams:
        from docent.adapters.dynamo_streams import DynamoStreams

        return DynamoStreams(self._dynamo, self.settings.table("Conversations"))

    @cached_property
    def conversations(self) -> DynamoConversations:
        from docent.adapters.dynamo_conversations import DynamoConversations

        return DynamoConversations(self._dynamo, self.settings.table("Conversations"))

    @cached_property
    def ledger(self) -> DynamoLedger:
        from docent.adapters.dynamo_ledger import DynamoLedger

        return DynamoLedger(
            self._dynamo, self.settings.table("Usage"), lambda: self._dynamo_once, self.settings.usd_per_day
        )

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
    def work(self) -> ports.Work:
        from docent.adapters.sqs_work import SqsWork

        return SqsWork(self._client("sqs"), self.settings.queue_url)

    @cached_property
    def given_up(self) -> ports.GivenUp:
        from docent.adapters.sqs_work import SqsGivenUp

        return SqsGivenUp(self._client("sqs"), self.settings.dead_queue_url)

    @cached_property
    def large_index(self) -> ports.LargeIndex | None:
        """DynamoDB's own index, where the deployment has one."""
        if not self.settings.vector_index:
            return None
        from docent.adapters.dynamo_index import DynamoIndex

        table = self.settings.table("VectorEmbeddings")
        return DynamoIndex(self._dynamo, table, self.settings.vector_index, self.knowledge, self.knowledge)

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
    def _dynamo_once(self) -> Any:
        return self._client("dynamodb", tries=1)

    @cached_property
    def _session(self) -> Any:
        from botocore.session import get_session  # boto3 adds nothing to its clients but 25 ms of cold start

        return get_session()

    def _client(self, service: str, tries: int = 3, **options: Any) -> Any:
        from botocore.config import Config

        return self._session.create_client(
            service,
            region_name=self.settings.region,
            config=Config(
                connect_timeout=2,
                read_timeout=_PATIENCE.get(service, 4),
                retries={"mode": "standard", "total_max_attempts": tries},
                max_pool_connections=20,
                user_agent="docent",  # botocore's own takes a quarter of the time of a call to put together
                **options,
            ),
        )
