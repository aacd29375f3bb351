"""What Whoosh is given, and that its own queries work on it."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from index import open_writer
from index.schema import UNDATED, VALUE_SEPARATOR
from index.whoosh_directory import open_reader
from index.whoosh_schema import Occurrences, Places, whoosh_schema
from tests.index.shelf import article, dated

POSITIONS = st.sets(st.integers(0, 2**32 - 1)).map(sorted)


@given(POSITIONS)
def test_places_come_back(places: list[int]) -> None:
    value = Places().encode(places)
    assert Places().decode_positions(value) == places
    assert Places().decode_frequency(value) == len(places)


@given(POSITIONS, POSITIONS)
def test_occurrences_come_back(title: list[int], body: list[int]) -> None:
    format = Occurrences()
    value = format.encode(title, body)
    assert format.decode_occurrences(value) == (tuple(title), tuple(body))
    assert format.decode_frequencies(value) == (len(title), len(body))
    assert format.decode_frequency(value) == format.decode_weight(value) == len(title) + len(body)


def test_occurrences_are_combined_place_by_place() -> None:
    format = Occurrences()
    combined = format.combine([format.encode([1], [5]), format.encode([0, 1], [9])])
    assert format.decode_occurrences(combined) == ((0, 1), (5, 9))


def test_the_schema_is_read_back_as_it_was_written() -> None:
    schema = pickle.loads(pickle.dumps(whoosh_schema(), 2))
    assert schema.names() == whoosh_schema().names()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[IndexReader]:
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(
            [
                article("first", "Iraqi forces stormed the last den.", language="en", tags=("War", "Öl")),
                dated("second", "The offensive: O'Neill storms Müller's den", 2017),
            ]
        )
        writer.commit()
        writer.upsert([article("third", "The forces of Iraqi law", title="Forces")])
    reader = open_reader(str(tmp_path / "index"))
    yield reader
    reader.close()


def found(reader: IndexReader, wanted: query.Query) -> set[str]:
    searcher = Searcher(reader)  # closing it would close the reader, which is the fixture's
    return {searcher.stored_fields(number)["record"]["id"] for number in searcher.docs_for_query(wanted)}


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (query.Term("body", "iraqi"), {"first", "third"}),
        (query.Phrase("body", ["iraqi", "forces"]), {"first"}),
        (query.Phrase("body", ["forces", "iraqi"], slop=2), {"third"}),
        (query.Phrase("body", ["oneill", "storms"]), {"second"}),
        (query.Phrase("body", ["o'neill", "storms", "muller"]), {"second"}),
        (query.Prefix("body", "storm"), {"first", "second"}),
        (query.Wildcard("body", "m?ller"), {"second"}),
        (query.FuzzyTerm("body", "mulller"), {"second"}),
        (query.Term("stem", "storm"), {"first"}),
        (query.Term("tag_value", "ol"), {"first"}),
        (query.Term("lang", "en"), {"first"}),
    ],
    ids=lambda part: str(part) if isinstance(part, query.Query) else " ".join(sorted(part)),
)
def test_whooshs_own_queries_work(reader: IndexReader, wanted: query.Query, ids: set[str]) -> None:
    assert found(reader, wanted) == ids


def test_the_two_frequencies_of_a_stem_are_read_from_its_posting(reader: IndexReader) -> None:
    frequencies = {}
    matcher = reader.postings("stem", "forces")
    while matcher.is_active():
        frequencies[reader.stored_fields(matcher.id())["record"]["id"]] = matcher.value_as("frequencies")
        matcher.next()
    assert frequencies == {"third": (1, 1)}


def test_columns_are_read_by_document(reader: IndexReader) -> None:
    columns = {
        name: [reader.column_reader(name, translate=False)[number] for number in reader.all_doc_ids()]
        for name in ("id", "published", "precision", "body_length", "tag_value", "version")
    }
    assert columns["id"] == [b"first", b"second", b"third"]
    assert columns["published"] == [UNDATED, 1483228800, UNDATED]
    assert columns["precision"] == [0, 3, 0]
    assert columns["body_length"] == [6, 6, 5]
    assert columns["tag_value"] == [f"War{VALUE_SEPARATOR}Öl".encode(), b"", b""]
    assert columns["version"] == [1, 1, 1]
