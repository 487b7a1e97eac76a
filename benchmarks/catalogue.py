"""Recall where passages hardly differ: `python -m benchmarks.catalogue`.

6,000 lines of a catalogue, and the same in eight copies with a little noise. Beside what the product finds
stands what comparing all rows as int8 would: what is missing there is nearer to another than int8 can tell.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from benchmarks import material
from benchmarks.search import TOP, Corpus, embedded, exact, packed, recall, rows, shelved
from docent.adapters.minilm import MiniLM
from docent.ports import Matrix
from docent.vectors import cosines, highest, unpack

_NAMES = ("bolt", "nut", "washer", "screw", "anchor", "rivet", "bracket", "hinge", "clamp", "spring")
_MATERIALS = ("steel", "brass", "copper", "nylon", "aluminium", "titanium")
_COLOURS = ("black", "white", "red", "blue", "green")
_SIZES = range(4, 24)
_COPIES, _NOISE = 8, np.float32(0.01)


def main() -> None:
    embedder = MiniLM(material.CHECKOUT / "build" / "model")
    vectors, asked = embedded(embedder, lines()), embedder.embed(questions())
    for corpus in (vectors, copied(vectors)):
        blocks = list(packed(Corpus(corpus, [[] for _ in corpus]), embedder))
        shelf, right = shelved(blocks), exact(corpus, asked)
        codes, scales = (np.concatenate(each) for each in zip(*map(unpack, blocks), strict=True))
        ours = recall(right, [rows(shelf.search("", each, TOP)) for each in asked])
        whole = recall(right, [highest(cosines(codes, scales, each), TOP).tolist() for each in asked])
        print(f"catalogue of {len(corpus):,} lines: recall@10 {ours:.4f}; int8, all rows, {whole:.4f}")


def lines() -> list[str]:
    """6,000 of them."""
    return [
        f"The {name} M{size} of {made_of}, {colour}, costs {size * len(name)} euros; number {number:05d}."
        for number, (name, made_of, colour, size) in enumerate(product(_NAMES, _MATERIALS, _COLOURS, _SIZES))
    ]


def questions() -> list[str]:
    """A hundred."""
    kinds = [f"Which {each} {name} do you have in red?" for name, each in product(_NAMES, _MATERIALS)]
    return kinds + [f"What does the {name} M{size} cost?" for name, size in product(_NAMES, (6, 10, 14, 18))]


def copied(vectors: Matrix) -> Matrix:
    """(rows * 8, dimension), of length one."""
    random = np.random.default_rng(0)
    copies = [vectors + random.standard_normal(vectors.shape, np.float32) * _NOISE for _ in range(_COPIES)]
    stacked = np.concatenate(copies)
    stacked /= np.linalg.norm(stacked, axis=1, keepdims=True)
    return stacked


if __name__ == "__main__":
    main()
