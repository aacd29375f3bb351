from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.links import SearchLinks, safe_url

LINKS = SearchLinks("/search", (("q", "iraqi forces"), ("source", "A&B"), ("source", "Café"), ("page", "3")))


def pairs(url):
    return parse_qsl(urlsplit(url).query)


def test_another_page_keeps_the_rest():
    assert pairs(LINKS.page(4)) == [("q", "iraqi forces"), ("source", "A&B"), ("source", "Café"), ("page", "4")]


def test_the_first_page_needs_no_number():
    assert "page" not in LINKS.page(1)


@pytest.mark.parametrize("url", [LINKS.sort("newest"), LINKS.adding("lang", "de"), LINKS.between("2017", "2018")])
def test_another_list_starts_from_its_first_page(url):
    assert "page" not in dict(pairs(url))


def test_relevance_is_the_order_without_a_word():
    assert "sort" not in SearchLinks("/search", (("q", "a"), ("sort", "newest"))).sort("relevance")


def test_removing_one_value_leaves_the_others():
    assert pairs(LINKS.removing("source", "café")) == [("q", "iraqi forces"), ("source", "A&B")]


def test_removing_a_filter_takes_all_its_values():
    assert pairs(LINKS.removing("source")) == [("q", "iraqi forces")]


def test_a_range_replaces_the_one_before():
    links = SearchLinks("/search", (("from", "2015"), ("to", "2016")))
    assert pairs(links.between("2017-01-01", "2017-01-31")) == [("from", "2017-01-01"), ("to", "2017-01-31")]


def test_unfiltered_keeps_the_query_and_its_order():
    links = SearchLinks("/search", (("q", "a"), ("tag", "b"), ("sort", "newest"), ("from", "2017")))
    assert pairs(links.unfiltered()) == [("q", "a"), ("sort", "newest")]


def test_an_address_without_parameters_has_no_question_mark():
    assert SearchLinks("/search", ()).here() == "/search"


@given(st.text(min_size=1), st.text(min_size=1))
def test_toggling_twice_comes_back(name, value):
    links = SearchLinks("/search", (("q", "a"),))
    there = SearchLinks("/search", tuple(pairs(links.toggling("tag", value))))
    if value.isprintable():
        assert there.toggling("tag", value) == links.here()


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.org/"])
def test_a_web_address_may_be_followed(url):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        " https://example.org",
        "https://exa\nmple.org",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/a",
        "/local",
        "http:evil.example",
        "http:/evil.example",
        "https:\\\\evil.example",
        "https://",
        "https:///path",
        "http://[::1",
        "https://example.org\x00.evil",
        "blob:https://example.org/x",
    ],
)
def test_any_other_address_is_no_link(url):
    assert safe_url(url) is None
