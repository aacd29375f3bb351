"""The Whoosh writer keeps the promises of the writing port."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.writing import PostingPool, SegmentWriter

from corpus import Article
from index import IndexBusy, IndexUnavailable, LedgerEntry, Writer, open_writer
from index.whoosh_directory import inventory
from index.writer import ENGINES, Outcome
from tests.index.shelf import article, articles, dated, having

STOCK = ("index.whoosh_writer", "WhooshWriter")


@pytest.fixture(params=["stock", "columnar"])
def home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    if request.param == "stock":
        monkeypatch.setitem(ENGINES, "whoosh", STOCK)
    return tmp_path / "index"


def fail_after(home: Path, change: Callable[[Writer], object]) -> None:
    """Make a change and raise an error behind it."""
    try:
        with open_writer(home) as writer:
            change(writer)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass


def test_an_article_comes_back_as_it_went_in(home: Path) -> None:
    whole = Article(
        id="a" * 26,
        key="https://post.example/1",
        record="r-1",
        url="https://post.example/1",
        title="Ein Titel",
        body="Erster Absatz.\n\nZweiter.",
        published=datetime(1963, 11, 22, tzinfo=UTC),
        published_precision="day",
        date_source="meta",
        updated=datetime(1963, 11, 23, 4, 5, 6, 7, tzinfo=UTC),
        authors=("O'Neill", "Müller"),
        source="The Post",
        agency="Wire",
        section="World",
        tags=("a b", "c"),
        language="de",
        place="BERLIN",
        paths=("/news/\udce9.txt",),
    )
    with open_writer(home) as writer:
        assert writer.upsert([whole]) == ["added"]
    assert articles(home) == {whole.id: whole}


def test_nothing_is_visible_before_the_commit(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
        assert articles(home) == {}
        writer.commit()
        assert set(articles(home)) == {"a"}


def test_an_error_in_the_block_rolls_back(home: Path) -> None:
    fail_after(home, lambda writer: writer.upsert([article("a")]))
    assert articles(home) == {}


def test_a_roll_back_leaves_the_writer_usable(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
        writer.rollback()
        assert writer.upsert([article("b")]) == ["added"]
    assert set(articles(home)) == {"b"}


def test_a_roll_back_leaves_no_files_behind(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
        writer.commit()
        before = sorted(home.iterdir())
        writer.upsert([article("b")])
        writer.rollback()
        assert sorted(home.iterdir()) == before


def test_generations_count_commits_that_change_something(home: Path) -> None:
    with open_writer(home) as writer:
        assert writer.generation == 0
        assert writer.commit() == 0
        writer.upsert([article("a")])
        assert writer.commit() == 1
        writer.upsert([article("a")])
        assert writer.commit() == writer.generation == 1
    with open_writer(home) as writer:
        assert writer.generation == 1


UPDATED = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("commit_between", [True, False], ids=["committed", "same batch"])
@pytest.mark.parametrize(
    ("first", "second", "outcome", "body", "version"),
    [
        (article("a", "x"), article("a", "x"), "unchanged", "x", 1),
        (article("a", "x"), article("a", "x", paths=("/elsewhere",)), "unchanged", "x", 1),
        (article("a", "x"), article("a", "y"), "updated", "y", 2),
        (article("a", "x"), article("a", "x", section="World"), "updated", "x", 1),
        (dated("a", "x", 2016), dated("a", "y", 2017), "updated", "y", 2),
        (dated("a", "x", 2017), dated("a", "y", 2017), "updated", "y", 2),
        (dated("a", "x", 2017), dated("a", "y", 2016), "unchanged", "x", 1),
        (replace(dated("a", "x", 2015), updated=UPDATED), dated("a", "y", 2017), "unchanged", "x", 1),
        (dated("a", "x", 2017), article("a", "y"), "updated", "y", 2),
        (article("a", "x"), dated("a", "y", 2017), "updated", "y", 2),
        (article("a", "x", version=4), article("a", "y"), "updated", "y", 5),
    ],
    ids=[
        "the same again",
        "another path",
        "another body",
        "another section",
        "a newer text",
        "of the same day",
        "an older text",
        "updated since",
        "an undated text",
        "a dated text",
        "a later version",
    ],
)
def test_an_article_read_again_is_compared_with_what_is_held(
    home: Path, first: Article, second: Article, outcome: Outcome, body: str, version: int, commit_between: bool
) -> None:
    with open_writer(home) as writer:
        writer.upsert([first])
        if commit_between:
            writer.commit()
        assert writer.upsert([second]) == [outcome]
    held = articles(home)["a"]
    assert (held.body, held.version) == (body, version)


def test_what_was_replaced_is_found_no_more(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a", "zebra"), article("a", "walrus")])
        assert writer.commit() == 1
        writer.upsert([article("a", "otter")])
    assert [having(home, "body", word) for word in ("zebra", "walrus", "otter")] == [set(), set(), {"a"}]


def test_deleting_counts_what_was_there(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a"), article("b")])
        writer.commit()
        writer.upsert([article("c")])
        assert writer.delete(["a", "a", "c", "nobody"]) == 2
    assert set(articles(home)) == {"b"}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (article(""), "an id has 1 to 255 bytes"),
        (article("x" * 256), "an id has 1 to 255 bytes"),
        (article("b", version=0), "versions count from 1"),
    ],
    ids=["empty id", "long id", "version zero"],
)
def test_a_bad_article_is_refused_and_harms_no_neighbor(home: Path, bad: Article, message: str) -> None:
    with open_writer(home) as writer:
        with pytest.raises(ValueError, match=message):
            writer.upsert([article("a", "zebra"), bad, article("c", "walrus")])
        writer.upsert([article("d", "otter")])
    assert set(articles(home)) == {"a", "d"}
    assert having(home, "body", "otter") == {"d"}


@pytest.mark.parametrize("odd", ["", "\ud800", "a\x00b", "\x1f", "́", "…"], ids=ascii)
def test_odd_text_is_kept_and_harms_no_neighbor(home: Path, odd: str) -> None:
    strange = article("a", odd, title=odd, source=odd, authors=(odd, odd), url=odd, section=odd, place=odd)
    with open_writer(home) as writer:
        writer.upsert([strange, article("b", "zebra")])
    assert articles(home)["a"] == strange
    assert having(home, "body", "zebra") == {"b"}


def test_a_second_writer_is_told_to_wait(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
        writer.commit()  # Whoosh's own lock would be free from here on
        with pytest.raises(IndexBusy, match="being written by another process: wait until it is done"):
            open_writer(home)


def test_the_lock_is_free_after_a_commit(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
    with open_writer(home) as writer:
        assert writer.generation == 1


def test_the_lock_is_free_after_an_error(home: Path) -> None:
    fail_after(home, lambda writer: writer.upsert([article("a")]))
    with open_writer(home) as writer:
        assert writer.generation == 0


def test_a_writer_is_of_no_use_after_its_block(home: Path) -> None:
    with open_writer(home) as writer:
        pass
    with pytest.raises(RuntimeError, match="open the index again"):
        writer.upsert([article("a")])


def upsert_and_commit(writer: Writer, told: Article) -> None:
    writer.upsert([told])
    writer.commit()


def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("owner", "method"),
    [
        (PostingPool, "add"),
        (SegmentWriter, "_flush_segment"),
        (SegmentWriter, "_assemble_segment"),
        (SegmentWriter, "_commit_toc"),
    ],
    ids=["adding", "flushing", "assembling", "publishing"],
)
def test_a_full_disk_loses_nothing_committed(
    home: Path, monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    monkeypatch.setitem(ENGINES, "whoosh", STOCK)
    with open_writer(home) as writer:
        writer.upsert([article("a", "zebra")])
        writer.commit()
        with monkeypatch.context() as patch:
            patch.setattr(owner, method, full)
            with pytest.raises(IndexUnavailable, match="No space left on device: free some space and run again"):
                upsert_and_commit(writer, article("b"))
        assert set(articles(home)) == {"a"}
        assert writer.upsert([article("c")]) == ["added"]
    assert set(articles(home)) == {"a", "c"}


def test_a_commit_that_stumbles_after_it_was_published_is_a_commit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("a")])
        with monkeypatch.context() as patch:
            patch.setattr(SegmentWriter, "_finish", full)
            assert writer.commit() == 1
        assert writer.upsert([article("a"), article("b")]) == ["unchanged", "added"]
    assert set(articles(home)) == {"a", "b"}


ENDLESS = """
import sys
from corpus import Article
from index import LedgerEntry, open_writer
from index.writer import ENGINES
ENGINES["whoosh"] = (sys.argv[2], sys.argv[3])
with open_writer(sys.argv[1]) as writer:
    for number in range(100_000):
        writer.upsert([Article(id=f"{number}-{part}", title="t", body=f"word{number}") for part in range(3)])
        ids = tuple(f"{number}-{part}" for part in range(3))
        writer.ledger.put(LedgerEntry(path=f"/{number}", size=1, mtime_ns=1, digest="", ids=ids))
        print(writer.commit(), flush=True)
