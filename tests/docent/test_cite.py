from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docent.cite import LONGEST, cited, nearest, quote
from docent.conversation import Citation
from docent.model import Chunk, Passage

LAW = (
    "10. Governing Law. This agreement shall be governed by the laws of the State of Ohio.\n"
    "11. Notices. Notices go to Acme Inc. in Dayton, in writing."
)
FEE = "The fee is $1,500.00 per month, due within thirty (30) days. Late payments bear 1.5% interest."
PASSAGES = (
    Passage(Chunk("c1", "doc_1", "contract.pdf", 1, LAW, page=4, heading="Terms", turns=((86, 5),)), 0.8),
    Passage(Chunk("c2", "doc_2", "prices.pdf", 1, FEE, page=1), 0.6),
)


def read(*deltas: str) -> tuple[str, list[Citation]]:
    events = list(cited(deltas, PASSAGES))
    text = "".join(event for event in events if isinstance(event, str))
    return text, [event for event in events if isinstance(event, Citation)]


class TestQuote:
    def test_is_the_sentence_that_says_it(self) -> None:
        assert (
            quote(PASSAGES[1], "Interest is charged on late payments.") == "Late payments bear 1.5% interest."
        )

    def test_numbers_tell_most(self) -> None:
        assert quote(PASSAGES[1], "It costs $1500") == FEE.split(" Late")[0]

    def test_is_nothing_where_nothing_is_shared(self) -> None:
        assert quote(PASSAGES[1], "Bananas are the best, and it is so.") is None
        assert quote(PASSAGES[1], "") is None

    def test_has_a_number_that_the_statement_adds_to_the_question(self) -> None:
        assert quote(PASSAGES[1], "The fee is $9,999 per week.") is None
        assert quote(PASSAGES[1], "The fee is 1.500,00 euros.") == FEE.split(" Late")[0]
        assert quote(PASSAGES[1], "3. The fee for 12 bikes is due.", "And the fee for 12 bikes?")

    def test_is_nothing_where_one_word_of_many_is_shared(self) -> None:
        long = (
            "Dayton employees receive free lunches, dental care, gym vouchers and shuttle rides on Fridays."
        )
        assert quote(PASSAGES[0], long) is None
        assert nearest(PASSAGES[0], long)

    def test_in_another_language_may_share_a_name_alone(self) -> None:
        long = "Alle Mitteilungen an die Firma müssen schriftlich in der Stadt Dayton eingereicht werden."
        assert quote(PASSAGES[0], long)

    def test_of_a_long_sentence_is_the_clause_that_says_it(self) -> None:
        clauses = [
            f"party number {n} shall deliver {word} goods without delay"
            for n, word in enumerate("abcdefghij")
        ]
        long = Passage(Chunk("c", "d", "f", 0, "; ".join(clauses) + "; the colour is vermilion.", 1), 0.5)
        found = quote(long, "Which colour? Vermilion.")
        assert found
        assert found.endswith("the colour is vermilion.")
        assert len(found) <= LONGEST

    def test_of_a_text_without_spaces(self) -> None:
        text = "本协议受俄亥俄州法律管辖。费用为每月一千五百元。"
        passage = Passage(Chunk("c", "d", "f", 0, text, 1), 0.5)
        assert quote(passage, "每月费用是一千五百元") == text.partition("。")[2]

    def test_is_never_a_heading_alone(self) -> None:
        text = "### Can I bring my dog?\n\nWe rent two trailers.\n\n### Are you open in winter?\n\nAlways."
        passage = Passage(Chunk("c", "d", "f", 0, text, 1), 0.5)
        assert quote(passage, "You can bring your dog.") == "### Can I bring my dog?\n\nWe rent two trailers."

    def test_is_nothing_where_only_a_heading_without_its_text_says_it(self) -> None:
        passage = Passage(Chunk("c", "d", "f", 0, "It is closed on Sundays.\n\n## Dogs", 1), 0.5)
        assert quote(passage, "Dogs may ride.") is None

    def test_of_a_table_is_the_row(self) -> None:
        text = "Deposit\nCity bike $100\nCargo e-bike $400\nSaddle $35\nThat is all you pay for it."
        passage = Passage(Chunk("c", "d", "f", 0, text, 1), 0.5)
        assert quote(passage, "Saddle $35") == "Saddle $35"
        assert quote(passage, "A cargo e-bike takes $400.") == "Cargo e-bike $400"

    @given(st.text(max_size=600), st.text(max_size=80))
    def test_stands_in_the_passage(self, text: str, statement: str) -> None:
        found = quote(Passage(Chunk("c", "d", "f", 0, text, 1), 0.5), statement)
        assert found is None or (found in text and 0 < len(found) <= LONGEST)


