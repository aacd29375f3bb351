import threading

import pytest

from index import IndexCorrupt
from tests.web.test_snapshots import Disk, generation
from web.freshness import keeping_fresh, prepare
from web.settings import Settings
from web.snapshots import Snapshots


class Announced(Disk):
    """A disk that tells when a commit was made ready, or refused to open."""

    def __init__(self):
        super().__init__()
        self.ready = {number: threading.Event() for number in (1, 2, 3)}

    def prepare(self, searcher):
        prepare(searcher, Settings())
        self.ready[searcher.generation].set()

    def snapshots(self):
        return Snapshots("news", open=self.open, look=self.look, prepare=self.prepare, clock=lambda: self.now)


@pytest.fixture
def disk():
    return Announced()


def test_what_is_there_is_ready_before_the_first_request(disk):
    with keeping_fresh(disk.snapshots()):
        assert disk.ready[1].is_set()


def test_a_newer_commit_is_made_ready_without_a_request(disk):
    snapshots = disk.snapshots()
    with keeping_fresh(snapshots, every_s=0.01):
        disk.commit = 2
        assert disk.ready[2].wait(30)
    assert generation(snapshots) == 2


def test_requests_go_on_with_the_older_commit_until_the_newer_one_is_ready(disk):
    begun, going_on = threading.Event(), threading.Event()

    def slowly(searcher):
        if searcher.generation == 2:
            begun.set()
            going_on.wait(30)

    snapshots = Snapshots("news", open=disk.open, look=disk.look, prepare=slowly, clock=lambda: disk.now)
    assert generation(snapshots) == 1
    disk.commit, disk.now = 2, 1.0
    thread = threading.Thread(target=snapshots.renew)
    thread.start()
    assert begun.wait(30)
    assert generation(snapshots) == 1
    going_on.set()
    thread.join()
    assert generation(snapshots) == 2


def test_a_commit_that_cannot_be_opened_is_left_to_requests_and_looked_at_again(disk, caplog):
    disk.error = IndexCorrupt("a bit flipped")
    snapshots = disk.snapshots()
    with keeping_fresh(snapshots, every_s=0.01):
        with pytest.raises(IndexCorrupt, match="a bit flipped"):
            generation(snapshots)
        disk.error = None
        assert disk.ready[1].wait(30)


def test_a_searcher_that_cannot_be_prepared_is_closed_and_not_lent(disk):
    def fails(searcher):
        raise IndexCorrupt("a column is torn")

    snapshots = Snapshots("news", open=disk.open, look=disk.look, prepare=fails)
    with pytest.raises(IndexCorrupt, match="a column is torn"):
        snapshots.renew()
    assert [searcher.closed for searcher in disk.opened] == [True]


def test_what_a_page_of_results_shows_is_asked_for(disk):
    asked = []

    class Noted:
        def search(self, request):
            asked.append(request)

    prepare(Noted(), Settings())
    assert [bool(each.facets) and each.histogram and each.group for each in asked] == ["story", "story"]
