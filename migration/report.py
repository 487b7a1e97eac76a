"""What a run did: NAME.txt for people and NAME.json for programs beside the state, and an exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from docent.ids import now
from migration.mishap import Stopped, sentence
from migration.state import State

_WRONG = ("failed", "unreadable")
_SHOWN = 5


@dataclass
class Report:
    """`short`: sentences on what is missing; a run without any is a success. `meaning`: of the fates."""

    name: str
    kinds: Sequence[str]
    meaning: Mapping[str, str]
    facts: dict[str, Any] = field(default_factory=dict)
    short: list[str] = field(default_factory=list)
    dry: bool = False

    def require(self, right: bool, otherwise: str) -> None:
        if not right:
            self.short.append(otherwise)

    def summary(self, state: State) -> str:
        """Counts by fate, facts, and what is short."""
        lines = [f"{self.name}: {'the plan; nothing was changed' if self.dry else 'what was done'}"]
        for kind in self.kinds:
            if counts := state.counts(kind):
                lines.append(f"  {kind}: {sum(counts.values()):,} rows")
            lines += [f"    {n:>9,}  {fate}: {self.meaning.get(fate, '')}" for fate, n in counts.items()]
        lines += [f"  {name}: {_shown(value)}" for name, value in self.facts.items()]
        lines += [f"  SHORT: {each}" for each in self.short]
        lines += [f"    {each}" for kind in self.kinds for each in self._wrong(state, kind)]
        return "\n".join([*lines, self._verdict()])

    def _wrong(self, state: State, kind: str) -> Iterator[str]:
        """The first rows that somebody has to look at."""
        wrong = (each for fate in _WRONG for each in state.fates(kind, fate))
        for each in islice(wrong, _SHOWN):
            yield f"{each.label or each.id}: {each.fate}{f', {each.why}' if each.why else ''}"

    def _verdict(self) -> str:
        if self.short:
            return f"{len(self.short)} short: see above. What is done stays done; run it again after that."
        return "Nothing is short. Run it without --dry-run to do it." if self.dry else "Nothing is short."

    @contextmanager
    def written(self, state: State) -> Iterator[None]:
        """However the block ends, both files say so; until then there are none, as after a kill.

        Stopped ends no more than the block. Raises ValueError where another run uses the folder.
        """
        with state.alone():
            if not self.dry:
                state.unmark(f"run.{self.name}")
            for each in ("txt", "json"):
                self.path(state, each).unlink(missing_ok=True)
            try:
                yield
            except Stopped as error:
                self.short.append(f"Stopped, as --stop says, at {error}")
            except BaseException as error:
                self.short.append(f"It ended before its end: {sentence(error) or repr(error)}")
                raise
            finally:
                self._write(state)

    def path(self, state: State, kind: str = "txt") -> Path:
        return state.folder / f"{self.name}.{kind}"

    def _write(self, state: State) -> None:
        """A row a line, so that millions need no memory."""
        head = {
            "name": self.name, "at": now(), "dry_run": self.dry, "facts": self.facts, "short": self.short,
            "counts": {kind: state.counts(kind) for kind in self.kinds},
        }  # fmt: skip
        with self.path(state, "json").open("w", encoding="utf-8") as out:
            out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [\n')
            separator = ""
            for kind in self.kinds:
                for each in state.fates(kind):
                    row = {"kind": kind, **each._asdict()}
                    del row["print"]
                    out.write(separator + json.dumps(row, ensure_ascii=False))
                    separator = ",\n"
            out.write("\n]}\n")
        with self.path(state).open("w", encoding="utf-8") as out:
            out.write(self.summary(state) + "\n\n")
            for kind in self.kinds:
                for each in state.rarest_first(kind):
                    out.write(f"{kind}\t{each.id}\t{each.label}\t{each.fate}\t{each.why}\n")
        if not self.dry:
            state.mark(f"run.{self.name}", {k: head[k] for k in ("at", "facts", "short", "counts")})

    @property
    def status(self) -> int:
        """For the shell: 1 where anything is short."""
        return int(bool(self.short))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
