from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docent.lexical import A_DATE, HEAD, LETTERS, asked, tokens
from docent.postings import Lexicon, pack, unpack

RUNS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N")), min_size=1, max_size=12)


@given(st.text(max_size=300))
@example("\ud800")
@example("1" * 5000)
@example("_ _-_ \u0300-\u0301 ـ-ـ")
@example("³⅓٣๓一")
def test_any_text_gives_terms_without_blanks(text: str) -> None:
    found = tokens(text)
    assert found == tokens(text)
    assert all(term and not any(each.isspace() for each in term) for term in found)


@given(st.lists(RUNS, max_size=10))
def test_lines_are_cut_like_blanks(words: list[str]) -> None:
    assert tokens("\n".join(words)) == tokens(" ".join(words))


@given(st.text(max_size=100))
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert tokens(unicodedata.normalize("NFC", text)) == tokens(unicodedata.normalize("NFD", text))


@given(st.from_regex(r"[A-Z]{2,4}-[1-9][0-9]{3,5}/[a-z]", fullmatch=True), st.lists(RUNS, max_size=30))
def test_the_passage_with_the_rare_code_wins(code: str, words: list[str]) -> None:
    others = [" ".join(words), f"The part {code[:-2]}9/z is none of ours.", "A bolt and a nut."]
    passages = [*others, f"Tighten the bolt {code} by hand, and then the nut. {' '.join(words)}"]
    lexicon = Lexicon(unpack(pack([tokens(each) for each in passages])))
    rows, shares = lexicon.search(tokens(f"How is {code} tightened?"), 4, np.arange(4))
    assert rows[shares.argmax()] == 3


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("warranties", "warranty"), ("ordered", "orders"), ("STRASSE", "Straße"),
        ("cafe", "Café"), ("resume", "résumés"), ("Verteidigung", "Verteidigungslinie"),
        ("Universitäten", "Universität"), ("canciones", "canción"), ("rojas", "rojo"), ("книгу", "книгами"),
        ("елка", "ёлка"), ("الكتاب", "كِتَابٌ"), ("וילדים", "הילדים"), ("किताबों", "किताब"), 
        ("γλώσσες", "γλώσσα"),
        ("kitap", "KİTAP"), ("ﬁle", "file"), ("e-mail", "email"), ("GitHub", "github"),
        ("Luther’s", "luther"), ("l'école", "école"), ("Verteidi-\ngung", "Verteidigung"),
        ("978-3-16-148410-0", "9783161484100"), ("3½", "3 1/2"),
        ("co\u00adoperate", "cooperate"), ("AT&T", "ATT"), ("node.js", "nodejs"), ("PDFs", "pdf"),
    ],
)  # fmt: skip
def test_what_is_asked_is_what_is_written(asked: str, written: str) -> None:
    assert tokens(asked)[0] == tokens(written)[0]


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("C++", "C#"), ("ไม่", "ใหม่"), ("v2.3.1", "v2.31"),
        ("2.1", "2.10"), ("978-3-16-148410-0", "978-0-16-148410-3"),
        ("00:1b:44:11:3a:b7", "00:1b:44:3a:11:b7"),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-11d0-7dec-a765-00a0c91e6bf6"),
        ("AB-1234", "AB-1243"), ("बच्चा", "बचत")
    ],
)  # fmt: skip
def test_what_differs_stays_apart(one: str, another: str) -> None:
    assert tokens(one)[0] != tokens(another)[0]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("1,000", ["1000"]), ("1.000", ["1000"]), ("1’000", ["1000"]), ("1\u202f000", ["1000"]),
        ("1.000,50", ["1000.50"]), ("$1,234,567.00", ["1234567"]), ("2,5 %", ["2.5"]), ("007", ["7"]),
        ("0.125", ["0.125"]), ("١٢٣", ["123"]), ("19th", ["19"]), ("1,2,3", ["1,2,3", "1", "2", "3"]),
        ("192.168.0.1", ["192.168.0.1", "192", "168", "0", "1"]), ("m²", ["m2", "2"]),
    ],
)  # fmt: skip
def test_numbers_lose_what_parts_thousands(text: str, terms: list[str]) -> None:
    assert tokens(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("AB-1234/x", ["ab1234x", "ab", "1234"]),
        ("v2.3.1", ["v2.3.1", "2.3.1", "2", "3", "1"]),
        ("max_tokens", ["maxtoke", "max", "token"]),
        ("getUserName", ["getuser", "get", "user", "nam"]),
        ("COVID-19", ["covid19", "covid", "19"]),
        ("C++", ["c++"]),
        ("50kg", ["50kg", "50", "kg"]),
        ("state-of-the-art", ["stateof", "stat", "art"]),
        ("https://docs.example.org/one/two/three", ["http", "doc", "exampl", "org", "one", "two", "thre"]),
        ("2024-01-15", ["20240115", "2024", "1", "15", A_DATE]),
        ("vitamin D", ["vitamin", "d"]),
    ],
)  # fmt: skip
def test_codes_are_kept_whole_and_in_parts(text: str, terms: list[str]) -> None:
    assert tokens(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("中文維基", ["中", "中文", "文", "文維", "維", "維基", "基"]),
        ("NFL的24次", ["nfl", "的", "24", "次"]),
        ("テキスト", ["テキ", "キス", "スト"]),
        ("ﾃｷｽﾄ", ["テキ", "キス", "スト"]),
        ("한국어를", ["한국", "국어", "어를"]),
        ("เป็นคน", ["เป็", "ป็น", "นค", "คน"]),
        ("ខ្មែរ", ["ខ្មែរ"]),
        ("बच्चा", ["बच्च"]),
    ],
)
def test_scripts_are_cut_by_their_own_rule(text: str, terms: list[str]) -> None:
    assert tokens(text) == terms


