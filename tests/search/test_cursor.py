"""A cursor as text: read back as it was, and refused when it is anything else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Cursor, Filters, SearchRequest, parse, read_cursor, write_cursor
from search.errors import BadCursor

CURSOR = Cursor(17, datetime(2017, 10, 26, 14, 5, tzinfo=UTC), -3.25, "a" * 26, b"12345678")

moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
cursors = st.builds(
    Cursor,
    st.integers(0, 2**64 - 1),
    st.none() | moments,
    st.floats(allow_nan=False),
    st.text(min_size=1, max_size=60),
    st.binary(min_size=8, max_size=8),
)


@given(cursors)
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    assert read_cursor(write_cursor(cursor)) == cursor


def test_a_cursor_needs_no_escapes_in_an_address() -> None:
    assert write_cursor(CURSOR).replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadCursor, match="first page"):
        read_cursor(text)


@pytest.mark.parametrize("at", range(0, 84, 5))
def test_a_cursor_with_another_letter_is_refused(at: int) -> None:
    text = write_cursor(CURSOR)
    other = "B" if text[at] != "B" else "C"
    with pytest.raises(BadCursor):
        read_cursor(text[:at] + other + text[at + 1 :])


def test_a_cursor_cut_short_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor(write_cursor(CURSOR)[:-1])


@pytest.mark.parametrize("cursor", [replace(CURSOR, key=float("nan")), replace(CURSOR, id="")], ids=["key", "id"])
def test_a_cursor_that_leads_nowhere_is_refused(cursor: Cursor) -> None:
    with pytest.raises(BadCursor):
        read_cursor(write_cursor(cursor))


def test_a_cursor_with_a_blank_inside_is_refused() -> None:
    text = write_cursor(CURSOR)
    with pytest.raises(BadCursor):
        read_cursor(f"{text[:8]} {text[8:]}")


def test_a_cursor_of_another_search_is_refused() -> None:
    request = SearchRequest(parse("ferry").query)
    cursor = replace(CURSOR, digest=request.digest)
    assert replace(request, after=cursor, size=50).after == cursor
    for changes in ({"query": parse("bridge").query}, {"sort": "newest"}, {"filters": Filters(source=("Wire",))}):
        with pytest.raises(BadCursor, match="another search"):
            replace(request, after=cursor, **changes)


def test_a_cursor_and_a_page_are_two_places() -> None:
    request = SearchRequest(parse("ferry").query)
    with pytest.raises(ValueError, match="one of the two"):
        replace(request, after=replace(CURSOR, digest=request.digest), page=2)
