"""How what is typed may go on, and articles like one, as JSON."""

from tests.web.shelf import story

ID = story(1).id


def test_a_suggestion_leads_to_its_search(client):
    word = client.get("/api/v1/suggest?q=sto").json["suggestions"][0]
    assert word["url"].endswith("/search?q=stoa")
    assert (word["kind"], word["query"], word["id"]) == ("word", "stoa", None)


def test_a_headline_leads_to_its_article(client):
    title = client.get("/api/v1/suggest?q=" + story(1).title[:3]).json["suggestions"][-1]
    assert title["kind"] == "title"
    assert title["url"].endswith(f"/article/{title['id']}")


def test_nothing_typed_is_refused(client):
    for typed in ("", "%00", "%ff", "x" * 2000, "a&q=b", "a&page=x"):
        assert client.get(f"/api/v1/suggest?q={typed}").status_code == 200


def test_related_articles_are_told_without_the_article_itself(client):
    results = client.get(f"/api/v1/articles/{ID}/related").json["results"]
    assert 0 < len(results) <= 5
    assert ID not in [each["id"] for each in results]


def test_an_article_that_is_not_there_has_no_relatives(client):
    assert client.get("/api/v1/articles/nowhere/related").status_code == 404
