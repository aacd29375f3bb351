"""Damage to any byte of any file of an index is found, said, and mended from what is whole."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index import (
    BadAddress,
    IndexBusy,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    certificate,
    forgotten,
    open_writer,
)
from index.build import build
from index.check import CheckReport, check
from index.columnar.container import Container, ContainerWriter
from index.columnar.segment import SegmentFile
from index.columnar.soundness import complaints
from index.repair import repair
from index.whoosh_directory import contents_of, open_reader
from tests.index.newsroom import Newsroom, line
from tests.index.shelf import article, articles

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """An index of several segments and commits, with an update, a deletion and a file that failed."""
    folder = tmp_path_factory.mktemp("checked")
    (folder / "news").mkdir()
    news = Newsroom(folder / "news", str(folder / "index"))
    news.write("a.jsonl", *[line(f"alpha{n}", f"Ferry number {n} runs late. " * 40) for n in range(9)], "{not json")
    news.build()
    news.write("b.jsonl", *[line(f"beta{n}", f"Häuser und l'homme, part {n}.", "2017-10-26") for n in range(5)])
    news.build()
    news.write("a.jsonl", *[line(f"alpha{n}", f"Ferry number {n} runs. " * 40) for n in range(1, 9)], "{not json")
    news.build()
    return news


@pytest.fixture
def home(whole: Newsroom, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole.address, tmp_path / "index"))


def files_of(home: Path) -> list[Path]:
    return sorted(path for path in home.iterdir() if path.stat().st_size)


def flip(path: Path, at: int, mask: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= mask
    path.write_bytes(bytes(data))


def content(home: Path) -> tuple[object, ...]:
    """What an index says: articles, terms with their articles, ledger."""
    reader = open_reader(str(home))
    counts = {}
    for name in ("title", "body", "stem", "id", "delivers", "ledger_path", "site"):
        for term in reader.lexicon(name):
            docs = reader.postings(name, term)
            counts[name, bytes(term)] = sum(1 for number in docs.all_ids() if not reader.is_deleted(number))
    reader.close()
    with open_writer(home) as writer:
        entries = list(writer.ledger.under("/"))
    return articles(home), {key: count for key, count in counts.items() if count}, entries


def test_a_sound_index_is_sound(home: Path) -> None:
    report = check(home)
    assert report.faults == ()
    assert report.notes == ()
    assert (report.articles, report.generation) == (13, 3)


def test_every_file_is_read(home: Path) -> None:
    met: dict[str, int] = {}
    report = check(home, lambda name, size: met.update({name: size}))
    assert met == {path.name: path.stat().st_size for path in files_of(home)}
    assert (report.files, report.bytes) == (len(met), sum(met.values()))


def test_a_check_changes_nothing(home: Path) -> None:
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    check(home)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
@example(0.999, 0.99999, 1)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_anywhere_is_found(home: Path, which: float, where: float, mask: int) -> None:
    files = files_of(home)
    path = files[int(which * len(files))]
    before = path.read_bytes()
    flip(path, int(where * len(before)), mask)
    try:
        faults = check(home).faults
    finally:
        path.write_bytes(before)
    assert path.name in {fault.file for fault in faults}


def sections(home: Path) -> Iterator[tuple[Path, int]]:
    """A byte of every section of every segment, and of header, table and footer."""
    for path in sorted(home.glob("*.col")):
        container = Container(path)
        for name in container.names():
            section = container._sections[name]
            if section.size:
                yield path, section.offset + section.size // 2
        yield from ((path, at) for at in (0, 9, 60, container.size - 40, container.size - 20, container.size - 1))


def is_mended(trial: Path, whole: Newsroom, expected: tuple[object, ...]) -> bool:
    """Whether a repair brings back all there was, once files whose entry was lost are read again."""
    saved = repair(trial)
    if not saved.whole or not check(trial).sound:
        return False
    if not (saved.unread or saved.reread or saved.older):
        return content(trial) == expected
    build([whole.folder], trial)
    return bodies(trial) == {id: each.body for id, each in expected[0].items()}  # type: ignore[attr-defined]


def bodies(home: Path) -> dict[str, str]:
    return {id: each.body for id, each in articles(home).items()}


def test_a_changed_byte_in_each_section_is_found_and_mended(whole: Newsroom, home: Path, tmp_path: Path) -> None:
    expected = content(home)
    unseen, unmended = [], []
    earlier = {segment.file_name() for segment in contents_of(str(home)).older}  # no file has these texts any more
    for path, at in list(sections(home)):
        trial = Path(shutil.copytree(home, tmp_path / "trial"))
        flip(trial / path.name, at, 1)
        if check(trial).sound:
            unseen.append((path.name, at))
        elif (
            (at % 5 == 0 or at < 64) and path.name not in earlier and not is_mended(trial, whole, expected)
        ):  # one in five is proof enough
            unmended.append((path.name, at))
        shutil.rmtree(trial)
    assert not unseen
    assert not unmended


def newest(home: Path) -> Path:
    return max(home.glob("*.col"), key=lambda path: path.stat().st_size)


def swap(home: Path) -> None:
    one, other = sorted(home.glob("*.col"))[:2]
    one.rename(home / "x")
    other.rename(one)
    (home / "x").rename(other)


DAMAGES: dict[str, Damage] = {
    "a segment is empty": lambda home: newest(home).write_bytes(b""),
    "a segment is cut to half": lambda home: os.truncate(newest(home), newest(home).stat().st_size // 2),
    "a segment lacks its last byte": lambda home: os.truncate(newest(home), newest(home).stat().st_size - 1),
    "a page of a segment is zeros": lambda home: newest(home).write_bytes(
        newest(home).read_bytes()[:4096] + bytes(2048) + newest(home).read_bytes()[6144:]
    ),
    "a segment is missing": lambda home: newest(home).unlink(),
    "two segments changed names": swap,
    "the newest table is empty": lambda home: (home / "_MAIN_3.toc").write_bytes(b""),
    "the newest table is cut": lambda home: os.truncate(home / "_MAIN_3.toc", 300),
    "the newest table is an older one": lambda home: shutil.copy(home / "_MAIN_2.toc", home / "_MAIN_3.toc"),
    "all tables are garbage": lambda home: [path.write_bytes(b"garbage") for path in home.glob("*.toc")],
    "the certificate is gone": lambda home: (home / certificate.NAME).unlink(),
    "the certificate is garbage": lambda home: (home / certificate.NAME).write_bytes(b"{"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_found_and_mended(whole: Newsroom, home: Path, damage: Damage) -> None:
    expected = articles(home)
    damage(home)
    assert not check(home).sound
    saved = repair(home)
    assert check(home).sound
    assert set(expected) - set(articles(home)) == set(saved.lost)
    build([whole.folder], home)
    assert articles(home).keys() == expected.keys()


def test_nothing_is_lost_to_one_damaged_text_that_the_news_still_has(whole: Newsroom, home: Path) -> None:
    expected = bodies(home)
    for path in home.glob("*.col"):
        data = Container(path)._sections["stored.data"]
        flip(path, data.offset + data.size // 2, 255)
    saved = repair(home)
    assert saved.older or saved.reread  # whichever has the text that the middle byte belongs to
    assert saved.articles == len(articles(home))
    build([whole.folder], home)
    assert bodies(home) == expected


def test_one_damaged_text_costs_no_other_article(tmp_path: Path) -> None:
    home = tmp_path / "index"
    with open_writer(home) as writer:
        writer.upsert([article(f"a{n}", f"word{n} " * 3000) for n in range(20)])
    held = articles(home)
    container = Container(next(home.glob("*.col")))
    frames = container.array("stored.frames")
    flip(container.path, int(container._sections["stored.data"].offset + frames[3] + 20), 255)
    saved = repair(home)
    assert saved.lost
    assert len(saved.lost) < 5
    assert articles(home) == {id: each for id, each in held.items() if id not in saved.lost}


def test_a_repaired_index_keeps_versions_and_its_ledger(whole: Newsroom, home: Path) -> None:
    expected = content(home)
    container = Container(newest(home))
    flip(container.path, container._sections["stems.words"].offset, 1)
    assert repair(home).whole
    assert content(home) == expected
    assert build([whole.folder], home).idle


def test_a_repair_that_dies_leaves_the_index_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(newest(home), 5000, 1)
    before = {path.name: path.read_bytes() for path in home.iterdir()}

    def die(*told: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.rebuild._exchange", die)
        with pytest.raises(KeyboardInterrupt):
            repair(home)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before
    assert repair(home).whole
    assert [path.name for path in home.parent.iterdir()] == ["index"]


def test_a_repair_waits_for_nobody_who_writes(home: Path) -> None:
    with open_writer(home), pytest.raises(IndexBusy):
        repair(home)


def test_a_check_reads_beside_a_writer(home: Path) -> None:
    with open_writer(home) as writer:
        writer.upsert([article("new")])
        assert check(home).sound


def test_there_is_nothing_to_check_where_no_index_is(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing):
            check(place)


def test_an_index_by_other_rules_is_no_damage(home: Path) -> None:
    other = json.loads((home / certificate.NAME).read_text()) | {"schema": 99, "digest": ""}
    (home / certificate.NAME).write_text(json.dumps(other))
    with pytest.raises(IndexMismatch, match="schema 99"):
        check(home)


def test_a_stray_file_is_a_note(home: Path) -> None:
    (home / "MAIN_0123456789abcdef.col").write_bytes(b"half")
    (home / "holiday.jpg").touch()
    report = check(home)
    assert report.sound
    assert [note.partition(":")[0] for note in report.notes] == ["MAIN_0123456789abcdef.col", "holiday.jpg"]


def test_an_entry_of_an_article_that_is_not_there_is_a_fault(home: Path) -> None:
    id = next(iter(articles(home)))
    with open_writer(home) as writer:
        writer.delete([id])
    assert any(id in fault.what for fault in check(home).faults)
    saved = repair(home)
    assert saved.whole
    assert id in articles(home)
    assert check(home).sound


def rewritten(path: Path, **arrays: Callable[[object], object]) -> None:
    """Write a segment again with some sections changed, and right checksums over them."""
    container = Container(path)
    held = {name: container.array(name).copy() for name in container.names()}
    path.unlink()
    with ContainerWriter(path) as out:
        for name, array in held.items():
            if name in arrays:
                arrays[name](array)
            out.add(name, array)
        out.close(container.meta)


def bumped(place: int, by: int = 1) -> Callable[[object], object]:
    def change(array: object) -> None:
        array[place] = (int(array[place]) + by) % 2**32  # type: ignore[index]

    return change


def swapped(array: object) -> None:
    array[[0, 1]] = array[[1, 0]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("section", "change", "told"),
    [
        ("terms.text", bumped(0, 100), "dictionary of terms"),
        ("stems.ends", bumped(-1), "dictionary of stems"),
        ("terms.numbers", bumped(1), "the numbers of term 0"),
        ("lengths", bumped(1), "do not fill"),
        ("stems.df", bumped(0), "stems"),
        ("words.skip_at", swapped, "outside the stream"),
        ("stem_words", swapped, "words and stems"),
        ("word_terms.first", bumped(1), "words and terms"),
        ("column.published", lambda array: None, ""),
        ("column.id", swapped, "its stored id is"),
        ("column.digest.text", bumped(0), "not the one that was indexed"),
        ("column.source_value", bumped(0, 9), "column source_value"),
        ("column.body_length", bumped(0), "column body_length"),
        ("stored.sizes", bumped(1, -40), "stored text cannot be read"),
        ("stems.skip_doc", bumped(0, -1), "skip table"),
        ("stems.bounds", bumped(0, -1), "bound"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_contradiction_under_right_checksums_is_found(
    section: str, change: Callable[[object], object], told: str, tmp_path: Path
) -> None:
    with open_writer(tmp_path / "x") as writer:
        writer.upsert([article(f"a{n:03}", "ferry " * (n % 7 + 1) + f"late runs n{n}") for n in range(300)])
    (path,) = (tmp_path / "x").glob("*.col")
    rewritten(path, **{section: change})
    found = list(complaints(SegmentFile(path)))
    assert told in "\n".join(found)
    assert bool(found) == bool(told)


def test_a_report_counts_what_it_read(home: Path) -> None:
    report: CheckReport = check(home)
    assert report.segments >= 1
    assert report.files == len(files_of(home))


@pytest.mark.parametrize("pattern", ["*.col", "_MAIN_3.toc", forgotten.NAME])
def test_a_file_that_may_not_be_read_is_no_damage(home: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    path = next(iter(home.glob(pattern)), home / pattern)
    opened, read = Path.open, Path.read_bytes

    def forbid(call: Callable[..., object]) -> Callable[..., object]:
        def tried(self: Path, *told: object, **more: object) -> object:
            if self == path:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return call(self, *told, **more)

        return tried

    path.touch()
    monkeypatch.setattr(Path, "open", forbid(opened))
    monkeypatch.setattr(Path, "read_bytes", forbid(read))
    with pytest.raises(IndexUnavailable, match="Permission denied: give yourself the permission"):
        check(home)


def test_a_file_has_no_index_to_check(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadAddress, match="is a file: name a folder by --index"):
        check(tmp_path / "file")
