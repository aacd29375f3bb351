"""Segments of the format before: read as they are, and carried over when they are merged."""

from pathlib import Path

import numpy as np
import pytest

from corpus import Article
from index import open_writer
from index.check import check
from index.columnar import container
from index.columnar.builder import Entry, SegmentBuilder
from index.columnar.fieldterms import FIELD_NUMBERS, Bundle
from index.columnar.merge import merge
from index.columnar.salvage import format_of
from index.columnar.segment import SegmentFile
from index.columnar.words import WordTable
from search import SearchRequest, Term, open_searcher

FERRY = Article(id="a", key="a", title="Ferry", body="The night ferry stays in port.")
BANDED = Bundle([("band", ((b"0123456789", ()),)), ("kind", ((b"article", ()),))])


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index whose segment says that it is of the oldest format that is read."""
    with monkeypatch.context() as context, open_writer(tmp_path / "index") as writer:
        context.setattr(container, "VERSION", container.OLDEST)
        writer.upsert([FERRY])
        writer.commit()
    return tmp_path / "index"


def test_an_index_of_the_format_before_is_searched(old: Path) -> None:
    assert {format_of(path) for path in old.glob("*.col")} == {container.OLDEST}
    with open_searcher(old) as searcher:
        assert searcher.search(SearchRequest(Term("ferry"))).total.value == 1


def test_an_index_of_the_format_before_is_written_and_sound(old: Path) -> None:
    with open_writer(old) as writer:
        assert writer.upsert([FERRY]) == ["unchanged"]
        writer.upsert([Article(id="b", key="b", title="Snow", body="Snow fell in the high passes.")])
    assert check(old).sound


def test_bands_of_the_format_before_are_gone_behind_a_merge(tmp_path: Path) -> None:
    builder = SegmentBuilder(WordTable())
    builder.add(Entry(b"{}", bundles=(BANDED,)))
    builder.write(tmp_path / "old.col")
    before = SegmentFile(tmp_path / "old.col")
    merge([(before, np.empty(0, np.uint32))], tmp_path / "merged.col")
    merged = SegmentFile(tmp_path / "merged.col")
    assert before.find_field(FIELD_NUMBERS["band"], b"0123456789") >= 0
    assert merged.find_field(FIELD_NUMBERS["band"], b"0123456789") < 0
    assert merged.find_field(FIELD_NUMBERS["kind"], b"article") >= 0
