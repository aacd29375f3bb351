"""What every engine's writer does."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corpus import Article, Failure
from index import IndexBusy, LedgerEntry
from index.stories import bands_of, signature
from search import All, SearchRequest, TotalHits
from tests.contract.conftest import Engine

STORY = Article(id="a", key="a", title="Harbor reopens", body="Ships are back.", language="en")
ENTRY = LedgerEntry(
    path="/news/one.txt",
    size=12,
    mtime_ns=1_500_000_000_000_000_000,
    digest="ab" * 16,
    ids=("a", "b"),
    failures=(Failure(path="/news/one.txt", reason="empty", remedy="none", kind="skipped", item="line 3"),),
)


def held(engine: Engine, id: str = "a") -> Article | None:
    return engine.searcher().article(id)


def total(engine: Engine) -> TotalHits:
    return engine.searcher().search(SearchRequest(All())).total


def test_an_article_comes_back_as_it_went_in(engine: Engine) -> None:
    story = replace(
        STORY,
        record="17",
        url="https://news.example/17",
        published=datetime(2017, 10, 26, 7, 5, 9, tzinfo=UTC),
        published_precision="minute",
        date_source="jsonld",
        updated=datetime(2017, 10, 27, tzinfo=UTC),
        authors=("Ann O'Dea", "Bo Li"),
        source="The Courier",
        agency="Wire",
        section="World",
        tags=("ports",),
        place="Hamburg",
        paths=("/news/one.txt",),
    )
    engine.write([story])
    assert held(engine) == story


def test_outcomes_come_in_order(engine: Engine) -> None:
    with engine.open_writer() as writer:
        assert writer.upsert([STORY, STORY, replace(STORY, body="Ships left.")]) == ["added", "unchanged", "updated"]


def test_another_body_is_another_version(engine: Engine) -> None:
    engine.write([STORY])
    engine.write([replace(STORY, body="Ships left.")])
    assert held(engine) == replace(STORY, body="Ships left.", version=2)


def test_another_title_is_no_other_version(engine: Engine) -> None:
    engine.write([STORY])
    engine.write([replace(STORY, title="Harbor open again")])
    assert held(engine) == replace(STORY, title="Harbor open again")


def test_an_older_text_does_not_replace_a_newer_one(engine: Engine) -> None:
    newer = replace(STORY, updated=datetime(2018, 1, 2, tzinfo=UTC))
    older = replace(STORY, body="Ships wait.", updated=datetime(2018, 1, 1, tzinfo=UTC))
    engine.write([newer])
    with engine.open_writer() as writer:
        assert writer.upsert([older]) == ["unchanged"]
    assert held(engine) == newer


def test_deleting_counts_what_was_there(engine: Engine) -> None:
    engine.write([STORY])
    with engine.open_writer() as writer:
        assert writer.delete(["a", "never"]) == 1
    assert held(engine) is None
    assert total(engine) == TotalHits(0)


def test_nothing_is_visible_before_the_commit(engine: Engine) -> None:
    engine.write([STORY])
    with engine.open_writer() as writer:
        writer.upsert([replace(STORY, id="b", key="b")])
        assert total(engine) == TotalHits(1)
    assert total(engine) == TotalHits(2)


def test_an_error_rolls_back(engine: Engine) -> None:
    def fail() -> None:
        with engine.open_writer() as writer:
            writer.upsert([replace(STORY, id="b", key="b")])
            raise ZeroDivisionError

    engine.write([STORY])
    with pytest.raises(ZeroDivisionError):
        fail()
    assert total(engine) == TotalHits(1)


def test_a_writer_works_on_after_a_rollback(engine: Engine) -> None:
    with engine.open_writer() as writer:
        writer.upsert([STORY])
        writer.rollback()
        writer.upsert([replace(STORY, id="b", key="b")])
    assert held(engine) is None
    assert total(engine) == TotalHits(1)


def test_a_commit_without_change_keeps_the_generation(engine: Engine) -> None:
    engine.write([STORY])
    with engine.open_writer() as writer:
        before = writer.generation
        writer.upsert([STORY])
        assert writer.commit() == before


def test_a_commit_raises_the_generation(engine: Engine) -> None:
    with engine.open_writer() as writer:
        before = writer.generation
        writer.upsert([STORY])
        after = writer.commit()
    assert after > before
    assert engine.searcher().generation == after


def test_one_writer_at_a_time(engine: Engine) -> None:
    with engine.open_writer(), pytest.raises(IndexBusy):
        engine.open_writer()


def test_the_ledger_lasts_with_the_commit(engine: Engine) -> None:
    with engine.open_writer() as writer:
        writer.ledger.put(ENTRY)
    with engine.open_writer() as writer:
        assert writer.ledger.get(ENTRY.path) == ENTRY
        assert writer.ledger.delivering("b") == (ENTRY.path,)
        assert list(writer.ledger.under("/news")) == [ENTRY]
        assert list(writer.ledger.under("/new")) == []


def test_a_removed_entry_is_gone(engine: Engine) -> None:
    with engine.open_writer() as writer:
        writer.ledger.put(ENTRY)
    with engine.open_writer() as writer:
        writer.ledger.remove(ENTRY.path)
        writer.ledger.remove("/never")
    with engine.open_writer() as writer:
        assert writer.ledger.get(ENTRY.path) is None
        assert writer.ledger.delivering("a") == ()


def test_the_ledger_is_no_article(engine: Engine) -> None:
    with engine.open_writer() as writer:
        writer.upsert([STORY])
        writer.ledger.put(ENTRY)
    assert total(engine) == TotalHits(1)
    assert engine.searcher().stats().articles == 1


TEXT = (
    "The council voted on Monday to raise the toll on the old bridge by two crowns, and Ada Marsh of the ferry said "
    "that fewer cars would come."
)
OTHER = (
    "Snow fell in the high passes for the third night, so that the bus to the monastery turned back and wept no more."
)


def test_candidates_are_the_committed_articles_that_share_a_band(engine: Engine) -> None:
    bodies = {"a": TEXT, "b": f"{TEXT} More soon.", "c": OTHER}
    articles = [Article(id=id, key=id, title=id, body=body) for id, body in bodies.items()]
    engine.write(articles)
    bands = bands_of(signature(TEXT))
    with engine.open_writer() as writer:
        assert writer.candidates(bands) == ["a", "b"]
        writer.upsert([replace(articles[0], id="d", key="d")])
        writer.delete(["b"])
        assert writer.candidates(bands) == ["a"]
        writer.commit()
        assert writer.candidates(bands) == ["a", "d"]
        assert writer.candidates(()) == []
