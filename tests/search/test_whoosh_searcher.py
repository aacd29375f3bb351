"""What only an engine in files can get wrong: threads, commits beneath an open searcher, damage, time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Article
from index import IndexCorrupt, IndexMismatch, open_writer
from search import (
    All,
    And,
    Filters,
    Fuzzy,
    Phrase,
    Prefix,
    Query,
    Range,
    ResultPage,
    SearchRequest,
    Term,
    TotalHits,
    Wildcard,
    open_searcher,
)
from search.deadline import Deadline, DeadlinePassed
from search.errors import SearcherClosed
from search.whoosh_searcher import WhooshSearcher

TEXT = "iraqi forces began an offensive near the oil fields of basra on thursday"
WORDS = TEXT.split()


def story(number: int) -> Article:
    turned = WORDS[number % 13 :] + WORDS[: number % 13]
    return Article(
        id=f"a{number:04}",
        key=str(number),
        title=turned[0],
        body=" ".join(turned),
        source=f"Wire {number % 3}",
        language="en",
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    for first in range(0, 90, 30):  # three segments, one with a deletion
        with open_writer(tmp_path / "index") as writer:
            writer.upsert([story(number) for number in range(first, first + 30)])
    with open_writer(tmp_path / "index") as writer:
        writer.delete(["a0007"])
    return tmp_path / "index"


@pytest.fixture
def searcher(index: Path) -> Iterator[WhooshSearcher]:
    with WhooshSearcher(str(index)) as opened:
        yield opened


def request(query: Query, **more: object) -> SearchRequest:
    return SearchRequest(query, facets=("source", "year"), histogram=True, **{"deadline_s": 60.0, **more})


QUERIES = (
    Term("oil"),
    And((Term("iraqi"), Term("forces"))),
    Phrase(("oil", "fields")),
    Prefix("of"),
    Wildcard("*s*"),
    Fuzzy("basar"),
    Range(None, None),
    All(),
)


def timeless(page: ResultPage) -> ResultPage:
    return replace(page, took_ms=0.0)


def test_many_threads_get_the_answers_of_one(index: Path, searcher: WhooshSearcher) -> None:
    with WhooshSearcher(str(index)) as alone:
        right = [timeless(alone.search(request(query))) for query in QUERIES]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda turn: timeless(searcher.search(request(QUERIES[turn % 8]))), range(160)))
    assert answers == right * 20


def test_threads_search_on_while_commits_remove_their_files(index: Path, searcher: WhooshSearcher) -> None:
    before = set(index.iterdir())
    right = [timeless(searcher.search(request(query))) for query in QUERIES[:2]]
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda turn: timeless(searcher.search(request(QUERIES[turn % 8]))), range(80))
        for number in range(100, 106):
            with open_writer(index) as writer:
                writer.delete([f"a{gone:04}" for gone in range((number - 100) * 15, (number - 99) * 15)])
                writer.upsert([story(number)])
        assert [answer for turn, answer in enumerate(answers) if turn % 8 < 2] == right * 10
    assert not before <= set(index.iterdir())
    assert searcher.article("a0010") == story(10)
    assert len(list(searcher.scan(SearchRequest(All())))) == 89


def test_a_new_searcher_sees_the_new_commit(index: Path, searcher: WhooshSearcher) -> None:
    with open_writer(index) as writer:
        writer.upsert([story(500)])
    with open_searcher(index) as newer:
        assert newer.search(request(All())).total == TotalHits(90)
        assert newer.generation > searcher.generation
    assert searcher.search(request(All())).total == TotalHits(89)


@pytest.mark.parametrize("query", [Term("oil"), Phrase(("oil", "fields")), Wildcard("*s*"), Fuzzy("basar")], ids=str)
def test_an_answer_out_of_time_says_so(searcher: WhooshSearcher, query: Query) -> None:
    page = searcher.search(request(query, deadline_s=0.0))
    assert (page.timed_out, page.total.exact) == (True, False)
    assert page.total.value == len(page.hits) == 0


def test_out_of_time_is_no_reason_to_ask_for_any_word(searcher: WhooshSearcher) -> None:
    page = searcher.search(request(And((Term("zeppelin"), Term("oil"))), deadline_s=0.0))
    assert (page.matching, page.timed_out) == ("all", True)


def test_what_was_found_in_time_is_the_answer(searcher: WhooshSearcher, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = iter(range(10_000))

    def second_segment_is_late(deadline: Deadline) -> None:
        if next(checks) >= 2:  # one for the segment, one for its postings
            raise DeadlinePassed

    searcher.search(request(Term("oil")))  # the frequencies are known from here on
    monkeypatch.setattr(Deadline, "check", second_segment_is_late)
    page = searcher.search(request(Term("oil")))
    assert page.total == TotalHits(29, exact=False)


def test_a_scan_has_no_deadline(searcher: WhooshSearcher) -> None:
    assert len(list(searcher.scan(request(Term("oil"), deadline_s=0.0)))) == 89


def test_a_vocabulary_cut_short_is_read_on(searcher: WhooshSearcher) -> None:
    assert searcher.search(request(Wildcard("*sra"), deadline_s=0.0)).timed_out
    assert searcher.search(request(Wildcard("*sra"))).total == TotalHits(89)


def test_an_unfinished_scan_holds_no_reader(searcher: WhooshSearcher) -> None:
    scans = [searcher.scan(SearchRequest(All())) for _ in range(20)]
    for scan in scans:
        next(scan)
    assert searcher.search(request(Term("oil"))).total == TotalHits(89)


def test_a_scan_of_a_closed_searcher_says_so(index: Path) -> None:
    searcher = WhooshSearcher(str(index))
    scan = searcher.scan(SearchRequest(All()))
    searcher.close()
    with pytest.raises(SearcherClosed, match="open another"):
        list(scan)


def test_closing_waits_for_nobody(index: Path) -> None:
    searcher = WhooshSearcher(str(index))
    with ThreadPoolExecutor(16) as threads:  # more than there are readers
        answers = [threads.submit(searcher.search, request(Wildcard("*s*"))) for _ in range(64)]
        searcher.close()
    for answer in answers:
        error = answer.exception()
        assert isinstance(error, SearcherClosed) if error else answer.result().total == TotalHits(89)


def test_a_damaged_segment_is_named_corrupt(index: Path) -> None:
    for segment in index.glob("*.col"):
        segment.write_bytes(segment.read_bytes()[:100])
    with pytest.raises(IndexCorrupt, match="--rebuild"):
        WhooshSearcher(str(index))


def test_an_index_of_another_schema_is_refused(index: Path) -> None:
    certificate = index / "dateline.json"
    certificate.write_text(certificate.read_text().replace('"schema": 2', '"schema": 99'))
    with pytest.raises(IndexMismatch, match="--rebuild"):
        WhooshSearcher(str(index))


def test_filters_do_not_change_a_score(searcher: WhooshSearcher) -> None:
    whole = {hit.article.id: hit.score for hit in searcher.scan(request(Term("oil")))}
    narrowed = searcher.search(request(Term("oil"), filters=Filters(source=("wire 1",))))
    assert {hit.article.id: hit.score for hit in narrowed.hits}.items() <= whole.items()


@pytest.mark.parametrize(
    "query", [Term("oil"), Phrase(("oil", "fields")), Prefix("o"), And((Term("iraqi"), Term("oil")))]
)
def test_whooshs_own_readers_explain_as_the_arrays_do(index: Path, query: Query) -> None:
    asked = SearchRequest(query, size=100, explain=True, deadline_s=60)
    with WhooshSearcher(str(index)) as walked, open_searcher(index) as looped:
        explained = [hit.explanation for hit in walked.search(asked).hits]
        assert explained == [hit.explanation for hit in looped.search(asked).hits]
    assert len(explained) > 30
    assert all(explained)


def test_what_there_is_no_time_to_explain_is_listed_without(
    searcher: WhooshSearcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> None:
        raise DeadlinePassed

    monkeypatch.setattr("search.whoosh_explaining.explain", late)
    hits = searcher.search(request(Term("oil"), explain=True)).hits
    assert [hit.explanation for hit in hits] == [None] * 10
