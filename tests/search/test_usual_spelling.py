"""How a word is usually written, from a few texts that have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from index.analysis import fold, query_forms
from search.usual_spelling import usual_spelling

USUAL = {
    "a name": ("merkel", ["Then Merkel spoke, and Merkel left."], "Merkel"),
    "accents": ("sao", ["The mayor of São Paulo."], "São"),
    "capitals within a word": ("iphone", ["A new iPhone, said the iPhone maker."], "iPhone"),
    "an abbreviation": ("nato", ["The allies in NATO met; NATO agreed."], "NATO"),
    "the beginning of a sentence says nothing": ("harbor", ["Harbor fees fell. Harbor dues rose. A harbor."], "harbor"),
    "nor does that of a paragraph or a quotation": ("fees", ["They rose.\n\nFees fell. “Fees are fees.”"], "fees"),
    "it counts where there is nothing else": ("harbor", ["Harbor fees rose."], "Harbor"),
    "capitals among capitals say nothing": ("oil", ["OIL PRICES FELL TODAY. They said oil is cheap."], "oil"),
    "nor beside another in capitals": ("york", ["NEW YORK, Oct 1 - The city of New York."], "York"),
    "the most frequent one": ("may", ["It may, and may, and in May."], "may"),
    "several texts": ("bonn", ["The bonn of bonn.", "In Bonn, in Bonn.", "To Bonn."], "Bonn"),
    "no part of a word": ("art", ["An Artist, a pArt, the art."], "art"),
    "a curly apostrophe": ("o'neill", ["So said O’Neill."], "O’Neill"),
    "Greek": ("αθηνα", ["Στην Αθήνα."], "Αθήνα"),
    "a word that is spelled by more letters": ("strasse", ["Auf der Straße."], "strasse"),
    "no text": ("merkel", [], "merkel"),
}  # fmt: skip


@pytest.mark.parametrize(("word", "bodies", "usual"), USUAL.values(), ids=USUAL.keys())
def test_a_word_is_written_as_it_usually_is(word: str, bodies: list[str], usual: str) -> None:
    assert usual_spelling(word, [Article(id=str(at), title="", body=body) for at, body in enumerate(bodies)]) == usual


def test_a_title_tells_where_no_body_does() -> None:
    assert usual_spelling("merkel", [Article(id="a", title="Angela Merkel Speaks", body="She did.")]) == "Merkel"


@given(st.text(alphabet="aAbéÉ .İß’'\n", max_size=40), st.sampled_from(["a", "ab", "be", "e", "a'b"]))
def test_a_spelling_is_one_of_the_word(text: str, word: str) -> None:
    assert query_forms(fold(usual_spelling(word, [Article(id="a", title="", body=text)])))[0] == word
