"""How fast is search, and how exact? `python -m benchmarks.search [--all]`.

Real texts (claude-docs, SQuAD 2.0, XQuAD English) give the first chunks. To come to 10,000 and 100,000, each
further one is the first half of one text and the second half of another, its vector the mixture of theirs
with a little noise. Questions are real. Milliseconds are of one thread: `cpu` what it worked (median), `p50`
and `p95` what passed by the clock. Recall is of the ten best by float32 cosine. --all fills slow peers with
100,000 chunks too.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from benchmarks import material, search_peers
from benchmarks.ingestion_oracle import official
from benchmarks.ways import chunked
from docent import lexical, postings
from docent.adapters.dynamo import from_item, to_item
from docent.adapters.dynamo_vectors import joined, split
from docent.adapters.minilm import MiniLM
from docent.blocks import SIZE
from docent.model import Block, Extraction, Page
from docent.ports import Matrix
from docent.postings import Lexicon
from docent.shelf import Shelf
from docent.vectors import highest, pack

SETS = ("claude-docs", "squad2-half", "xquad-en")
SIZES = (10_000, 100_000)
ASKED = 100
BATCH = 16
TOP = 10
PAGE = 1_000_000
LISTED = 500  # chunks whose vectors are parsed as lists of numbers; more would take minutes


class Corpus(NamedTuple):
    """Chunks by their vectors and terms."""

    vectors: Matrix
    terms: list[list[str]]


def main(arguments: Sequence[str]) -> Mapping[str, float]:
    """What was measured that the limits are of, by what it is."""
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    texts, questions = real(embedder)
    vectors = embedded(embedder, texts)
    asked = embedder.embed(questions)
    speed = bandwidth()
    print(f"memory is read at {speed / 1e9:.1f} GB/s by one thread; {len(texts)} real texts")
    print(f"{'':34} {'cpu':>8} {'p50':>8} {'p95':>8}  recall@10")
    figures: dict[str, float] = {}
    for size in SIZES:
        corpus = grown(Corpus(vectors, [lexical.tokens(text) for text in texts]), size)
        blocks = list(packed(corpus, embedder))
        figures |= compare(corpus, blocks, questions, asked, speed, "--all" in arguments)
        if size == SIZES[0]:
            figures["cold"] = cold(blocks)
    return {**figures, "embedding": embedding(embedder, questions)}


def real(embedder: MiniLM) -> tuple[list[str], list[str]]:
    """Texts of chunks, and questions: as many of each set."""
    texts, questions = [], []
    for name in SETS:
        for row in material.rows(f"retrieval/{name}/corpus.jsonl"):
            extraction = Extraction((Page(0, row["text"]),), 0)
            texts += [each.embedded for each in chunked(embedder, row["_id"], extraction)]
        rows = list(material.rows(f"retrieval/{name}/queries.jsonl"))
        questions += [row["text"] for row in rows[:ASKED]]
    return texts, questions


def embedded(embedder: MiniLM, texts: Sequence[str]) -> Matrix:
    """In the order of the texts; fed by length, as ingestion does."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]), reverse=True)
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(order), 32):
        group = order[start : start + 32]
        vectors[group] = embedder.embed([texts[at] for at in group])
    return vectors


