"""What readers type and other engines fail at, on every engine: marks in words, and scripts without spaces."""

import pytest

from search import TotalHits
from tests.contract.conftest import Engine
from tests.contract.test_searcher import asked, ids, on, story

BOX = (
    story("a", "Shakespeare", "To be or not to be: that is the question."),
    story("b", "Compilers", "The committee standardized C++ and C#, not C."),
    story("c", "US budget", "AT&T paid 20,000 dollars at 10:30 in the U.S. on Monday."),
    story("d", "Jets", "F-16 jets flew over Al-Qaim; state-of-the-art, said Mr. O’Neill."),
    story("e", "Virus", "Doctors on covid-19: the wards run quickly full."),
    story("f", "Nineteen", "Running, quickly, in 2019: covid is 19 letters away from art of the state."),
    story("g", "Fußball", "Müller trifft für München.", "de"),
    story("h", "São Paulo", "A educação não basta.", "pt", url="https://example.org/jets", **on(2024)),
)
BOX_FINDS = {
    "a phrase of nothing but small words": ('"to be or not to be"', "a"),
    "small words": ("to be or not to be", "a"),
    "the smallest word": ("the question", "a"),
    "an exclusion": ("quickly -wards", "f"),
    "a requirement and an exclusion": ("+quickly -wards", "f"),
    "plus signs in a word": ("C++", "b"),
    "a sharp in a word": ("c#", "b"),
    "an ampersand in a word": ("at&t", "c"),
    "an initialism with periods": ("U.S.", "c"),
    "an initialism without": ("US", "c"),
    "a number as printed": ("20,000", "c"),
    "a number without its comma": ("20000", "c"),
    "a part of a number": ("20", ""),
    "a time of day": ("10:30", "c"),
    "a hyphen before a number": ("covid-19", "e"),
    "a letter and a number": ("F-16", "d"),
    "a letter and a number in one": ("F16", "d"),
    "a word and a number in one": ("covid19", "e"),
    "many hyphens": ("state-of-the-art", "d"),
    "a name with a hyphen": ("al-qaim", "d"),
    "a straight apostrophe for a curly one": ("O'Neill", "d"),
    "a phrase is not stemmed": ('"run quickly"', "e"),
    "an umlaut": ("Müller", "g"),
    "an umlaut left out": ("Muller", "g"),
    "a field that is none": ("nofield:covid", ""),
    "signs for and and or": ("covid && wards || Müller", "eg"),
    "a date that is none": ("date:[garbage TO 2020] covid", "ef"),
    "a date in words that are none": ("date:[last fortnight to now] covid", "ef"),
    "a quote that is left open": ('"al qaim', "d"),
    "an operator at the end": ("jets OR", "d"),
    "an exclamation mark": ("jets!", "d"),
    "nothing between quotes": ("''", "abcdefgh"),
    "twelve words, the last of which is missing": (
        "jets flew over al qaim state of the art said neill zeppelin",
        "",
    ),
    "a slip without a tilde": ("jetz", ""),
    "a slip with a tilde": ("jetz~", "d"),
    "an address, pasted": ("https://www.example.org/jets?utm_source=x#top", "h"),
    "accents left out of a word with an ending": ("educacao", "h"),
    "the same with accents": ("educação", "h"),
    "the same in another form": ("educações", "h"),
    "everything that is dated": ("date:[* TO *]", "h"),
}


@pytest.mark.parametrize(("typed", "found"), BOX_FINDS.values(), ids=BOX_FINDS.keys())
def test_what_is_typed_finds_what_it_names(engine: Engine, typed: str, found: str) -> None:
    page = engine.holding(*BOX).search(asked(typed, matching="all"))
    assert "".join(sorted(ids(page))) == found
    assert page.total == TotalHits(len(found))


UNSPACED = (
    story("a", "北京大学", "北京大学的学生参观了天津。", "zh"),
    story("b", "京北大", "大学在北方的京城。", "zh"),
    story("c", "東京都知事選挙", "東京都の知事選挙がカタカナで報じられた。", "ja"),
    story("d", "กรุงเทพมหานคร", "ฝนตกหนักในกรุงเทพมหานครเมื่อวานนี้", "th"),
    story("e", "Visit", "The minister visited 北京 on Monday.", "en"),
    story("f", "윤석열 대통령, 서울에서 회견", "대통령은 북한의 미사일을 비판했다.", "ko"),
)
UNSPACED_FINDS = {
    "two characters": ("北京", "ae"),
    "a word of four": ("北京大学", "a"),
    "a word within a sentence": ("学生", "a"),
    "one character": ("北", "abe"),
    "a phrase": ('"北京大学"', "a"),
    "two words": ("北京 天津", "a"),
    "an exclusion": ("北京 -天津", "e"),
    "either": ("天津 OR 京城", "ab"),
    "characters in another order": ("学大", ""),
    "a title": ("title:北京", "a"),
    "the beginning of a word": ("北京大*", "a"),
    "kanji": ("知事選挙", "c"),
    "kana": ("カタカナ", "c"),
    "kanji in a run": ("京都", "c"),
    "Thai": ("กรุงเทพ", "d"),
    "Thai within a sentence": ("ฝนตก", "d"),
    "Thai in another order": ("เทพกรุง", ""),
    "Thai and a language": ("กรุงเทพ lang:th", "d"),
    "beside Latin words": ("minister 北京", "e"),
    "a Korean word before its particle": ("서울", "f"),
    "two Korean words, one with a particle": ("북한 대통령은", "f"),
    "two runs next to each other": ('"北京 on Monday"', "e"),
    "a Korean title": ('"윤석열 대통령"', "f"),
}


@pytest.mark.parametrize(("typed", "found"), UNSPACED_FINDS.values(), ids=UNSPACED_FINDS.keys())
def test_a_script_without_spaces_is_searched(engine: Engine, typed: str, found: str) -> None:
    page = engine.holding(*UNSPACED).search(asked(typed, matching="all"))
    assert "".join(sorted(ids(page))) == found
    assert page.total == TotalHits(len(found))


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("北京大学", ["北京大学"] * 2), ("学生", ["学生"]), ("กรุงเทพ", ["กรุงเทพ"] * 2), ("知事", ["知事"] * 2)],
)
def test_a_match_without_spaces_is_marked_whole(engine: Engine, typed: str, marked: list[str]) -> None:
    hit = engine.holding(*UNSPACED).search(asked(typed)).hits[0]
    shown = (hit.title, *hit.snippets)
    assert [each.text[start:end] for each in shown for start, end in each.marks] == marked
