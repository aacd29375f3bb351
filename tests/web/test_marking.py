import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Snippet
from web.marking import Piece, as_html, excerpt, joined, numbered, paragraphs, pieces

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=5).map(
    lambda spans: tuple(sorted(spans))
)


def test_a_marked_word_is_a_piece_of_its_own():
    assert pieces("an oil port", ((3, 6),)) == (Piece("an ", False), Piece("oil", True), Piece(" port", False))


def test_a_text_marked_whole_is_one_piece():
    assert pieces("oil", ((0, 3),)) == (Piece("oil", True),)


def test_offsets_count_code_points():
    assert pieces("🛢️ oil", ((3, 6),))[-1] == Piece("oil", True)


@given(st.text(max_size=30), SPANS)
def test_pieces_joined_are_the_text(text, marks):
    runs = pieces(text, marks)
    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)


def test_an_ellipsis_stands_where_the_field_goes_on():
    runs = excerpt(Snippet("body", "oil", ((0, 3),), before=True, after=True))
    assert "".join(run.text for run in runs) == "… oil …"


@pytest.mark.parametrize(
    ("edges", "text"),
    [
        ([(False, False)], "oil"),
        ([(True, True)], "… oil …"),
        ([(False, True), (True, False)], "oil … oil"),
        ([(False, True), (False, True)], "oil … oil …"),
        ([(False, False), (False, False)], "oil oil"),
        ([], ""),
    ],
)
def test_passages_in_a_row_have_one_ellipsis_where_text_is_left_out(edges, text):
    snippets = tuple(Snippet("body", "oil", ((0, 3),), before=before, after=after) for before, after in edges)
    assert "".join(run.text for run in joined(snippets)) == text


def test_a_mark_is_found_again_in_its_paragraph():
    text = "First one.\n\nSecond oil."
    at = text.index("oil")
    assert paragraphs(text, ((at, at + 3),)) == (
        (Piece("First one.", False),),
        (Piece("Second ", False), Piece("oil", True), Piece(".", False)),
    )


def test_a_mark_across_paragraphs_is_marked_in_both():
    assert [[run.marked for run in part] for part in paragraphs("ab\n\ncd", ((1, 5),))] == [
        [False, True],
        [True, False],
    ]


def test_empty_paragraphs_are_dropped():
    assert len(paragraphs("a\n\n\n\nb\n\n", ())) == 2


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20), SPANS)
def test_html_holds_the_text_and_marks_only(text, marks):
    tree = html5lib.parseFragment(as_html(pieces(text, marks)), namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "mark"}


def test_html_escapes_what_it_marks():
    assert as_html(pieces('<b> & "q"', ((0, 3),))) == "<mark>&lt;b&gt;</mark> &amp; &#34;q&#34;"


def test_a_numbered_mark_has_an_id_to_jump_to():
    assert as_html(numbered(pieces("a b", ((0, 1),)))) == '<mark id="m1">a</mark> b'
