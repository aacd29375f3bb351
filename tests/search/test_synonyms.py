"""Words that mean the same, from a file, widen what was typed without any sign."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Term, parse, read_synonyms
from search.errors import BadSynonyms
from search.grammar import MAX_CLAUSES
from search.lexer import MAX_CHARS
from search.synonyms import MAX_BYTES, synonyms_of

KNOWN = synonyms_of(["ISIS, ISIL, Daesh, Islamic State", "", "# ministries", "MoD, Ministry of Defence  # British"])
LONG = synonyms_of([", ".join(f"word{number}" for number in range(20))])


def interpreted(text: str) -> str:
    return parse(text, synonyms=KNOWN).interpreted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("isis attack", "(isis OR ISIL OR Daesh OR Islamic-State) attack"),
        ("Daesh", "Daesh OR ISIS OR ISIL OR Islamic-State"),
        ("islamic-state", "islamic-state OR ISIS OR ISIL OR Daesh"),
        ("mod -isis", "(mod OR Ministry-of-Defence) -isis"),
        ("isil^2 raid", "(isil OR ISIS OR Daesh OR Islamic-State)^2 raid"),
        ("attack", "attack"),
    ],
)
def test_a_plain_word_asks_for_any_of_its_group(typed: str, meant: str) -> None:
    assert interpreted(typed) == meant


@pytest.mark.parametrize(
    "typed", ['"isis"', "+isis", "title:isis", "isis*", "isis~", "isis OR raid", "isis NEAR/3 raid"]
)
def test_what_was_typed_with_a_sign_is_left_as_it_is(typed: str) -> None:
    assert parse(typed, synonyms=KNOWN).query == parse(typed).query


@given(
    st.lists(st.sampled_from(["isis", "Mod", "raid", "-isil", "word1", "word2^3", "OR", '"daesh"', "("]), max_size=40)
)
def test_what_is_shown_means_the_same_read_again(words: list[str]) -> None:
    for synonyms in (KNOWN, LONG):
        once = parse(" ".join(words), synonyms=synonyms)
        again = parse(once.interpreted, synonyms=synonyms)
        assert (again.query, again.interpreted) == (once.query, once.interpreted)
        assert not again.warnings


def test_no_word_is_lost_where_there_is_no_room_to_widen_it() -> None:
    typed = " ".join(f"word{number % 20}" for number in range(12))
    parsed = parse(typed, synonyms=LONG)
    assert not parsed.warnings
    assert len(parsed.interpreted) <= MAX_CHARS
    assert parsed.interpreted.count("OR") < MAX_CLAUSES
    assert Term("word11") in getattr(parsed.query, "clauses", ())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a, b", "alone"], "line 2: 'alone' stands alone"),
        (["a, !!"], "line 1: '!!' has 0 words"),
        (["a, " + "b " * 9], "line 1: .* has 9 words; an entry takes 1 to 8"),
        ([",".join("abcdefghijklmnopqrstuvwxyz")], "line 1: 26 words"),
        (["北, south"], "line 1: '北' cannot be asked for as one"),
    ],
)
def test_a_line_that_is_none_is_told_with_its_number(lines: list[str], said: str) -> None:
    with pytest.raises(BadSynonyms, match=said):
        synonyms_of(lines)


def test_a_file_is_read_whatever_editor_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes("\ufeffMod, Ministry\r\n".encode())
    assert parse("mod", synonyms=read_synonyms(tmp_path / "s")).interpreted == "mod OR Ministry"


@pytest.mark.parametrize(
    ("held", "said"), [(None, "cannot be read"), (b"\xff", "not UTF-8"), (b"#" * (MAX_BYTES + 1), "longer than")]
)
def test_a_file_that_is_none_is_told_by_its_name(tmp_path: Path, held: bytes | None, said: str) -> None:
    path = tmp_path / "synonyms.txt"
    if held is not None:
        path.write_bytes(held)
    with pytest.raises(BadSynonyms, match=f"synonyms.txt .*{said}"):
        read_synonyms(path)
