"""What is forgotten is in no file of the index any more, stays out, and comes back only when it is let in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import IndexBusy, IndexCorrupt, IndexMissing, forgotten, open_writer
from index.address import parse_address
from index.build import BuildOptions, build
from index.check import check
from index.columnar import stored
from index.columnar.salvage import Remains
from index.errors import BadAddress
from index.forget import article_id, finish, forget, undo
from index.repair import repair
from tests.index.newsroom import Newsroom, line
from tests.index.shelf import articles

SECRET = "Zanzibarquux was seen at Number 7 Quiet Lane"
WORDS = ("zanzibarquux", "Zanzibarquux", "Quiet Lane", "zanzibarqu")
URL = "https://news.example/secret"


class Killed(BaseException):
    """Stands for the death of the process."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An index of several generations, frames with a dictionary among them, and one article that is to be forgotten."""
    folder = tmp_path_factory.mktemp("forgetting")
    (folder / "news").mkdir()
    news = Newsroom(folder / "news", str(folder / "index"))
    patch = pytest.MonkeyPatch()
    patch.setattr(stored, "SAMPLE_BYTES", 3_000)
    news.write("a.jsonl", *[line(f"a{n}", f"Ferry {n} runs late." * 9) for n in range(30)])
    news.write("b.jsonl", line("secret", f"{SECRET}. " * 30), line("b1"))
    news.build()
    news.write("c.jsonl", line("c1"))
    news.build()
    news.write("b.jsonl", line("secret", f"{SECRET} again. " * 30), line("b1"))
    news.build()
    patch.undo()
    return news


@pytest.fixture
def news(template: Newsroom, tmp_path: Path) -> Newsroom:
    """The index to work on, of files that stay."""
    shutil.copytree(template.address, tmp_path / "index")
    return Newsroom(template.folder, str(tmp_path / "index"))


def texts(home: Path) -> Iterator[bytes]:
    """Every byte of every file, and what its compressed frames hold."""
    for path in home.iterdir():
        yield path.read_bytes()
        if path.suffix == ".col":
            for document in Remains(path).documents():
                yield repr(document.record).encode()


def traces(news: Newsroom) -> list[str]:
    """Which of the forgotten words can be found below the index's parent, beside the index too."""
    homes = [path for path in Path(news.address).parent.iterdir() if path.is_dir() and path.name != "news"]
    found = {word for home in homes for text in texts(home) for word in WORDS if word.encode() in text}
    return sorted(found)


def test_the_words_are_found_before(news: Newsroom) -> None:
    assert traces(news)
    assert "secret" in news.titles()


@pytest.mark.parametrize("name", [URL, "http://www.news.example/secret?utm_source=x", article_id(URL)])
def test_a_forgotten_article_is_in_no_file(news: Newsroom, name: str) -> None:
    rest = news.titles() - {"secret"}
    done = forget(news.address, [name])
    assert done.removed == (article_id(URL),)
    assert traces(news) == []
    assert news.titles() == rest
    assert check(news.address).faults == ()


def test_the_list_does_not_tell_what_was_forgotten(news: Newsroom) -> None:
    forget(news.address, [URL])
    text = (Path(news.address) / forgotten.NAME).read_text()
    assert article_id(URL) not in text
    assert "secret" not in text


@pytest.mark.parametrize("options", [BuildOptions(), BuildOptions(rebuild=True)], ids=["run", "rebuild"])
def test_a_forgotten_article_stays_out_of_later_runs(news: Newsroom, options: BuildOptions, tmp_path: Path) -> None:
    forget(news.address, [URL])
    folder = Path(shutil.copytree(news.folder, tmp_path / "news"))
    (folder / "again.jsonl").write_text(line("secret", f"{SECRET} once more.") + "\n")
    report = build([news.folder, folder], news.address, options)
    assert "secret" not in news.titles()
    assert traces(news) == []
    assert [skip.reason for skip in report.skips] == [forgotten.REASON] * len(report.skips)
    assert report.skips_total >= 2
    assert check(news.address).faults == ()


def test_an_unchanged_folder_is_still_unchanged(news: Newsroom) -> None:
    forget(news.address, [URL])
    assert news.build().idle


def test_what_is_let_in_again_comes_back_with_the_next_run(news: Newsroom) -> None:
    before = news.articles()
    forget(news.address, [URL])
    done = undo(news.address, [URL])
    assert (done.let_in, done.files) == ((article_id(URL),), 1)
    news.build()
    assert news.articles() == before
    assert news.build().idle