"""


@pytest.mark.parametrize("commits", [1, 4, 9])
def test_a_killed_writer_leaves_the_last_commit_whole(home: Path, commits: int) -> None:
    command = [sys.executable, "-c", ENDLESS, str(home), *ENGINES["whoosh"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(commits)][-1]
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    with open_writer(home) as writer:
        held = set(articles(home))
        generation = writer.generation
        assert generation >= acknowledged
        assert held == {f"{number}-{part}" for number in range(generation) for part in range(3)}
        assert [entry.path for entry in writer.ledger.under("/")] == sorted(f"/{n}" for n in range(generation))
        writer.upsert([article("after")])
    assert "after" in articles(home)


def test_segments_stay_few_over_many_commits(home: Path) -> None:
    with open_writer(home) as writer:
        for number in range(40):
            writer.upsert([article(str(number), f"word{number}")])
            writer.commit()
    assert len(articles(home)) == 40
    assert inventory(str(home)).segments < 6
    assert having(home, "body", "word7") == {"7"}


def test_columns_survive_merging(home: Path) -> None:
    with open_writer(home) as writer:
        for number in range(12):
            writer.upsert([dated(str(number), f"word{number}", 2000 + number)])
            writer.commit()
        outcomes = writer.upsert([dated(str(number), f"word{number}", 2000 + number) for number in range(12)])
        assert outcomes == ["unchanged"] * 12
        assert writer.upsert([dated("3", "other", 1999)]) == ["unchanged"]
        assert writer.upsert([dated("3", "other", 2010)]) == ["updated"]
    assert articles(home)["3"].version == 2


IDS = st.sampled_from("abcd")
BODIES = st.sampled_from(["zebra", "walrus", "otter"])
YEARS = st.sampled_from([None, 2016, 2017])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("upsert"), st.lists(st.tuples(IDS, BODIES, YEARS), max_size=4)),
        st.tuples(st.just("delete"), st.lists(IDS, max_size=3)),
        st.tuples(st.just("commit"), st.none()),
        st.tuples(st.just("rollback"), st.none()),
        st.tuples(st.just("reopen"), st.none()),
    ),
    max_size=12,
)
Model = dict[str, tuple[str, int | None, int]]  # id: body, year, version


def expected(model: Model, id: str, body: str, year: int | None) -> Outcome:
    """What the port says becomes of an article; changes the model."""
    if id not in model:
        model[id] = (body, year, 1)
        return "added"
    held_body, held_year, version = model[id]
    if (body, year) == (held_body, held_year) or (year and held_year and year < held_year):
        return "unchanged"
    model[id] = (body, year, version + (body != held_body))
    return "updated"


def made(id: str, body: str, year: int | None) -> Article:
    return dated(id, body, year) if year else article(id, body)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_run_of_steps_ends_as_a_dictionary_would(tmp_path_factory: pytest.TempPathFactory, steps: Any) -> None:
    home = tmp_path_factory.mktemp("run") / "index"
    committed: Model = {}
    model: Model = {}
    writer = open_writer(home)
    for step, told in steps:
        match step:
            case "upsert":
                outcomes = [expected(model, *each) for each in told]
                assert writer.upsert([made(*each) for each in told]) == outcomes
            case "delete":
                assert writer.delete(told) == len(set(told) & set(model))
                model = {id: held for id, held in model.items() if id not in told}
            case "commit":
                writer.commit()
                committed = dict(model)
            case "rollback":
                writer.rollback()
                model = dict(committed)
            case "reopen":
                writer.__exit__(None, None, None)
                committed = dict(model)
                writer = open_writer(home)
    writer.__exit__(None, None, None)
    held = {
        id: (each.body, each.published.year if each.published else None, each.version)
        for id, each in articles(home).items()
    }
    assert held == model
    for word in ("zebra", "walrus", "otter"):
        assert having(home, "body", word) == {id for id, (body, _, _) in model.items() if body == word}


def test_an_entry_is_rolled_back_with_its_articles(home: Path) -> None:
    fail_after(
        home, lambda writer: writer.ledger.put(LedgerEntry(path="/a", size=1, mtime_ns=1, digest="", ids=("a",)))
    )
    with open_writer(home) as writer:
        assert writer.ledger.get("/a") is None
