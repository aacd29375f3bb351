"""What every engine's searcher does with copies of one text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Article
from search import All, Copy, ResultPage, Searcher, SearchRequest, Story, parse
from tests.contract.conftest import Engine, naive_engine, whoosh_engine

NOON = datetime(2017, 10, 26, 12, tzinfo=UTC)
TEXT = (
    "The council voted on Monday to raise the toll on the old bridge by two crowns, and Ada Marsh, who runs the ferry, "
    "said that fewer cars would come over the river this winter.\n\nThe vote was the third since March. Opponents want "
    "the money of the port, which they say has earned more than ever, to pay for the new piers instead."
)


def article(id: str, body: str = TEXT, minutes: int | None = None, **more: object) -> Article:
    made = Article(id=id, key=id, title=f"Toll {id}", body=body, language="en")
    if minutes is not None:
        made = replace(made, published=NOON + timedelta(minutes=minutes), published_precision="minute")
    return replace(made, **more)


WIRED = (
    article("d", minutes=14, source="Post"),
    article("a", f"HARBOR (Reuters) - {TEXT}", minutes=0, source="Wire", agency="Reuters"),
    article("c", TEXT.partition("\n")[0] + " Read more", source="Courier"),
    article("b", f"{TEXT}\n\nThe toll toll toll toll was two crowns.", minutes=90, source="Post"),
    article("z", "Snow fell in the passes.", minutes=3, source="Post", title="Snow"),
)


def asked(query: str = "", **more: object) -> SearchRequest:
    return SearchRequest(parse(query).query, **({"group": "story"} | more))


def ids(page: ResultPage) -> str:
    return "".join(hit.article.id for hit in page.hits)


def test_a_story_is_listed_once_by_its_best_copy(engine: Engine) -> None:
    page = engine.holding(*WIRED).search(asked("toll"))
    assert ids(page) == "b"
    assert (page.total.value, page.total_articles) == (1, 4)


@pytest.mark.parametrize(("sort", "listed"), [("newest", "bz"), ("oldest", "az")])
def test_by_date_a_story_stands_where_its_first_copy_in_that_order_does(engine: Engine, sort: str, listed: str) -> None:
    assert ids(engine.holding(*WIRED).search(asked(sort=sort))) == listed


def test_group_off_lists_every_copy_and_says_of_each_what_story_it_is_of(engine: Engine) -> None:
    page = engine.holding(*WIRED).search(asked("toll", group="off"))
    assert sorted(ids(page)) == ["a", "b", "c", "d"]
    assert {hit.story.id for hit in page.hits if hit.story} == {"a"}
    assert (page.total.value, page.total_articles) == (4, 4)


def test_a_story_tells_its_size_outlets_first_and_agency(engine: Engine) -> None:
    (hit,) = engine.holding(*WIRED).search(asked("toll")).hits
    assert hit.story == Story(id="a", size=4, outlets=3, first="a", agency="Reuters")


def test_an_article_without_copies_has_no_story(engine: Engine) -> None:
    (hit,) = engine.holding(*WIRED).search(asked("snow")).hits
    assert hit.story is None


def test_facets_and_histogram_count_articles(engine: Engine) -> None:
    page = engine.holding(*WIRED).search(asked("toll", facets=("source",), histogram=True))
    assert {bucket.value: bucket.count for bucket in page.facets[0].buckets} == {"Post": 2, "Wire": 1, "Courier": 1}
    assert page.histogram
    assert sum(bucket.count for bucket in page.histogram.buckets) + page.histogram.undated == 4


def test_a_filter_leaves_the_copy_that_passes(engine: Engine) -> None:
    searcher = engine.holding(*WIRED)
    assert ids(searcher.search(asked("toll source:courier"))) == "c"


def test_copies_come_in_order_of_publication_with_their_lag(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("d")
    assert found
    assert [(copy.article.id, copy.lag_s) for copy in found.copies] == [
        ("a", None),
        ("d", 840),
        ("b", 5400),
        ("c", None),
    ]
    assert [copy.article.id for copy in found.copies if copy.first] == ["a"]


def test_copies_that_credit_nobody_are_marked(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("a")
    assert found
    assert [copy.article.id for copy in found.copies if copy.uncredited] == ["d", "b", "c"]


def test_copies_are_as_many_as_asked_for(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("a", most=2)
    assert found
    assert (len(found.copies), found.story.size) == (2, 4)


def test_later_copies_keep_their_lag_after_the_first(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("a", most=2, skip=1)
    assert found
    assert [(copy.article.id, copy.lag_s) for copy in found.copies] == [("d", 840), ("b", 5400)]


def test_past_the_last_copy_the_story_is_told_alone(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("a", skip=4)
    assert found
    assert (found.copies, found.story.size) == ((), 4)


def test_an_article_alone_is_its_own_only_copy(engine: Engine) -> None:
    found = engine.holding(*WIRED).copies("z")
    assert found
    assert found.copies == (Copy(found.copies[0].article),)
    assert found.story.size == 1


def test_an_unknown_story_has_no_copies(engine: Engine) -> None:
    assert engine.holding(*WIRED).copies("nothing") is None


def test_days_alone_do_not_tell_who_was_first(engine: Engine) -> None:
    day = {"published": NOON.replace(hour=0), "published_precision": "day"}
    later = {"published": NOON.replace(hour=0) + timedelta(days=2), "published_precision": "day"}
    found = engine.holding(article("a", **day), article("b", **day), article("c", **later)).copies("b")
    assert found
    assert found.story.first is None
    assert [(copy.lag_s, copy.lag_exact) for copy in found.copies] == [(None, False), (None, False), (172_800, False)]


def test_a_deleted_head_leaves_its_copies_a_story(engine: Engine) -> None:
    engine.write(WIRED)
    with engine.open_writer() as writer:
        writer.delete(["a"])
    page = engine.searcher().search(asked("toll"))
    assert page.hits[0].story
    assert (page.hits[0].story.id, page.hits[0].story.size) == ("d", 3)


def test_an_article_that_changed_leaves_its_story(engine: Engine) -> None:
    engine.write(WIRED)
    engine.write([replace(WIRED[0], body="The council will not vote on any toll.", updated=NOON + timedelta(days=1))])
    assert engine.searcher().copies("d").story.size == 1


def test_pages_and_cursors_list_every_story_once(engine: Engine) -> None:
    others = [article(f"x{n}", f"A toll report {n}.", minutes=n) for n in range(5)]
    searcher = engine.holding(*WIRED, *others)
    whole = ids(searcher.search(asked("toll", size=50)))
    paged = "".join(ids(searcher.search(asked("toll", size=2, page=page))) for page in (1, 2, 3))
    first = searcher.search(asked("toll", size=4))
    assert paged == whole
    assert ids(first) + ids(searcher.search(asked("toll", size=4, after=first.cursor))) == whole


def test_a_scan_lists_stories_as_a_search_does(engine: Engine) -> None:
    searcher = engine.holding(*WIRED)
    assert [hit.article.id for hit in searcher.scan(asked("toll"))] == ["b"]
    assert len(list(searcher.scan(asked("toll", group="off")))) == 4


def stories_in(searcher: Searcher) -> dict[str, tuple[str, ...]]:
    hits = searcher.search(SearchRequest(All(), size=50)).hits
    found = (searcher.copies(hit.article.id) for hit in hits)
    return {each.story.id: tuple(copy.article.id for copy in each.copies) for each in found if each}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrival=st.permutations(WIRED), cuts=st.sets(st.integers(1, 4)), gone=st.sampled_from(WIRED))
def test_neither_arrival_nor_what_came_and_went_changes_the_stories(
    tmp_path_factory: pytest.TempPathFactory, arrival: list[Article], cuts: set[int], gone: Article
) -> None:
    folder = tmp_path_factory.mktemp("arrival")
    engine, right = whoosh_engine(folder / "index"), naive_engine(str(folder))
    passing = replace(
        gone,
        body="Another text stood here for a while, and nobody copied it.",
        published=None,
        published_precision=None,
    )
    engine.write([passing])
    bounds = [0, *sorted(cuts), len(arrival)]
    for low, high in pairwise(bounds):
        with engine.open_writer() as writer:
            writer.delete([passing.id] if low == 0 else [])
            writer.upsert(arrival[low:high])
    right.write(WIRED)
    with engine.open_searcher() as searcher, right.open_searcher() as scan:
        assert stories_in(searcher) == stories_in(scan)


CROWD = [
    *(article(f"p{n:02}", f"Toll toll toll toll {'x ' * n}", source="Post") for n in range(8)),
    *(article(f"q{n:02}", f"A toll in the long note number {n} of the day", source=f"Paper {n}") for n in range(12)),
]


def test_no_outlet_fills_the_first_page(engine: Engine) -> None:
    page = engine.holding(*CROWD).search(asked("toll", diverse=True))
    assert [hit.article.source for hit in page.hits].count("Post") == 2
    assert [(held.source.casefold(), held.more) for held in page.spread or ()] == [("post", 6)]


def test_a_diverse_list_is_the_same_whatever_the_size_of_its_pages(engine: Engine) -> None:
    searcher = engine.holding(*CROWD)
    whole = ids(searcher.search(asked("toll", diverse=True, size=50)))
    for size in (1, 3, 7, 10):
        pages = (searcher.search(asked("toll", diverse=True, size=size, page=1 + n)) for n in range(20 // size + 1))
        assert "".join(map(ids, pages)) == whole


def test_cursors_go_through_a_diverse_list_once(engine: Engine) -> None:
    searcher = engine.holding(*CROWD)
    page = searcher.search(asked("toll", diverse=True, size=6))
    walked = ids(page)
    while page.cursor:
        page = searcher.search(asked("toll", diverse=True, size=6, after=page.cursor))
        walked += ids(page)
    assert walked == ids(searcher.search(asked("toll", diverse=True, size=50)))


def test_an_outlet_whose_hits_all_fit_among_the_first_is_not_held_back(engine: Engine) -> None:
    page = engine.holding(*CROWD[:5]).search(asked("toll", diverse=True))
    assert [hit.article.source for hit in page.hits] == ["Post"] * 5
    assert page.spread == ()


def test_a_list_as_ranked_says_that_nothing_was_reordered(engine: Engine) -> None:
    page = engine.holding(*CROWD).search(asked("toll"))
    assert page.spread is None
    assert {hit.article.source for hit in page.hits[:8]} == {"Post"}


def without(engine: Engine, *ids: str) -> None:
    with engine.open_writer() as writer:
        writer.delete(ids)


def story_id(engine: Engine, id: str) -> str | None:
    found = engine.searcher().copies(id)
    return found.story.id if found else None


def test_the_id_of_a_deleted_copy_leads_to_its_story(engine: Engine) -> None:
    engine.write(WIRED)
    without(engine, "a")
    assert [story_id(engine, id) for id in "abcd"] == ["d"] * 4


def test_the_ids_of_copies_deleted_one_after_the_other_lead_to_the_last(engine: Engine) -> None:
    engine.write(WIRED)
    for id in "adb":
        without(engine, id)
    assert [story_id(engine, id) for id in "abcd"] == ["c"] * 4


def test_the_id_of_a_story_that_is_gone_leads_nowhere(engine: Engine) -> None:
    engine.write(WIRED)
    without(engine, "a")
    without(engine, "b", "c", "d")
    assert [story_id(engine, id) for id in "abcd"] == [None] * 4


def test_the_id_of_an_article_alone_leads_nowhere_once_it_is_deleted(engine: Engine) -> None:
    engine.write(WIRED)
    without(engine, "z")
    assert story_id(engine, "z") is None


def test_an_article_that_comes_again_is_found_by_its_own_id(engine: Engine) -> None:
    engine.write(WIRED)
    without(engine, "a")
    engine.write([article("a", "Quite another text of the ferry that fell to the bottom of the sea one day.")])
    assert story_id(engine, "a") == "a"


def test_a_deletion_rolled_back_leads_nowhere_else(engine: Engine) -> None:
    engine.write(WIRED)
    with engine.open_writer() as writer:
        writer.delete(["a"])
        writer.rollback()
    assert story_id(engine, "b") == "a"


def test_the_id_of_a_deleted_copy_leads_to_one_edited_with_the_same_commit(engine: Engine) -> None:
    engine.write(WIRED)
    with engine.open_writer() as writer:
        writer.delete(["a", "b", "c"])
        writer.upsert([article("d", "Quite another text of the ferry that fell to the bottom of the sea one day.")])
    assert [story_id(engine, id) for id in "abcd"] == ["d"] * 4


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_engine_leads_on_from_the_same_ids(
    tmp_path_factory: pytest.TempPathFactory, gone: list[set[str]]
) -> None:
    folder = tmp_path_factory.mktemp("led")
    engines = [naive_engine(str(folder)), whoosh_engine(folder / "index")]
    for engine in engines:
        engine.write(WIRED)
        for ids in gone:
            without(engine, *sorted(ids))
    naive, whoosh = ([story_id(engine, id) for id in "abcdz"] for engine in engines)
    for engine in engines:
        engine.close()
    assert whoosh == naive
