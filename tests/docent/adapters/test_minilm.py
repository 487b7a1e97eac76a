from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from docent.adapters.minilm import LONGEST, MiniLM
from tests.contracts.embedder import EmbedderContract
from tests.fakes import WordEmbedder


@pytest.fixture(scope="module")
def minilm(model_folder: Path) -> MiniLM:
    return MiniLM(model_folder)


class TestMiniLM(EmbedderContract):
    @pytest.fixture
    def embedder(self, minilm: MiniLM) -> MiniLM:
        return minilm

    def test_says_which_model_made_a_vector(self, embedder: MiniLM) -> None:
        assert (embedder.model, embedder.dimension) == ("all-MiniLM-L6-v2/int8-1", 384)

    def test_gives_the_same_vectors_with_any_number_of_threads(
        self, embedder: MiniLM, model_folder: Path
    ) -> None:
        texts = [f"Sentence number {n} about {'x' * n}." for n in range(9)]
        np.testing.assert_array_equal(embedder.embed(texts), MiniLM(model_folder, threads=3).embed(texts))

    def test_sees_as_much_of_a_text_as_the_network_has_places(self, embedder: MiniLM) -> None:
        seen = "word " * (LONGEST - 2)
        first, second, third = embedder.embed([seen, seen + "tail " * 50, "word " * (LONGEST - 12)])
        np.testing.assert_array_equal(first, second)
        assert np.abs(first - third).max() > 1e-4

    def test_knows_paraphrases_and_languages_a_little(self, embedder: MiniLM) -> None:
        rows = embedder.embed(["How do I return an item?", "Sending goods back", "The weather in Oslo"])
        assert rows[0] @ rows[1] > 0.4 > rows[0] @ rows[2]


class TestWordEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> WordEmbedder:
        return WordEmbedder()


def test_says_how_to_get_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make model"):
        MiniLM(tmp_path)
