import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from search import Fuzzy, Prefix, Query, Snippet, Term, Wildcard, parse
from search.kernels.borders import LENGTH
from search.marking import marker
from search.snippets import body_of, passages, title_of

LANGUAGES = ("de", "en", None)


def article(body: str, title: str = "", language: str | None = "en") -> Article:
    return Article(id="a", title=title, body=body, language=language)


def cut(body: str, query: str | Query, most: int = 3, language: str | None = "en") -> tuple[Snippet, ...]:
    asked = parse(query).query if isinstance(query, str) else query
    return passages(article(body, language=language), marker(asked, LANGUAGES), most)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


FILLER = "Nothing of note happened on that long and quiet day in the valley. "

MARKS = {
    "words by stem": ("iraqi force", "Iraqi forces left.", ["Iraqi", "forces"]),
    "a phrase as one": ('"iraqi forces"', "Iraqi forces left Iraqi soil.", ["Iraqi forces"]),
    "a phrase over a line": ('"iraqi forces"', "Iraqi\nforces left.", ["Iraqi forces"]),
    "a loose phrase with what is between": ('"forces left"~2', "Iraqi forces have now left.", ["forces have now left"]),
    "a joined word": ("al-qaim", "In Al-Qaim now.", ["Al-Qaim"]),
    "near words singly": ("soil NEAR/3 forces", "Forces left the soil; forces.", ["Forces", "soil", "forces"]),
    "near words elsewhere not": ("soil NEAR/1 forces", "Forces left the soil.", []),
    "an exact word only": ('"force"', "Force and forces.", ["Force"]),
    "a prefix": ("forc*", "Forces forced a fork.", ["Forces", "forced"]),
    "a wildcard": ("*ed", "Forces forced a fork.", ["forced"]),
    "a fuzzy word": ("froces~", "Forces forced a fork.", ["Forces"]),
    "nothing excluded": ("forces -fork", "Forces forced a fork.", ["Forces", "forced"]),
    "nothing of another field": ("title:forces fork", "Forces forced a fork.", ["fork"]),
    "nothing of a source": ("source:forces fork", "Forces forced a fork.", ["fork"]),
    "a possessive": ("obama", "Obama’s plan.", ["Obama’s"]),
    "an accent": ("muller", "Herr Müller kam.", ["Müller"]),
    "an apostrophe": ("oneill", "Mr O’Neill came.", ["O’Neill"]),
    "characters in a row": ("大学", "我在北京大学读书", ["大学"]),
}


@pytest.mark.parametrize(("query", "body", "wanted"), MARKS.values(), ids=MARKS.keys())
def test_marks_are_what_matched(query: str, body: str, wanted: list[str]) -> None:
    assert [mark for snippet in cut(body, query) for mark in marked(snippet)] == wanted


def test_a_stem_is_marked_in_the_articles_own_language() -> None:
    assert marked(cut("Die Häuser brannten.", "haus", language="de")[0]) == ["Häuser"]


def test_a_title_is_shown_whole() -> None:
    made = title_of(article("", "Iraqi forces enter Al-Qaim"), marker(parse("al-qaim force").query, LANGUAGES))
    assert made == Snippet("title", "Iraqi forces enter Al-Qaim", ((6, 12), (19, 26)))


def test_a_whole_body_keeps_its_paragraphs() -> None:
    made = body_of(article("One.\n\nTwo oils."), marker(Term("oil"), LANGUAGES))
    assert made == Snippet("body", "One.\n\nTwo oils.", ((10, 14),))


def test_without_a_match_the_beginning_is_shown() -> None:
    (made,) = cut(FILLER * 10, "zeppelin")
    assert made.text.startswith("Nothing of note")
    assert (made.marks, made.before, made.after) == ((), False, True)


@pytest.mark.parametrize(("body", "most"), [("", 3), (" \n ", 3), ("Oil.", 0)], ids=["empty", "blank", "none asked"])
def test_where_there_is_nothing_to_show_nothing_is_shown(body: str, most: int) -> None:
    assert cut(body, "oil", most) == ()


def test_the_densest_place_is_shown_first() -> None:
    body = "Oil rose. " + FILLER * 9 + "The price of oil fell in Basra. " + FILLER * 9 + "Oil, oil, oil."
    (made,) = cut(body, "oil price basra", most=1)
    assert "The price of oil fell in Basra." in made.text
    assert (made.before, made.after) == (True, True)


def test_further_passages_show_words_not_shown_yet() -> None:
    body = "Oil and gas rose. " + FILLER * 9 + "Oil and gas fell. " + FILLER * 9 + "Coal stayed."
    assert [marked(made) for made in cut(body, "oil gas coal", most=2)] == [["Oil", "gas"], ["Coal"]]


def test_a_passage_begins_with_a_sentence_where_one_is_near() -> None:
    (made,) = cut(FILLER * 9 + "Ships carried oil. " + FILLER * 9, "oil", most=1)
    assert made.text.startswith(("Nothing of note", "Ships carried oil."))
    assert made.text.endswith("valley.")


def test_a_passage_without_sentences_begins_with_a_word() -> None:
    (made,) = cut("word " * 200 + "oil " + "word " * 200, "oil", most=1)
    assert set(made.text.split()) == {"word", "oil"}


words = st.sampled_from(["oil", "gas", "iraqi", "forces", "x" * 40, "said.", "\n\n", "«quoted»", "大学", "e\u0301"])
bodies = st.lists(words, max_size=300).map(" ".join)
queries = st.sampled_from(
    [Term("oil"), Prefix("x"), Wildcard("*s"), Fuzzy("gas"), parse('oil gas "iraqi forces"').query, parse("大学").query]
)


@given(bodies, queries, st.integers(1, 4))
def test_passages_are_cut_from_the_body_in_order(body: str, query: Query, most: int) -> None:
    flat = " ".join(body.split())
    at = 0
    for made in cut(body, query, most):
        assert made.text in flat[at:]
        at = flat.index(made.text, at) + len(made.text)
        assert len(made.text) <= LENGTH + 41


@given(bodies, queries, st.integers(1, 4))
def test_marks_are_ordered_within_the_text_and_never_overlap(body: str, query: Query, most: int) -> None:
    for made in cut(body, query, most):
        ends = [end for _, end in made.marks]
        assert all(start < end <= len(made.text) for start, end in made.marks)
        assert all(end < start for end, (start, _) in zip(ends, made.marks[1:], strict=False))


@given(bodies, queries, st.integers(1, 4))
def test_what_a_passage_marks_the_whole_body_marks(body: str, query: Query, most: int) -> None:
    whole = body_of(article(body), marker(query, LANGUAGES))
    marked = {" ".join(whole.text[start:end].split()) for start, end in whole.marks}
    for made in cut(body, query, most):
        assert {made.text[start:end] for start, end in made.marks} <= marked


@given(bodies, queries)
def test_a_body_with_a_match_shows_one(body: str, query: Query) -> None:
    whole = body_of(article(body), marker(query, LANGUAGES))
    assert any(made.marks for made in cut(body, query)) == bool(whole.marks)
