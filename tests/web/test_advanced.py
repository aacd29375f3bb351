from collections import Counter
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import And, Not, Or, Phrase, Term, parse
from web.advanced import BLANKS
from web.filled_form import read_back, written

NOW = datetime(2017, 10, 31, tzinfo=UTC)
LINES = st.text(alphabet='ab -"()|:^~*?=+!“”[]/5ANDORTE', max_size=20)


def read(text):
    return parse(text, now=NOW, timezone="UTC")


def asked(text):
    """What a query asks for all at once, in whatever order."""
    query = read(text).query
    return Counter(query.clauses) if isinstance(query, And) else Counter([query])


def understood(**given):
    return read(written(given, read)).query


def test_each_line_says_what_it_asks():
    assert understood(all="a b") == And((Term("a"), Term("b")))
    assert understood(phrase="a b") == Phrase(("a", "b"))
    assert understood(any="a b") == Or((Term("a"), Term("b")))
    assert understood(none="a b", all="c") == And((Term("c"), Not(Term("a")), Not(Term("b"))))
    assert understood(title="a") == Term("a", "title")


@given(st.fixed_dictionaries({}, optional={blank.name: LINES for blank in BLANKS}))
def test_whatever_is_filled_in_needs_no_repair(lines):
    query = written(lines, read)
    parsed = read(query)
    assert not [warning for warning in parsed.warnings if warning.at < len(query)]


@pytest.mark.parametrize("line", ["OR", "AND", "NOT", "NEAR/5", "-a", '"a', "(a", "title:a"])
def test_a_word_is_a_word_whatever_it_looks_like(line):
    assert written({"all": line}).islower()


def test_a_filled_form_leads_to_its_search(client):
    response = client.get("/advanced?all=iraqi&any=&none=police&from=2017&lang=en&size=25&utm=x")
    where = urlsplit(response.headers["Location"])
    assert (response.status_code, where.scheme, where.netloc, where.path) == (303, "", "", "/search")
    assert parse_qs(where.query) == {"q": ["iraqi -police"], "from": ["2017"], "lang": ["en"], "size": ["25"]}


def test_a_blank_form_stays(client):
    assert client.get("/advanced?all=&none=+").status_code == 200


@pytest.mark.parametrize("text", ["//evil.example", "%0d%0aSet-Cookie:a=b", "https://evil.example", "\\evil.example"])
@pytest.mark.parametrize("name", ["all", "from", "lang"])
def test_a_form_leads_nowhere_else(client, name, text):
    response = client.get(f"/advanced?{name}={text}")
    assert response.headers["Location"].startswith("/search?")
    assert "Set-Cookie" not in response.headers


def test_the_line_for_anything_else_is_in_the_language_of_the_box():
    assert understood(all="a", more="b OR c*") == read("a (b OR c*)").query


def test_the_line_for_anything_else_is_mended_where_it_must_be():
    assert understood(all="d", more='(a "b c') == read('d a "b c"').query


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("", {}),
        ("iraqi forces", {"all": "iraqi forces"}),
        ('iraqi "last den" (ferry OR bridge) -police', {"all": "iraqi", "phrase": "last den", "any": "ferry bridge",
                                                        "none": "police"}),
        ("title:(a b) author:marsh", {"title": "a b", "author": "marsh"}),
        ('"a b" "c d"', {"phrase": "a b", "more": '"c d"'}),
        ("(a OR b) (c OR d)", {"any": "a b", "more": "(c OR d)"}),
        ("a ferr* =b body:c", {"all": "a", "more": 'ferr* "b" body:c'}),
        ("-title:a", {"more": "-title:a"}),
        ('ferry -oil "electric ferry" (bridge OR sound) titl*', {"all": "ferry", "none": "oil", "any": "bridge sound",
            "phrase": "electric ferry", "more": "titl*"}),
        ("a AND (b OR (c d))", {"all": "a", "more": "(b OR (c d))"}),
    ],
)  # fmt: skip
def test_a_query_comes_back_into_its_lines(query, lines):
    assert read_back(query, read) == lines


@given(st.fixed_dictionaries({}, optional={blank.name: LINES for blank in BLANKS}))
def test_what_was_filled_in_comes_back_with_the_same_meaning(lines):
    query = written(lines, read)
    assert asked(written(read_back(query, read), read)) == asked(query)


@given(st.text(alphabet='ab -"()|:^~*?=+!“”[]/5ANDORTEtitle', max_size=40))
def test_whatever_was_typed_comes_back_with_the_same_meaning(query):
    assert asked(written(read_back(query, read), read)) == asked(query)


def test_a_search_is_gone_on_with_in_the_form(client):
    page = client.get("/advanced?q=iraqi+-police&from=2017&lang=en&sort=newest&size=25&source=The+Post&page=3").text
    for field in (
        'name="all" dir="auto" value="iraqi"', 'name="none" dir="auto" value="police"', 'name="from" value="2017"',
        '<option value="newest" selected>', "<option selected>25<", 'name="kept" value="source=The+Post"',
    ):  # fmt: skip
        assert field in page


def test_what_has_no_line_is_carried_along(client):
    response = client.get("/advanced?all=iraqi&kept=source%3DThe%2BPost%26source%3DB%26page%3D3%26evil%3D1%26q%3Dx")
    assert parse_qs(urlsplit(response.headers["Location"]).query) == {"q": ["iraqi"], "source": ["The Post", "B"]}


def test_several_languages_are_carried_along(client):
    assert 'name="kept" value="lang=en&amp;lang=de"' in client.get("/advanced?q=a&lang=en&lang=de").text


@pytest.mark.parametrize(("page", "link"), [
    ("/search?q=iraqi&source=Post", "/advanced?q=iraqi&amp;source=Post"), ("/", "/advanced"), ("/help", "/advanced"),
])  # fmt: skip
def test_the_way_to_the_form_carries_the_search(client, page, link):
    assert f'<a href="{link}">Advanced' in client.get(page).text
