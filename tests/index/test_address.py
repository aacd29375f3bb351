"""An address names one index, or says why it cannot."""

from pathlib import Path

import pytest

from index import Address, BadAddress, open_writer, parse_address
from search import open_searcher


def test_a_bare_path_is_the_embedded_engine() -> None:
    assert parse_address("news/.dateline") == Address("whoosh", str(Path.cwd() / "news/.dateline"))


def test_a_path_object_is_read_like_its_text(tmp_path: Path) -> None:
    assert parse_address(tmp_path) == Address("whoosh", str(tmp_path))


def test_an_absolute_url_is_unquoted() -> None:
    assert parse_address("whoosh:///srv/my%20news").location == "/srv/my news"


def test_a_relative_url_says_how_to_write_it() -> None:
    with pytest.raises(BadAddress, match="absolute path; write whoosh:///news"):
        parse_address("whoosh://news")


@pytest.mark.parametrize("opener", [open_writer, open_searcher], ids=["writer", "searcher"])
def test_an_unknown_engine_names_the_known_ones(opener: type) -> None:
    with pytest.raises(BadAddress, match=r"no engine is called 'lucene'; known: whoosh"):
        opener("lucene://host/news")


@pytest.mark.parametrize("text", ["/srv/news", "whoosh:///srv/news"])
def test_an_address_reads_back_what_it_prints(text: str) -> None:
    address = parse_address(text)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text", ["x" * 231, "é" * 120, "a/" * 2_000, "whoosh:///a%00b"], ids=["long", "é", "deep", "NUL"]
)
def test_what_no_folder_can_be_called_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress, match="name another one by --index"):
        parse_address(text)
