"""A columnar index and one of Whoosh's own codec, given the same articles, answer Whoosh's readers alike."""

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import And, DateRange, Every, FuzzyTerm, Not, Or, Phrase, Prefix, Term, Wildcard  # noqa: F401
from whoosh.reading import IndexReader

from corpus import Article
from index.columnar.whoosh_writer import ColumnarWriter
from index.schema import FIELDS
from index.whoosh_directory import open_reader
from index.whoosh_writer import WhooshWriter
from index.writer import LedgerEntry
from tests.index.columnar.corpus import articles, long_article

Step = tuple[str, list[Article] | list[str]]
KINDS = {field.name: field.kind for field in FIELDS}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("upsert"), st.lists(articles(), max_size=6)),
        st.tuples(st.just("delete"), st.lists(st.sampled_from([f"a{n}" for n in range(12)]), max_size=3)),
        st.tuples(st.sampled_from(["commit", "rollback"]), st.just([])),
    ),
    max_size=10,
)


def play(writer: Any, history: Iterable[Step]) -> list[object]:
    told: list[object] = []
    with writer:
        for verb, what in history:
            told.append(
                getattr(writer, verb)(what) if what or verb in ("upsert", "delete") else getattr(writer, verb)()
            )
    return told


def held(reader: IndexReader) -> dict[str, Any]:
    """All that a reader holds of live documents, by the documents' own names.

    But for the bands, which the columnar codec makes of the signatures and Whoosh's own keeps as terms.
    """
    names: dict[int, str] = {}
    documents: dict[str, Any] = {}
    postings: dict[tuple[str, str], dict[str, tuple[float, bytes]]] = {}
    for leaf, base in reader.leaf_readers():
        columns = {
            f.name: leaf.column_reader(f.name, translate=False) for f in FIELDS if f.column and leaf.doc_count_all()
        }
        for number, fields in leaf.iter_docs():
            record = fields["record"]
            name = record.get("id") or record["path"]
            names[base + number] = name
            documents[name] = record, {key: column[number] for key, column in columns.items()}
        for field, text in (term for term, _ in leaf if term[0] != "band"):
            matcher = leaf.postings(field, text)
            found = postings.setdefault((field, bytes(text).decode("utf-8", "surrogatepass")), {})
            while matcher.is_active():
                found[names[base + matcher.id()]] = matcher.weight(), bytes(matcher.value() or b"")
                matcher.next()
    return {"documents": documents, "postings": {key: found for key, found in postings.items() if found}}


def both(tmp_path: Path, history: list[Step]) -> tuple[dict[str, Any], dict[str, Any]]:
    stock, columnar = tmp_path / "stock", tmp_path / "columnar"
    assert play(WhooshWriter(str(stock)), history) == play(ColumnarWriter(str(columnar)), history)
    return held(open_reader(str(stock))), held(open_reader(str(columnar)))


@settings(max_examples=40, deadline=None)
@given(history=steps)
def test_any_history_leaves_the_same_terms_postings_columns_and_records(
    history: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    one, other = both(tmp_path_factory.mktemp("history"), history)
    assert other["documents"] == one["documents"]
    assert other["postings"] == one["postings"]


def test_lists_of_many_blocks_are_the_same(tmp_path: Path) -> None:
    history: list[Step] = [("upsert", [long_article(n) for n in range(700)])]
    one, other = both(tmp_path, history)
    assert other == one


def test_merged_segments_hold_what_their_parts_held(tmp_path: Path) -> None:
    history: list[Step] = []
    for start in range(0, 1400, 100):
        history += [
            ("upsert", [long_article(n) for n in range(start, start + 100)]),
            ("delete", [f"long{n}" for n in range(start, start + 20, 3)]),
            ("commit", []),
            ("upsert", [long_article(n + 1) for n in range(start, start + 100, 10)]),
        ]
    one, other = both(tmp_path, history)
    assert other == one


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    home = tmp_path_factory.mktemp("pair")
    history: list[Step] = [("upsert", [long_article(n) for n in range(300)]), ("commit", []), ("delete", ["long7"])]
    for writer, name in ((WhooshWriter, "stock"), (ColumnarWriter, "columnar")):
        play(writer(str(home / name)), history)
    return home / "stock", home / "columnar"


QUERIES = [
    Term("body", "iraq"),
    Term("stem", "iraqi"),
    And([Term("body", "obama"), Term("body", "oil")]),
    Or([Term("stem", "run"), Term("title", "report"), Term("body", "w5")]),
    And([Term("body", "obama"), Not(Term("body", "w7"))]),
    Phrase("body", ["us", "w5"]),
    Phrase("body", ["the", "of"], slop=9),
    Prefix("body", "ob"),
    Wildcard("body", "r?n*"),
    FuzzyTerm("body", "obana"),
    Every("body"),
    Every(),
]


@pytest.mark.parametrize("query", QUERIES, ids=repr)
def test_whooshs_own_searcher_finds_the_same(query: Any, pair: tuple[Path, Path]) -> None:
    found = []
    for path in pair:
        with whoosh.index.open_dir(path).searcher() as searcher:
            found.append({hit["record"]["id"] for hit in searcher.search(query, limit=None)})
    assert found[0] == found[1]
    assert found[0]


def test_whoosh_sorts_and_groups_by_columns(pair: tuple[Path, Path]) -> None:
    with whoosh.index.open_dir(pair[1]).searcher() as searcher:
        by_length = searcher.search(Every(), sortedby="body_length", limit=None)
        lengths = [len(hit["record"]["body"]) for hit in by_length]
        assert len(lengths) == 299
        groups = searcher.search(Every(), groupedby="lang", limit=None).groups()
        assert [len(found) for found in groups.values()] == [299]


def test_plain_open_dir_finds_the_codec_by_itself(pair: tuple[Path, Path]) -> None:
    assert "Columnar" in repr(whoosh.index.open_dir(pair[1])._segments())


def test_the_ledger_survives_a_commit(tmp_path: Path) -> None:
    entries = [LedgerEntry(path=f"/news/{n}\udcff", size=n, mtime_ns=n, digest="d", ids=(f"a{n}",)) for n in range(3)]
    with ColumnarWriter(str(tmp_path / "x")) as writer:
        for entry in entries:
            writer.ledger.put(entry)
    with ColumnarWriter(str(tmp_path / "x")) as writer:
        writer.ledger.remove("/news/1\udcff")
        assert list(writer.ledger.under("/news")) == [entries[0], entries[2]]
        assert writer.ledger.delivering("a2") == ("/news/2\udcff",)


def test_terms_come_in_order(pair: tuple[Path, Path]) -> None:
    with whoosh.index.open_dir(pair[1]).reader() as reader:
        terms = list(reader.all_terms())
        assert all(one < other for one, other in itertools.pairwise(terms))
