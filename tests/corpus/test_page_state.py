"""Pages that show nothing without their scripts, and carry their story as data."""

import json
from datetime import UTC, datetime

import pytest

from corpus import extract_article

TITLE = "Storm nears coast"
STORY = "The harbor stays closed until the storm has passed, the office said on Monday, and no ship may leave. " * 6
OTHER = "Voters in the district will choose a new mayor in spring, and nobody knows yet who is going to stand. " * 9
HEAD = f"<title>{TITLE} | The Example</title>"


def next_page(story: object, head: str = HEAD) -> str:
    state = {
        "props": {"pageProps": {"menu": [{"title": "Sports"}], "related": [{"title": "Vote", "body": OTHER}], **story}}
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    return f"<html><head>{head}</head><body><div id='__next'>Loading</div>{script}</body></html>"


FUSION = {
    "headlines": {"basic": TITLE},
    "first_publish_date": "2017-10-26T14:03:00Z",
    "content_elements": [
        {"type": "text", "content": f"{STORY}<b>Boats are safe.</b>"},
        {"type": "image", "content": "A picture"},
        {"type": "text", "content": "The pier was closed."},
    ],
}


def test_the_story_in_the_state_of_a_page_is_its_text():
    article = extract_article(next_page({"post": {"headline": TITLE, "body": f"<p>{STORY}</p>", "author": "Ann Bell"}}))
    assert (article.title, article.body, article.authors) == (TITLE, STORY.strip(), ("Ann Bell",))


def test_the_parts_of_a_story_for_fusion_are_its_text():
    script = f"<script>window.Fusion={{}};Fusion.globalContent={json.dumps(FUSION)};Fusion.x={{}};</script>"
    article = extract_article(f"<html><head>{HEAD}</head><body>{script}</body></html>")
    assert article.body.endswith("Boats are safe.\n\nThe pier was closed.")
    assert article.published == datetime(2017, 10, 26, 14, 3, tzinfo=UTC)
    assert "picture" not in article.body


def test_a_story_with_another_title_is_not_that_of_the_page():
    assert OTHER.strip() not in extract_article(next_page({})).body


def test_what_a_page_shows_is_taken_before_its_state():
    shown = "".join(f"<p>{OTHER} Part {number}.</p>" for number in range(4))
    html = next_page({"post": {"headline": TITLE, "body": STORY}}).replace("Loading", f"<h1>{TITLE}</h1>{shown}")
    assert STORY.strip() not in extract_article(html).body


@pytest.mark.parametrize("state", ["{", "[" * 100_000, "null", '{"a": "b"}'])
def test_a_broken_state_is_none(state):
    html = f'<html><head>{HEAD}</head><body><script id="__NEXT_DATA__">{state}</script></body></html>'
    assert extract_article(html).title.startswith(TITLE)
