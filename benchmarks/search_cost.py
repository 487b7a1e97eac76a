"""What a million questions cost to search, in memory and by DynamoDB's vector index.

python -m benchmarks.search_cost [--chunks 50000] [--cold 0.01] [--usd-per-gb PRICE]

Sizes are of real blocks: texts of claude-docs, packed as ingestion does. `cold` is the share of questions
that find the bot not in memory. What a vector search examines is billed by the byte: name the price that your
region lists, or get the gigabytes. Reading the bot itself and recording the turn are the same for both.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks import material
from benchmarks.ways import chunked
from docent import lexical, postings
from docent.adapters.minilm import MiniLM
from docent.model import Extraction, Page
from docent.vectors import pack

# us-east-1, on demand, since November 2024: a million read units; a GB of table for a month.
READS_USD, STORAGE_USD = 0.125, 0.25
READ, CHUNKS_READ, MOST = 4_096, 6, 100
# What searches of 100 hits were billed for, 1,024 dimensions and 15,000 vectors, as users measured them in
# August 2026; ours have 384. AWS publishes no formula, and bills by what a search examines.
EXAMINED = 117_244
NUMBER = 4.1  # bytes that a number of a vector takes in a table, measured by the same
MILLION, DIMENSION = 1_000_000, 384


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_cost")
    parser.add_argument("--chunks", type=int, default=50_000)
    parser.add_argument("--cold", type=float, default=0.01)
    parser.add_argument("--usd-per-gb", type=float)
    given = parser.parse_args(arguments)
    block, text = sizes()
    print(f"{given.chunks:,} passages: {block:.0f} bytes each in blocks, {text:.0f} as text")
    load = given.chunks * block / READ
    print(f"a cold start reads {given.chunks * block / 1e6:.1f} MB: {load:,.0f} read units, 3,000 a second")
    passages = CHUNKS_READ * units(text) * READS_USD
    print(f"in memory: loads {given.cold * load * READS_USD:.2f} USD + passages {passages:.2f} USD a million")
    candidates = MOST * units(text) * READS_USD
    gigabytes = EXAMINED * MILLION / 1e9
    price = "" if given.usd_per_gb is None else f" = {gigabytes * given.usd_per_gb:.2f} USD"
    print(f"vector index: candidates {candidates:.2f} USD + passages {passages:.2f} USD", end=" ")
    print(f"+ {gigabytes:.0f} GB searched{price} a million")
    extra = given.chunks * DIMENSION * NUMBER / 1e9 * STORAGE_USD
    print(f"its vectors as lists of numbers: {extra:.2f} USD a month more, and the index itself")


def sizes() -> tuple[float, float]:
    """Mean bytes of a passage in a block, and of its text."""
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    texts = [
        chunk.indexed
        for row in material.rows("retrieval/claude-docs/corpus.jsonl")
        for chunk in chunked(embedder, row["_id"], Extraction((Page(0, row["text"]),), 0))
    ]
    packed = postings.pack([lexical.tokens(text) for text in texts[:500]])
    vectors = sum(map(len, pack(np.ones((1, embedder.dimension), np.float32)))) + 16
    return vectors + len(packed) / len(texts[:500]), sum(len(text.encode()) for text in texts) / len(texts)


def units(size: float) -> float:
    """Read units of an item, read as the store has it just now (eventually consistent)."""
    return -(-size // READ) / 2


if __name__ == "__main__":
    main()
