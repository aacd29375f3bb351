"""Text to terms: the rules of the tokenizer, and what must hold for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import MAX_TERM_BYTES, fold, forms, is_fragment, query_forms, query_stems, query_words, tokenize
from index.stemming import LANGUAGES

LANGUAGE = st.sampled_from([None, "xx", "ca", *sorted(LANGUAGES)])
TRICKY = st.text(alphabet="aZs1'’.,&+#- éßİΣ\u0301\u00ad\u200d北กาが٣US", max_size=30)
TEXT = st.one_of(st.text(max_size=60), TRICKY)


def exact(text: str, language: str | None = "en") -> list[tuple[str, ...]]:
    return [token.exact for token in tokenize(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Neill", [("o'neill", "oneill")]),
        ("O’Neill", [("o'neill", "oneill")]),
        ("Obama's", [("obama",)]),
        ("OBAMA’S", [("obama",)]),
        ("O'Neill's", [("o'neill", "oneill")]),
        ("workers'", [("workers",)]),
        ("the 1990's", [("the",), ("1990",)]),
        ("he'll", [("he'll",)]),
        ("don't", [("don't", "dont")]),
        ("5'10", [("5",), ("10",)]),
        ("AT&T", [("at&t",)]),
        ("R&D's", [("r&d",)]),
        ("Marks&Spencer", [("marks",), ("spencer",)]),
        ("C++, C#", [("c++",), ("c#",)]),
        ("C++x", [("c",), ("x",)]),
        ("20,000", [("20000",)]),
        ("1,234,567.5", [("1234567.5",)]),
        ("10,000m", [("10000m",)]),
        ("1,2,3", [("1",), ("2",), ("3",)]),
        ("12,345,67", [("12",), ("345",), ("67",)]),
        ("3.5", [("3.5",)]),
        ("26.10.2017", [("26",), ("10",), ("2017",)]),
        ("U.S.", [("u.s", "us.")]),
        ("the U.S.", [("the",), ("u.s", "us.")]),
        ("U.S", [("u.s", "us.")]),
        ("U.S.'s", [("u.s", "us.")]),
        ("U.S.Army", [("u.s", "us."), ("army",)]),
        ("J.Smith", [("j",), ("smith",)]),
        ("war.The", [("war",), ("the",)]),
        ("covid-19", [("covid",), ("19",)]),
        ("Al-Qaim", [("al",), ("qaim",)]),
        ("F-16s", [("f",), ("16s",)]),
        ("Müller", [("muller",)]),
        ("Mu\u0308ller", [("muller",)]),
        ("Straße", [("strasse",)]),
        ("offen\u00adsive", [("offensive",)]),
        ("snake_case", [("snake",), ("case",)]),
        ("m²", [("m",)]),
        ("٢٠١٧", [("2017",)]),
        ("한국어 뉴스", [("한국",), ("국어",), ("어",), ("뉴스",), ("스",)]),
        ("北京大学", [("北京",), ("京大",), ("大学",), ("学",)]),
        ("京", [("京",)]),
        ("iPhone用", [("iphone",), ("用",)]),
        ("a\x00b\ud800c", [("a",), ("b",), ("c",)]),
        ("— … !", []),
    ],
)
def test_a_text_is_cut_by_the_rules(text: str, expected: list[tuple[str, ...]]) -> None:
    assert exact(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected", "stems"),
    [
        ("l’homme", "fr", ("l'homme", "homme", "lhomme"), ("homm",)),
        ("d'Artagnan", "fr", ("d'artagnan", "artagnan", "dartagnan"), ("artagnan",)),
        ("qu'il", "fr", ("qu'il", "il", "quil"), ("il",)),
        ("aujourd'hui", "fr", ("aujourd'hui", "aujourdhui"), ("aujourd'hui", "aujourdhui")),
        ("dell'arte", "it", ("dell'arte", "arte", "dellarte"), ("arte",)),
        ("l'illa", "ca", ("l'illa", "illa", "lilla"), ("illa",)),
        ("l'homme", "de", ("l'homme", "lhomme"), ("l'homm", "lhomm")),
        ("İstanbul’da", "tr", ("istanbul'da", "istanbul", "istanbulda"), ("istanbul", "istanbulda")),
        ("Kur'an", "tr", ("kur'an", "kuran"), ("kur'an", "kuran")),
        ("O'Neill'in", "tr", ("o'neill'in", "o'neill", "oneill", "oneillin"), ("o'neill", "oneill", "oneillin")),
    ],
)
def test_a_word_with_an_elided_article_or_an_ending_is_also_found_by_itself(
    text: str, language: str, expected: tuple[str, ...], stems: tuple[str, ...]
) -> None:
    (token,) = tokenize(text, language)
    assert (token.exact, token.stems) == (expected, stems)


@pytest.mark.parametrize(
    ("text", "language", "stem"),
    [
        ("offensives", "en", "offens"),
        ("Häusern", "de", "haus"),
        ("naciónes", "es", "nacion"),
        ("offensives", None, "offensives"),
        ("offensives", "xx", "offensives"),
        ("16s", "en", "16s"),
    ],
)
def test_a_stem_is_folded_after_stemming(text: str, language: str | None, stem: str) -> None:
    (token,) = tokenize(text, language)
    assert token.stems == (stem,)


def test_a_token_covers_its_word_as_written() -> None:
    text = "Mr. O’Neill's U.S. plan"
    assert [text[token.start : token.end] for token in tokenize(text, "en")] == ["Mr", "O’Neill's", "U.S.", "plan"]


def test_pairs_of_an_unspaced_run_overlap() -> None:
    assert [(token.start, token.end) for token in tokenize("在北京", "zh")] == [(0, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("O'Neill", ("o'neill", "oneill")),
        ("oneill", ("oneill",)),
        ("US", ("us", "us.")),
        ("US's", ("us", "us.")),
        ("us", ("us",)),
        ("U.S.", ("u.s", "us.")),
        ("Müller", ("muller",)),
        ("", ()),
    ],
)
def test_a_typed_word_matches_its_forms(word: str, terms: tuple[str, ...]) -> None:
    assert tuple(form for each in query_words(word) for form in query_forms(each)) == terms


def test_us_in_capitals_finds_the_acronym_by_stem_too() -> None:
    assert "us." in query_stems("US", ("en",))
    assert "us." not in query_stems("us", ("en",))


def test_a_typed_word_has_the_stems_of_every_language_once() -> None:
    assert query_stems("offensives", ("en", "en", "de", None)) == ("offens", "offensiv", "offensives")


@pytest.mark.parametrize(
    ("text", "words"),
    [("covid-19", ("covid", "19")), ("北京大", ("北京", "京大")), ("京", ("京",)), ("&", ()), ("20,000", ("20,000",))],
)
def test_a_typed_text_is_looked_up_by_its_words(text: str, words: tuple[str, ...]) -> None:
    assert query_words(text) == words


@pytest.mark.parametrize(("word", "fragment"), [("京", True), ("北京", False), ("a", False), ("한", True), ("ก", True)])
def test_one_character_of_an_unspaced_script_is_a_fragment(word: str, fragment: bool) -> None:
    assert is_fragment(word) is fragment


def test_a_fragment_is_the_prefix_of_a_term_wherever_it_stands() -> None:
    terms = [term for token in tokenize("北京大学", "zh") for term in token.exact]
    assert all(any(term.startswith(character) for term in terms) for character in "北京大学")


@pytest.mark.parametrize("word", ["x" * 400, "é" * 400, "漢" * 400, "a" * 253 + "'s", "1" * 300])
def test_a_long_word_is_cut_to_the_longest_term(word: str) -> None:
    for token in tokenize(word, "en"):
        assert all(0 < len(term.encode()) <= MAX_TERM_BYTES for term in token.exact + token.stems)


def test_the_arabic_stem_of_a_word_does_not_depend_on_the_word_before() -> None:
    words = ["الكتاب", "يكتبون", "مدرسة", "والمعلمين", "استخدموا"]
    alone = {word: next(tokenize(word, "ar")).stems for word in words}
    assert [token.stems for token in tokenize(" ".join(reversed(words)), "ar")] == [alone[w] for w in reversed(words)]


@given(TEXT, LANGUAGE)
def test_offsets_are_valid_and_ordered(text: str, language: str | None) -> None:
    tokens = list(tokenize(text, language))
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(text[token.start : token.end] == token.surface for token in tokens)
    for before, after in pairwise(tokens):
        assert before.start < after.start
        assert before.end <= after.end


@given(TEXT, LANGUAGE)
def test_every_token_has_terms_an_index_can_hold(text: str, language: str | None) -> None:
    for token in tokenize(text, language):
        assert token.exact
        assert token.stems
        assert all(0 < len(term.encode()) <= MAX_TERM_BYTES for term in token.exact + token.stems)


@given(TEXT, LANGUAGE)
def test_a_word_of_a_text_is_found_by_its_exact_forms(text: str, language: str | None) -> None:
    for token in tokenize(text, language):
        assert set(query_forms(token.surface)) & set(token.exact)


@given(TEXT, LANGUAGE)
def test_a_word_of_a_text_is_found_by_what_it_is_looked_up_by(text: str, language: str | None) -> None:
    for token in tokenize(text, language):
        assert set(query_stems(token.surface, (language,))) & set(token.stems)


@given(st.text(alphabet="acdeinorstuáàãçéêíñóôúüöäå", min_size=1, max_size=12), LANGUAGE)
def test_a_word_with_accents_is_found_without_them(word: str, language: str | None) -> None:
    assert set(query_stems(fold(word), (language,))) & set(forms(word, language).stems)


@pytest.mark.parametrize(
    ("written", "typed", "language"),
    [
        ("educação", "educacao", "pt"),
        ("también", "tambien", "es"),
        ("société", "societe", "fr"),
        ("Reykjavík", "reykjavik", "de"),
        ("क़ानून", "कानून", "hi"),
        ("Iğdır’dan", "igdir", "tr"),
        ("Iğdır’dan", "igdirdan", "tr"),
    ],
)
def test_a_name_is_found_as_a_reader_without_its_keyboard_types_it(written: str, typed: str, language: str) -> None:
    (token,) = tokenize(written, language)
    assert set(query_stems(typed, (language,))) & set(token.stems)


def test_a_word_typed_with_its_accents_counts_once() -> None:
    assert query_stems("educação", ("pt",)) == ("educ",)


@given(TEXT)
def test_a_text_typed_as_a_query_is_found_in_itself(text: str) -> None:
    surfaces = [token.surface for token in tokenize(text)]
    words = query_words(text)
    assert all(word in surfaces for word in words)


@given(TRICKY, LANGUAGE)
def test_only_an_acronym_ends_with_its_mark(text: str, language: str | None) -> None:
    for token in tokenize(text, language):
        if any(term.endswith(".") for term in token.exact):
            assert "." in token.surface


@given(TEXT, LANGUAGE)
def test_capitals_and_apostrophes_do_not_change_the_forms(text: str, language: str | None) -> None:
    for token in tokenize(text, language):
        assert forms(token.surface.replace("'", "’"), language).exact == token.exact
