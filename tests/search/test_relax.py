"""Where nothing has all of the words, any of them; and what never gives way."""

import pytest

from search.query import All, And, Boost, Or, Phrase, Term, bare_words, scored
from search.relax import any_of
from search.syntax import parse


@pytest.mark.parametrize(
    ("typed", "relaxed"),
    [
        ("iraq offensive", "iraq OR offensive"),
        ("iraq covid-19 offensive", "iraq OR covid-19 OR covid19 OR offensive"),
        ("iraq^2 offensive", "iraq^2 OR offensive"),
        ("iraq offensive -oil", "(iraq OR offensive) -oil"),
        ('iraq offensive "al qaim"', '(iraq OR offensive) "al qaim"'),
        ("iraq offensive source:reuters", "(iraq OR offensive) source:reuters"),
        ("iraq offensive title:qaim", "(iraq OR offensive) title:qaim"),
        ("iraq offensive before:2017", "(iraq OR offensive) before:2017"),
        ("iraq offensive +qaim", "(iraq OR offensive) qaim"),
        ("iraq offensive =qaim", '(iraq OR offensive) "qaim"'),
        ("iraq offensive qai*", "(iraq OR offensive) qai*"),
        ("iraq offensive (oil OR gas)", "(iraq OR offensive) (oil OR gas)"),
        ("iraq offensive a NEAR/5 b", "(iraq OR offensive) (a NEAR/5 b)"),
        ("iraq iraq", "iraq OR iraq"),
    ],
)
def test_bare_words_become_alternatives_and_the_rest_stays_required(typed: str, relaxed: str) -> None:
    found = any_of(parse(typed).query)
    assert found is not None
    assert unmarked(found) == unmarked(parse(relaxed).query)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "iraq",
        "iraq -oil",
        "-iraq -oil",
        "iraq OR offensive",
        "iraq +offensive",
        '"a b" "c d"',
        "title:a title:b",
        "iraq before:2017",
    ],
)
def test_a_query_with_fewer_than_two_bare_words_is_not_relaxed(typed: str) -> None:
    assert any_of(parse(typed).query) is None


def test_relaxing_twice_finds_nothing_more_to_relax() -> None:
    relaxed = any_of(parse("a b -c").query)
    assert relaxed is not None
    assert any_of(relaxed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("iraq", True),
        ("title:iraq", True),
        ('"al qaim"', True),
        ("a NEAR/5 b", True),
        ("qai*", True),
        ("iraq before:2017", True),
        ("source:reuters OR iraq", True),
        ("", False),
        ("-iraq", False),
        ("source:reuters", False),
        ('author:"jo smith"', False),
        ("site:example.org lang:en", False),
        ("before:2017", False),
        ("undated:true -oil", False),
    ],
)
def test_only_words_of_the_text_are_scored(typed: str, expected: bool) -> None:
    assert scored(parse(typed).query) is expected


def test_bare_words_keep_their_order_and_their_boost() -> None:
    assert bare_words(parse('a "x y" al-qaim b^2 -c').query) == (
        Term("a"),
        Phrase(("al", "qaim"), stemmed=True),
        Boost(Term("b"), 2.0),
    )


def test_a_single_word_is_a_bare_word() -> None:
    assert bare_words(Term("a")) == (Term("a"),)
    assert bare_words(All()) == ()


def unmarked(query: object) -> object:
    """The query without its marks of `required`, which matching ignores."""
    match query:
        case And(clauses):
            return And(tuple(unmarked(clause) for clause in clauses))
        case Or(clauses):
            return Or(tuple(unmarked(clause) for clause in clauses))
        case Term(word, field, exact):
            return Term(word, field, exact)
    return query
