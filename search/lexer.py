"""The query box's text cut into lexemes: words, phrases, brackets, operators. Linear, and never an error.

An operator counts only where a reader means one: `-` at the start of a token and before something, `AND OR NOT` in
capitals, a field's name directly before its value. Everything else is text.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from search.days import OPERATORS as DATE_FIELDS
from search.query import FIELDS
from search.results import SearchWarning
from search.worded_days import worded_end

MAX_CHARS = 1_000

ALIASES = {"intitle": "title", "inurl": "url", "by": "author", "when": "date", "since": "after", "until": "before"}
KNOWN_FIELDS = {name: name for name in (*FIELDS, *DATE_FIELDS)} | ALIASES

Kind = Literal[
    "word", "phrase", "address", "field", "open", "close", "and", "or", "not", "plus", "near", "slop", "boost"
]

_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_PREFIXES: dict[str, Kind] = {"-": "not", "!": "not", "+": "plus"}
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIELD = re.compile(r"([A-Za-z]+):")
_WORD = re.compile(r'(?:(?!&&)[^\s()"|])+')
_PREFIX_RUN = re.compile(r"[-!+]+")
_NEAR = re.compile(r"NEAR/([0-9]+)")
_AROUND = re.compile(r"AROUND\(([0-9]+)\)(?![^\s])")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SLOP = re.compile(r"~([0-9]+)")
_BOOST = re.compile(
    r"\^([+-]?(?:nan|inf(?:inity)?|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?))(?![^\s()\"|])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of the text. `at` is where it begins in what was typed; `text` of an operator is as typed."""

    kind: Kind
    text: str
    at: int


def lex(typed: str) -> tuple[list[Lexeme], list[SearchWarning]]:
    """The lexemes of a text, and what was repaired while cutting it."""
    lexer = _Lexer(*_clean(typed))
    if len(typed) > MAX_CHARS:
        lexer.warn("too_long", f"only the first {lexer.typed_chars} of {len(typed)} characters were read")
    lexer.run()
    return lexer.lexemes, lexer.warnings


def _clean(typed: str) -> tuple[str, list[int]]:
    """What can be read of the text, and each character's offset in it, the end's last.

    White space becomes blanks and curly quotes straight ones; control characters, lone surrogates and invisible
    marks of direction go.
    """
    text, offsets = [], []
    end = _border(typed)
    for at, char in enumerate(typed[:end].translate(_QUOTES)):
        if "!" <= char <= "~":
            pass  # most text, and nothing to ask of it
        elif char.isspace():
            char = " "
        elif unicodedata.category(char) in ("Cc", "Cs") or _INVISIBLE.match(char):
            continue
        text.append(char)
        offsets.append(at)
    return "".join(text), [*offsets, end]


def _border(typed: str) -> int:
    """Where to cut a text that is too long: the last white space before the limit, else the limit."""
    if len(typed) <= MAX_CHARS:
        return len(typed)
    return next((at for at in range(MAX_CHARS, 0, -1) if typed[at].isspace()), MAX_CHARS)


