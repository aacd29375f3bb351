"""A disk that is full, or a process that dies, at any step of what writes: nothing that was indexed is lost."""

import errno
import json
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from index import DatelineIndexError, IndexUnavailable, certificate, open_writer
from index.build import BuildOptions, build
from index.check import check
from index.forget import article_id, forget, undo
from index.repair import migrate, repair
from tests.index.newsroom import Newsroom, line
from tests.index.shelf import articles

Act = Callable[[Newsroom], object]
GONE = article_id("https://news.example/a3")


class Killed(BaseException):
    """Stands for the death of the process."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Five segments of one tier, so that the next commit merges; and a sixth file to come."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "news").mkdir()
    news = Newsroom(folder / "news", str(folder / "index"))
    for number in range(5):
        news.write(f"{number}.jsonl", line(f"a{number}", f"Ferry {number} runs late. " * 50))
        news.build()
    news.write("5.jsonl", line("a5", "The last one. " * 50))
    return news


@pytest.fixture
def news(template: Newsroom, tmp_path: Path) -> Newsroom:
    return copied(template, tmp_path / "index")


def copied(template: Newsroom, home: Path) -> Newsroom:
    shutil.copytree(template.address, home)
    return Newsroom(template.folder, str(home))


def older(news: Newsroom) -> None:
    """Make the index one of other rules."""
    path = Path(news.address) / certificate.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 0, "digest": ""}))


def damaged(news: Newsroom) -> None:
    path = min(Path(news.address).glob("*.col"))
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(bytes(data))


def forgotten_before(news: Newsroom) -> None:
    forget(news.address, [GONE])


def untouched(news: Newsroom) -> None:
    pass


ACTS: dict[str, tuple[Act, Act, bool]] = {  # what is prepared, what is done, whether it forgets
    "a run that merges": (untouched, lambda news: news.build(), False),
    "a rebuild": (untouched, lambda news: build([news.folder], news.address, BuildOptions(rebuild=True)), False),
    "a repair": (damaged, lambda news: repair(news.address), False),
    "a migration": (older, lambda news: migrate(news.address), False),
    "a forgetting": (untouched, lambda news: forget(news.address, [GONE]), True),
    "letting in again": (forgotten_before, lambda news: undo(news.address, [GONE]), True),
}
EVERY = pytest.mark.parametrize(("prepare", "act", "forgets"), ACTS.values(), ids=ACTS.keys())
CALLS = ("fsync", "replace", "rename", "unlink")


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> Iterator[list[str]]:
    """Let the call numbered `at`, of those that reach the disk, fail; gives the names of the calls made."""
    made: list[str] = []

    def counting(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*told: object, **more: object) -> object:
            made.append(name)
            if len(made) == at:
                raise error
            return call(*told, **more)

        return counted

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, counting(name, getattr(os, name)))
        yield made


def titles(news: Newsroom) -> set[str]:
    """What can be searched, once a run has put back what a crash moved aside."""
    from_rules = json.loads((Path(news.address) / certificate.NAME).read_text())["schema"]
    if from_rules == 0:
        migrate(news.address)
    return {each.title for each in articles(Path(news.address)).values()}


def is_well(news: Newsroom, held: set[str], act: Act, forgets: bool) -> bool:
    """Whether nothing is lost after a failure, and the same thing done again ends as it should."""
    kept = held - {"a3"} if forgets else held
    if not kept <= titles(news):
        return False
    with suppress(DatelineIndexError):
        act(news)
    beside = {path.name for path in Path(news.address).parent.iterdir()} - {Path(news.address).name}
    return check(news.address).sound and kept <= titles(news) and not beside


@EVERY
@pytest.mark.parametrize("error", [Killed(), OSError(errno.ENOSPC, "No space left on device")], ids=["killed", "full"])
def test_a_failure_at_any_call_loses_nothing(
    template: Newsroom,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Act,
    act: Act,
    forgets: bool,
    error: BaseException,
) -> None:
    held = {f"a{number}" for number in range(5)}
    wrong: list[tuple[int, str]] = []
    for at in range(1, 200, 1 if isinstance(error, Killed) else 4):
        home = tmp_path / str(at) / "index"
        news = copied(template, home)
        prepare(news)
        with failing(monkeypatch, at, error) as made, suppress(Killed, DatelineIndexError, OSError):
            act(news)
        if len(made) < at:
            assert at > 3
            break
        if not is_well(news, held, act, forgets):
            wrong.append((at, made[at - 1]))
        shutil.rmtree(home.parent)
    assert not wrong


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@EVERY
def test_a_limit_of_any_size_loses_nothing(
    template: Newsroom, tmp_path: Path, prepare: Act, act: Act, forgets: bool
) -> None:
    act(copied(template, tmp_path / "warm"))  # its loops are compiled without a limit
    shutil.rmtree(tmp_path / "warm")
    wrong = []
    for size in (0, 300, 3_000, 9_000):
        home = tmp_path / str(size) / "index"
        news = copied(template, home)
        prepare(news)
        with file_limit(size), suppress(DatelineIndexError, OSError):
            act(news)
        if not is_well(news, {f"a{number}" for number in range(5)}, act, forgets):
            wrong.append(size)
        shutil.rmtree(home.parent)
    assert not wrong


def test_a_full_disk_says_how_much_is_free_and_needed(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError(errno.ENOSPC, "No space left on device")
    told = r"free some space and run again \([\d,]+ bytes are free; what is there has [\d,]+, and as much again"
    with failing(monkeypatch, 1, error), pytest.raises(IndexUnavailable, match=told):
        news.build()


def test_a_full_disk_is_not_filled_further(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*told: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.columnar.container.ContainerWriter.close", full)
        with pytest.raises(IndexUnavailable):
            forget(news.address, [GONE])
    assert [path.name for path in Path(news.address).parent.iterdir()] == ["index"]
    with open_writer(news.address) as writer:
        assert writer.generation >= 5
