from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from tests.web.shelf import story
from web import Settings

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def link(client, address, rel):
    found = BeautifulSoup(client.get(address).text, "lxml").find("link", rel=rel)
    return found and found["href"]


def test_a_browser_can_add_the_site(client):
    root = etree.fromstring(client.get(link(client, "/", "search")).data)
    urls = {url.get("type"): url.get("template") for url in root.iter(f"{OPENSEARCH}Url")}
    assert urls["text/html"] == "http://localhost/search?q={searchTerms}"
    assert root.findtext(f"{OPENSEARCH}ShortName") == "Dateline"


@pytest.mark.parametrize("title", ["The Very Long Name of a Newspaper", "<b>&amp;</b>"])
def test_any_title_makes_a_description(client_of, title):
    root = etree.fromstring(client_of([], Settings(title=title)).get("/opensearch.xml").data)
    assert root.findtext(f"{OPENSEARCH}ShortName") == title[:16]


def test_every_template_of_the_description_answers(client):
    root = etree.fromstring(client.get("/opensearch.xml").data)
    for url in root.iter(f"{OPENSEARCH}Url"):
        response = client.get(url.get("template").replace("{searchTerms}", "iraqi"))
        assert (response.status_code, response.mimetype) == (200, url.get("type"))


def test_a_page_of_results_offers_its_feed_newest_first(client):
    address = link(client, "/search?q=iraqi&lang=en&page=2&sort=oldest", "alternate")
    assert urlsplit(address).path == "/search.atom"
    assert parse_qs(urlsplit(address).query) == {"q": ["iraqi"], "lang": ["en"], "sort": ["newest"]}


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/", "http://localhost/"),
        (f"/article/{story(1).id}?q=iraqi", f"http://localhost/article/{story(1).id}"),
        ("/search?utm_source=x&q=iraqi&page=", "http://localhost/search?q=iraqi"),
        ("/help?x=1", "http://localhost/help"),
        ("/api?x=1", "http://localhost/api"),
    ],
)
def test_a_page_names_its_one_address(client, address, canonical):
    assert link(client, address, "canonical") == canonical


def test_an_error_has_no_address_of_its_own(client):
    assert link(client, "/nowhere", "canonical") is None


def test_sources_are_counted_as_a_search_counts_them(client_of):
    answer = client_of([story(1), story(2), story(3, source="B"), story(4, source=None)]).get("/api/v1/sources").json
    assert [(row["source"], row["articles"]) for row in answer["sources"]] == [("The Harbor Courier", 2), ("B", 1)]
    assert answer["total"] == 2


def test_a_source_leads_to_its_articles(client_of):
    client = client_of([story(1), story(2, source="A & B")])
    for row in client.get("/api/v1/sources").json["sources"]:
        assert client.get(row["url"]).json["total"] == row["articles"]
