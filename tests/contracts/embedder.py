"""What every Embedder does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

QUESTION = "Which law governs the agreement?"
ANSWER = "The agreement: the law of Delaware governs."
OTHER = "Bake the bread for forty minutes and let it cool on a rack."


class EmbedderContract:
    @pytest.fixture
    def embedder(self) -> Any:
        raise NotImplementedError

    def test_gives_a_row_of_length_one_for_each_text(self, embedder: Any) -> None:
        texts = [QUESTION, "", "🦉", "word " * 5_000, "日本語の文章。", "\x00\n"]
        rows = embedder.embed(texts)
        assert rows.shape == (len(texts), embedder.dimension)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)

    def test_gives_no_rows_for_no_texts(self, embedder: Any) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimension)

    def test_gives_a_text_one_vector_whatever_stands_beside_it(self, embedder: Any) -> None:
        among = embedder.embed([OTHER, ANSWER, "a", QUESTION])
        np.testing.assert_array_equal(embedder.embed([QUESTION])[0], among[3])

    def test_puts_what_belongs_together_nearer(self, embedder: Any) -> None:
        question, answer, other = embedder.embed([QUESTION, ANSWER, OTHER])
        assert question @ answer > question @ other

    def test_counts_tokens_without_limit(self, embedder: Any) -> None:
        one, none, many = embedder.count_tokens(["word", "", "word " * 5_000])
        assert (one, none, many) == (1, 0, 5_000)
        assert list(embedder.count_tokens([])) == []
