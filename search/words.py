"""What a reader typed as one word, phrase or value, as a clause. The clause is None where nothing is left of it.

Words are split by the tokenizer of the index, so that the box and the index agree on what a word is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from corpus.language import declared_language
from corpus.urls import canonical_url
from index.analysis import is_fragment, query_words, scan
from search.clauses import either, every
from search.query import All, Fuzzy, Not, Phrase, Prefix, Query, Term, Wildcard

MAX_WILDCARDS = 8
MAX_EDITS = 2
MAX_SLOP = 100

Warn = Callable[[str, str], None]

_FUZZY = re.compile(r"(.+?)~([0-9.]*)", re.DOTALL)
_STARS = re.compile(r"\*+")
_LITERAL = "x"  # stands for a wildcard while a pattern is split into words
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*")
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")


def read_word(typed: str, field: str | None, warn: Warn) -> Query | None:
    """A word outside quotes: plain, `=exact`, `prefix*`, `wi?dc*rd`, `fuzzy~`."""
    exact = typed.startswith("=") and len(typed) > 1
    text = typed[1:] if exact else typed
    edits = _FUZZY.fullmatch(text)
    text = (edits[1] if edits else text).rstrip("?")
    if text.strip("*") == "" != text:
        return Wildcard("*", field) if field else All()  # anything at all, in that field
    if "*" in text or "?" in text:
        return _pattern(text, field, warn)
    if edits:
        return _fuzzy(edits[1], edits[2], field, warn)
    return _plain(text, typed, field, exact, warn)


def read_phrase(typed: str, field: str | None, slop: int, warn: Warn) -> Query | None:
    """What stood in quotes: words in order, unstemmed; one word is that exact word."""
    words = split(typed)
    if not words:
        warn("no_word", "quotes with no word in them were ignored")
        return None
    if len(words) == 1:
        return _single(words[0], field, exact=True)
    if slop > MAX_SLOP:
        warn("out_of_range", f"a phrase holds up to {MAX_SLOP} other words, not {slop}")
    return Phrase(words, field, slop=min(slop, MAX_SLOP))


def read_address(typed: str, field: str | None, warn: Warn) -> Query | None:
    """A web address outside of any field: the article that stands there, or those whose text has it."""
    words = _plain(typed, typed, field, exact=False, warn=warn)
    article = canonical_url(typed)
    if field or article is None:
        return words
    return either([Term(article.removeprefix("https://"), "url"), words])


def read_value(typed: str, field: str, warn: Warn) -> Query | None:
    """The value of a field that holds one value: a language, a host, an address, yes or no."""
    value = READERS[field](unicodedata.normalize("NFC", typed.strip()))
    if value is None:
        warn("bad_value", f"{field}:{typed} was ignored: {EXPECTED[field]}")
    return value


def split(text: str) -> tuple[str, ...]:
    """The words of a text as typed, in NFC."""
    return query_words(unicodedata.normalize("NFC", text))


def _plain(text: str, typed: str, field: str | None, exact: bool, warn: Warn) -> Query | None:
    words = split(text)
    if not words:
        warn("no_word", f"{typed.strip()} holds no word that could be searched, so it was ignored")
        return None
    if len(words) == 1:
        return _single(words[0], field, exact)
    return Phrase(words, field, stemmed=not exact)


def _single(word: str, field: str | None, exact: bool) -> Query:
    """One word; a single character of a script without blanks begins words rather than being one."""
    if is_fragment(word):
        return Prefix(word, field)
    return Term(word, field, exact)


def _pattern(typed: str, field: str | None, warn: Warn) -> Query | None:
    """A word with wildcards, split where the tokenizer splits it."""
    pattern = _STARS.sub("*", _bounded(unicodedata.normalize("NFC", typed), warn))
    pieces = [piece for piece in _pieces(pattern) if piece.strip("*?")]
    if not pieces:
        warn("no_word", f"{typed.strip()} holds no word that could be searched, so it was ignored")
        return None
    if not any("*" in piece or "?" in piece for piece in pieces):
        return _plain(pattern.replace("*", ""), typed, field, exact=False, warn=warn)
    if len(pieces) > 1:
        warn("split_pattern", f"{typed} holds several words; all of them are asked for, wherever they stand")
    return every(_shape(piece, field) for piece in pieces)


def _pieces(pattern: str) -> Iterator[str]:
    """The words of a pattern; each is split again until it stays whole, for a `?` at its end is no wildcard."""
    last_end = 0
    for _, start, end in scan(re.sub(r"[*?]", _LITERAL, pattern)):
        piece = pattern[start:end].rstrip("?")
        if len(piece) == len(pattern):
            yield piece
        elif end > last_end:  # not the last character of an unspaced run, which its pair holds
            yield from _pieces(piece)
        last_end = end


def _bounded(pattern: str, warn: Warn) -> str:
    stars = [match.start() for match in re.finditer(r"[*]+|[?]", pattern)]
    if len(stars) <= MAX_WILDCARDS:
        return pattern
    warn("too_many_wildcards", f"a word holds up to {MAX_WILDCARDS} wildcards; the rest of it was read as one *")
    return pattern[: stars[MAX_WILDCARDS - 1]] + "*"


def _shape(piece: str, field: str | None) -> Query:
    if "?" not in piece and "*" not in piece[:-1]:
        return Prefix(piece[:-1], field) if piece.endswith("*") else _single(piece, field, exact=False)
    return Wildcard(piece, field)


def _fuzzy(text: str, edits: str, field: str | None, warn: Warn) -> Query | None:
    words = split(text)
    if len(words) != 1 or is_fragment(words[0]):
        if words:
            warn("fuzzy_word", f"~ belongs behind a single word and was ignored behind {text}")
        return _plain(text, text, field, exact=False, warn=warn)
    if edits not in ("", "1", "2"):
        warn("out_of_range", f"~{edits} was read as ~{_edits(edits)}: a word may differ by 1 or {MAX_EDITS} letters")
    return Fuzzy(words[0], _edits(edits), field)


def _edits(typed: str) -> int:
    """How many edits were meant; a fraction is the similarity that Lucene used to take."""
    return min(max(int(typed), 1), MAX_EDITS) if typed.isdigit() else 1


def _language(typed: str) -> Query | None:
    code = declared_language(typed)
    return Term(code, "lang") if code else None


def _site(typed: str) -> Query | None:
    host = re.split(r"[/:?#]", _SCHEME.sub("", typed, count=1))[0].strip(".").lower().removeprefix("www.")
    return Term(host, "site") if _HOST.fullmatch(host) else None


def _url(typed: str) -> Query | None:
    return Term(typed, "url") if typed else None


def _flag(field: str) -> Callable[[str], Query | None]:
    def read(typed: str) -> Query | None:
        value = typed.lower()
        if value in _YES:
            return Term("true", field)
        return Not(Term("true", field)) if value in _NO else None

    return read


READERS: dict[str, Callable[[str], Query | None]] = {
    "lang": _language,
    "site": _site,
    "url": _url,
    "edited": _flag("edited"),
    "undated": _flag("undated"),
}
EXPECTED = {
    "lang": "write a language as two letters, such as lang:en",
    "site": "write a host, such as site:example.org",
    "url": "write a part of an address, such as url:/politics/",
    "edited": "write edited:true or edited:false",
    "undated": "write undated:true or undated:false",
}
