import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.terminal import console, json_text, one_line


@given(st.text())
def test_one_line_is_one_line_without_commands(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in line)


@given(st.text(st.characters(categories=("L", "N"))))
def test_letters_and_digits_are_left_alone(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "iso-8859-1"])
@pytest.mark.parametrize("text", ["plain", "Müller", "日本", "\udcff"], ids=["ascii", "latin", "cjk", "undecodable"])
def test_an_object_is_json_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str, text: str) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    written = json_text({"title": text})
    assert json.loads(written.encode(encoding)) == {"title": text}


def test_an_object_is_readable_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert "Müller" in json_text({"title": "Müller"})


def test_a_closed_pipe_is_an_error_not_an_exit() -> None:
    with pytest.raises(BrokenPipeError):
        console(io.StringIO()).on_broken_pipe()
