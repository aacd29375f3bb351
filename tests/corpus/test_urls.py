import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.urls import canonical_url, clean_url, host_of

PLAIN = "https://example.org/news/12"


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.org/news/12",
        "https://www.example.org/news/12/",
        "https://EXAMPLE.org:443/news/12#comments",
        "https://m.example.org/news/12",
        "https://amp.example.org/news/12",
        "https://example.org/news/12/amp/",
        "https://example.org/amp/news/12",
        "https://example.org/news/12?utm_source=letter&fbclid=abc",
        "https://example.org/news/12?outputType=amp",
        "https://www.google.com/amp/s/example.org/news/12",
        "https://example-org.cdn.ampproject.org/c/s/example.org/news/12",
        "https://user:secret@example.org./news/12",
    ],
)
def test_every_address_of_a_page_has_one_name(variant):
    assert canonical_url(variant) == PLAIN


def test_parameters_that_choose_the_page_stay_in_one_order():
    assert canonical_url("https://example.org/read?b=2&a=1") == "https://example.org/read?a=1&b=2"


@pytest.mark.parametrize(
    "front", ["https://example.org", "https://www.example.org/", "http://example.org/?utm_medium=x"]
)
def test_a_front_page_names_no_article(front):
    assert canonical_url(front) is None


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/a",
        "mailto:a@example.org",
        "/relative",
        "",
        "http://",
        "http://[::1",
        "https://ex ample.org/",
        "http://a:99999/",
    ],
)
def test_what_is_no_web_link_is_dropped(raw):
    assert clean_url(raw) is None


def test_a_relative_link_is_resolved_against_its_page():
    assert clean_url("../b", "https://example.org/x/y") == "https://example.org/b"


def test_a_link_keeps_the_host_that_answers():
    assert clean_url("http://m.example.org/a") == "http://m.example.org/a"


def test_a_link_is_escaped():
    assert clean_url('https://example.org/a"><b>é%zz') == "https://example.org/a%22%3E%3Cb%3E%C3%A9%25zz"


def test_a_host_is_named_without_its_prefix():
    assert host_of("https://www.example.org/a") == "example.org"


URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.org", "www.Example.org", "m.example.co.uk", "amp.a.b", "www.com", "a.b:8080"]),
    st.text(alphabet="ab/%2f.é ~?&=#+amp", max_size=30).map(lambda path: f"/{path}"),
    st.sampled_from(["", "?utm_source=a", "?a=b&c=d%20e", "?amp=1&x", "#top", "/amp", "/amp/amp/"]),
)


@given(URLS)
def test_a_canonical_url_is_its_own_canonical_url(url):
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@given(URLS)
def test_a_clean_url_is_its_own_clean_url(url):
    once = clean_url(url)
    assert once is None or clean_url(once) == once


@given(st.text())
def test_any_text_is_a_link_or_not(raw):
    link = clean_url(raw, "https://example.org/")
    assert link is None or link.startswith(("http://", "https://"))
