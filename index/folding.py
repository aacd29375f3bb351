"""Words without case and accents, so that Muller finds Müller.

A word is decomposed (NFKD), lower-cased, stripped of accents and composed again. What counts as an accent: marks that
stand on, below or through a letter without making another letter of it (canonical combining class 1 and from 200), the
points of Hebrew and the vowel marks of Arabic (10 to 36). What stays: the voicing of kana, and the vowel signs, viramas
and tone marks of the scripts of India and South-East Asia, without which words could not be told apart. Letters that
Unicode does not decompose but a reader types without are in `LETTERS`.
"""

import unicodedata

LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ȷ": "j",
        "ς": "σ",
        "ـ": None,  # tatweel only stretches a word
        "\u093c": None,  # the point below a Devanagari letter, which many leave out
    }
)


def fold(text: str) -> str:
    """Lower case without accents, decimal digits of any script as 0 to 9. Folding twice changes nothing.

    >>> fold("Müller"), fold("ŁÓDŹ"), fold("Straße"), fold("Đà Nẵng")
    ('muller', 'lodz', 'strasse', 'da nang')
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).lower()
    # Lower-casing can bring forth a letter that decomposes again: İ, and titles of compatibility forms.
    letters = unicodedata.normalize("NFKD", decomposed).translate(LETTERS)
    return unicodedata.normalize("NFC", "".join(_plain(letter) for letter in letters))


def fold_value(text: str) -> str:
    """A whole value as one term: folded, white space collapsed to single blanks and trimmed.

    >>> fold_value("  The  New York Times ")
    'the new york times'
    """
    return " ".join(fold(text).split())


def _plain(letter: str) -> str:
    if letter < "\u0300":
        return letter
    combining = unicodedata.combining(letter)
    if combining:
        return "" if combining == 1 or 10 <= combining <= 36 or combining >= 200 else letter
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
