"""One collection's move, from reading it to the proof."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from docent.model import Bot
from docent.ports import Blocks, Chunks, Matrix
from migration.mapping import Target
from migration.overlap import LEAST, measured
from migration.pace import Pace, Progress, Tell
from migration.qdrant import PAGE, Qdrant, Shape
from migration.report import Report
from migration.staging import Staging
from migration.state import Fate, State
from migration.vectors import Builder, Stores, is_ours

_SAMPLED = 100
_LOOKS = 3


@dataclass(frozen=True)
class Collection:
    """`questions`: texts whose neighbours are compared besides those of sampled points."""

    target: Target
    bot: Bot
    qdrant: Qdrant
    state: State
    stores: Stores
    blocks: Blocks
    chunks: Chunks
    pace: Pace
    tell: Tell
    report: Report
    questions: Sequence[str] = ()
    stop: bool = False

    @property
    def kind(self) -> str:
        return f"points of {self.target.collection}"

    def move(self) -> None:
        shape, staging, keep = self.build(Builder)
        self._count(staging)
        self._read_back(staging)
        if keep and staging.count():
            self._prove(shape, staging)

    def build(self, builder: type[Builder]) -> tuple[Shape, Staging, bool]:
        """Read all of it, and store what is not stored yet."""
        shape = self.qdrant.shape(self.target.collection, self.target.vector)
        staging = Staging(self.state, self.target.collection, self.kind)
        self._read(shape, staging)
        keep = self._keeps(shape, staging)
        if not staging.count() and self.state.marks(f"document.{self.target.collection}."):
            self.report.require(
                False, f"{self.target.collection} holds no text any more. What was moved of it stays;"
                " delete it in Docent, if that is meant.",
            )  # fmt: skip
            return shape, staging, keep
        builder(
            self.target, self.bot, staging, self.state, self.kind, self.stores, self.pace, keep, self.stop
        ).run(self.tell)  # fmt: skip
        return shape, staging, keep

    @property
    def _mark(self) -> str:
        return f"collection.{self.target.collection}"

    def _read(self, shape: Shape, staging: Staging) -> None:
        """All points to disk, from where a run that was killed left off; then what changed meanwhile."""
        mark: dict[str, Any] = self.state.marked(self._mark, {"run": 0, "offset": None})
        if mark["offset"] is None:
            mark = {"run": mark["run"] + 1, "offset": None}
        total = self.qdrant.count(self.target.collection)
        progress = Progress(f"{self.target.collection}: points read", total, self.tell)
        for points, offset in self.qdrant.pages(self.target.collection, shape, mark["offset"]):
            with self.state.together():
                staging.add(points, mark["run"], self.target.paths)
                self.state.mark(self._mark, {**mark, "offset": offset})
            progress.step(len(points))
        with self.state.together():
            staging.prune(mark["run"])
        self._settle(shape, staging, mark["run"])
        self.state.mark(self._mark, {**mark, "offset": None})
        progress.tell()

    def _settle(self, shape: Shape, staging: Staging, run: int) -> None:
        """Look again for what came, went or changed while we read; a restless collection is reported."""
        changed = 0
        for _ in range(_LOOKS):
            come, gone = staging.changes(self.qdrant.payloads(self.target.collection))
            if not come and not gone:
                break
            changed += len(come) + len(gone)
            for first in range(0, len(come), PAGE):
                found = self.qdrant.some(self.target.collection, shape, come[first : first + PAGE])
                with self.state.together():
                    staging.add(found, run, self.target.paths)
            with self.state.together():
                for id in gone:
                    staging.remove(id)
        else:
            self.report.require(
                False, f"{self.target.collection} keeps changing: stop writing to it, run it again."
            )
        if changed:
            self.report.facts[f"{self.target.collection}: changed while it was read"] = changed

    def _keeps(self, shape: Shape, staging: Staging) -> bool:
        """Whether vectors are kept; of our dimension, or they could not be."""
        model = self.stores.embedder
        ours, cosine = is_ours(staging, model, shape.dimension)
        if self.target.vectors == "keep" and shape.dimension != model.dimension:
            self.report.require(
                False, f"{self.target.collection} has {shape.dimension} numbers a vector, {model.model} has"
                f' {model.dimension}: its vectors cannot be kept. Write "vectors": "embed".',
            )  # fmt: skip
        keep = shape.dimension == model.dimension and (
            self.target.vectors == "keep" or (self.target.vectors == "check" and ours)
        )
        told = f"{shape.distance}, {shape.dimension} numbers, cosine to {model.model} {cosine:.3f}"
        self.report.facts[f"{self.target.collection}: vectors"] = (
            f"{'kept' if keep else 'embedded anew'} ({told})"
        )
        return keep

    def _count(self, staging: Staging) -> None:
        """Every point has a fate, and each document as many passages as points."""
        name = self.target.collection
        counts, total = self.state.counts(self.kind), self.qdrant.count(name)
        self.report.facts[f"{name}: points there"] = total
        failed = counts.get("failed", 0)
        self.report.require(not failed, f"{name}: {failed:,} points could not be stored; see why.")
        self.report.require(
            sum(counts.values()) == total,
            f"{name} has {total:,} points, and {sum(counts.values()):,} have a fate. Run it again.",
        )
        prefix, stored = f"document.{name}.", 0
        held = self.stores.knowledge.held(self.bot.bot_id)
        for mark, expected in self.state.marks(prefix).items():
            document_id = mark.removeprefix(prefix)
            document = self.stores.documents.find(self.bot.bot_id, document_id)
            found = held.get((document_id, document.live_version), 0) if document else 0
            stored += found
            self.report.require(
                found == expected, f"{name}: {document_id} has {found} of {expected} passages."
            )
        self.report.facts[f"{name}: passages stored"] = stored
        self.report.require(
            stored == staging.count(),
            f"{name}: {stored:,} passages of {staging.count():,} points with a text.",
        )

    def _read_back(self, staging: Staging) -> None:
        """Compare the texts of sampled points with what is stored."""
        sample = staging.sample(_SAMPLED)
        placed = [(row, self.state.fate(self.kind, staging.key(row.id))) for row in sample]
        labels = [fate.label if fate else "" for _, fate in placed]
        found = {each.chunk_id: each for each in self.chunks.read(self.bot.bot_id, labels)}
        wrong = [
            row.id for (row, _), label in zip(placed, labels, strict=True)
            if label not in found or (found[label].text, found[label].page) != (row.text, row.page)
        ]  # fmt: skip
        self.report.facts[f"{self.target.collection}: texts read back"] = len(sample)
        self.report.require(
            not wrong, f"{self.target.collection}: points {wrong[:5]} were read back and differ."
        )

    def _prove(self, shape: Shape, staging: Staging) -> None:
        queries = [row.vector for row in staging.sample(_SAMPLED) if row.vector is not None]
        # A point's own vector finds itself; between two points is where questions are.
        drawn = random.Random(1)
        mixed: list[Matrix] = [
            (one / np.linalg.norm(one) + (two := drawn.choice(queries)) / np.linalg.norm(two)).astype(
                np.float32
            )
            for one in queries
        ]
        asked = list(self.stores.embedder.embed(list(self.questions))) if self.questions else []
        found = measured(
            [*mixed, *asked], bot_id=self.bot.bot_id, qdrant=self.qdrant, shape=shape, staging=staging,
            state=self.state, collection=self.target.collection, kind=self.kind, blocks=self.blocks,
        )  # fmt: skip
        told = f"{found.share:.4f} of the ten nearest, {found.queries} queries, least {found.least:.2f}"
        self.report.facts[f"{self.target.collection}: overlap"] = told
        self.report.require(
            found.share >= LEAST,
            f"{self.target.collection}: neighbours changed: {told}; at least {LEAST} is needed.",
        )


def questions(path: Path | None) -> list[str]:
    """Given queries, one a line."""
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()] if path else []


def missing(state: State, target: Target, report: Report) -> None:
    """A collection without a bot to go to."""
    kind = f"points of {target.collection}"
    state.note(kind, Fate("all", "failed", f"there is no bot {target.bot_id}"))
    report.require(
        False, f"{target.collection}: there is no bot {target.bot_id}. Move the tables first, or name one."
    )
