"""The nouns of the product: what is stored, passed between parts, and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal[
    "awaiting_upload", "queued", "extracting", "embedding", "ready", "partial", "failed", "deleting"
]
Reason = Literal[
    "password_protected", "no_text_layer", "unreadable", "unsupported_type", "empty", "too_large",
    "too_many_pages", "too_many_chunks", "archive_bomb", "garbled_text", "content_mismatch",
    "pages_without_text", "processing_error", "timed_out", "unreachable", "blocked_address",
    "robots_forbidden", "not_a_page", "duplicate", "superseded", "upload_never_came", "tests_failed",
]  # fmt: skip
FINAL: frozenset[Status] = frozenset({"ready", "partial", "failed"})
UNDER_WAY: frozenset[Status] = frozenset({"awaiting_upload", "queued", "extracting", "embedding"})


def chunk_id(document_id: str, version: str, ordinal: int) -> str:
    """Id of a chunk; sorts by document, version and reading order."""
    return f"c.{document_id}.{version}.{ordinal:06d}"


@dataclass(frozen=True, slots=True)
class Bot:
    """A chatbot and its settings. `knowledge_version` rises whenever a document is published or removed.

    `threshold`: the least confidence (0 to 1) with which it answers, where its builder set one;
    `calibrated_threshold` was computed when `churn`, the passages that ever came, went or were changed, was
    `calibrated_churn`. `show_sources`: visitors may open what answers given to them cite. `tests_block`: no
    document is published with which it would fail a pinned question. `proof_of_work`: new visitors' browsers
    work for their token. `hosted`: it has its own page. `reads_all`: it answers from all, if that is little.
    `contact`: `when` visitors are asked which `fields`; `person`: the `email` or `webhook` of a person.
    """

    bot_id: str
    user_id: str
    name: str
    description: str = ""
    instructions: str = ""
    model: str = "auto"
    allowed_origins: tuple[str, ...] = ()
    theme: Mapping[str, str] = field(default_factory=dict)
    starters: tuple[str, ...] = ()
    refusal: str = ""
    budget_usd_per_day: float | None = None
    conversation_days: int | None = None
    threshold: float | None = None
    calibrated_threshold: float | None = None
    calibrated_churn: int = 0
    show_sources: bool = False
    tests_block: bool = False
    proof_of_work: bool = False
    hosted: bool = False
    reads_all: bool = False
    contact: Mapping[str, Any] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    documents: int = 0
    chunks: int = 0
    bytes: int = 0
    churn: int = 0
    knowledge_version: int = 0
    created_at: str = ""
    updated_at: str = ""
    erasing: bool = False

    @property
    def unknown(self) -> str:
        """What it says when the documents do not answer."""
        return self.refusal or "I don't know: the documents I was given do not answer that."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is: `done` of `total` steps of `stage`; total 0 while unknown."""

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One uploaded file or fetched page. `live_version` names the version whose blocks answer; empty while
    none does. `source_url`: where it was fetched from; empty for what was uploaded.

    `attempt` counts how often reading was begun anew; what is stored for an attempt is a version of its own.
    `deadline` is when it must have come to an end, whoever works on it; empty once it has.
    `edits`: how many of its passages are changed or switched off; `former`: the version before the last such
    change, until it is cleared away.
    """

    bot_id: str
    document_id: str
    filename: str
    content_type: str
    status: Status
    bytes: int = 0
    sha256: str = ""
    reason: str = ""
    message: str = ""
    progress: Progress = Progress("waiting")
    pages: int = 0
    chunks: int = 0
    blocks: int = 0
    coverage: Mapping[str, Any] | None = None
    live_version: str = ""
    source_url: str = ""
    attempt: int = 1
    deadline: str = ""
    edits: int = 0
    former: str = ""
    created_at: str = ""
    updated_at: str = ""

    @property
    def version(self) -> str:
        """The version that the present attempt makes."""
        return f"v{self.attempt}"

    @property
    def folder(self) -> str:
        """Prefix of everything of it in the file store."""
        return f"{self.bot_id}/{self.document_id}/"

    @property
    def original(self) -> str:
        """Key of the uploaded bytes in the file store."""
        return f"{self.folder}original"

    @property
    def draft(self) -> str:
        """Key of what was read of it, kept while a long document is being embedded."""
        return f"{self.folder}{self.version}/draft"

    @property
    def recognised(self) -> str:
        """Key of what was recognised of its pictures, kept while there are more."""
        return f"{self.folder}{self.version}/recognised"


@dataclass(frozen=True, slots=True)
class Page:
    """Text of one page, 1-based; documents without pages are one page with number 0."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read of a file: its pages in order, and the pages that gave nothing.

    `silent_pages` show something and hold no text; `garbled_pages` hold letters that make no words, and were
    left out. `images` counts pictures by page. `recognised_pages`: whose text was read off their picture;
    `looked_at`: text recognition saw those that are silent or garbled still. `drawable`: pages can be drawn.
    `notes` are sentences for the builder on what was left out on purpose.
    `apart`: each page is a question, as its heading, with its answer, and a passage by itself.
    """

    pages: tuple[Page, ...]
    page_count: int
    silent_pages: tuple[int, ...] = ()
    garbled_pages: tuple[int, ...] = ()
    images: Mapping[int, int] = field(default_factory=dict)
    apart: bool = False
    recognised_pages: tuple[int, ...] = ()
    looked_at: bool = False
    drawable: bool = False
    notes: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        return sum(len(page.text) for page in self.pages)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Text read off a picture, lines in reading order; `sure` is how sure of its words, 0 to 1."""

    text: str = ""
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document. `start`, `end`: its span in the document's text, pages joined by a newline.

    `page` is where it begins; `turns` lists (offset in `text`, page) for every page that begins inside it.
    `asked`: the question that it answers, where it is a curated answer. `original`: its text as it was read,
    where its builder changed it or switched it `off`; who is off is found by nobody.
    """

    chunk_id: str
    document_id: str
    filename: str
    ordinal: int
    text: str
    page: int
    heading: str = ""
    start: int = 0
    end: int = 0
    turns: tuple[tuple[int, int], ...] = ()
    asked: str = ""
    original: str = ""
    off: bool = False

    @property
    def embedded(self) -> str:
        """The text that its vector is of: of a curated answer its question, for that is what is asked."""
        return self.asked or self.text

    @property
    def indexed(self) -> str:
        """The text whose terms it is found by: what its file and its section are called is asked for, too."""
        return f"{self.filename}\n{self.heading}\n{self.text}"

    def page_at(self, offset: int) -> int:
        """The page on which the character at `offset` of the text stands."""
        return next((page for at, page in reversed(self.turns) if at <= offset), self.page)


@dataclass(frozen=True, slots=True)
class Block:
    """Vectors of up to some 500 chunks of one document version, packed; never changed once stored.

    `vectors`: count * dimension int8, row by row; `scales`: count float32, little-endian;
    a vector is row * scale. `first` is the ordinal of its first chunk. `hashes`: 16 bytes a chunk, of the
    text that was embedded; empty in blocks of old. `terms`: the terms of its chunks as docent.postings packs
    them, cut in the way whose number is `cut`; empty and 0 in blocks of old.
    """

    document_id: str
    version: str
    first: int
    count: int
    model: str
    dimension: int
    vectors: bytes
    scales: bytes
    hashes: bytes = b""
    terms: bytes = b""
    cut: int = 0


def block_id(block: Block) -> str:
    """Key of a block beside the chunks of its version."""
    return f"b.{block.document_id}.{block.version}.{block.first:06d}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A chunk found by a search. `score` is what it was ranked by, of use among the hits of one question.

    `dense`: the cosine of its vector and the question's, -1 to 1. `lexical`: BM25 of its terms as a share of
    the most that the terms of the question can give, 0 to 1.
    """

    chunk_id: str
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk with the scores it was found by; `score` is what it was ranked by.

    Where neighbours were joined `chunk` is all of them; `parts`: (start, end) of each in its text.
    """

    chunk: Chunk
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where and with which form fields a browser posts a file straight to the store."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """`location`: where it sends us; `retry_after`: seconds; `policy`: its Content-Security-Policy."""

    url: str
    status: int
    content_type: str = ""
    charset: str = ""
    location: str = ""
    data: bytes = b""
    retry_after: int = 0
    policy: str = ""