def grown(corpus: Corpus, size: int) -> Corpus:
    """The corpus and mixtures of its chunks, `size` in all."""
    random, real = np.random.default_rng(0), len(corpus.terms)
    one, other = np.arange(size) % real, random.integers(real, size=size)
    share = random.uniform(0.3, 0.7, (size, 1)).astype(np.float32)
    noise = random.standard_normal((size, corpus.vectors.shape[1]), np.float32) * np.float32(0.01)
    vectors = share * corpus.vectors[one] + (1 - share) * corpus.vectors[other] + noise
    vectors[:real] = corpus.vectors
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    halves = [terms[: len(terms) // 2] for terms in corpus.terms], [t[len(t) // 2 :] for t in corpus.terms]
    mixed = [halves[0][a] + halves[1][b] for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    return Corpus(vectors, corpus.terms + mixed[real:])


def packed(corpus: Corpus, embedder: MiniLM) -> Iterator[Block]:
    for start in range(0, len(corpus.terms), SIZE):
        rows, terms = corpus.vectors[start : start + SIZE], corpus.terms[start : start + SIZE]
        yield Block(
            f"doc_{start}", "v", 0, len(terms), embedder.model, embedder.dimension, *pack(rows),
            hashes=bytes(16 * len(terms)), terms=postings.pack(terms), cut=lexical.VERSION,
        )  # fmt: skip


def shelved(blocks: Sequence[Block]) -> Shelf:
    live = {block.document_id: block.version for block in blocks}
    return Shelf.empty(blocks[0].dimension).updated(live, blocks, blocks[0].model)


def compare(
    corpus: Corpus, blocks: Sequence[Block], questions: Sequence[str], asked: Matrix, speed: float, all_: bool
) -> Mapping[str, float]:
    """One table: our search by vectors, by words and by both, and each peer. Our own time and recall."""
    shelf, count = shelved(blocks), len(corpus.terms)
    right = exact(corpus.vectors, asked)
    print(f"{count:,} chunks, {shelf.nbytes / 1e6:.1f} MB in memory")
    print(f"  {'limit: reading int8 vectors once':32} {corpus.vectors.size / speed * 1000:8.3f}")
    print(f"  {'limit: reading float32 vectors':32} {corpus.vectors.nbytes / speed * 1000:8.3f}")
    dense = [rows(shelf.search("", each, TOP)) for each in asked]
    share = recall(right, dense)
    timed("docent by vectors", lambda at: shelf.search("", asked[at], TOP), share)
    others(corpus.vectors, asked, right)
    words, none = Lexicon(postings.joined([postings.unpack(block.terms) for block in blocks])), np.arange(0)
    timed("docent by words", lambda at: words.search(lexical.asked(questions[at]), TOP, none))
    fused = timed("docent by both, fused", lambda at: shelf.search(questions[at], asked[at], TOP))
    for name, make in search_peers.DENSE.items():
        if count > SIZES[0] and name in search_peers.SLOW and not all_:
            print(f"  {name}: filled with {count:,} only by --all")
            continue
        peer(name, lambda make=make: make(corpus.vectors), asked, right)  # type: ignore[misc]
    terms = [lexical.tokens(question) for question in questions]
    peer("bm25s (words)", lambda: search_peers.bm25s(corpus.terms), terms, ())
    return {f"{count} fused": fused, f"{count} recall": share}


def exact(vectors: Matrix, asked: Matrix) -> list[set[int]]:
    """The ten best rows for each question."""
    nearest = np.argpartition(-(asked @ vectors.T), TOP, axis=1)[:, :TOP]
    return [set(each) for each in nearest.tolist()]


def others(vectors: Matrix, asked: Matrix, right: Sequence[set[int]]) -> None:
    """What was not taken: float16 rows, and questions that are searched several at a time."""
    rows = vectors.astype(np.float16)
    exact = recall(right, [_half(rows, each) for each in asked])
    timed("float16, all rows", lambda at: _half(rows, asked[at]), exact)
    stored, steps = pack(vectors)
    codes, scales = np.frombuffer(stored, "i1").reshape(vectors.shape), np.frombuffer(steps, "<f4")
    batches = [asked[at : at + BATCH] for at in range(0, len(asked), BATCH)]
    timed(f"int8, {BATCH} questions at once", lambda at: _together(codes, scales, batches[at % len(batches)]))


def _half(rows: Any, vector: Matrix) -> list[int]:
    """The ten best by rows of float16, turned into float32 as many at a time as docent.vectors does."""
    parts = [np.vecdot(rows[at : at + 256].astype(np.float32), vector) for at in range(0, len(rows), 256)]
    found: list[int] = highest(np.concatenate(parts), TOP).tolist()
    return found


def _together(codes: Any, scales: Any, vectors: Matrix) -> list[Any]:
    """The ten best for each of several questions, by one product of matrices for every 256 rows."""
    scores = np.empty((len(vectors), len(codes)), np.float32)
    for at in range(0, len(codes), 256):
        np.matmul(vectors, codes[at : at + 256].astype(np.float32).T, out=scores[:, at : at + 256])
    return [highest(each, TOP) for each in scores * scales]


def rows(found: Sequence[Any]) -> list[int]:
    """Where hits stand in the corpus."""
    parts = (hit.chunk_id.split(".") for hit in found)
    return [int(document.removeprefix("doc_")) + int(ordinal) for _, document, _, ordinal in parts]


def recall(right: Sequence[set[int]], found: Sequence[Sequence[int]]) -> float:
    return sum(len(each & {*got}) for each, got in zip(right, found, strict=True)) / (TOP * len(right))


def peer(name: str, make: Callable[[], Any], asked: Any, right: Sequence[set[int]]) -> None:
    try:
        search = make()
    except ImportError as error:
        print(f"  {name}: not installed ({error.name}); see requirements/search-peers.in")
        return
    exact = recall(right, [search(each) for each in asked]) if right else None
    timed(name, lambda at: search(asked[at]), exact)


def timed(name: str, work: Callable[[int], object], exact: float | None = None) -> float:
    """Print what 300 calls took, after as many to warm up. The median of the clock."""
    took, worked = [], []
    for at in [*range(3 * ASKED), *range(3 * ASKED)]:
        started, began = time.perf_counter(), time.thread_time()
        work(at)
        took.append((time.perf_counter() - started) * 1000)
        worked.append((time.thread_time() - began) * 1000)
    cpu, (p50, p95) = np.median(worked[3 * ASKED :]), np.percentile(took[3 * ASKED :], (50, 95))
    said = "" if exact is None else f"  {exact:.4f}"
    print(f"  {name:32} {cpu:8.3f} {p50:8.3f} {p95:8.3f}{said}", flush=True)
    return float(p50)


def bandwidth() -> float:
    """Bytes a second that one thread reads from memory: the best of ten sums over 512 MB."""
    numbers = np.ones(1 << 26, np.float64)
    best = float("inf")
    for _ in range(10):
        started = time.perf_counter()
        np.add.reduce(numbers)
        best = min(best, time.perf_counter() - started)
    return numbers.nbytes / best


def cold(blocks: Sequence[Block]) -> float:
    """Milliseconds of CPU from DynamoDB's response bytes to a searchable bot, as botocore parses them."""
    bodies = pages([to_item({**item, "bot_id": "bot"}) for block in blocks for item in split(block)])
    took = []
    for _ in range(7):
        began = time.process_time()
        items = (from_item(item) for body in bodies for item in parsed(body))
        shelf = shelved(list(joined(items)))
        shelf.search("warm?", np.ones(blocks[0].dimension, np.float32), TOP)
        took.append((time.process_time() - began) * 1000)
    size = sum(map(len, bodies))
    print(f"  cold: {len(bodies)} pages, {size / 1e6:.1f} MB on the wire", end="")
    print(f"; bytes to the first answer {np.median(took):.1f} ms of CPU, best {min(took):.1f}; limit 60")
    numbers = np.random.default_rng(0).standard_normal((LISTED, blocks[0].dimension)).tolist()
    listed = pages([to_item({"chunk_id": str(at), "vector": row}) for at, row in enumerate(numbers)])
    began = time.process_time()
    np.array([from_item(item)["vector"] for body in listed for item in parsed(body)], np.float32)
    scaled = (time.process_time() - began) * sum(block.count for block in blocks) / LISTED
    print(f"  the same vectors as lists of numbers: {scaled:.1f} s ({LISTED} parsed, scaled up)")
    return float(np.median(took))


def pages(items: Sequence[dict[str, Any]]) -> list[bytes]:
    """The bodies of a query's answers: as many items each as come to 1 MB, counted as DynamoDB does."""
    bodies: list[list[dict[str, Any]]] = [[]]
    held = 0
    for item in items:
        size = sum(len(name) + _size(value) for name, value in item.items())
        if held + size > PAGE and bodies[-1]:
            bodies.append([])
            held = 0
        bodies[-1].append(item)
        held += size
    return [json.dumps({"Count": len(each), "Items": each}, default=_base64).encode() for each in bodies]


def _size(value: Any) -> int:
    kind, content = next(iter(value.items()))
    return sum(map(_size, content)) if kind == "L" else len(content)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def parsed(body: bytes) -> list[dict[str, Any]]:
    """The items of an answer, by botocore's own parser."""
    from botocore.parsers import create_parser

    answer = {"status_code": 200, "headers": {}, "body": body}
    items: list[dict[str, Any]] = create_parser("json").parse(answer, _answer())["Items"]
    return items


@lru_cache
def _answer() -> Any:
    from botocore.session import get_session

    return get_session().get_service_model("dynamodb").operation_model("Query").output_shape


def embedding(embedder: MiniLM, questions: Sequence[str]) -> float:
    """One question to its vector."""
    print("embedding a question; limit 3")
    took = timed("docent (int8, ONNX Runtime)", lambda at: embedder.embed([questions[at]]))
    try:
        peer = official()
    except ImportError:
        print("  sentence-transformers: not installed; `make parity` does")
    else:
        timed("sentence-transformers", lambda at: peer.encode([questions[at]]))
    return took


if __name__ == "__main__":
    main(sys.argv[1:])
