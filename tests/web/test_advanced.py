from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import And, Not, Or, Phrase, Term, parse
from web.advanced import BLANKS, written

NOW = datetime(2017, 10, 31, tzinfo=UTC)
LINES = st.text(alphabet='ab -"()|:^~*?=+!“”[]/5ANDORTE', max_size=20)


def understood(**given):
    return parse(written(given), now=NOW, timezone="UTC").query


def test_each_line_says_what_it_asks():
    assert understood(all="a b") == And((Term("a"), Term("b")))
    assert understood(phrase="a b") == Phrase(("a", "b"))
    assert understood(any="a b") == Or((Term("a"), Term("b")))
    assert understood(none="a b", all="c") == And((Term("c"), Not(Term("a")), Not(Term("b"))))
    assert understood(title="a") == Term("a", "title")


@given(st.fixed_dictionaries({}, optional={blank.name: LINES for blank in BLANKS}))
def test_whatever_is_filled_in_needs_no_repair(lines):
    query = written(lines)
    parsed = parse(query, now=NOW, timezone="UTC")
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
