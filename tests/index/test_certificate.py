"""An index is opened only by the rules it was built by."""

import json
from pathlib import Path
from typing import Any

import pytest

from index import IndexMismatch, IndexMissing, certificate, open_writer
from index.whoosh_directory import open_reader


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_writer(tmp_path / "index"):
        pass
    return tmp_path / "index"


def change(home: Path, **told: Any) -> None:
    path = home / certificate.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | told))


@pytest.fixture(params=[open_writer, lambda home: open_reader(str(home))], ids=["writer", "reader"])
def opening(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"schema": 99}, "built by schema 99, this program has schema 2: run `dateline migrate`"),
        ({"analyzer": 0}, "built by analyzer 0, this program has analyzer 2: run `dateline migrate`"),
        ({"format": "cookbook"}, "is of a 'cookbook', not of a 'dateline index'"),
        ({"novelty": 1}, "has a certificate of another form"),
        ({"stemmer": "nltk 1.0", "stems": "0"}, "with the stems of nltk 1.0, this program has those of nltk"),
    ],
    ids=["schema", "analyzer", "format", "fields", "stems"],
)
def test_an_index_of_other_rules_is_refused(home: Path, opening: Any, told: dict[str, Any], message: str) -> None:
    change(home, **told)
    with pytest.raises(IndexMismatch) as refused:
        opening(home)
    assert message in str(refused.value)
    assert str(home) in str(refused.value)


def test_a_damaged_certificate_is_refused(home: Path, opening: Any) -> None:
    (home / certificate.NAME).write_text("{")
    with pytest.raises(IndexMismatch, match=r"another form .*, or a damaged one: run `dateline check --repair`"):
        opening(home)


def test_another_release_of_the_stemmers_with_the_same_stems_is_accepted(home: Path) -> None:
    change(home, stemmer="nltk 1.0")
    assert certificate.check(home).stemmer == "nltk 1.0"


def test_a_folder_without_a_certificate_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `dateline index PATH` to build one"):
        certificate.check(tmp_path)


def test_an_index_without_its_certificate_can_be_repaired(home: Path) -> None:
    (home / certificate.NAME).unlink()
    with pytest.raises(IndexMissing, match=r"lacks its certificate .*: run `dateline check --repair`"):
        open_reader(str(home))


def test_an_issued_certificate_passes(tmp_path: Path) -> None:
    issued = certificate.issue()
    certificate.write(tmp_path, issued)
    assert certificate.check(tmp_path) == issued
    assert [path.name for path in tmp_path.iterdir()] == [certificate.NAME]
