import threading

import pytest

from index import IndexCorrupt, IndexMissing, open_writer
from tests.web.shelf import ShelfSearcher, story
from web.snapshots import Snapshots


class Disk:
    """An index that changes under the server's feet: what is there, what opening it does, what was opened."""

    def __init__(self):
        self.commit = 1
        self.now = 0.0
        self.looks = 0
        self.error = None
        self.opened = []

    def look(self, address):
        self.looks += 1
        return str(self.commit)

    def open(self, address):
        if self.error:
            raise self.error
        self.opened.append(ShelfSearcher([story(1)], generation=self.commit))
        return self.opened[-1]

    def snapshots(self):
        return Snapshots("news", open=self.open, look=self.look, clock=lambda: self.now)


@pytest.fixture
def disk():
    return Disk()


def generation(snapshots):
    with snapshots.use() as snapshot:
        return snapshot.searcher.generation


def test_nothing_is_opened_before_it_is_asked_for(disk):
    disk.snapshots()
    assert not disk.opened


def test_requests_share_one_snapshot(disk):
    snapshots = disk.snapshots()
    with snapshots.use() as first, snapshots.use() as second:
        assert first is second


def test_a_newer_commit_is_found_at_the_next_look(disk):
    snapshots = disk.snapshots()
    assert generation(snapshots) == 1
    disk.commit, disk.now = 2, 1.0
    assert generation(snapshots) == 2


def test_the_disk_is_looked_at_once_a_second(disk):
    snapshots = disk.snapshots()
    for _ in range(100):
        disk.now += 0.05
        generation(snapshots)
    assert disk.looks == 5


def test_an_unchanged_commit_is_not_opened_again(disk):
    snapshots = disk.snapshots()
    for disk.now in range(5):
        generation(snapshots)
    assert len(disk.opened) == 1


def test_a_snapshot_in_use_outlives_its_successor(disk):
    snapshots = disk.snapshots()
    with snapshots.use() as old:
        disk.commit, disk.now = 2, 1.0
        assert generation(snapshots) == 2
        assert not old.searcher.closed
    assert old.searcher.closed


def test_an_idle_snapshot_closes_with_its_successors_arrival(disk):
    snapshots = disk.snapshots()
    generation(snapshots)
    disk.commit, disk.now = 2, 1.0
    generation(snapshots)
    assert [searcher.closed for searcher in disk.opened] == [True, False]


def test_two_snapshots_never_share_a_stamp(disk):
    snapshots = disk.snapshots()
    with snapshots.use() as first:
        disk.commit, disk.now = 1.5, 1.0
        with snapshots.use() as second:
            assert first.stamp != second.stamp


def test_a_missing_index_is_asked_for_again_until_it_is_there(disk):
    snapshots = disk.snapshots()
    disk.error = IndexMissing("no index at news")
    for _ in range(2):
        with pytest.raises(IndexMissing):
            generation(snapshots)
    disk.error = None
    assert generation(snapshots) == 1


def test_an_index_that_vanished_is_not_served_from_memory(disk):
    snapshots = disk.snapshots()
    generation(snapshots)
    disk.commit, disk.now, disk.error = 0, 1.0, IndexMissing("no index at news")
    with pytest.raises(IndexMissing):
        generation(snapshots)
    assert disk.opened[0].closed


def test_a_broken_commit_leaves_the_last_good_one_serving(disk, caplog):
    snapshots = disk.snapshots()
    generation(snapshots)
    disk.commit, disk.now, disk.error = 2, 1.0, IndexCorrupt("a bit flipped")
    assert generation(snapshots) == 1
    assert "still serving generation 1: a bit flipped" in caplog.text


def test_closing_waits_for_the_last_user(disk):
    snapshots = disk.snapshots()
    with snapshots.use() as snapshot:
        snapshots.close()
        assert not snapshot.searcher.closed
    assert snapshot.searcher.closed


def test_an_error_while_in_use_gives_the_snapshot_back(disk):
    snapshots = disk.snapshots()
    with pytest.raises(ZeroDivisionError), snapshots.use():
        raise ZeroDivisionError
    snapshots.close()
    assert disk.opened[0].closed


def test_many_threads_over_many_commits_meet_no_closed_snapshot(disk):
    snapshots = disk.snapshots()
    met = []

    def read():
        for _ in range(300):
            with snapshots.use() as snapshot:
                met.append(snapshot.searcher.closed)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        disk.commit += 1
        disk.now += 1.0
    for thread in threads:
        thread.join()
    snapshots.close()
    assert len(met) == 2400
    assert not any(met)
    assert all(searcher.closed for searcher in disk.opened)


def commit(address, number):
    with open_writer(address) as writer:
        writer.upsert([story(number)])


def test_a_served_index_shows_a_commit_within_a_second(tmp_path):
    now = [0.0]
    commit(tmp_path, 0)
    snapshots = Snapshots(str(tmp_path), clock=lambda: now[0])
    counts = []
    for number in (1, 2):
        with snapshots.use() as snapshot:
            counts.append(snapshot.searcher.stats().articles)
        commit(tmp_path, number)
        now[0] += 1.0
    snapshots.close()
    assert counts == [1, 2]
