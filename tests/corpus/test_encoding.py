import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode

TEXT = "Die Bürgermeisterin öffnet das Café „Zur Brücke“ – für fünf Gäste, größer als früher. " * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_decoded_without_a_declaration(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        pytest.param("utf-8", "cp1252", id="cp1252 declared as UTF-8"),
        pytest.param("iso-8859-1", "utf-8", id="UTF-8 declared as Latin-1"),
        pytest.param("iso-8859-1", "cp1252", id="cp1252 declared as Latin-1"),
        pytest.param("bogus-99", "utf-8", id="an unknown name"),
        pytest.param("utf-7", "utf-8", id="UTF-7 is refused"),
    ],
)
def test_a_wrong_declaration_does_no_harm(declared, actual):
    assert TEXT in decode(f'<html><meta charset="{declared}"><p>{TEXT}'.encode(actual))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8-r", "Порт закрыт до конца бури"),
        ("shift_jis", "嵐が過ぎるまで港は閉鎖"),
        ("windows-1251", "Порт закрыт до конца бури"),
        ("iso-2022-jp", "嵐が過ぎるまで港は閉鎖"),
    ],
)
def test_a_right_declaration_is_followed(encoding, text):
    assert text in decode(
        f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}"><p>{text}'.encode(encoding)
    )


def test_what_a_server_names_comes_before_what_the_text_declares():
    text = '<meta charset="koi8-r"><p>Порт закрыт'
    assert decode(text.encode("cp1251"), "windows-1251") == text


@pytest.mark.parametrize("named", ["utf-8", "shift_jis", "utf-7", "bogus-99", "\0", "é", "base64", ""])
def test_what_a_server_names_wrongly_does_no_harm(named):
    text = '<meta charset="windows-1251"><p>Порт закрыт до конца бури, сказал мэр'
    assert decode(text.encode("cp1251"), named) == text


def test_one_damaged_byte_does_not_change_the_encoding():
    damaged = TEXT.encode() + b"\xff" + TEXT.encode()
    assert decode(damaged) == f"{TEXT}\ufffd{TEXT}"


@given(st.binary(max_size=2000))
def test_any_bytes_are_decoded(data):
    assert isinstance(decode(data), str)
