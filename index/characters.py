"""What the tokenizer knows of characters: the class of each, as one ASCII character.

A text is translated into a string of classes of the same length, and the rules of `analysis.py` read that. ASCII
letters, ASCII digits and the signs that may stand in a token stand for themselves; all other characters become one of:

    LETTER      a letter of a script that puts spaces between words
    MARK        a mark: an accent standing alone, the vowel sign of an Indic letter
    NUMERAL     a decimal digit or a number written with letters (Ⅳ); superscripts and circled numbers are none: m² is m
    JOINER      invisible within a word and without meaning: the soft hyphen, zero-width joiners
    UNSPACED    anything of a script without spaces between words, or, as Korean, not between all
    '           all that is written for an apostrophe
    blank       all else

Classes come from the Unicode data of the running Python; the scripts without spaces are the blocks below.
"""

import unicodedata
from bisect import bisect_right

LETTER, MARK, NUMERAL, JOINER, UNSPACED = "\x01", "\x02", "\x03", "\x04", "\x05"
JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
APOSTROPHES = "'’‘ʼ＇"
SIGNS = ".,&+#"

UNSPACED_BLOCKS = (
    (0x0E01, 0x0E3A),  # Thai
    (0x0E40, 0x0E4E),
    (0x0E81, 0x0ECE),  # Lao
    (0x0EDC, 0x0EDF),
    (0x1000, 0x103F),  # Burmese
    (0x1050, 0x108F),
    (0x109A, 0x109D),
    (0x1780, 0x17D3),  # Khmer
    (0x17D7, 0x17D7),
    (0x17DC, 0x17DD),
    (0x3005, 0x3007),  # ideographic repetition and zero
    (0x3041, 0x3096),  # Hiragana
    (0x3099, 0x309A),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # Katakana
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9EF),  # Burmese, extended
    (0xA9FA, 0xA9FE),
    (0xAA60, 0xAA76),
    (0xAA7A, 0xAA7F),
    (0xAC00, 0xD7A3),  # Hangul: Korean has blanks, but not between a word and its particles
    (0xF900, 0xFAFF),  # Han, compatibility
    (0xFF66, 0xFF9F),  # Katakana, half width
    (0x1AFF0, 0x1B16F),  # Kana, historic and small
    (0x20000, 0x3FFFF),  # Han, rare
)


def classify(text: str) -> str:
    """The class of each character of a text."""
    return text.translate(_classes)


class _Classes(dict[int, str]):
    """A translation table that learns the characters it meets."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _class(chr(code))
        return found


_classes = _Classes()
_FIRSTS = [low for low, _ in UNSPACED_BLOCKS]


def _class(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() or character in SIGNS or character == "'" else " "
    if character in APOSTROPHES:
        return "'"
    if character in JOINERS:
        return JOINER
    if _is_unspaced(ord(character)):
        return UNSPACED
    category = unicodedata.category(character)
    return {"L": LETTER, "M": MARK}.get(category[0]) or (NUMERAL if category in ("Nd", "Nl") else " ")


def _is_unspaced(code: int) -> bool:
    block = bisect_right(_FIRSTS, code) - 1
    return block >= 0 and code <= UNSPACED_BLOCKS[block][1]
