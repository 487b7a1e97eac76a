"""What every Generator promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import cast

import pytest

from docent.conversation import Generator, Prompt, Usage
from docent.model import Bot, Chunk, Passage
from docent.prompt import compose

TEXTS = (
    "The warranty lasts three years. It covers parts and labour.",
    "This agreement shall be governed by the laws of the State of Ohio. Notices shall be in writing.",
)


def passages(*texts: str) -> tuple[Passage, ...]:
    """Passages of one document, one a page, best first."""
    return tuple(
        Passage(Chunk(f"c{at}", "doc_1", "contract.pdf", at, text, page=at + 1), 0.9 - at / 10)
        for at, text in enumerate(texts)
    )


def prompt(question: str = "Which state's law governs the agreement?", *texts: str) -> Prompt:
    return compose(Bot("bot_1", "user_1", "Contracts"), question, passages(*(texts or TEXTS)))


class GeneratorContract:
    @pytest.fixture
    def generator(self) -> Generator:
        """One that can answer `prompt()`."""
        raise NotImplementedError

    def test_has_a_model_name(self, generator: Generator) -> None:
        assert generator.model

    def test_gives_text_and_at_last_its_usage(self, generator: Generator) -> None:
        *parts, usage = generator.generate(prompt())
        assert "".join(part for part in parts if isinstance(part, str)).strip()
        assert isinstance(usage, Usage)
        assert usage.input_tokens >= 0
        assert usage.output_tokens >= 0

    def test_cites_passages_of_the_prompt(self, generator: Generator) -> None:
        text = "".join(part for part in generator.generate(prompt()) if isinstance(part, str))
        cited = [int(n) for n in re.findall(r"\[(\d+)\]", text)]
        assert cited
        assert set(cited) <= {1, 2}

    def test_can_be_closed_at_once(self, generator: Generator) -> None:
        answer = cast("Iterator[str | Usage]", generator.generate(prompt()))
        with closing(answer):  # type: ignore[type-var]
            assert next(answer)

    def test_answers_again(self, generator: Generator) -> None:
        assert len([list(generator.generate(prompt())) for _ in range(2)]) == 2
