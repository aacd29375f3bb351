"""Earlier texts of edited articles, through what is done to an index beside writing and searching."""

from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from index.certificate import NAME
from index.check import check
from index.columnar.segment import SUFFIX
from index.forget import forget
from index.repair import migrate, repair
from index.whoosh_directory import contents_of
from search import open_searcher

ID = "a"


def text(body: str, id: str = ID) -> Article:
    return Article(id=id, key=id, title="Bridge toll", body=body)


@pytest.fixture
def address(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    for body in ("the secret plan", "the second text", "the third text"):
        with open_writer(folder) as writer:
            writer.upsert([text(body), text(f"{body} of another", "b")])
    return folder


def bodies(folder: Path, id: str = ID) -> list[str]:
    with open_searcher(folder) as searcher:
        return [each.body for each in searcher.versions(id)]


def test_an_index_with_earlier_texts_is_sound(address: Path) -> None:
    assert check(address).faults == ()


def test_a_damaged_earlier_text_is_found(address: Path) -> None:
    file = address / contents_of(str(address)).older[0].file_name()
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 0xFF
    file.write_bytes(held)
    assert {fault.file for fault in check(address).faults} == {file.name}


def test_repairing_keeps_them(address: Path) -> None:
    saved = repair(address)
    assert (saved.versions, bodies(address)) == (4, ["the third text", "the second text", "the secret plan"])


def test_repairing_says_how_many_are_lost(address: Path) -> None:
    for segment in contents_of(str(address)).older:
        (address / segment.file_name()).unlink()
    assert not repair(address).whole
    assert bodies(address)[0] == "the third text"


def test_an_earlier_text_never_takes_the_place_of_the_present_one(address: Path) -> None:
    for table in address.glob("*.toc"):
        table.unlink()
    (address / "_MAIN_9.toc").write_bytes(b"damaged")
    repair(address)
    assert bodies(address) == ["the third text", "the second text", "the secret plan"]


def test_migrating_keeps_them(address: Path) -> None:
    certificate = address / NAME
    certificate.write_text(certificate.read_text().replace('"schema": 2', '"schema": 1'))
    migrate(address)
    assert len(bodies(address)) == 3


def test_forgetting_leaves_no_trace_of_them(address: Path) -> None:
    forget(address, [ID])
    assert (bodies(address), len(bodies(address, "b"))) == ([], 3)
    assert not any(b"secret plan\0" in path.read_bytes() for path in address.glob(f"*{SUFFIX}"))


def test_none_are_kept_where_none_are_wanted(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index", versions=0) as writer:
        writer.upsert([text("one"), text("two")])
    assert bodies(tmp_path / "index") == ["two"]


def test_a_commit_that_removes_all_earlier_texts_names_none(address: Path) -> None:
    with open_writer(address) as writer:
        writer.delete([ID, "b"])
    assert contents_of(str(address)).older == []
