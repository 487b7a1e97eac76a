from docent.conversation import Citation
from docent.model import Chunk, Passage
from docent.related import headings


def passage(heading: str) -> Passage:
    return Passage(Chunk("c", "doc_1", "a.pdf", 0, "text", 1, heading), 0.5)


def test_sections_that_were_found_and_not_cited_best_first():
    found = [passage("Prices > E-bikes"), passage("Deposits"), passage("Prices > E-bikes"), passage("Hours")]
    cited = [Citation(1, "doc_1", "a.pdf", 1, "Deposits", "quote", 0.5)]
    assert headings(found, cited) == ("E-bikes", "Hours")


def test_the_title_of_a_document_is_not_offered():
    found = [passage("Staff guide"), passage("Staff guide > Keys"), passage("Hours")]
    assert headings(found, []) == ("Keys", "Hours")


def test_at_most_three_and_none_without_words_or_too_long():
    found = [passage(""), passage("x" * 61), *map(passage, "ABCD")]
    assert headings(found, []) == ("A", "B", "C")
