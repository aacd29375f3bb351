"""What every engine's searcher does, on a handful of articles that anybody can check by eye."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from corpus import Article
from index import IndexMissing
from search import (
    All,
    And,
    Bucket,
    DateBucket,
    Filters,
    Fuzzy,
    Near,
    Not,
    Phrase,
    Prefix,
    Query,
    Range,
    ResultPage,
    SearchRequest,
    Suggestion,
    Term,
    TotalHits,
    Wildcard,
    parse,
)
from search.errors import SearchError
from search.results import Sort
from tests.contract.conftest import Engine, naive_engine


def story(id: str, title: str = "", body: str = "", language: str | None = "en", **more: object) -> Article:
    return replace(Article(id=id, key=id, title=title, body=body, language=language), **more)


def on(year: int, month: int = 1, day: int = 1, precision: str = "day", hour: int = 0) -> dict[str, object]:
    return {"published": datetime(year, month, day, hour, tzinfo=UTC), "published_precision": precision}


def asked(query: str | Query, **more: object) -> SearchRequest:
    return SearchRequest(parse(query).query if isinstance(query, str) else query, **more)


def ids(page: ResultPage) -> str:
    return "".join(hit.article.id for hit in page.hits)


OIL = (
    story("a", "Oil prices", "The price of oil fell again.", source="The Courier", **on(2017, 10, 26)),
    story("b", "Markets", "Oil and gas: prices of oil, oil, oil.", source="the courier", **on(2016)),
    story("c", "Weather", "Rain over the oil-producing north.", source="Wire", tags=("rain", "north sea")),
    story("d", "Ölpreise", "Die Häuser in Müllers Straße.", "de", source="Wire", **on(2018, 5, 1, "month")),
    story("e", "US troops", "O'Neill of AT&T met us at 20,000 feet; covid-19 in the U.S. spread."),
)

FINDS = {
    "a stem": ("producers", "c"),
    "a stem in another language": ("haus", "d"),
    "no accent needed": ("muller", "d"),
    "an accent excludes nothing": ("rain Nörth", "c"),
    "all words": ("oil rain", "c"),
    "either word": ("rain OR markets", "bc"),
    "an exclusion": ("oil -rain -markets", "a"),
    "an exact word": ('"price"', "a"),
    "a phrase": ('"price of oil"', "a"),
    "a phrase in order only": ('"oil of price"', ""),
    "a loose phrase": ('"price fell"~2', "a"),
    "a phrase too loose": ('"price fell"~1', ""),
    "near, either order": ("gas NEAR/1 prices OR oils NEAR/2 price", "ab"),
    "a joined word": ("oil-producer", "c"),
    "a joined word not apart": ("oil-north", ""),
    "a title": ("title:oil", "a"),
    "a body": ("body:oil", "abc"),
    "a prefix": ("pric*", "ab"),
    "a wildcard": ("m?ller*", "d"),
    "a wildcard in front": ("*ducing", "c"),
    "a fuzzy word": ("marktes~", "b"),
    "a fuzzy word too far": ("mrkats~", ""),
    "a source's word": ("source:courier", "ab"),
    "a source's words in order": ('source:"the courier"', "ab"),
    "a tag's words of one value": ('tag:"rain north"', ""),
    "an apostrophe": ("oneill", "e"),
    "an initialism": ("AT&T", "e"),
    "a number": ("20000", "e"),
    "an acronym": ("US troops", "e"),
    "a language": ("lang:de", "d"),
    "the undated": ("undated:true", "ce"),
    "before": ("before:2016", "b"),
    "a month's articles need the month": ("after:2018-05-02", ""),
    "a month's articles in the month": ("on:2018-05", "d"),
    "everything": ("", "abcde"),
}


@pytest.mark.parametrize(("query", "found"), FINDS.values(), ids=FINDS.keys())
def test_a_query_finds_its_articles(engine: Engine, query: str, found: str) -> None:
    page = engine.holding(*OIL).search(asked(query, matching="all"))
    assert "".join(sorted(ids(page))) == found
    assert page.total == TotalHits(len(found))


HUNTERS = (
    story("a", body="They hunt deer."),
    story("b", body="Hunter was asked."),
    story("c", body="Die Hunters sagten nichts.", language="de"),
    story("d", body="Zeitung", language="de"),
    story("e", body="hunt hunt", language=None),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Hunter", "bc"),
        ("zeitungen", "d"),
        ("title:Hunter OR body:Hunter", "bc"),
        ("-Hunter", "ade"),
        ("Hunter asked", "b"),
    ],
)
@pytest.mark.parametrize("more", [0, 60], ids=["mixed", "mostly English"])
def test_a_word_is_read_in_the_language_of_each_article(engine: Engine, query: str, found: str, more: int) -> None:
    others = [story(f"x{number}", body="Nothing here.") for number in range(more)]
    page = engine.holding(*HUNTERS, *others).search(asked(query, matching="all", size=100))
    assert "".join(sorted(hit.article.id for hit in page.hits if hit.article.id in "abcde")) == found
    assert page.total == TotalHits(len(found) + (more if query.startswith("-") else 0))


@pytest.mark.parametrize(("more", "found"), [(0, "a"), (60, "ace")], ids=["mixed", "mostly English"])
def test_the_stem_of_nearly_all_languages_is_asked_of_every_article(engine: Engine, more: int, found: str) -> None:
    others = [story(f"x{number}", body="Nothing here.") for number in range(more)]
    page = engine.holding(*HUNTERS, *others).search(asked("hunting", matching="all"))
    assert "".join(sorted(hit.article.id for hit in page.hits)) == found


def test_a_word_is_marked_as_the_language_of_its_article_reads_it(engine: Engine) -> None:
    both = story("a", "Hunter", "They hunt, said Hunter."), story("b", "Jagd", "Hunter und Hunt.", "de")
    hits = {hit.article.id: hit for hit in engine.holding(*both).search(asked("Hunter")).hits}
    marked = {
        id: [part.text[start:end] for part in hit.snippets for start, end in part.marks] for id, hit in hits.items()
    }
    assert marked == {"a": ["Hunter"], "b": ["Hunter", "Hunt"]}


def test_the_title_counts_more_than_the_body(engine: Engine) -> None:
    searcher = engine.holding(story("a", "Rain", "Harbor news today"), story("b", "Harbor", "Rain news today"))
    assert ids(searcher.search(asked("harbor"))) == "ba"


def test_equal_scores_are_ordered_by_id(engine: Engine) -> None:
    searcher = engine.holding(*(story(id, "Harbor") for id in "cab"))
    assert ids(searcher.search(asked("harbor"))) == "abc"


def test_what_is_not_scored_comes_newest_first(engine: Engine) -> None:
    searcher = engine.holding(story("a", **on(2016)), story("b"), story("c", **on(2018)))
    assert ids(searcher.search(asked(All()))) == "cab"


@pytest.mark.parametrize(("sort", "order"), [("newest", "cabd"), ("oldest", "abcd")])
def test_the_undated_come_last_by_date(engine: Engine, sort: str, order: str) -> None:
    dated = (story("c", "x", **on(2018)), story("a", "x", **on(2016)), story("b", "x", **on(2016)), story("d", "x"))
    assert ids(engine.holding(*dated).search(asked("x", sort=sort))) == order


def test_pages_follow_each_other_without_gap_or_overlap(engine: Engine) -> None:
    searcher = engine.holding(*(story(id, "Harbor " * (ord(id) % 3 + 1)) for id in "abcdefg"))
    whole = searcher.search(asked("harbor", size=7))
    pages = [searcher.search(asked("harbor", size=3, page=page)) for page in (1, 2, 3)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert [hit.rank for hit in whole.hits] == [1, 2, 3, 4, 5, 6, 7]


def test_a_page_past_the_end_is_empty_and_keeps_its_total(engine: Engine) -> None:
    page = engine.holding(*OIL).search(asked("oil", page=9, matching="all"))
    assert (page.hits, page.total) == ((), TotalHits(3))


def test_where_nothing_has_all_words_any_will_do(engine: Engine) -> None:
    page = engine.holding(*OIL).search(asked("rain harbor"))
    assert (ids(page), page.matching) == ("c", "any")


def test_the_second_page_is_matched_like_the_first(engine: Engine) -> None:
    page = engine.holding(*OIL).search(asked("oil zeppelin", size=2, page=2))
    assert (len(page.hits), page.total, page.matching) == (1, TotalHits(3), "any")


def test_any_words_never_bring_back_what_was_excluded(engine: Engine) -> None:
    page = engine.holding(*OIL).search(asked("rain markets -wire source:courier"))
    assert (ids(page), page.matching) == ("b", "any")


def test_a_day_does_not_move_with_the_time_zone(engine: Engine) -> None:
    searcher = engine.holding(story("a", **on(2017, 10, 26)), story("b", **on(2017, 10, 26, "minute", hour=1)))
    day = Range(date(2017, 10, 26), date(2017, 10, 26))
    assert ids(searcher.search(asked(day))) == "ba"
    assert ids(searcher.search(asked(day, timezone="America/New_York"))) == "a"


def test_several_values_of_a_filter_are_alternatives(engine: Engine) -> None:
    filters = Filters(source=("THE  courier", "nobody"), year=(2017, 2018))
    assert ids(engine.holding(*OIL).search(asked(All(), filters=filters))) == "a"


def test_a_facet_ignores_its_own_filter(engine: Engine) -> None:
    filters = Filters(source=("wire",))
    page = engine.holding(*OIL).search(asked(All(), filters=filters, facets=("source", "language")))
    assert page.facets[0].buckets == (Bucket("The Courier", 2), Bucket("Wire", 2))
    assert page.facets[1].buckets == (Bucket("de", 1), Bucket("en", 1))


def test_a_facet_counts_spellings_together_under_the_most_frequent(engine: Engine) -> None:
    spelled = [story(id, source=source) for id, source in zip("abc", ("WIRE", "Wire", "Wire"), strict=True)]
    page = engine.holding(*spelled).search(asked(All(), facets=("source",)))
    assert page.facets[0].buckets == (Bucket("Wire", 3),)


def test_the_histogram_fills_its_gaps_and_counts_the_undated(engine: Engine) -> None:
    searcher = engine.holding(
        story("a", "rain", **on(2017, 3, 1)),
        story("b", "rain", **on(2017, 3, 3)),
        story("c", "sun", **on(2017, 3, 3)),
        story("d", "rain"),
    )
    histogram = searcher.search(asked("rain", histogram=True)).histogram
    assert histogram is not None
    assert (histogram.interval, histogram.undated) == ("day", 1)
    assert histogram.buckets == (
        DateBucket(date(2017, 3, 1), 1, 1),
        DateBucket(date(2017, 3, 2), 0, 0),
        DateBucket(date(2017, 3, 3), 1, 2),
    )


def test_a_date_too_coarse_for_the_interval_is_not_placed(engine: Engine) -> None:
    days = [story(f"a{day}", **on(2017, 3, day)) for day in range(1, 12)]
    histogram = (
        engine.holding(*days, story("b", **on(2017, 1, 1, "year"))).search(asked(All(), histogram=True)).histogram
    )
    assert histogram is not None
    assert (histogram.interval, histogram.undated, len(histogram.buckets)) == ("day", 1, 11)


def test_a_hit_carries_the_whole_article(engine: Engine) -> None:
    hit = engine.holding(*OIL).search(asked("rain")).hits[0]
    assert hit.article == OIL[2]


def test_a_hit_shows_where_its_words_stand(engine: Engine) -> None:
    hit = engine.holding(*OIL).search(asked("oil prices -gas")).hits[0]
    marked = [[each.text[start:end] for start, end in each.marks] for each in (hit.title, *hit.snippets)]
    assert marked == [["Oil", "prices"], ["price", "oil"]]


def test_an_article_is_found_by_its_id(engine: Engine) -> None:
    searcher = engine.holding(*OIL)
    assert searcher.article("b") == OIL[1]
    assert searcher.article("zz") is None


def test_a_whole_article_is_marked(engine: Engine) -> None:
    searcher = engine.holding(*OIL)
    hit = searcher.marked("a", asked("oil -gas"))
    assert hit is not None
    assert (hit.title.marks, [each.text for each in hit.snippets], hit.snippets[0].marks) == (
        ((0, 3),),
        [OIL[0].body],
        ((13, 16),),
    )
    assert searcher.marked("zz", asked("oil")) is None


def test_a_scan_streams_every_hit_in_order(engine: Engine) -> None:
    searcher = engine.holding(*(story(f"a{number:03}", "Harbor " * (number % 5 + 1)) for number in range(230)))
    first = searcher.search(asked("harbor", size=100))
    scanned = list(searcher.scan(asked("harbor", size=5, page=3)))
    assert [hit.rank for hit in scanned] == list(range(1, 231))
    assert [hit.article.id for hit in scanned[:100]] == [hit.article.id for hit in first.hits]


def test_a_capped_pattern_says_so(engine: Engine) -> None:
    body = " ".join(f"w{number:04}" for number in range(1100))
    searcher = engine.holding(story("a", "w1099", body), story("b", "", "w1099 w0000"))
    page = searcher.search(asked(Prefix("w")))
    assert [warning.code for warning in page.warnings] == ["expansion_capped"]
    assert searcher.search(asked(And((Prefix("w109"), Not(Term("w0000")))))).warnings == ()


def test_a_lone_star_finds_what_has_a_word(engine: Engine) -> None:
    searcher = engine.holding(story("a", "Rain"), story("b"), story("c", "", "Sun"))
    page = searcher.search(asked(Wildcard("*")))
    assert (ids(page), page.warnings) == ("ac", ())
    assert ids(searcher.search(asked(Wildcard("*", "title")))) == "a"


@pytest.mark.parametrize(
    "query",
    [Term("&"), Phrase(("&", "-")), Near(("&", "oil"), 3), Fuzzy("&"), Phrase(())],
    ids=["term", "phrase", "near", "fuzzy", "empty phrase"],
)
def test_a_clause_without_a_word_finds_nothing(engine: Engine, query: Query) -> None:
    assert engine.holding(*OIL).search(asked(query)).total == TotalHits(0)


def test_deleted_articles_count_nowhere(engine: Engine) -> None:
    kept = [story("a", "Rain"), story("b", "Sun"), story("c", "Rain rain", "Long rain")]
    right = naive_engine("never had the others").holding(*kept).search(asked("rain"))
    engine.write([*kept, story("d", "Rain snow", "Snow on snow"), story("e", "Rain")])
    with engine.open_writer() as writer:
        writer.delete(["d", "e"])
    page = engine.searcher().search(asked("rain"))
    assert [hit.score for hit in page.hits] == pytest.approx([hit.score for hit in right.hits], rel=1e-12)


def test_a_searcher_keeps_its_snapshot(engine: Engine) -> None:
    searcher = engine.holding(story("a", "Rain"))
    for number in range(8):
        engine.write([story(f"b{number}", "Rain"), story("a", f"Sun {number}")])
    assert ids(searcher.search(asked("rain", facets=("source",), histogram=True))) == "a"
    assert engine.searcher().search(asked("rain")).total == TotalHits(8)


def test_stats_describe_the_live_articles(engine: Engine) -> None:
    stats = engine.holding(*OIL).stats()
    assert (stats.articles, stats.sources, stats.languages, stats.undated) == (5, 2, ("de", "en"), 2)
    assert (stats.first, stats.last) == (date(2016, 1, 1), date(2018, 5, 31))


def test_an_empty_index_answers(engine: Engine) -> None:
    page = engine.holding().search(asked("rain", facets=("source", "year"), histogram=True))
    assert (page.total, page.hits, page.histogram and page.histogram.buckets) == (TotalHits(0), (), ())


def test_a_missing_index_says_what_to_run(engine: Engine) -> None:
    with pytest.raises(IndexMissing, match="dateline index PATH"):
        engine.open_searcher()


def test_closing_may_be_repeated_and_pages_outlive_it(engine: Engine) -> None:
    searcher = engine.holding(*OIL)
    page = searcher.search(asked("rain"))
    searcher.close()
    searcher.close()
    assert page.hits[0].article == OIL[2]


def test_a_closed_searcher_says_so(engine: Engine) -> None:
    searcher = engine.holding(*OIL)
    searcher.close()
    with pytest.raises(SearchError, match="closed"):
        searcher.search(asked("rain"))
    with pytest.raises(SearchError, match="closed"):
        searcher.article("a")


SLIPS = (
    story("a", "Offensive", "The offensive near Müller."),
    story("b", "Iraqi forces", "An offensive of the forces.", source="Wire"),
)


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("ofensive", Suggestion("offensive", 2)),
        ("iraqi ofensive", Suggestion("iraqi offensive", 1)),
        ("mueler", Suggestion("Müller", 1)),
        ("Müler", Suggestion("Müller", 1)),
        ("offensive", None),
        ('"ofensive"', None),
        ("iraqi -ofensive", None),
        ("ofensive source:courier", None),
    ],
)
def test_a_slip_is_told_with_what_was_probably_meant(engine: Engine, typed: str, suggestion: Suggestion | None) -> None:
    assert engine.holding(*SLIPS).search(asked(typed)).suggestion == suggestion


def test_a_suggestion_keeps_to_the_filters(engine: Engine) -> None:
    page = engine.holding(*SLIPS).search(asked("ofensive", filters=Filters(source=("wire",))))
    assert page.suggestion == Suggestion("offensive", 1)


def test_a_deleted_articles_words_are_never_suggested(engine: Engine) -> None:
    engine.write(SLIPS)
    with engine.open_writer() as writer:
        writer.delete(["a", "b"])
    assert engine.searcher().search(asked("ofensive")).suggestion is None


HARBORS = tuple(story(id, "Harbor " * (ord(id) % 3 + 1), **on(2010 + ord(id) % 2)) for id in "abcdefg")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_cursors_lead_through_the_whole_list(engine: Engine, sort: Sort) -> None:
    searcher = engine.holding(*HARBORS, story("u", "Harbor"))
    request = asked("harbor", sort=sort, size=3)
    pages = [searcher.search(request)]
    while cursor := pages[-1].cursor:
        pages.append(searcher.search(replace(request, after=cursor)))
    assert [hit for page in pages for hit in page.hits] == list(searcher.search(replace(request, size=100)).hits)
    assert [(page.page, page.total.value, page.changed) for page in pages] == [(n, 8, False) for n in (1, 2, 3)]


def test_a_scan_goes_on_from_a_cursor(engine: Engine) -> None:
    searcher = engine.holding(*HARBORS)
    page = searcher.search(asked("harbor", size=3))
    assert [hit.rank for hit in searcher.scan(asked("harbor", after=page.cursor))] == [4, 5, 6, 7]


def test_a_cursor_of_an_earlier_commit_goes_on_from_its_key(engine: Engine) -> None:
    cursor = engine.holding(*HARBORS).search(asked("", sort="oldest", size=3)).cursor
    with engine.open_writer() as writer:
        writer.delete([cursor.id if cursor else ""])
        writer.upsert([story("0", "Harbor", **on(1999)), story("z", "Harbor", **on(2999))])
    page = engine.searcher().search(asked("", sort="oldest", after=cursor))
    assert (page.changed, ids(page), page.hits[0].rank) == (True, "acegz", 4)


def test_a_cursor_keeps_when_it_was_first_asked(engine: Engine) -> None:
    when = datetime(2017, 10, 26, 12, tzinfo=UTC)
    searcher = engine.holding(*HARBORS)
    first = searcher.search(asked("harbor", size=2, reference=when))
    second = searcher.search(asked("harbor", size=2, after=first.cursor))
    assert second.cursor is not None
    assert second.cursor.reference == when


def test_a_last_page_has_no_cursor(engine: Engine) -> None:
    searcher = engine.holding(*HARBORS)
    assert searcher.search(asked("harbor", size=7)).cursor is None
    assert searcher.search(asked("harbor", size=7, page=2)).cursor is None
