"""A list is read to its end by cursors, over the JSON endpoint."""

from datetime import UTC, datetime

import pytest

from corpus import Article
from index import open_writer
from search import open_searcher
from web.app import create_app
from web.snapshots import FixedSnapshot

COUNT = 7


@pytest.fixture
def shown(tmp_path):
    """The endpoint over a real index."""
    day = {"published": datetime(2020, 1, 1, tzinfo=UTC), "published_precision": "day"}
    articles = [Article(id=f"a{n}", key=f"a{n}", title="Oil", body="oil " * (n + 1), **day) for n in range(COUNT)]
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(articles)
    with open_searcher(tmp_path / "index") as searcher:
        client = create_app(FixedSnapshot(searcher)).test_client()
        yield lambda **given: client.get(
            "/api/v1/search", query_string={"q": "oil", "size": 3, "group": "off", **given}
        )


def test_cursors_lead_through_the_whole_list_once(shown):
    pages = [shown().json]
    while pages[-1]["cursor"]:
        pages.append(shown(cursor=pages[-1]["cursor"]).json)
    ids = [hit["id"] for page in pages for hit in page["results"]]
    assert sorted(ids) == [f"a{n}" for n in range(COUNT)]
    assert ids == [hit["id"] for hit in shown(size=COUNT).json["results"]]
    assert [hit["rank"] for page in pages for hit in page["results"]] == list(range(1, COUNT + 1))
    assert not any(page["changed"] for page in pages)


def test_addresses_of_other_pages_carry_no_cursor(shown):
    answer = shown(cursor=shown().json["cursor"]).json
    assert "cursor=" not in answer["next"] + answer["prev"]


REFUSED = {"none": {"cursor": "nonsense"}, "another search's": {"q": "oil -gas"}, "one beside a page": {"page": 2}}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED.keys())
def test_a_cursor_out_of_place_is_refused(shown, given):
    refused = shown(**{"cursor": shown().json["cursor"], **given})
    assert (refused.status_code, refused.json["code"]) == (400, "invalid_cursor")
