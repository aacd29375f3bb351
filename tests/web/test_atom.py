"""The feed of a search, held to RFC 4287 by the reader that a news corpus is read with."""

from datetime import UTC, datetime
from urllib.parse import quote

import feedparser
import pytest
from lxml import etree

from tests.web.shelf import story
from web.atom import entry_id, feed_id, xml_text
from web.links import SearchLinks

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, address="/search.atom"):
    """The feed as XML, checked for what every feed must have."""
    response = client.get(address)
    assert response.mimetype == "application/atom+xml"
    root = etree.fromstring(response.data)
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
    return root


def texts(root, name):
    return [element.text for element in root.iter(ATOM + name)]


def test_the_feed_is_the_page(client):
    titles = [hit["title"] for hit in client.get("/search.json?size=5&page=2").json["results"]]
    assert texts(read(client, "/search.atom?size=5&page=2"), "title")[1:] == titles


def test_a_feed_reader_takes_it(client):
    parsed = feedparser.parse(client.get("/search.atom?q=iraqi").data)
    assert not parsed.bozo
    assert (parsed.version, parsed.feed.title, len(parsed.entries)) == ("atom10", "iraqi – Dateline", 1)


@pytest.mark.parametrize(
    ("precision", "published"),
    [("minute", ["2017-10-26T14:05:00Z"]), ("day", ["2017-10-26T14:05:00Z"]), ("month", []), ("year", [])],
)
def test_a_date_is_told_where_it_is_at_least_a_day(client_of, precision, published):
    article = story(1, published=datetime(2017, 10, 26, 14, 5, tzinfo=UTC), published_precision=precision)
    assert texts(read(client_of([article])), "published") == published


def test_a_day_never_moves(client_of):
    article = story(1, published=datetime(2017, 10, 26, tzinfo=UTC))
    assert texts(read(client_of([article])), "updated") == ["2017-10-26T00:00:00Z"] * 2


def test_an_updated_article_says_when(client_of):
    article = story(1, updated=datetime(2017, 11, 1, 8, 30, tzinfo=UTC))
    assert texts(read(client_of([article])), "updated")[1] == "2017-11-01T08:30:00Z"


def test_an_undated_article_does_not_wander(client_of):
    root = read(client_of([story(1, published=None, published_precision=None)]))
    assert (texts(root, "updated")[1], texts(root, "published")) == ("1970-01-01T00:00:00Z", [])


def test_an_article_keeps_its_identity_through_its_versions():
    assert entry_id(story(1)) == entry_id(story(1, title="Corrected", version=2))
    assert entry_id(story(1)) != entry_id(story(2))


def test_a_list_keeps_its_identity_across_hosts_and_pages():
    here = SearchLinks("http://localhost/search.atom", (("q", "oil"), ("source", "A")))
    there = SearchLinks("https://news.example.org/search.atom", (("source", "A"), ("q", "oil"), ("page", "2")))
    assert feed_id(here) == feed_id(there)
    assert feed_id(here) != feed_id(SearchLinks(here.path, (("q", "gas"),)))


def test_an_empty_list_is_a_feed(client):
    assert len(read(client, "/search.atom?q=zzz")) > 5


def test_pages_follow_one_another(client):
    links = {
        link.get("rel"): link.get("href") for link in read(client, "/search.atom?size=5&page=2").findall(ATOM + "link")
    }
    assert links["next"] == "http://localhost/search.atom?size=5&page=3"
    assert links["previous"] == "http://localhost/search.atom?size=5"
    assert links["self"] == "http://localhost/search.atom?size=5&page=2"


@pytest.mark.parametrize("text", ["<script>", "]]>", "&amp;", "\x00\x0b", "\ufffe", "\u2028", "</feed>"], ids=ascii)
def test_hostile_text_stays_text(client_of, text):
    client = client_of([story(1, title=f"{text} oil", source=text, section=text, tags=(text,))])
    root = read(client, f"/search.atom?q=oil+{quote(text)}")
    assert not [element.tag for element in root.iter() if not str(element.tag).startswith("{")]


def test_what_xml_cannot_hold_is_left_out():
    assert xml_text("a\x00\x1f\ud800\uffff\tb\U0001f6e2") == "a\tb\U0001f6e2"


def test_only_a_web_page_is_called_the_original(client_of):
    articles = [story(1, url="javascript:alert(1)"), story(2, url="https://example.org/a")]
    links = read(client_of(articles)).iter(ATOM + "link")
    assert [link.get("href") for link in links if link.get("rel") == "via"] == ["https://example.org/a"]