class _Lexer:
    """A cursor over clean text. Each method reads what begins at the cursor and moves behind it."""

    def __init__(self, text: str, offsets: list[int]) -> None:
        self.text = text
        self.offsets = offsets
        self.at = 0
        self.lexemes: list[Lexeme] = []
        self.warnings: list[SearchWarning] = []
        self._by_first: dict[str, Callable[[], None]] = {
            " ": self._blank,
            "(": lambda: self._take("open", "("),
            ")": self._close,
            '"': self._phrase,
            "|": self._bar,
        }

    @property
    def typed_chars(self) -> int:
        return self.offsets[-1]

    def warn(self, code: str, message: str, at: int = 0) -> None:
        self.warnings.append(SearchWarning(code, message, self.offsets[at]))

    def run(self) -> None:
        while self.at < len(self.text):
            self._by_first.get(self.text[self.at], self._token)()

    def _take(self, kind: Kind, text: str, length: int | None = None) -> None:
        self.lexemes.append(Lexeme(kind, text, self.offsets[self.at]))
        self.at += len(text) if length is None else length

    def _blank(self) -> None:
        self.at += 1

    def _close(self) -> None:
        self._take("close", ")")
        self._boost()

    def _bar(self) -> None:
        self._take("or", "||" if self.text.startswith("||", self.at) else "|")

    def _phrase(self) -> None:
        end = self.text.find('"', self.at + 1)
        if end < 0:
            self.warn("unclosed_quote", "a quote was opened and not closed; it was closed at the end", self.at)
            end = len(self.text)
        self._take("phrase", self.text[self.at + 1 : end], min(end + 1, len(self.text)) - self.at)
        if slop := _SLOP.match(self.text, self.at):
            self._take("slop", slop[1], len(slop[0]))
        self._boost()

    def _boost(self) -> None:
        if boost := _BOOST.match(self.text, self.at):
            self._take("boost", boost[1], len(boost[0]))

    def _token(self) -> None:
        """What begins with neither blank, bracket, quote nor bar: an operator, a field or a word."""
        fresh = self.at == 0 or self.text[self.at - 1] in " (|"
        if fresh and (around := _AROUND.match(self.text, self.at)):
            self._take("near", around[1], len(around[0]))
            return
        if fresh and (run := _PREFIX_RUN.match(self.text, self.at)):
            self._prefix(run[0])
            return
        if self.text.startswith("&&", self.at):
            self._take("and", "&&")
        elif not self._field() and not self._operator():
            self._word_or_address()

    def _prefix(self, run: str) -> None:
        following = self.text[self.at + len(run) :][:1]
        if len(run) == 1 and following not in ("", " ", ")", "|"):
            self._take(_PREFIXES[run], run)
            if self.text[self.at] not in '("' and not self._field():
                self._word_or_address()
            return
        self.warn("stray_operator", f"{run} stands before no word and was ignored", self.at)
        self.at += len(run)

    def _field(self) -> bool:
        """Read a field's name, and a value that is not written as words are."""
        match = _FIELD.match(self.text, self.at)
        name = match and KNOWN_FIELDS.get(match[1].lower())
        if match is None or name is None:
            return False
        following = self.text[match.end() : match.end() + 1]
        if following in ("", " ", ")", "|"):
            self.warn(
                "empty_field", f"{match[0]} names no word, so it was read as text; leave no blank behind it", self.at
            )
            return False
        self._take("field", name, len(match[0]))
        self._value(name)
        return True

    def _value(self, field: str) -> None:
        if self.text[self.at] in '("':
            return
        if field in DATE_FIELDS and self.text[self.at] == "[":
            self._bracket()
        elif field in DATE_FIELDS and (end := worded_end(self.text, self.at)) > self.at:
            self._take("word", self.text[self.at : end])
        elif field in ("url", "site"):
            self._address("word")
        else:
            if run := _PREFIX_RUN.match(self.text, self.at):
                self.warn("stray_operator", f"{run[0]} inside a field was ignored; write it before the field", self.at)
                self.at += len(run[0])
            self._word_or_address()

    def _bracket(self) -> None:
        end = self.text.find("]", self.at)
        if end < 0:
            self.warn("unclosed_bracket", "a [ was opened and not closed; it was closed at the end", self.at)
            end = len(self.text)
        self._take("word", self.text[self.at : end + 1])

    def _word_or_address(self) -> None:
        if _ADDRESS.match(self.text, self.at):
            self._address("address")
        else:
            self._word()

    def _address(self, kind: Kind) -> None:
        """A web address: brackets belong to it as long as they are balanced."""
        end, depth = self.at, 0
        while end < len(self.text) and self.text[end] not in ' "':
            depth += {"(": 1, ")": -1}.get(self.text[end], 0)
            if depth < 0:
                break
            end += 1
        self._take(kind, self.text[self.at : end])

    def _operator(self) -> bool:
        match = _WORD.match(self.text, self.at)
        run = match[0] if match else ""
        if kind := _OPERATORS.get(run):
            self._take(kind, run)
            return True
        if near := _NEAR.fullmatch(run):
            self._take("near", near[1], len(run))
            return True
        return False

    def _word(self) -> None:
        """A run of characters up to a blank, bracket, quote or bar, its boost apart. It may be empty in a field."""
        match = _WORD.match(self.text, self.at)
        run = match[0] if match else ""
        caret = run.rfind("^")
        if caret > 0 and _BOOST.match(self.text, self.at + caret):
            self._take("word", run[:caret])
            self._boost()
        else:
            self._take("word", run)
