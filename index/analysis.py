"""Text to terms, the same for indexing, queries, passages and suggestions.

**Tokens.** A text is cut from left to right; at each place the first rule that matches wins, and what no rule takes is
skipped. L is a letter, D an ASCII digit, N another numeral, M a mark, J a joiner, U a character of a script without
spaces, ' an apostrophe (`characters.py`); W is any of L D N M. `/X` means not followed by X, `~X` not after X.

    acronym   L (. L)+ /W .? S?                             U.S.  a.m.  J.R.R.
    symbol    [A-Za-z] (++ | #) /W                          C++  C#
    grouped   ~(D [.,]) D{1,3} (, DDD)+ /(,? D) (. D+)? W*  20,000  1,234.5  10,000m
    decimal   ~(D .) D+ . D+ /(. D) W*                      3.5  3.5m
    initials  L{1,3} (& L{1,3})+ /W S?                      AT&T  R&D
    word      (L | D | N) (W | J | ' before L)*             O'Neill  covid  F  16  don't
    unspaced  U+                                            北京大学

S is the English possessive: an apostrophe, s or S, /W. So hyphens, slashes and all other points and signs part words:
covid-19 and Al-Qaim are two adjacent tokens. A token's offsets are those of the match, possessive included.

**Unspaced runs** become overlapping pairs of characters, one a position, and at the last position the last character
alone: 北京大学 is 北京, 京大, 大学, 学. A typed run is looked up by its pairs in a row, and also by its last character
where more is typed behind it; a single character as a prefix, which the last one of a run makes complete.

**Forms.** From the surface (the match in NFC, lower case, apostrophes straight, joiners dropped) each language gives
the exact forms and the stems at the position, the main one first:

    ending 's           goes, whatever the rest:  obama's -> obama
    apostrophe inside   as written; without it, unless a verb is contracted (he'll is not hell): o'neill, oneill
    elided (fr it ca)   also the word behind, and only that one's stem: l'homme -> l'homme, homme, lhomme
    ending (tr)         also the name before: istanbul'da -> istanbul'da, istanbul, istanbulda; looked up by its stem
    acronym             with points, and without but marked by one at the end, which no other token has: u.s, us.
    grouped             without commas: 20000
    all                 folded (`folding.py`) and cut to 255 bytes

The stem of letters is the language's stem of the surface, folded; a term with digits or signs is its own stem. A
stemmer reads accents (educação is educ, educacao is educaca), so a word that has some stands in the index also by the
stem of its letters without them: typed without it is found by that, typed with them by its own alone. (Not in Russian
and Arabic, whose readers leave out no more than folding does.)

A word typed in capitals also matches the acronym: US matches us and us. but us matches us only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from index.characters import APOSTROPHES, JOINER, JOINERS, LETTER, MARK, NUMERAL, UNSPACED, classify
from index.folding import fold, fold_value
from index.stemming import LANGUAGES, stem

__all__ = [
    "ANALYZER_VERSION",
    "Forms",
    "Token",
    "fold",
    "fold_value",
    "forms",
    "is_fragment",
    "query_forms",
    "query_stems",
    "query_words",
    "scan",
    "tokenize",
]

ANALYZER_VERSION = 2
MAX_TERM_BYTES = 255


@dataclass(frozen=True, slots=True)
class Forms:
    """The terms at one position, folded, the main one first: `exact` of real words, `stems` of stems.

    sought: the stems by which the word is looked up when it is typed, the first of `stems`
    """

    exact: tuple[str, ...]
    stems: tuple[str, ...]
    sought: tuple[str, ...]


class Token(NamedTuple):
    """One word where it stands. (A tuple, because a page of passages makes ten thousand of them.)

    surface:    as written, text[start:end]
    exact:      the folded forms at this position, the main one first (`o'neill`, `oneill`)
    stems:      the folded stems at this position, the main one first
    position:   from 0, one more for each token
    start, end: offsets into the text, in code points; starts ascend, ends never fall (pairs of an unspaced run overlap)
    """

    surface: str
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    position: int
    start: int
    end: int


def tokenize(text: str, language: str | None = None) -> Iterator[Token]:
    """Split a text into tokens, each with its forms in that language (ISO 639-1; None or unknown: no stemming).

    >>> [token.exact for token in tokenize("O’Neill's F-16", "en")]
    [("o'neill", 'oneill'), ('f',), ('16',)]
    """
    for position, (surface, start, end) in enumerate(scan(text)):
        found = forms(surface, language)
        yield Token(surface, found.exact, found.stems, position, start, end)


def scan(text: str) -> Iterator[tuple[str, int, int]]:
    """The surface of each token and its offsets."""
    for match in TOKEN.finditer(classify(text)):
        start, end = match.span()
        if match.lastindex is None:
            yield text[start:end], start, end
        else:
            yield from _characters(text, start, end)


def forms(surface: str, language: str | None) -> Forms:
    """The forms of one token as `scan` cut it."""
    known = _known.get(language)
    if known is None:
        known = _known.setdefault(
            language if language in LANGUAGES or language in ELISIONS or language in ENDINGS else None, {}
        )
    found = known.get(surface)
    if found is None:
        plain = surface.isascii() and surface.isalpha()
        found = _plain_forms(surface, language) if plain else _forms(_normal(surface), language)
        if len(surface) <= MAX_KEPT_LENGTH:
            if len(known) >= MAX_KEPT:
                known.clear()
            known[surface] = found
    return found


def query_words(text: str) -> tuple[str, ...]:
    """The words that a typed text is looked up by, next to each other where there are several.

    >>> query_words("covid-19"), query_words("北京大"), query_words("北京 2008"), query_words("&")
    (('covid', '19'), ('北京', '京大'), ('北京', '京', '2008'), ())
    """
    if text.isascii() and text.isalpha():
        return (text,)
    words: list[str] = []
    held = ""  # the last character of an unspaced run: a word of its own, but for what is typed last
    for match in TOKEN.finditer(classify(text)):
        words += held
        surface = text[match.start() : match.end()]
        if match.lastindex is None or len(surface) == 1:
            words.append(surface)
            held = ""
        else:
            words += map("".join, pairwise(surface))
            held = surface[-1]
    return tuple(words)


def is_fragment(word: str) -> bool:
    """Whether a word of `query_words` is one character of a script without spaces, and so to be matched as a prefix."""
    return not word.isascii() and classify(word) == UNSPACED


def query_forms(word: str) -> tuple[str, ...]:
    """The exact terms that one word of `query_words` may match, the main one first.

    >>> query_forms("O'Neill"), query_forms("US"), query_forms("us"), query_forms("U.S.")
    (("o'neill", 'oneill'), ('us', 'us.'), ('us',), ('u.s', 'us.'))
    """
    return _with_acronym(forms(word, None).exact, word)


def query_stems(word: str, languages: Iterable[str | None]) -> tuple[str, ...]:
    """The distinct stems of one word of `query_words` over the languages present, in their order.

    >>> query_stems("offensives", ("en", "de", None))
    ('offens', 'offensiv', 'offensives')
    """
    stems = dict.fromkeys([found for language in languages for found in forms(word, language).sought])
    return _with_acronym(tuple(stems), word)


_L = f"[A-Za-z{LETTER}]"
_D = "[0-9]"
_W = f"[A-Za-z0-9{LETTER}{MARK}{NUMERAL}]"
_S = f"(?:'[sS](?!{_W}))?"
_INSIDE = f"[A-Za-z0-9{LETTER}{MARK}{NUMERAL}{JOINER}]"
# The first line changes nothing but the speed: most words are ASCII letters with a plain delimiter behind. The group
# tells an unspaced run from the rest.
TOKEN = re.compile(
    rf"""
      [A-Za-z]{{2,}}+(?=[\ ,]|\.\ )
    | {_L}(?:\.{_L})+(?!{_W})\.?{_S}
    | [A-Za-z](?:\+\+|\#)(?!{_W})
    | (?<!{_D}[.,]){_D}{{1,3}}(?:,{_D}{{3}})+(?!,?{_D})(?:\.{_D}+)?{_W}*
    | (?<!{_D}\.){_D}++\.{_D}++(?!\.{_D}){_W}*
    | {_L}{{1,3}}(?:&{_L}{{1,3}})+(?!{_W}){_S}
    | [A-Za-z0-9{LETTER}{NUMERAL}]{_INSIDE}*(?:'(?={_L}){_INSIDE}+)*
    | ({UNSPACED}+)
    """,
    re.VERBOSE,
)
STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(JOINERS))
UNSTEMMED = re.compile(r"[\d&+#]")
LONGEST_ACRONYM = 6
CONTRACTED = ("'ll", "'re", "'ve", "'d", "'m")
ELISIONS = {
    "fr": frozenset({"c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"}),
    "it": frozenset(
        {
            "all",
            "anch",
            "bell",
            "c",
            "coll",
            "com",
            "d",
            "dall",
            "dell",
            "dov",
            "gl",
            "l",
            "m",
            "n",
            "nell",
            "quant",
            "quell",
            "quest",
            "s",
            "sull",
            "t",
            "tutt",
            "un",
            "v",
        }
    ),
    "ca": frozenset({"d", "l", "m", "n", "s", "t"}),
}
# Turkish parts a name from its ending by an apostrophe: the cases, "which is in", "is", "from" and the plural.
_TURKISH_ENDINGS = (
    "a e ya ye na ne ı i u ü yı yi yu yü nı ni nu nü sı si su sü ın in un ün nın nin nun nün "
    "da de ta te nda nde dan den tan ten ndan nden la le yla yle daki deki taki teki ndaki ndeki "
    "dır dir dur dür tır tir tur tür lı li lu lü lar ler ki"
)
ENDINGS = {"tr": frozenset(_TURKISH_ENDINGS.split())}
UNACCENTED = LANGUAGES - {"ar", "ru"}

# Forms are computed once per distinct surface and language. When a table is full it starts anew: the frequent words of
# a language come back within a few articles. Dictionaries are safe to share: two threads at worst compute the same.
MAX_KEPT, MAX_KEPT_LENGTH = 400_000, 64
_known: dict[str | None, dict[str, Forms]] = {None: {}}


def _characters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for place in range(start, end - 1):
        yield text[place : place + 2], place, place + 2
    yield text[end - 1], end - 1, end


def _normal(surface: str) -> str:
    """NFC, lower case, apostrophes straight, joiners and the possessive dropped."""
    cut = surface[: MAX_TERM_BYTES + 2]  # a character is a byte at least; two more for a possessive
    normal = unicodedata.normalize("NFC", cut.translate(STRAIGHT)).lower()
    return normal.removesuffix("'s")


def _plain_forms(surface: str, language: str | None) -> Forms:
    """What `_forms` gives of ASCII letters, in half of the time."""
    word = surface[: MAX_TERM_BYTES + 2].lower()
    exact = (_cut(word),)
    if language not in LANGUAGES:
        return Forms(exact, exact, exact)
    found = stem(word, language)
    stems = (_cut(found),) if found.isascii() else _terms(found)
    return Forms(exact, stems, stems)


def _forms(word: str, language: str | None) -> Forms:
    if "." in word and not word[0].isdecimal():
        letters = word.rstrip(".")
        acronym = _terms(letters, letters.replace(".", "") + ".")
        return Forms(acronym, acronym, acronym)
    if "'" in word:
        return _with_apostrophe(word, language)
    if UNSTEMMED.search(word):
        plain = _terms(word.replace(",", ""))
        return Forms(plain, plain, plain)
    return Forms(_terms(word), *_stems((word,), language))


def _with_apostrophe(word: str, language: str | None) -> Forms:
    joined = word.replace("'", "")
    if (main := _main_part(word, language)) is not None:
        bare = _forms(main, language)
        stems = (*bare.stems, joined) if language in ENDINGS else bare.stems
        return Forms(_terms(word, *bare.exact, joined), _terms(*stems), bare.sought)
    spellings = (word,) if word.endswith(CONTRACTED) else (word, joined)
    return Forms(_terms(*spellings), *_stems(spellings, language))


def _main_part(word: str, language: str | None) -> str | None:
    """What is left of a word with apostrophes without an elided article or an ending; None where it has neither."""
    head, _, tail = word.partition("'")
    if head in ELISIONS.get(language or "", ()):
        return tail
    head, _, tail = word.rpartition("'")
    return head if tail in ENDINGS.get(language or "", ()) else None


def _stems(words: tuple[str, ...], language: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stems of a word's spellings: those it stands by in the index, and those it is looked up by."""
    sought = _terms(*(stem(word, language) for word in words))
    if language not in UNACCENTED or all(map(str.isascii, words)):
        return sought, sought
    return _terms(*sought, *(stem(fold(word), language) for word in words)), sought


def _terms(*words: str) -> tuple[str, ...]:
    """The distinct words, folded and cut; a letter that folds to nothing stays."""
    return tuple(dict.fromkeys(_cut(fold(word) or word) for word in words))


def _cut(word: str) -> str:
    if len(word) * 4 <= MAX_TERM_BYTES:
        return word
    return word.encode()[:MAX_TERM_BYTES].decode(errors="ignore")


def _with_acronym(terms: tuple[str, ...], word: str) -> tuple[str, ...]:
    if word.islower():
        return terms
    letters = word.translate(STRAIGHT).removesuffix("'s").removesuffix("'S")
    if letters.isalpha() and letters.isupper() and 1 < len(letters) <= LONGEST_ACRONYM:
        return tuple(dict.fromkeys((*terms, fold(letters) + ".")))
    return terms
