"""What the use cases need of the world, in the product's words. Adapters satisfy these by shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from docent.model import Block, Bot, Chunk, Document, Extraction, Recognised, Scored, UploadForm, WebAnswer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Matrix: TypeAlias = "npt.NDArray[np.float32]"


class Listing(NamedTuple):
    """One page of a list; `next` continues it and is empty on the last page."""

    items: tuple[Any, ...]
    next: str = ""


class AccessTokens(Protocol):
    def user_id(self, token: str) -> str:
        """Whose access token this is. Raises NotSignedIn."""

    def groups(self, token: str) -> frozenset[str]:
        """What its holder was made when they signed in: `admin`, `builder`. Raises NotSignedIn."""


class Secrets(Protocol):
    def secret(self, name: str, *, make: bool = False) -> str:
        """A secret of this deployment; with `make`, drawn where there is none. Raises Unavailable."""


class Bots(Protocol):
    def find(self, bot_id: str) -> Bot | None: ...

    def owned_by(self, user_id: str, after: str = "", limit: int = 50) -> Listing:
        """Bots of an owner, newest first."""

    def listed(self, bot_ids: Sequence[str]) -> Sequence[Bot]:
        """Those of at most 100 bots that are there, in the order asked for."""


class BotWriter(Protocol):
    def create(self, bot: Bot) -> None: ...

    def change(self, bot_id: str, user_id: str, settings: Mapping[str, Any]) -> Bot:
        """Raises NotFound unless the bot is there and this user's."""

    def erase(self, bot_id: str, user_id: str) -> None: ...


class Documents(Protocol):
    def find(self, bot_id: str, document_id: str) -> Document | None: ...

    def in_bot(self, bot_id: str, after: str = "", limit: int = 50) -> Listing:
        """Documents of a bot, newest first, in whatever state."""

    def with_content(self, bot_id: str, sha256: str) -> Document | None:
        """A document of the bot with this content that is there, or under way to be."""


class Siblings(Protocol):
    def alike(self, document: Document) -> Sequence[Document]:
        """The bot's other documents of the same name or content, oldest first, in whatever state."""


class Overdue(Protocol):
    def overdue(self, moment: str, limit: int = 100) -> Sequence[tuple[str, str]]:
        """(bot_id, document_id) of documents whose deadline is before `moment`, the longest over first.

        May lag behind by seconds: look at each again before judging it.
        """


class DocumentWriter(Protocol):
    def create(self, document: Document) -> None: ...

    def advance(self, document: Document, **fields: Any) -> Document:
        """Set fields of a document that is where it was left: still under way (or still failed) in the same
        attempt. It, changed. Raises Conflict where it is gone, has ended, or was begun anew."""

    def erase(self, bot_id: str, document_id: str) -> None: ...


class Publisher(Protocol):
    """The one writer of what is live. Each call is one atomic, conditional write."""

    def publish(self, document: Document) -> Sequence[Document]:
        """Make `live_version` answer, save the document, raise `knowledge_version`, count what is live.

        In the same write an older document of the same name stops answering and is `deleting`: these come
        back. Raises Conflict if the document is not under way in this attempt; NotFound if its bot is gone or
        being deleted; DocumentRejected (`superseded`, `duplicate`) where a younger document of this name, or
        one of another name with this content, answers.
        """

    def withdraw(self, document: Document, **ending: Any) -> None:
        """Stop the document from answering and mark it `deleting`; nothing happens if it is gone.

        `ending`: other fields than these to leave it with.
        """

    def amend(self, document: Document, was: str) -> None:
        """Make another stored `live_version` of a document answer in place of the version `was`, and raise
        `knowledge_version`. Raises Conflict if `was` does not answer any more; NotFound as publish."""

    def recount(self, bot: Bot, documents: int, chunks: int, size: int) -> None:
        """Put right what the bot counts, `size` in bytes. Raises Conflict if what it knows changed since it
        was read."""


