import os
import shutil
import threading
from pathlib import Path

import pytest

from index import IndexCorrupt, open_writer
from index.columnar import opened
from index.columnar.container import Container
from index.repair import repair
from index.verify import verify
from search import open_searcher
from tests.web.shelf import story
from web.app import create_app
from web.snapshots import Snapshots
from web.verification import verify_once, verifying


def commit(address, number):
    with open_writer(address) as writer:
        writer.upsert([story(number)])


@pytest.fixture(autouse=True)
def trusting(monkeypatch):
    monkeypatch.setattr(opened, "DISTRUSTED", set())


@pytest.fixture
def address(tmp_path):
    """An index of two commits."""
    for number in (1, 2):
        commit(tmp_path / "index", number)
    return str(tmp_path / "index")


def damage(address, newest=True):
    """Flip a bit of stored text, which opening does not see."""
    paths = sorted(Path(address).glob("*.col"), key=lambda path: path.stat().st_mtime_ns)
    for path in paths[-1:] if newest else paths:
        section = Container(path)._sections["stored.data"]
        data = bytearray(path.read_bytes())
        data[section.offset + section.size // 2] ^= 1
        path.write_bytes(data)


def health(snapshots):
    return create_app(snapshots).test_client().get("/api/v1/health").json


def test_a_sound_index_is_found_sound(address):
    snapshots = Snapshots(address)
    assert health(snapshots)["integrity"] == "unverified"
    assert verify_once(snapshots, address, threading.Event())
    assert health(snapshots)["integrity"] == "sound"
    snapshots.close()


def test_a_damaged_commit_is_told_and_the_one_before_is_served(address, caplog):
    damage(address)
    snapshots = Snapshots(address)
    assert health(snapshots)["generation"] == 2
    verify_once(snapshots, address, threading.Event())
    told = health(snapshots)
    assert (told["generation"], told["integrity"]) == (1, "damaged")
    assert "bytes of stored.data are not those written" in caplog.text
    snapshots.close()


def test_caches_of_a_damaged_commit_are_not_used_for_the_one_before(address):
    damage(address)
    snapshots = Snapshots(address)
    with snapshots.use() as newest:
        verify_once(snapshots, address, threading.Event())
    with snapshots.use() as before:
        assert before.stamp != newest.stamp
    snapshots.close()


def test_the_damaged_commit_goes_on_where_nothing_is_sound(address, caplog):
    damage(address, newest=False)
    snapshots = Snapshots(address)
    assert health(snapshots)["generation"] == 2
    verify_once(snapshots, address, threading.Event())
    assert health(snapshots)["integrity"] == "damaged"
    assert health(snapshots)["ready"]
    snapshots.close()


def test_a_mended_index_is_trusted_again(address):
    damage(address)
    assert verify(address, lambda: False)
    repair(address)
    assert verify(address, lambda: False) == ()
    with open_searcher(address) as searcher:
        assert searcher.stats().articles == 2 - len(_lost(address))


def _lost(address):
    with open_searcher(address) as searcher:
        return [number for number in (1, 2) if searcher.article(story(number).id) is None]


def test_nobody_opens_a_file_that_was_found_damaged(address):
    damage(address)
    verify(address, lambda: False)
    with open_searcher(address) as searcher:
        assert searcher.generation == 1
    table = Path(address) / "_MAIN_1.toc"
    table.unlink()
    with pytest.raises(IndexCorrupt, match="dateline check --repair"):
        open_searcher(address)


def test_a_verification_that_is_stopped_finds_nothing(address):
    stop = threading.Event()
    stop.set()
    snapshots = Snapshots(address)
    assert not verify_once(snapshots, address, stop)
    assert snapshots.integrity == "unverified"


def test_another_commit_is_verified_again(address, monkeypatch):
    monkeypatch.setattr("web.verification.LOOK_EVERY_S", 0.01)
    seen, found = [], threading.Semaphore(0)

    def look(address):
        found.release()
        return str(len(seen))

    def once(snapshots, address, stop):
        seen.append(len(seen))
        return True

    monkeypatch.setattr("web.verification.verify_once", once)
    with verifying(Snapshots(address), address, look):
        for _ in range(4):
            assert found.acquire(timeout=30)
    assert len(seen) >= 3


def test_an_index_that_is_gone_is_a_line_in_the_log(address, monkeypatch, caplog):
    monkeypatch.setattr("web.verification.LOOK_EVERY_S", 0.01)
    shutil.rmtree(address)
    found = threading.Semaphore(0)

    def look(address):
        found.release()
        return "one"

    with verifying(Snapshots(address), address, look):
        for _ in range(2):
            assert found.acquire(timeout=30)
    assert "cannot verify the index" in caplog.text


def test_the_thread_has_the_lowest_priority_and_the_program_keeps_its_own(address, monkeypatch):
    before, met, done = os.getpriority(os.PRIO_PROCESS, 0), [], threading.Event()

    def once(snapshots, address, stop):
        met.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        done.set()
        return True

    monkeypatch.setattr("web.verification.verify_once", once)
    with verifying(Snapshots(address), address):
        assert done.wait(30)
    assert met == [19]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