def test_an_article_that_was_never_there_is_kept_out_all_the_same(news: Newsroom, tmp_path: Path) -> None:
    done = forget(news.address, ["https://news.example/later"])
    assert (done.removed, len(done.absent), done.kept_out) == ((), 1, 1)
    (tmp_path / "later.jsonl").write_text(line("later") + "\n")
    build([tmp_path / "later.jsonl"], news.address)
    assert "later" not in news.titles()


def test_undoing_what_is_not_kept_out_says_so(news: Newsroom) -> None:
    done = undo(news.address, [URL])
    assert (done.let_in, len(done.unknown), done.files) == ((), 1, 0)


def test_forgetting_twice_is_forgetting_once(news: Newsroom) -> None:
    forget(news.address, [URL])
    done = forget(news.address, [URL])
    assert (done.removed, done.kept_out) == ((), 1)


def test_a_repair_does_not_bring_it_back(news: Newsroom) -> None:
    forget(news.address, [URL])
    (segment,) = Path(news.address).glob("*.col")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 255
    segment.write_bytes(bytes(data))
    repair(news.address)
    build([news.folder], news.address)
    assert "secret" not in news.titles()
    assert traces(news) == []


STEPS: dict[str, str] = {
    "before the list": "index.forgotten.write",
    "behind the list": "index.forget.finish",
    "while filling": "index.columnar.whoosh_salvage._Salvage._finished",
    "before the list is carried over": "index.rebuild.forgotten.carry_over",
    "before the exchange": "index.rebuild._exchange",
    "behind the exchange": "index.rebuild.shutil.rmtree",
}


def die(*told: object, **more: object) -> None:
    raise Killed


@pytest.mark.parametrize("where", STEPS.values(), ids=STEPS.keys())
@pytest.mark.parametrize("then", ["forget", "build"])
def test_a_crash_at_any_step_loses_nothing_else_and_is_finished(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch, where: str, then: str
) -> None:
    rest = news.titles() - {"secret"}
    with monkeypatch.context() as patch:
        patch.setattr(where, die)
        with pytest.raises(Killed):
            forget(news.address, [URL])
    assert rest <= news.titles()
    if then == "forget" or where == STEPS["before the list"]:
        forget(news.address, [URL])
    else:
        news.build()
    assert news.titles() == rest
    assert traces(news) == []
    assert check(news.address).faults == ()


def test_what_is_unfinished_is_a_fault(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.forget.finish", die)
        with pytest.raises(Killed):
            forget(news.address, [URL])
    assert any("still to be removed" in fault.what for fault in check(news.address).faults)
    assert forget(news.address, []).articles == len(articles(Path(news.address)))
    assert check(news.address).sound


@pytest.mark.parametrize("act", [forget, undo])
def test_forgetting_waits_for_nobody_who_writes(news: Newsroom, act: Callable[..., object]) -> None:
    with open_writer(news.address), pytest.raises(IndexBusy):
        act(news.address, [URL])


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"salt": "zz", "keys": [], "pending": false}'])
def test_a_damaged_list_lets_nothing_in(news: Newsroom, damage: bytes) -> None:
    forget(news.address, [URL])
    (Path(news.address) / forgotten.NAME).write_bytes(damage)
    for act in (news.build, lambda: forget(news.address, [URL]), lambda: repair(news.address)):
        with pytest.raises(IndexCorrupt, match="put it back from a backup"):
            act()
    assert any(fault.file == forgotten.NAME for fault in check(news.address).faults)


def test_a_damaged_index_is_not_rebuilt_with_less(news: Newsroom) -> None:
    (segment, *_) = sorted(Path(news.address).glob("*.col"), key=lambda path: -path.stat().st_size)
    data = bytearray(segment.read_bytes())
    section = Remains(segment)._sections["stored.data"]
    data[section.offset : section.offset + section.size] = bytes(section.size)
    segment.write_bytes(bytes(data))
    with pytest.raises(IndexCorrupt, match="dateline check --repair"):
        forget(news.address, [URL])
    repair(news.address)
    assert "secret" not in news.titles()
    assert not forgotten.read(Path(news.address)).pending


def test_an_address_of_no_article_is_refused(news: Newsroom) -> None:
    with pytest.raises(BadAddress, match="address of no article"):
        forget(news.address, ["https://news.example/"])


def test_there_is_nothing_to_forget_where_no_index_is(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        forget(tmp_path / "nowhere", [URL])
    with pytest.raises(BadAddress):
        forget("opensearch://host:9200/news", [URL])


def test_finishing_where_nothing_is_unfinished_does_nothing(news: Newsroom) -> None:
    folder = parse_address(news.address).folder
    assert folder is not None
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    assert finish(folder) == 0
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before
