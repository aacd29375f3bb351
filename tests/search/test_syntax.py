"""The query box: what readers type, what it means, what is repaired, and that nothing can break it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.clauses import leaves
from search.grammar import MAX_CLAUSES
from search.lexer import MAX_CHARS
from search.query import All, And, Boost, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard
from search.syntax import ParsedQuery, parse

NOW = datetime(2017, 10, 26, 12, tzinfo=UTC)
A, B, C = Term("a"), Term("b"), Term("c")


def read(text: str) -> ParsedQuery:
    return parse(text, now=NOW)


def joined(*words: str) -> Phrase:
    return Phrase(words, stemmed=True)


TRACKED = joined("https", "www", "x", "org", "a", "utm", "source", "y4", "b", "c")


def without(*clauses: Query) -> And:
    return And((All(), *map(Not, clauses)))


MEANINGS: list[tuple[str, Query]] = [
    # all words, either, grouping
    ("iraq offensive", And((Term("iraq"), Term("offensive")))),
    ("a AND b", And((A, B))),
    ("a && b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a | b", Or((A, B))),
    ("a|b", Or((A, B))),
    ("a || b", Or((A, B))),
    ("foo && bar || baz", Or((And((Term("foo"), Term("bar"))), Term("baz")))),
    ("a OR b c", Or((A, And((B, C))))),
    ("a b OR c", Or((And((A, B)), C))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("a (b c)", And((A, B, C))),
    ("a OR (b OR c)", Or((A, B, C))),
    ("a OR NOT b c", Or((A, And((Not(B), C))))),
    ("a and b", And((A, Term("and"), B))),
    # exclude, require
    ("a -b", And((A, Not(B)))),
    ("a NOT b", And((A, Not(B)))),
    ("a AND NOT b", And((A, Not(B)))),
    ("a !b", And((A, Not(B)))),
    ("foo -bar", And((Term("foo"), Not(Term("bar"))))),
    ("-a", without(A)),
    ("-a -b", without(A, B)),
    ("a OR -b", Or((A, without(B)))),
    ("-(a b)", without(And((A, B)))),
    ("-(-a)", A),
    ("NOT NOT a", A),
    ("a -(-b)", And((A, B))),
    ('-"a b"', without(Phrase(("a", "b")))),
    ("(-a) b", And((Not(A), B))),
    ("+a b", And((Term("a", required=True), B))),
    ("+foo -bar", And((Term("foo", required=True), Not(Term("bar"))))),
    ("+(a b)", And((Term("a", required=True), Term("b", required=True)))),
    # a hyphen within a word excludes nothing
    ("covid-19", Or((joined("covid", "19"), Term("covid19")))),
    ("covid19", Or((Term("covid19"), joined("covid", "19")))),
    ("+covid-19", replace(joined("covid", "19"), required=True)),
    ("title:F16", Term("F16", "title")),
    ("a -F16", And((Term("a"), Not(Term("F16"))))),
    ("F16^2", Boost(Or((Term("F16"), joined("F", "16"))), 2.0)),
    ("4x4", Term("4x4")),
    ("state-of-the-art", joined("state", "of", "the", "art")),
    ("F-16", Or((joined("F", "16"), Term("F16")))),
    ("Al-Qaim", joined("Al", "Qaim")),
    ("a-b -c", And((joined("a", "b"), Not(C)))),
    # exact
    ('"al qaim"', Phrase(("al", "qaim"))),
    ("“al qaim”", Phrase(("al", "qaim"))),
    ("„al qaim“", Phrase(("al", "qaim"))),
    ("«al qaim»", Phrase(("al", "qaim"))),
    ('"word"', Term("word", exact=True)),
    ("=word", Term("word", exact=True)),
    ("=covid-19", Phrase(("covid", "19"))),
    ('"covid-19"', Phrase(("covid", "19"))),
    ('"to be or not to be"', Phrase(("to", "be", "or", "not", "to", "be"))),
    ('"running quickly"', Phrase(("running", "quickly"))),
    # near
    ('"a b"~5', Phrase(("a", "b"), slop=5)),
    ("a NEAR/5 b", Near(("a", "b"), 5)),
    ("a NEAR/5 b c", And((Near(("a", "b"), 5), C))),
    ("a NEAR/5 b NEAR/2 c", And((Near(("a", "b"), 5), Near(("b", "c"), 2)))),
    ("-a NEAR/5 b", without(Near(("a", "b"), 5))),
    ("title:(a NEAR/5 b)", Near(("a", "b"), 5, "title")),
    ("title:a NEAR/5 title:b", Near(("a", "b"), 5, "title")),
    # prefix, wildcard, fuzzy
    ("iraq*", Prefix("iraq")),
    ("wom?n", Wildcard("wom?n")),
    ("*stan", Wildcard("*stan")),
    ("a**b", Wildcard("a*b")),
    ("who won?", And((Term("who"), Term("won")))),
    ("abadi~", Fuzzy("abadi")),
    ("abadi~1", Fuzzy("abadi")),
    ("abadi~2", Fuzzy("abadi", 2)),
    ("~ikea", Term("ikea")),
    # fields
    ("title:a", Term("a", "title")),
    ("TITLE:a", Term("a", "title")),
    ("intitle:a", Term("a", "title")),
    ("body:a", Term("a", "body")),
    ("by:smith", Term("smith", "author")),
    ("author:O'Neill", Term("O'Neill", "author")),
    ("source:reuters", Term("reuters", "source")),
    ("section:world", Term("world", "section")),
    ("tag:climate", Term("climate", "tag")),
    ("agency:ap", Term("ap", "agency")),
    ("place:paris", Term("paris", "place")),
    ('source:"new york times"', Phrase(("new", "york", "times"), "source")),
    ("title:(a b)", And((Term("a", "title"), Term("b", "title")))),
    ("title:(a OR b)", Or((Term("a", "title"), Term("b", "title")))),
    ("title:(a author:b) c", And((Term("a", "title"), Term("b", "author"), C))),
    ("title:=a", Term("a", "title", exact=True)),
    ("title:a*", Prefix("a", "title")),
    ("author:*", Wildcard("*", "author")),
    ("-author:**", without(Wildcard("*", "author"))),
    ("author:abadi~", Fuzzy("abadi", 1, "author")),
    ("-title:a", without(Term("a", "title"))),
    ("lang:en", Term("en", "lang")),
    ("lang:EN-us", Term("en", "lang")),
    ("lang:english", Term("en", "lang")),
    ("lang:deu", Term("de", "lang")),
    ("lang:(en de)", Or((Term("en", "lang"), Term("de", "lang")))),
    ("lang:(-en -de)", without(Term("en", "lang"), Term("de", "lang"))),
    ("site:bbc.co.uk", Term("bbc.co.uk", "site")),
    ("site:https://www.BBC.co.uk/news?x=1", Term("bbc.co.uk", "site")),
    ("-site:cnn.com", without(Term("cnn.com", "site"))),
    ("url:https://example.org/a?b=c", Term("https://example.org/a?b=c", "url")),
    ("url:https://example.org/Foo_(bar)", Term("https://example.org/Foo_(bar)", "url")),
    ("(inurl:politics OR a)", Or((Term("politics", "url"), A))),
    ("edited:true", Term("true", "edited")),
    ("undated:yes", Term("true", "undated")),
    ("undated:false", without(Term("true", "undated"))),
    # boost
    ("a^2", Boost(A, 2)),
    ("a^0.5 b", And((Boost(A, 0.5), B))),
    ("(a b)^3", Boost(And((A, B)), 3)),
    ('"a b"~2^3', Boost(Phrase(("a", "b"), slop=2), 3)),
    ("(a^2)^3", Boost(A, 6)),
    ("a^1", A),
    ("abadi~^2", Boost(Fuzzy("abadi"), 2)),
    ("source:reuters^2", Term("reuters", "source")),
    ("x^y", joined("x", "y")),
    ("x^ınf", joined("x", "ınf")),
    # text that other boxes break on
    ("note: this", And((Term("note"), Term("this")))),
    ("nofield:foo", joined("nofield", "foo")),
    ("10:30", joined("10", "30")),
    ("http://x", joined("http", "x")),
    ("to be or not to be", And(tuple(map(Term, ("to", "be", "or", "not", "to", "be"))))),
    ("the", Term("the")),
    ("C++", Term("C++")),
    ("C#", Term("C#")),
    ("AT&T", Term("AT&T")),
    ("U.S.", Term("U.S.")),
    ("O'Neill", Term("O'Neill")),
    ("O’Neill", Term("O’Neill")),
    ("'a b'", And((A, B))),
    ("20,000", Term("20,000")),
    ("3.5", Term("3.5")),
    ("Müller", Term("Müller")),
    ("Mu\u0308ller", Term("Müller")),
    ("ikea!", Term("ikea")),
    ("laur*", Prefix("laur")),
    ("/iraq.*/", Term("iraq")),
    ("[a TO zzzz]", And((A, Term("TO"), Term("zzzz")))),
    ("who:7d", joined("who", "7d")),
    ("zero\u200bwidth", Term("zerowidth")),
    # addresses
    ("https://www.x.org/a?utm_source=y4&b=*#c", Or((Term("x.org/a?b=%2A", "url"), TRACKED))),
    ("-https://x.org/a", without(Or((Term("x.org/a", "url"), joined("https", "x", "org", "a"))))),
    ("(see http://x.org/a)", And((Term("see"), Or((Term("x.org/a", "url"), joined("http", "x", "org", "a")))))),
    ("title:https://x.org/a?b", replace(joined("https", "x", "org", "a", "b"), field="title")),
    ("https://x.org/", joined("https", "x", "org")),
    ("a AROUND(5) b", Near(("a", "b"), 5)),
    ("around(5)", And((Term("around"), Term("5")))),
    ("price__gte", joined("price", "gte")),
    ("OR,", Term("OR")),
    ("\\OR", Term("OR")),
    ("title:OR", Term("OR", "title")),
    ("near/5", Or((joined("near", "5"), Term("near5")))),
    ("北京大学", joined("北京", "京大", "大学")),
    ('"北京大学"', Phrase(("北京", "京大", "大学"))),
    ("北京", Term("北京")),
    ("北京2008", joined("北京", "京", "2008")),
    ('"北京 京都"', Phrase(("北京", "京", "京都"))),
    ("北", Prefix("北")),
    ("北*", Prefix("北")),
    ("北京大*", joined("北京", "京大")),
    ("ira\x00q\ud800", Term("iraq")),
    ("\ufeffa\tb\n", And((A, B))),
    # nothing
    ("", All()),
    (" \t\n", All()),
    ("*", All()),
    ("* -a", without(A)),
    ("* | a", All()),
    ("(a OR *) b", B),
    ("-* a", A),
    ("*^2 a", A),
    ("+* a", A),
]


@pytest.mark.parametrize(("text", "query"), MEANINGS, ids=[ascii(text) for text, _ in MEANINGS])
def test_what_is_typed_means_what_it_says_without_a_warning(text: str, query: Query) -> None:
    parsed = read(text)
    assert parsed.query == query
    assert parsed.warnings == ()


@pytest.mark.parametrize("text", ["date:[* TO *]", "date:*", "date:..", "date:[ TO ]", "on:*"])
def test_a_range_open_at_both_ends_holds_whatever_is_dated(text: str) -> None:
    parsed = read(text)
    assert (parsed.query, parsed.warnings) == (without(Term("true", "undated")), ())


@pytest.mark.parametrize("text", ['"in n 北京 a"', "in-n北京a", '"北京 京 京都"', "20,0ไทย", '"tt t 学学 学"'])
def test_runs_without_spaces_beside_words_are_written_back(text: str) -> None:
    assert settled(read(text))


def test_a_word_behind_a_date_in_words_is_a_word() -> None:
    assert read("date:last week elections").interpreted == "date:2017-10-16..2017-10-22 elections"
    assert read("date:last weekend").interpreted == "weekend"


def days(low: tuple[int, int, int] | None, high: tuple[int, int, int] | None) -> Range:
    return Range(date(*low) if low else None, date(*high) if high else None)


DATES = [
    ("before:2017", days(None, (2017, 12, 31))),
    ("after:2017", days((2017, 1, 1), None)),
    ("after:2017-10", days((2017, 10, 1), None)),
    ("before:2016-02", days(None, (2016, 2, 29))),
    ("on:2017-10-26", days((2017, 10, 26), (2017, 10, 26))),
    ("date:2017", days((2017, 1, 1), (2017, 12, 31))),
    ("date:2017-10", days((2017, 10, 1), (2017, 10, 31))),
    ("date:20171026", days((2017, 10, 26), (2017, 10, 26))),
    ("date:2017/10/26", days((2017, 10, 26), (2017, 10, 26))),
    ("date:2017-10-26T08:00Z", days((2017, 10, 26), (2017, 10, 26))),
    ("date:today", days((2017, 10, 26), (2017, 10, 26))),
    ("on:Yesterday", days((2017, 10, 25), (2017, 10, 25))),
    ("date:7d", days((2017, 10, 19), (2017, 10, 26))),
    ("when:7d", days((2017, 10, 19), (2017, 10, 26))),
    ("since:2017-10", days((2017, 10, 1), None)),
    ("until:2017", days(None, (2017, 12, 31))),
    ("date:last week", days((2017, 10, 16), (2017, 10, 22))),
    ('date:"last week"', days((2017, 10, 16), (2017, 10, 22))),
    ("date:this-week", days((2017, 10, 23), (2017, 10, 29))),
    ("date:Last Month", days((2017, 9, 1), (2017, 9, 30))),
    ("date:last_year", days((2016, 1, 1), (2016, 12, 31))),
    ("date:past week", days((2017, 10, 19), (2017, 10, 26))),
    ("date:last 3 days", days((2017, 10, 23), (2017, 10, 26))),
    ("before:2 weeks ago", days(None, (2017, 10, 12))),
    ("date:[last week to now]", days((2017, 10, 16), (2017, 10, 26))),
    ("date:March 2016", days((2016, 3, 1), (2016, 3, 31))),
    ("date:march-2016", days((2016, 3, 1), (2016, 3, 31))),
    ("on:March 5, 2016", days((2016, 3, 5), (2016, 3, 5))),
    ("on:5 mars 2016", days((2016, 3, 5), (2016, 3, 5))),
    ('on:"Saturday, March 5, 2016"', days((2016, 3, 5), (2016, 3, 5))),
    ("on:5.3.2016", days((2016, 3, 5), (2016, 3, 5))),
    ("on:12/25/2016", days((2016, 12, 25), (2016, 12, 25))),
    ("on:25/12/2016", days((2016, 12, 25), (2016, 12, 25))),
    ("on:2016-3-5", days((2016, 3, 5), (2016, 3, 5))),
    ("date:2015-2016", days((2015, 1, 1), (2016, 12, 31))),
    ("after:7d", days((2017, 10, 19), None)),
    ("before:2w", days(None, (2017, 10, 12))),
    ("date:24h", days((2017, 10, 25), (2017, 10, 26))),
    ("after:8m", days((2017, 2, 26), None)),
    ("after:1y", days((2016, 10, 26), None)),
    ("date:P7D", days((2017, 10, 19), (2017, 10, 26))),
    ("date:P7D/", days((2017, 10, 19), None)),
    ("date:p1y2m3d", days((2016, 8, 23), (2017, 10, 26))),
    ("date:2016..2017-03", days((2016, 1, 1), (2017, 3, 31))),
    ("date:2016..", days((2016, 1, 1), None)),
    ("date:..2016", days(None, (2016, 12, 31))),
    ("date:2016-01/2016-06", days((2016, 1, 1), (2016, 6, 30))),
    ("date:[2016 TO 2017]", days((2016, 1, 1), (2017, 12, 31))),
    ("date:[2016-05-01 to *]", days((2016, 5, 1), None)),
    ("date:[* TO 2016]", days(None, (2016, 12, 31))),
    ("date:>2016", days((2017, 1, 1), None)),
    ("date:>20200101", days((2020, 1, 2), None)),
    ("date:>=2016", days((2016, 1, 1), None)),
    ("date:<2016", days(None, (2015, 12, 31))),
    ("date:<=2016", days(None, (2016, 12, 31))),
    ('before:"2017-10-26"', days(None, (2017, 10, 26))),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[text for text, _ in DATES])
def test_a_date_is_inclusive_at_its_own_precision(text: str, expected: Range) -> None:
    parsed = read(text)
    assert parsed.query == expected
    assert parsed.warnings == ()


def test_several_dates_in_brackets_are_alternatives() -> None:
    assert read("date:(2015 2017)").query == Or((read("date:2015").query, read("date:2017").query))


def test_a_month_ago_is_the_last_day_of_a_shorter_month() -> None:
    parsed = parse("after:1m", now=datetime(2017, 3, 31, tzinfo=UTC))
    assert parsed.query == Range(date(2017, 2, 28), None)


def test_today_is_the_readers_today() -> None:
    late = datetime(2017, 10, 26, 23, 30, tzinfo=UTC)
    assert parse("on:today", now=late, timezone="Asia/Tokyo").interpreted == "date:2017-10-27"
    assert parse("on:today", now=late, timezone="America/New_York").interpreted == "date:2017-10-26"


def test_a_relative_date_is_written_back_as_a_calendar_date() -> None:
    parsed = read("iraq date:7d")
    assert parsed.interpreted == "iraq date:2017-10-19..2017-10-26"
    assert parse(parsed.interpreted, now=NOW + timedelta(days=400)).query == parsed.query


@pytest.mark.parametrize(
    ("text", "interpreted"),
    [
        ("a OR b c", "a OR (b c)"),
        ("a NOT b", "a -b"),
        ("!a", "-a"),
        ("by:smith", "author:smith"),
        ("title:(a b)", "title:a title:b"),
        ("on:2017", "date:2017"),
        ("date:2017-10", "date:2017-10"),
        ("“al qaim”~3", '"al qaim"~3'),
        ("=word", '"word"'),
        ("a NEAR/5 b c", "(a NEAR/5 b) c"),
        ("OR,", "\\OR"),
        ("北京大学", "北京大学"),
        ("10:30", "10-30"),
        ('url:"a b"', 'url:"a b"'),
    ],
)
def test_what_was_understood_is_written_back_in_full(text: str, interpreted: str) -> None:
    assert read(text).interpreted == interpreted


REPAIRS = [
    ('"ikea', '"ikea"', "unclosed_quote", 0),
    ('big "ikea', 'big "ikea"', "unclosed_quote", 4),
    ('"', "", "no_word", 0),
    ("(", "", "empty_group", 0),
    ("''", "", "no_word", 0),
    ("(bar AND grill", "bar grill", "unclosed_bracket", 0),
    ("[* TO *]", "TO", "no_word", 6),
    ("(ikea", "ikea", "unclosed_bracket", 0),
    ("a (b (c", "a b c", "unclosed_bracket", 2),
    ("ikea)", "ikea", "stray_bracket", 4),
    ("a ()", "a", "empty_group", 2),
    ("AND ikea", "ikea", "stray_operator", 0),
    ("ikea OR", "ikea", "stray_operator", 5),
    ("a OR OR b", "a OR b", "stray_operator", 5),
    ("a AND OR b", "a b", "stray_operator", 6),
    ("a NOT", "a", "stray_operator", 2),
    ("a - b", "a b", "stray_operator", 2),
    ("--a", "a", "stray_operator", 0),
    ("NEAR/5 a", "a", "stray_operator", 0),
    ("a NEAR/5 -b", "a -b", "stray_operator", 2),
    ("title:-a", "title:a", "stray_operator", 6),
    ("title: a", "title a", "empty_field", 0),
    ("a & b", "a b", "no_word", 2),
    ('a ""', "a", "no_word", 2),
    ("é… “”x", "é x", "no_word", 3),
    ("abadi~9", "abadi~2", "out_of_range", 0),
    ("abadi~0.8", "abadi~", "out_of_range", 0),
    ("covid-19~", "covid-19 OR covid19", "fuzzy_word", 0),
    ("covid-1*", "covid 1*", "split_pattern", 0),
    ("a*b*c*d*e*f*g*h*i*j*k", "a*b*c*d*e*f*g*h*", "too_many_wildcards", 0),
    ('"a b"~500', '"a b"~100', "out_of_range", 0),
    ("a NEAR/500 b", "a NEAR/100 b", "out_of_range", 2),
    ('"a b" NEAR/5 c', '"a b" c', "near_operand", 0),
    ("a^1000", "a^100", "out_of_range", 1),
    ("a^0.0001", "a^0.01", "out_of_range", 1),
    ("a^1e999", "a", "bad_boost", 1),
    ("a^nan", "a", "bad_boost", 1),
    ("a^-inf", "a", "bad_boost", 1),
    ("a^0", "a", "bad_boost", 1),
    ("a^-2", "a", "bad_boost", 1),
    ("lang:klingon a", "a", "bad_value", 5),
    ("lang:İb a", "a", "bad_value", 5),
    ("undated:maybe a", "a", "bad_value", 8),
    ("site:// a", "a", "bad_value", 5),
    ("before:soon a", "a", "bad_date", 7),
    ("date:2017-02-30 a", "a", "bad_date", 5),
    ("date:0000 a", "a", "bad_date", 5),
    ("date:999999y a", "a", "bad_date", 5),
    ("date:[garbage TO 2020] a", "a", "bad_date", 5),
    ("date:[20240101 TO 99999999999999] a", "a", "bad_date", 5),
    ("date:[last fortnight to now] a", "a", "bad_date", 5),
    ("date:3/5/2017 a", "a", "bad_date", 5),
    ("date:31.2.2017 a", "a", "bad_date", 5),
    ("date:last a", "a", "bad_date", 5),
    ("date:[2016 TO", "after:2016-01-01", "unclosed_bracket", 5),
    ("date:2017..2016", "date:2016-12-31..2017-01-01", "swapped_dates", 5),
]


@pytest.mark.parametrize(("text", "interpreted", "code", "at"), REPAIRS, ids=[ascii(text) for text, *_ in REPAIRS])
def test_a_repair_is_reported_where_it_was_made(text: str, interpreted: str, code: str, at: int) -> None:
    parsed = read(text)
    assert parsed.interpreted == interpreted
    assert (code, at) in [(warning.code, warning.at) for warning in parsed.warnings]


def test_an_offset_counts_what_was_typed_before_anything_is_stripped() -> None:
    assert [warning.at for warning in read("a\x00\x00 \ud800 (b").warnings] == [6]


def test_every_warning_says_something_to_the_reader() -> None:
    assert all(len(warning.message) > 20 for text, *_ in REPAIRS for warning in read(text).warnings)


def test_a_text_too_long_is_cut_at_a_word() -> None:
    parsed = read("word " * 10 + "x" * 945 + " severed " * 10)
    assert parsed.interpreted == "word " * 10 + "x" * 945
    assert [warning.code for warning in parsed.warnings] == ["too_long"]


def test_a_text_without_a_blank_is_cut_at_the_limit() -> None:
    assert read("x" * 5_000).query == Term("x" * MAX_CHARS)


def test_a_query_too_long_once_written_out_loses_its_last_clauses() -> None:
    parsed = read("a-" * 20 + " ".join(["by:abcdefghijklmno"] * 50))
    assert len(parsed.interpreted) <= MAX_CHARS
    assert "too_long" in [warning.code for warning in parsed.warnings]
    assert settled(parsed)


def test_clauses_beyond_the_limit_are_ignored_with_one_warning() -> None:
    parsed = read(" ".join(f"w{number}" for number in range(100)))
    assert leaves(parsed.query) == MAX_CLAUSES
    assert [warning.code for warning in parsed.warnings] == ["too_many_clauses"]


def test_neighbors_count_as_the_words_they_are_written_back_as() -> None:
    parsed = read("a NEAR/5 b NEAR/2 c " + " ".join(f"w{number}" for number in range(61)))
    assert settled(parsed)
    assert leaves(parsed.query) == MAX_CLAUSES
    assert [warning.code for warning in parsed.warnings] == ["too_long"]


def test_a_query_too_long_once_written_keeps_as_many_clauses_as_there_is_room_for() -> None:
    parsed = read("source:(" + " ".join(f"outlet{number:04}" for number in range(60)) + ")")
    assert settled(parsed)
    assert [warning.code for warning in parsed.warnings] == ["too_long"]
    assert MAX_CHARS - len(" source:outlet0000") < len(parsed.interpreted) <= MAX_CHARS


def test_brackets_beyond_the_limit_are_ignored_with_what_they_hold() -> None:
    parsed = read("(" * 25 + "deep" + ")" * 25 + " a")
    assert parsed.query == A
    assert "too_deep" in [warning.code for warning in parsed.warnings]


@pytest.mark.parametrize(
    "shape", ["(", "NOT ", "-(", ")", '"', "a OR (", "a NEAR/1 ", "title:(", "(a b OR ", "^2", "*?"]
)
def test_repetition_without_end_is_answered(shape: str) -> None:
    assert settled(read(shape * 1_000))


def test_an_unknown_time_zone_and_a_naive_now_are_the_callers_errors() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        parse("a", timezone="Nowhere/Land")
    with pytest.raises(ValueError, match="no time zone"):
        parse("a", now=datetime(2017, 10, 26))


# properties

PIECES = (
    *(
        "a",
        "Iraq",
        "covid-19",
        "F16",
        "U.S.",
        "C++",
        "AT&T",
        "O’Neill's",
        "20,000",
        "3.5",
        "北",
        "北京大",
        "ไทย",
        "é",
        "e\u0301",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR/5",
        "NEAR/0",
        "TO",
        "(",
        ")",
        '"',
        "“",
        "|",
        "&&",
        "-",
        "+",
        "!",
        "=",
        "*",
        "?",
        "~",
        "~2",
    ),
    *("^2", "^nan", "^0.001", "title:", "by:", "site:", "url:", "lang:", "date:", "before:", "undated:", "true", "en"),
    *(
        "2017",
        "2017-10-26",
        "7d",
        "P7D",
        "..",
        "[",
        "]",
        "/",
        "\\",
        " ",
        " ",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "\u0301",
        "\u200d",
    ),
)
typed = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=120).map("".join))


def settled(parsed: ParsedQuery) -> bool:
    """Whether what was written back means the same, and leaves nothing to repair."""
    again = read(parsed.interpreted)
    return (again.query, again.warnings, again.interpreted) == (parsed.query, (), parsed.interpreted)


def parts(query: Query) -> list[Query]:
    match query:
        case And(clauses) | Or(clauses):
            return list(clauses)
        case Not(clause) | Boost(clause):
            return [clause]
        case _:
            return []


def is_normal(query: Query) -> bool:
    """No And in an And, no Or in an Or, none of fewer than two; Not only in an And beside what is not one."""
    inside = parts(query)
    shaped = True
    if isinstance(query, And | Or):
        shaped = len(inside) > 1 and not any(isinstance(clause, type(query)) for clause in inside)
    if isinstance(query, And):
        shaped = shaped and not all(isinstance(clause, Not) for clause in inside)
    elif inside:
        shaped = shaped and not any(isinstance(clause, Not | All) for clause in inside)
    if isinstance(query, Boost):
        shaped = shaped and 0.01 <= query.factor <= 100 and not isinstance(query.clause, Boost)
    return shaped and all(is_normal(clause) for clause in inside)


@settings(max_examples=300, deadline=None)
@given(typed)
def test_any_text_gives_a_query_within_bounds(text: str) -> None:
    parsed = read(text)
    assert leaves(parsed.query) <= MAX_CLAUSES
    assert len(parsed.interpreted) <= MAX_CHARS
    assert all(0 <= warning.at <= len(text) for warning in parsed.warnings)


@settings(max_examples=300, deadline=None)
@given(typed)
def test_what_is_written_back_means_the_same_and_needs_no_repair(text: str) -> None:
    assert settled(read(text))


@settings(max_examples=300, deadline=None)
@given(typed)
def test_a_query_is_in_normal_form(text: str) -> None:
    query = read(text).query
    assert is_normal(query)
    assert not isinstance(query, Not)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=8))
def test_plain_words_are_asked_for_as_typed(words: list[str]) -> None:
    assert read(" ".join(words)).interpreted == " ".join(words)
