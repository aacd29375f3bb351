"""Text as every article has it: NFC, without control characters, in paragraphs of single-spaced words."""

import re
import unicodedata

MAX_TITLE_CHARACTERS = 500
MAX_BODY_CHARACTERS = 2_000_000

# Control characters but tab and line ends; lone surrogates; the soft hyphen, zero-width space, word joiner and byte
# order mark, which hide inside words; the bidirectional controls, which make a text look like another.
# The joiners U+200C and U+200D stay: Persian and the Indic scripts spell with them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_WRAP_COLUMN = 100
_SENTENCE_END = tuple(".!?:;…。！？\"'”’»)")
_SENTENCE = re.compile(r"(.+?[.!?…。！？][\"”’»)]*)(?:\s|$|(?<=[。！？]))", re.DOTALL)
_DERIVED_TITLE_CHARACTERS = 100


def one_line(text: str) -> str:
    r"""Give the text normalized on a single line.

    >>> one_line("  An\u00a0old \n story\x00 ")
    'An old story'
    """
    return " ".join(_clean(text).split())


def paragraphs(text: str) -> str:
    r"""Give the text normalized, its paragraphs separated by one blank line.

    A line end inside a block is a space where the block was wrapped at a column, and a new paragraph where its
    lines are paragraphs of their own.

    >>> paragraphs("One line,\nwrapped.\n\n\nAnother.")
    'One line, wrapped.\n\nAnother.'
    """
    cleaned = _clean(text).strip()
    blocks = _BLANK_LINES.split(cleaned) if "\n" in cleaned else [cleaned]
    joined = "\n\n".join(paragraph for block in blocks for paragraph in _unwrap(block))
    if len(joined) > MAX_BODY_CHARACTERS:
        return joined[:MAX_BODY_CHARACTERS].rstrip()
    return joined


def shorten(text: str, characters: int) -> str:
    r"""Cut one line at a word, with an ellipsis, so that it has at most so many characters.

    >>> shorten("The harbor stays closed today", 20)
    'The harbor stays…'
    """
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return at_word.rstrip(" ,;:-–—") + "…"


def first_sentence(body: str) -> str:
    r"""Derive a title from a body that has none: its first sentence, shortened; empty only for an empty body.

    >>> first_sentence("The harbor of St. Elm is closed. Ships wait.")
    'The harbor of St. Elm is closed.'
    """
    paragraph = body.split("\n\n", 1)[0][: 4 * _DERIVED_TITLE_CHARACTERS]
    end = 0
    for found in _SENTENCE.finditer(paragraph):
        end = found.end(1)
        # "St." and "U.S." end no sentence: a sentence has at least a few words.
        if len(paragraph[:end].split()) > 4 and len(paragraph[:end].rsplit(" ", 1)[-1]) > 3:
            break
    return shorten((paragraph[:end] or paragraph).strip(), _DERIVED_TITLE_CHARACTERS)


def _clean(text: str) -> str:
    if not text.replace("\n", " ").isprintable():
        text = _LINE_END.sub("\n", text)
        text = _DROPPED.sub("", text)
    return unicodedata.normalize("NFC", text)


def _unwrap(block: str) -> list[str]:
    if "\n" not in block:
        return [line] if (line := " ".join(block.split())) else []
    lines = [line for line in (" ".join(line.split()) for line in block.split("\n")) if line]
    if len(lines) > 1 and _is_wrapped(lines):
        return [" ".join(lines)]
    return lines


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one paragraph cut at a column: none is long, and few end where a sentence ends."""
    if max(map(len, lines)) > _WRAP_COLUMN:
        return False
    ending = sum(line.endswith(_SENTENCE_END) for line in lines[:-1])
    return ending * 2 <= len(lines) - 1
