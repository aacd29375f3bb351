"""The ledger kept in a Whoosh index."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Failure
from index import LedgerEntry, Writer, open_writer
from index.whoosh_batch import Batch
from index.whoosh_ledger import LONGEST_PART, TAIL

FAILURE = Failure(path="/a", reason="no text", remedy="look at it", kind="skipped", item="line 3")


def entry(path: str, *ids: str, **told: Any) -> LedgerEntry:
    return LedgerEntry(path=path, size=7, mtime_ns=8, digest="d", ids=ids, **told)


def numbered(count: int, prefix: str = "id") -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(count))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with open_writer(tmp_path / "index") as writer:
        yield writer


@pytest.fixture(params=[True, False], ids=["committed", "same batch"])
def settle(request: pytest.FixtureRequest, writer: Writer) -> Any:
    """Commit, or leave it to the batch: the ledger reads the same."""
    return writer.commit if request.param else lambda: None


@pytest.mark.parametrize(
    "told",
    [
        entry("/a"),
        entry("/a", "x", "y", complete=False),
        entry("/a", "x", failures=(FAILURE, replace(FAILURE, kind="failed", item=None))),
        entry("/news/caf\udce9.txt", "x"),
        entry("/a", *numbered(TAIL)),
        entry("/a", *numbered(TAIL + 1)),
        entry("/a", *numbered(LONGEST_PART * 2 + 1), failures=(FAILURE,) * (TAIL + 1)),
    ],
    ids=["empty", "unfinished", "failures", "undecodable path", "full head", "one part", "many parts"],
)
def test_an_entry_comes_back_as_it_went_in(writer: Writer, settle: Any, told: LedgerEntry) -> None:
    writer.ledger.put(told)
    settle()
    writer.ledger.put(entry("/another"))  # so that it is not remembered but read
    assert writer.ledger.get(told.path) == told
    assert list(writer.ledger.under(told.path)) == [told]


def test_an_unknown_path_has_no_entry(writer: Writer) -> None:
    assert writer.ledger.get("/a") is None
    writer.ledger.remove("/a")
    assert writer.commit() == 0


def test_an_entry_replaces_the_one_of_its_path(writer: Writer, settle: Any) -> None:
    writer.ledger.put(entry("/a", *numbered(TAIL + 1)))
    settle()
    writer.ledger.put(entry("/a", "x"))
    settle()
    assert list(writer.ledger.under("/")) == [entry("/a", "x")]
    assert writer.ledger.delivering("id0") == ()


def test_a_removed_entry_delivers_nothing(writer: Writer, settle: Any) -> None:
    writer.ledger.put(entry("/a", *numbered(TAIL + 1), failures=(FAILURE,) * (TAIL + 1)))
    settle()
    writer.ledger.remove("/a")
    settle()
    assert writer.ledger.get("/a") is None
    assert list(writer.ledger.under("/")) == []
    assert writer.ledger.delivering("id0") == ()


def test_all_files_that_deliver_an_article_are_named_in_order(writer: Writer, settle: Any) -> None:
    writer.ledger.put(entry("/b", "x", "y"))
    settle()
    writer.ledger.put(entry("/a", "x", *numbered(TAIL)))
    settle()
    assert [writer.ledger.delivering(id) for id in ("x", "y", "z", "id7")] == [("/a", "/b"), ("/b",), (), ("/a",)]


def test_a_folder_ends_at_a_path_border(writer: Writer, settle: Any) -> None:
    paths = ["/a/b", "/a/b!", "/a/b/c", "/a/b/c/d", "/a/bc", "/a/c", "/a"]
    for path in paths[:4]:
        writer.ledger.put(entry(path))
    settle()
    for path in paths[4:]:
        writer.ledger.put(entry(path))
    assert [each.path for each in writer.ledger.under("/a/b")] == ["/a/b", "/a/b/c", "/a/b/c/d"]
    assert [each.path for each in writer.ledger.under("/")] == sorted(paths)
    assert [each.path for each in writer.ledger.under("/a/b/")] == ["/a/b/c", "/a/b/c/d"]


def test_a_folder_may_change_while_it_is_listed(writer: Writer) -> None:
    for name in "abcd":
        writer.ledger.put(entry(f"/{name}"))
    writer.commit()
    listed = writer.ledger.under("/")
    first = next(listed)
    writer.ledger.remove("/b")
    writer.ledger.put(entry("/c", "new"))
    writer.commit()
    assert [first, *listed] == [entry("/a"), entry("/c", "new"), entry("/d")]


def test_a_roll_back_takes_entries_back(writer: Writer) -> None:
    writer.ledger.put(entry("/a", "x"))
    writer.commit()
    writer.ledger.put(entry("/a", "y"))
    writer.ledger.put(entry("/b", "x"))
    writer.rollback()
    assert writer.ledger.get("/a") == entry("/a", "x")
    assert [writer.ledger.delivering(id) for id in "xy"] == [("/a",), ()]


def test_a_commit_in_the_middle_of_a_file_writes_only_what_is_new(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    put = Batch.put
    monkeypatch.setattr(
        Batch,
        "put",
        lambda self, key, fields, note: (written.append(len(fields["delivers"])), put(self, key, fields, note)),
    )
    ids = numbered(10_000)
    for reached in range(1_000, 10_001, 1_000):
        written.clear()
        failures = (replace(FAILURE, reason=f"{reached} more"),) * (TAIL + 1)  # another one each time
        writer.ledger.put(entry("/a", *ids[:reached], failures=failures, complete=reached == 10_000))
        writer.commit()
        assert sum(written) <= 1_000 + TAIL
    assert writer.ledger.get("/a") == entry("/a", *ids, failures=failures)


PATHS = st.sampled_from(["/a", "/a/b", "/a/b/c", "/ab", "/a!", "/\udce9"])
ID_LISTS = st.one_of(
    st.lists(st.sampled_from("xyz"), unique=True),
    st.integers(TAIL - 1, TAIL + 2).map(numbered),
    st.integers(TAIL, TAIL + 700).map(lambda count: ("x", *numbered(count))),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), PATHS, ID_LISTS),
        st.tuples(st.just("remove"), PATHS, st.none()),
        st.tuples(st.just("commit"), st.none(), st.none()),
        st.tuples(st.just("rollback"), st.none(), st.none()),
    ),
    max_size=10,
)


def agrees(writer: Writer, model: dict[str, LedgerEntry]) -> None:
    assert list(writer.ledger.under("/")) == [model[path] for path in sorted(model)]
    below = [path for path in sorted(model) if path == "/a" or path.startswith("/a" + os.sep)]
    assert [each.path for each in writer.ledger.under("/a")] == below
    for id in ("x", "y", "id0", f"id{TAIL}"):
        assert writer.ledger.delivering(id) == tuple(path for path in sorted(model) if id in model[path].ids)


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_any_run_of_steps_ends_as_a_dictionary_would(tmp_path_factory: pytest.TempPathFactory, steps: Any) -> None:
    model: dict[str, LedgerEntry] = {}
    committed: dict[str, LedgerEntry] = {}
    home = tmp_path_factory.mktemp("run") / "index"
    with open_writer(home) as writer:
        for step, path, ids in steps:
            match step:
                case "put":
                    model[path] = entry(path, *ids)
                    writer.ledger.put(model[path])
                case "remove":
                    model.pop(path, None)
                    writer.ledger.remove(path)
                case "commit":
                    writer.commit()
                    committed = dict(model)
                case "rollback":
                    writer.rollback()
                    model = dict(committed)
            agrees(writer, model)
    with open_writer(home) as writer:
        agrees(writer, model)
