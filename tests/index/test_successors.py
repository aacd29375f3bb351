"""The list of where stories go on: kept through everything, read leniently, never in a circle."""

import json
from pathlib import Path

import pytest

from corpus import Article
from index import successors
from index.check import check
from index.forget import forget
from index.forgotten import Forgotten
from index.repair import migrate
from index.writer import open_writer

WIRE = " ".join(f"word{number} of a long report on the bridge" for number in range(30))
A, B, C = ("a" * 26, "b" * 26, "c" * 26)


@pytest.fixture
def led(tmp_path: Path) -> Path:
    """An index of which one of three copies is deleted."""
    folder = tmp_path / "index"
    with open_writer(folder) as writer:
        writer.upsert(Article(id=id, key=id, title="Bridge", body=WIRE) for id in (A, B, C))
    with open_writer(folder) as writer:
        writer.delete([A])
    return folder


def test_a_deleted_copy_leads_to_another(led: Path) -> None:
    assert successors.read(led) == {A: B}


def test_check_finds_nothing_wrong_with_the_list(led: Path) -> None:
    found = check(led)
    assert found.faults == ()
    assert not [note for note in found.notes if successors.NAME in note]


def test_the_list_goes_with_the_index_that_is_built_anew(led: Path) -> None:
    migrate(led)
    assert successors.read(led) == {A: B}


def test_what_was_forgotten_is_not_told_by_the_list(led: Path) -> None:
    forget(led, [A])
    assert successors.read(led) == {}


def test_nothing_leads_to_what_was_forgotten(led: Path) -> None:
    forget(led, [B])
    assert B not in json.dumps(successors.read(led))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"of": []}', "\x00\xff"])
def test_a_damaged_list_leads_nowhere(tmp_path: Path, text: str) -> None:
    (tmp_path / successors.NAME).write_text(text, encoding="latin-1")
    assert successors.read(tmp_path) == {}


def test_a_list_that_is_full_keeps_the_latest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(successors, "MOST", 2)
    for gone in "abcb":
        successors.add(tmp_path, {gone: "z"})
    assert list(successors.read(tmp_path)) == ["c", "b"]


def test_ids_that_lead_in_a_circle_lead_nowhere() -> None:
    assert successors.follow({"a": "b", "b": "a"}, "a", {}.get) is None


def test_what_is_kept_out_is_left_behind(tmp_path: Path) -> None:
    live, fresh = tmp_path / "live", tmp_path / "fresh"
    live.mkdir()
    fresh.mkdir()
    successors.add(live, {"a": "b", "b": "c", "d": "e"})
    successors.carry_over(live, fresh, Forgotten().adding(["b"]))
    assert successors.read(fresh) == {"d": "e"}