class TestCited:
    def test_proves_each_statement_by_itself(self) -> None:
        text, citations = read("The fee is $1,500 [2]. Ohio law governs [1]. Notices go to Dayton [1].")
        assert text == "The fee is $1,500 [1]. Ohio law governs [2]. Notices go to Dayton [3]."
        assert [(each.n, each.document_id, each.page) for each in citations] == [
            (1, "doc_2", 1), (2, "doc_1", 4), (3, "doc_1", 5),
        ]  # fmt: skip
        assert citations[1].heading == "Terms"
        assert citations[1].filename == "contract.pdf"
        assert citations[1].score == 0.8
        assert citations[2].quote.endswith("Notices go to Acme Inc. in Dayton, in writing.")

    def test_a_citation_comes_before_its_marker_and_only_once(self) -> None:
        events = list(cited(["Ohio law [1]. The laws of Ohio [1]."], PASSAGES))
        assert [event if isinstance(event, str) else event.n for event in events] == [
            "Ohio law", 1, " [1]", ". The laws of Ohio", " [1]", ".",
        ]  # fmt: skip

    def test_names_the_heading_that_the_quote_stands_under(self) -> None:
        text = "Bags are kept.\n\n## Dogs\n\nTrailers are rented.\n\n## Winter\n\nThe shop is open."
        passage = Passage(Chunk("c", "d", "f", 0, text, 1, heading="FAQ > Luggage"), 0.5)
        events = cited(["Bags are kept [1]. Trailers are rented [1]. The shop is open [1]."], [passage])
        found = [event.heading for event in events if isinstance(event, Citation)]
        assert found == ["FAQ > Luggage", "Dogs", "Winter"]

    def test_keeps_the_path_of_the_heading_that_begins_the_passage(self) -> None:
        passage = Passage(Chunk("c", "d", "f", 0, "## Dogs\n\nTrailers.", 1, heading="FAQ > Dogs"), 0.5)
        events = cited(["Trailers [1]."], [passage])
        assert [event.heading for event in events if isinstance(event, Citation)] == ["FAQ > Dogs"]

    def test_markers_without_support_go(self) -> None:
        text, citations = read("Bananas are blue [1]. Ohio law governs [2][1].")
        assert text == "Bananas are blue. Ohio law governs [1]."
        assert citations == read("Ohio law governs [1].")[1]

    def test_the_number_is_measured_by_the_question_too(self) -> None:
        events = cited(
            ["For 12 months the fee is due [2]. It is $9,999 [2]."], PASSAGES, "A fee for 12 months?"
        )
        assert "".join(each for each in events if isinstance(each, str)).endswith("due [1]. It is $9,999.")

    def test_a_marker_after_the_full_stop(self) -> None:
        text, citations = read("Ohio law governs. [1] The fee is due in 30 days. [2]")
        assert text == "Ohio law governs. [1] The fee is due in 30 days. [2]"
        assert "thirty (30) days" in citations[1].quote

    def test_a_marker_before_its_statement(self) -> None:
        text, citations = read("According to ", "[2]", ", the fee", " is 1,500 a month. More.")
        assert text == "According to [1], the fee is 1,500 a month. More."
        assert citations[0].quote.startswith("The fee is")

    @pytest.mark.parametrize("answer", ["Yes [2].", "**No.** [2]", "- Ja[2]"])
    def test_a_bare_yes_or_no_is_proven_by_the_question(self, answer: str) -> None:
        events = list(cited([answer], PASSAGES, "Is there a fee?"))
        assert [event.quote for event in events if isinstance(event, Citation)] == [FEE.split(" Late")[0]]
        assert "".join(event for event in events if isinstance(event, str)) == answer.replace("2", "1")
        assert "[" not in "".join(map(str, cited([answer], PASSAGES)))

    def test_a_marker_never_becomes_a_link(self) -> None:
        assert read("Ohio law [1](https://evil.example)")[0] == "Ohio law [1] (https://evil.example)"

    def test_the_same_proof_twice_in_a_row_is_shown_once(self) -> None:
        assert read("Ohio law governs [1][1, 1].")[0] == "Ohio law governs [1]."

    @pytest.mark.parametrize("text", ["", "No markers.", "`a[1]` stays", "a [link](http://x/[y])"])
    def test_leaves_everything_else(self, text: str) -> None:
        assert read(text) == (text, [])

    def test_without_passages_no_marker_is_left(self) -> None:
        assert "".join(map(str, cited(["Ohio [1]."], ()))) == "Ohio."

    def test_text_is_not_held_back(self) -> None:
        events = cited(iter(["Ohio ", "law"]), PASSAGES)
        assert next(events) == "Ohio"
        assert next(events) == " law"


words = st.sampled_from(
    ["Ohio law", "the fee", "30 days", "bananas", "it is", ". ", ".\n", "(", "- ", "Dayton ", " "]
)
marks = st.sampled_from(
    ["[1]", "[2]", "[7]", "[1, 2]", "【1】", "[^2]", "[Passage 1]", "[1][2]", " [2]", " [0]", "[1-2]"]
)


@given(st.lists(words | marks, max_size=30).map("".join), st.data())
def test_marker_soup(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    bounds = [0, *cuts, len(text)]
    answer, citations = read(*(text[a:b] for a, b in zip(bounds, bounds[1:], strict=False)))
    texts = {passage.chunk.document_id: passage.chunk.text for passage in PASSAGES}
    assert [each.n for each in citations] == list(range(1, len(citations) + 1))
    assert all(each.quote in texts[each.document_id] for each in citations)
    shown = [int(n) for n in re.findall(r"\[(\d+)\]", answer)]
    assert list(dict.fromkeys(shown)) == [each.n for each in citations]
    assert bare(answer) == bare(text)
    assert read(text) == (answer, citations)


def bare(text: str) -> str:
    """The text without markers of any form and without blanks."""
    return re.sub(r"[\[【][^\]】]*[\]】]|[ \t]", "", text)
