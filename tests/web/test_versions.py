"""The earlier texts of an article: on its page, what changed, and as JSON."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from search import Hit, Snippet
from tests.web.conftest import ClientOf
from tests.web.shelf import story

FIRST = story(1, title="Toll rises", body="The toll rises by two dollars.\n\nThe ferry gains.")
SECOND = story(1, title="Toll rises", body="The toll rises by nine dollars.\n\nThe ferry gains.", version=2)
EDITED = datetime(2017, 10, 5, 9, tzinfo=UTC)
PRESENT = story(1, title="Toll falls", body="The toll falls.\n\nThe ferry gains.", version=3, updated=EDITED)
ID = PRESENT.id


@pytest.fixture
def edited(client_of: ClientOf) -> FlaskClient:
    """A site with an article in its third text and one never edited."""
    return client_of([PRESENT, story(2)], earlier=[SECOND, FIRST])


def test_the_page_lists_the_texts_and_what_changed_to_each(edited: FlaskClient) -> None:
    page = edited.get(f"/article/{ID}").text
    assert '<span aria-current="true">Version 3, the present one</span>' in page
    assert f'<a href="/article/{ID}?version=1">Version 1</a>' in page
    assert [f"/article/{ID}/changes?from={low}&amp;to={low + 1}" in page for low in range(3)] == [False, True, True]
    assert '<time datetime="2017-10-05T09:00:00Z">' in page


def test_an_article_never_edited_lists_none(edited: FlaskClient) -> None:
    assert "Versions" not in edited.get(f"/article/{story(2).id}").text


def test_an_earlier_text_says_that_it_is_one(edited: FlaskClient) -> None:
    page = edited.get(f"/article/{ID}?version=1").text
    assert "The toll rises by two dollars." in page
    assert "This is version 1 of 3, an earlier text." in page
    assert f'<a href="/article/{ID}/changes?from=1&amp;to=3">What changed since</a>' in page
    assert "an earlier text" not in edited.get(f"/article/{ID}?version=3").text


def test_a_query_is_marked_in_an_earlier_text(edited: FlaskClient) -> None:
    assert '<mark id="m1">dollars</mark>' in edited.get(f"/article/{ID}?q=dollars&version=2").text


def test_the_changes_are_told_word_by_word(edited: FlaskClient) -> None:
    page = edited.get(f"/article/{ID}/changes?from=1&to=2").text
    assert '<p dir="auto">The toll rises by <del>two </del><ins>nine </ins>dollars.</p>' in page
    assert '<p dir="auto">The ferry gains.</p>' in page
    assert "1 word taken out, 1 word put in" in page


def test_changes_of_the_headline_are_told(edited: FlaskClient) -> None:
    assert "Toll <del>rises</del><ins>falls</ins>" in edited.get(f"/article/{ID}/changes").text


def test_what_is_changed_is_escaped(client_of: ClientOf) -> None:
    bad = "<script>alert(1)</script>"
    site = client_of([story(1, body=f"Now {bad} so", version=2)], earlier=[story(1, body="Then so")])
    page = site.get(f"/article/{ID}/changes").text
    assert bad not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (f"/article/{ID}?version=9", 404, "version_not_found"),
        (f"/article/{ID}?version=0", 400, "bad_request"),
        (f"/article/{ID}/changes?from=x", 400, "bad_request"),
        (f"/article/{ID}/changes?from=2&to=7", 404, "version_not_found"),
        (f"/article/{ID}/changes?from=2&to=2", 404, "version_not_found"),
        (f"/article/{story(2).id}/changes", 404, "version_not_found"),
        ("/article/nowhere/changes", 404, "article_not_found"),
        (f"/api/v1/articles/{ID}?version=9", 404, "version_not_found"),
        (f"/api/v1/articles/{ID}?version=x", 400, "bad_request"),
        (f"/api/v1/articles/{'z' * 26}/versions", 404, "article_not_found"),
    ],
)
def test_a_text_that_is_not_kept_is_refused(edited: FlaskClient, address: str, status: int, code: str) -> None:
    response = edited.get(address, headers={"Accept": "application/json"})
    assert response.status_code == status
    if address.startswith("/api"):
        assert response.json["code"] == code


def test_the_endpoint_has_each_text_and_all_of_them(edited: FlaskClient) -> None:
    assert edited.get(f"/api/v1/articles/{ID}?version=1").json["body"] == FIRST.body
    assert edited.get(f"/api/v1/articles/{ID}").json["version"] == 3
    texts = edited.get(f"/api/v1/articles/{ID}/versions").json["versions"]
    assert [(text["version"], text["body"]) for text in texts] == [
        (text.version, text.body) for text in (PRESENT, SECOND, FIRST)
    ]


def test_a_result_that_is_an_earlier_text_says_so_and_leads_to_it(client_of: ClientOf) -> None:
    hit = Hit(FIRST, 1.0, 1, Snippet("title", FIRST.title), present_version=3)
    page = client_of([PRESENT], hits=(hit,)).get("/search?q=dollars&versions=all").text
    assert "Version 1 of 3, an earlier text" in page
    assert f'<a href="/article/{ID}?q=dollars&amp;versions=all&amp;at=1&amp;version=1">' in page


def test_a_result_that_is_the_present_text_does_not(edited: FlaskClient) -> None:
    assert "an earlier text" not in edited.get("/search?q=toll").text
