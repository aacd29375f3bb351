import os

import pytest

from corpus import Article, Failure, FieldMap, SourceFile, read_articles, read_file, walk
from corpus.workers import Readers, Workers

READER = "tests.corpus.stubborn:read_file"
LIMIT_S = 2.0  # for one item; far above what any but the hanging ones take


def tasks(*names):
    return [(name, SourceFile(f"/none/{name}", 0, 0)) for name in names]


def read(*names, jobs=2, field_map=None):
    """Give each file's name with the ids of what was read of it, a failure by its reason."""
    with Workers(jobs, field_map, item_s=LIMIT_S, reader=READER) as workers:
        return [(name, [item.reason if isinstance(item, Failure) else item.id for item in items])
                for name, items in workers.over(tasks(*names))]  # fmt: skip


def whole(name):
    return name, [f"{name} 1", f"{name} 2"]


def test_what_is_read_comes_in_the_order_of_the_files():
    names = [f"many{n}" if n % 7 == 0 else f"a{n}" for n in range(40)]
    assert [name for name, _ in read(*names)] == names


def test_every_item_comes_in_the_order_of_its_file():
    [_, (_, ids), _] = read("a", "many", "b")
    assert ids == ["many 1", *(f"many item {n}" for n in range(2_000)), "many 2"]


@pytest.mark.parametrize(
    ("name", "reason"), [("hang", "took longer than 2 s"), ("die", "ended the process")], ids=["hangs", "dies"]
)
def test_a_file_that_stops_its_worker_fails_alone_and_keeps_what_was_read(name, reason):
    before, (_, [first, failure]), *after = read("a", name, "b", "c", "d", jobs=1)
    assert (before, after) == (whole("a"), [whole("b"), whole("c"), whole("d")])
    assert first == f"{name} 1"
    assert reason in failure


def test_several_stubborn_files_are_each_accounted_for():
    names = ["die1", "a", "die2", "die3", "b", "hang1", "c", "many", "die4", "d"]
    found = dict(read(*names))
    assert list(found) == names
    assert all("stops" not in found[name] and len(found[name]) == 2 for name in ("a", "b", "c", "d"))


def test_a_worker_has_a_limit_of_memory():
    [(_, ids), _] = read("eat", "a")
    assert ids == ["eat 1", "no memory", "eat 2"]


def test_what_a_library_prints_gets_not_among_the_items():
    assert read("print", "a") == [whole("print"), whole("a")]


def test_a_field_map_reaches_the_workers():
    with Workers(1, FieldMap.of({"title": ["kopf"]}), reader=READER) as workers:
        [(_, [_, article])] = [(name, list(items)) for name, items in workers.over(tasks("a"))]
    assert article.body == "('kopf',)"


def test_a_task_without_a_file_keeps_its_place():
    with Workers(1, reader=READER) as workers:
        given = [("x", None), *tasks("a"), ("y", None)]
        assert [(name, len(list(items))) for name, items in workers.over(given)] == [("x", 0), ("a", 2), ("y", 0)]


def test_items_that_nobody_takes_are_passed_over():
    with Workers(1, reader=READER) as workers:
        assert [name for name, _ in workers.over(tasks("many", "a", "b"))] == ["many", "a", "b"]


def test_no_worker_outlives_the_reading():
    [(_, [_, pid, _])] = read("pid")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_workers_and_this_process_read_the_same(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"Story {number}\n\nThe harbor of {number} stays closed for long.\n")
    (tmp_path / "bad.json").write_text("{")
    files = [(file.path, file) for file in walk(tmp_path)]
    with Workers(2) as workers, Readers(FieldMap()) as readers:
        elsewhere = [(path, list(items)) for path, items in workers.over(files)]
        here = [(path, list(items)) for path, items in readers.over(files)]
    assert elsewhere == here == [(path, list(read_file(file))) for path, file in files]
    assert sum(isinstance(item, Article) for item in read_articles(tmp_path)) == 30