def test_stop_words_are_left_out_and_names_in_capitals_are_not() -> None:
    assert tokens("Who is it? Wie ist das? ¿Cuál es? Что это?") == []
    assert tokens("the WHO and IT in the US") == ["who", "it", "us"]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("من هو المدير؟", ["مدير"]),
        ("मालिक कौन है?", ["मालिक"]),
        ("מי המנהל?", ["מנהל"]),
        ("Kto jest dyrektorem?", ["dyrekto"]),
        ("Müdür kim?", ["mudur"]),
        ("Who is Kim?", ["kim"]),
        ("Wo finde ich Kim?", ["find", "kim"]),
        ("KIM?", ["kim"]),
    ],
)
def test_question_words_are_left_out_of_questions_where_no_other_language_says_more(
    question: str, terms: list[str]
) -> None:
    assert [term for term in asked(question) if term[0] != HEAD] == terms


def test_long_words_count_by_their_beginning_and_codes_by_all_they_have() -> None:
    assert tokens("Donaudampfschifffahrt") == ["donauda", "~fahrt"]
    assert len(tokens("internationalisation")[0]) == LETTERS
    assert tokens("A1B2C3D4E5F6")[0] == "a1b2c3d4e5f6"


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Welche Versicherung brauche ich?", "Die Krankenversicherungen sind Pflicht."),
        ("Wie lange läuft der Vertrag?", "Der Arbeitsvertrag endet nach zwei Jahren."),
        ("Was kosten die Verträge?", "Für einen Wartungsvertrag zahlt man nichts."),
        ("Wie lang ist die Frist?", "Es gelten Kündigungsfristen von drei Monaten."),
    ],
)
def test_the_head_of_a_compound_is_found(question: str, passage: str) -> None:
    passages = [passage, "Der Laden öffnet um neun.", "Hunde sind willkommen."]
    lexicon = Lexicon(unpack(pack([tokens(each) for each in passages])))
    _, shares = lexicon.search(asked(question), 3, np.arange(3))
    assert shares[0] > 0 == shares[1] == shares[2]


def test_a_head_follows_the_word_it_is_of() -> None:
    assert asked("Wie lange läuft der Vertrag?") == ["lang", "~lange", "lauft", "~lauft", "vertrag", "~rtrag"]


def test_heads_are_asked_for_where_words_are_compounded_and_none_is_missed() -> None:
    assert asked("What is the contract period of an administration?") == [
        "contrac",
        "period",
        "administr"[:7],
    ]
    for passage, question in (
        ("Der Vertrag endet.", "Wann endet der Vertrag?"),
        ("Insurance.", "Insurance?"),
    ):
        lexicon = Lexicon(unpack(pack([tokens(passage), ["other"]])))
        plain, with_heads = (
            lexicon.search(each, 2, np.arange(2))[1] for each in (tokens(question), asked(question))
        )
        assert plain.tolist() == with_heads.tolist()


def test_asking_for_a_date_finds_what_names_one() -> None:
    asked = tokens("When does the agreement become effective?")
    assert A_DATE in asked
    assert A_DATE in tokens("made as of the 1st day of January, 2000")
    assert A_DATE not in tokens("This agreement becomes effective at once.")


def test_a_long_text_without_blanks_is_no_trouble() -> None:
    assert len(tokens("あ" * 20_000)) == 19_999
    assert tokens("a" * 100_000) == ["a" * LETTERS]
    assert len(tokens("a-" * 50_000)) <= 50_000
