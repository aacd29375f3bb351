"""An index of older rules is carried over from the text it holds, whole or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from index import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, certificate, forgotten, open_writer
from index.check import check
from index.columnar import container, opened
from index.columnar.salvage import Remains
from index.repair import migrate
from index.whoosh_writer import WhooshWriter
from search import open_searcher
from tests.index.frozen import ARTICLES, ENTRY
from tests.index.shelf import article, articles, having

FROZEN = sorted(path.parent for path in (Path(__file__).parent / "frozen").glob("*/dateline.json"))


@pytest.fixture(params=FROZEN, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An index as an earlier format wrote it, by a schema that is nobody's any more."""
    home = Path(shutil.copytree(request.param, tmp_path / "index"))
    told = json.loads((home / certificate.NAME).read_text())
    (home / certificate.NAME).write_text(json.dumps(told | {"schema": 0, "digest": ""}))
    return home


class Killed(BaseException):
    """Stands for the death of the process."""


def test_an_old_index_names_the_command(old: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"schema 0.*`dateline migrate`"):
        open_writer(old)


def test_an_index_of_another_format_is_not_taken_for_the_empty_one_it_began_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert([article("one")])
    monkeypatch.setattr(opened, "_shared", {})  # as in another process
    monkeypatch.setattr(container, "OLDEST", container.VERSION + 1)
    with pytest.raises(IndexMismatch, match="segment format"):
        open_searcher(tmp_path / "index")


def test_articles_and_ledger_are_carried_over(old: Path) -> None:
    saved = migrate(old)
    assert saved is not None
    assert saved.is_pure
    assert articles(old) == {each.id: each for each in ARTICLES}
    with open_writer(old) as writer:
        assert list(writer.ledger.under("/")) == [ENTRY]
    assert check(old).sound
    assert having(old, "stem", "ferri") == {"ferry"}
    assert [path.name for path in old.parent.iterdir()] == ["index"]


def test_an_index_of_todays_rules_stays_as_it_is(old: Path) -> None:
    migrate(old)
    before = {path.name: path.stat().st_ino for path in old.iterdir()}
    assert migrate(old) is None
    assert {path.name: path.stat().st_ino for path in old.iterdir()} == before


def test_what_was_forgotten_is_not_carried_over(old: Path) -> None:
    forgotten.write(old, forgotten.Forgotten().adding(["ferry"]).done())
    migrate(old)
    assert "ferry" not in articles(old)
    assert "ferry" in forgotten.read(old)


def test_a_text_that_cannot_be_read_refuses_all_of_it(old: Path) -> None:
    (segment, *_) = sorted(old.glob("*.col"))
    section = Remains(segment)._sections["stored.data"]
    data = bytearray(segment.read_bytes())
    data[section.offset : section.offset + section.size] = bytes(section.size)
    segment.write_bytes(bytes(data))
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    with pytest.raises(IndexCorrupt, match="left as it is: run `dateline check --repair`"):
        migrate(old)
    assert {path.name: path.read_bytes() for path in old.iterdir() if path.name in before} == before


@pytest.mark.parametrize("where", ["whoosh_salvage._Salvage._finished", "rebuild._exchange", "rebuild.shutil.rmtree"])
def test_a_migration_that_dies_begins_anew(old: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def die(*told: object, **more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(f"index.{'columnar.' if 'salvage' in where else ''}{where}", die)
        with pytest.raises(Killed):
            migrate(old)
    migrate(old)
    assert articles(old) == {each.id: each for each in ARTICLES}
    with open_writer(old) as writer:
        writer.upsert([article("after")])
    assert "after" in articles(old)


def test_an_index_of_whooshs_own_codec_is_not_read(tmp_path: Path) -> None:
    with WhooshWriter(str(tmp_path / "x")) as writer:
        writer.upsert([article("a")])
    told = json.loads((tmp_path / "x" / certificate.NAME).read_text())
    (tmp_path / "x" / certificate.NAME).write_text(json.dumps(told | {"schema": 0, "digest": ""}))
    with pytest.raises(IndexMismatch, match="Whoosh's own codec"):
        migrate(tmp_path / "x")
    assert set(articles_of_stock(tmp_path / "x")) == {"MAIN_WRITELOCK", certificate.NAME, "_MAIN_1.toc"}


def articles_of_stock(home: Path) -> list[str]:
    return [path.name for path in home.iterdir() if path.suffix != ".seg"]


def test_there_is_nothing_to_migrate_where_no_index_is(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        migrate(tmp_path / "nowhere")


def test_a_migration_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    with open_writer(tmp_path / "x") as writer:
        writer.upsert([article("a")])
        writer.commit()
        with pytest.raises(IndexBusy):
            migrate(tmp_path / "x")