class Knowledge(Protocol):
    """Blocks and chunks of document versions. Unpublished ones are invisible to search."""

    def store(self, bot_id: str, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> None: ...

    def erase(self, bot_id: str, document_id: str = "", version: str = "") -> Mapping[str, int]:
        """Remove what is kept of a document's version, of all its versions, or of the whole bot:
        {"blocks": n, "chunks": n}."""

    def versions(self, bot_id: str, document_id: str) -> Mapping[str, int]:
        """How many chunks the blocks of each stored version of a document hold."""

    def held(self, bot_id: str) -> Mapping[tuple[str, str], int]:
        """The same of all documents of a bot, by (document_id, version)."""

    def cuts(self, bot_id: str, document_id: str, version: str) -> Set[int]:
        """Which ways the terms of a version's blocks were cut: each block's `cut`."""


class Blocks(Protocol):
    def live(self, bot_id: str) -> Mapping[str, str]:
        """Document id to version, for everything that answers now."""

    def load(self, bot_id: str, live: Mapping[str, str]) -> Iterable[Block]:
        """The blocks of these document versions, in no particular order."""


class Chunks(Protocol):
    def read(self, bot_id: str, chunk_ids: Sequence[str]) -> Sequence[Chunk]:
        """The chunks in the order asked for; those that are gone are left out."""

    def of_document(self, bot_id: str, document: Document, after: str = "", limit: int = 50) -> Listing:
        """Chunks of the live version in reading order."""


class Shelves(Blocks, Chunks, Protocol):
    """All that is stored of what answers."""


class Index(Protocol):
    def search(self, bot: Bot, question: str, vector: Matrix, limit: int) -> Sequence[Scored]:
        """The chunks of the bot's live knowledge that fit best in meaning and words, best first.

        `vector`: (dimension,) float32, the question's. Raises Unavailable where stored vectors are of another
        model.
        """


class LargeIndex(Index, Protocol):
    """An Index outside of this process, for bots that are too large for its memory."""

    def ready(self) -> bool:
        """Whether it is there at all, and searches all it holds."""

    def covers(self, bot: Bot) -> bool:
        """Whether all that the bot knows now is there; search only then."""

    def held(self, bot_id: str) -> Mapping[str, str]:
        """Document id to version, for every version that is there whole."""

    def add(self, bot_id: str, document_id: str, version: str, blocks: Iterable[Block]) -> None:
        """Hold a version; `blocks` are all of it."""

    def remove(self, bot_id: str) -> None:
        """Hold nothing of the bot any more."""


class Embedder(Protocol):
    model: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Matrix:
        """(len(texts), dimension) float32, each row of length one; no rows for no texts."""

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text without the two special ones, never truncated."""


class Files(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None: ...

    def read(self, key: str, limit: int) -> bytes:
        """Raises NotFound; raises TooLarge without reading if the file has more than `limit` bytes."""

    def erase(self, prefix: str) -> int:
        """Remove all files under a prefix, old versions too; how many there were."""


class Reader(Protocol):
    def read(self, data: bytes, filename: str, *, progress: Callable[[int, int], None]) -> Extraction:
        """The text of a file; `progress` is told (pages done, pages), from the calling thread.

        A PDF of pictures has no pages: it is the caller's to look at them, or to refuse it.

        Raises DocumentRejected, whatever the file does: its `reason` says why, its message the cure.
        """


class Pictures(Protocol):
    def pictures(self, data: bytes, pages: Sequence[int]) -> Mapping[int, bytes]:
        """What these pages of a PDF look like, each a grey PNG of at most 10 MB.

        Pages that cannot be drawn are left out. Raises DocumentRejected where drawing them had to be ended.
        """


class Recogniser(Protocol):
    def recognise(self, picture: bytes) -> Recognised:
        """The text that the picture (a PNG) of a page shows. May be asked by several threads at once.

        Nothing where it shows none, cannot be read or takes too long. Raises Unavailable where no picture can
        be read now; the message tells the cure.
        """


class Links(Protocol):
    def link(self, key: str, filename: str, lifetime: int, shown_as: str = "") -> str:
        """An address that lets its holder download one file under this name for `lifetime` seconds.

        With `shown_as` a browser shows it in place, as this content type whatever it was stored as: name only
        types that run nothing.
        """


class Archives(Protocol):
    def writing(self, key: str, content_type: str) -> AbstractContextManager[IO[bytes]]:
        """A file to be written from its start to its end; it is there once the block has ended well."""


class PartedFiles(Protocol):
    """A large file written in parts, by several processes one after the other; and read piece by piece."""

    def begin(self, key: str, content_type: str) -> str:
        """The id of what is to be written."""

    def part(self, key: str, upload: str, number: int, data: bytes) -> str:
        """Write part `number` (from 1), of at least 5 MiB but for the last, again if need be: its tag."""

    def finish(self, key: str, upload: str, tags: Sequence[str]) -> None:
        """Make a file of the parts with these tags, in order."""

    def opened(self, key: str) -> IO[bytes]:
        """The file, to be read from any place; little of it is in memory. Raises NotFound."""


class Work(Protocol):
    def add(self, bot_id: str, document_id: str, delay: int = 0) -> None:
        """Have a document (or a crawl, by its id) worked on in `delay` seconds, at least once."""

    def give_back(self, receipt: str, seconds: int) -> None:
        """Let what was taken from the queue come back in so many seconds instead of when its hold ends."""


class GivenUp(Protocol):
    """Messages that were tried often enough."""

    def take(self) -> Sequence[tuple[str, str]]:
        """(body, receipt) of the next few; those that are not `done` with come again after a minute."""

    def done(self, receipt: str) -> None: ...


class UploadForms(Protocol):
    def form(self, key: str, content_type: str, size: int, lifetime: int) -> UploadForm:
        """A form that lets its holder post exactly `size` bytes of this type to this key."""


class Pages(Protocol):
    def get(self, url: str, most: int) -> WebAnswer:
        """One answer of a public web server, of at most `most` bytes; redirects are told, not followed.

        Raises DocumentRejected: blocked_address, unreachable or too_large.
        """


class Webhooks(Protocol):
    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that a public web server answers what it is sent with; redirects are not followed.

        Raises DocumentRejected (blocked_address, unreachable), BadInput where that is no web address.
        """
