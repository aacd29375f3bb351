"""Plain text, one story a file: a headline, often twice, then paragraphs.

The first line is the headline where it stands apart from a text that follows it: alone before a blank line, not longer
than 200 characters and without a full stop; or repeated by the next line; or much shorter than the line under it. A
file that begins with `Title: …`, `Date: …` lines has its fields there. Otherwise there is no headline, and the first
sentence stands in for it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import decode
from corpus.fields import draft_of, is_article_field, is_known_field

_MAX_HEADLINE = 200
_HEADER = re.compile(r"([^\W\d_][\w -]{1,30}):[ \t]+(\S.*)")
_RULE = re.compile(r"[-=_*~]{3,}")
_NO_HEADLINE_END = (".", ";", ",", ":", "…")


def read_plain_text(content: Content) -> Iterator[Draft | Failure]:
    """Read one story."""
    yield draft_of_text(decode(content.whole(MAX_PAGE_BYTES)))


def draft_of_text(text: str) -> Draft:
    """Split a text into its header fields, its headline and its body."""
    lines = [
        line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip().split("\n")
    ]
    header, rest = _header(lines)
    title, body = _headline(rest)
    if not header:
        return Draft(title=title, body=body)
    draft = draft_of(header, None)
    if draft.title and not title:
        return replace(draft, body=_without_repeat(draft.title, rest))
    return replace(
        draft, title=draft.title or title, body=body if not draft.title else _without_repeat(draft.title, rest)
    )


def _header(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Take `Field: value` lines off the head, between rules or not, where at least two are known and one is a title."""
    start = 1 if lines and _RULE.fullmatch(lines[0]) else 0
    fields: dict[str, str] = {}
    end = start
    while end < len(lines) and (found := _HEADER.fullmatch(lines[end])) and is_known_field(found[1]):
        fields.setdefault(found[1], found[2].strip("\"'"))
        end += 1
    if len(fields) < 2 or not any(map(is_article_field, fields)):
        return {}, lines
    rest = lines[end:]
    return fields, rest[1:] if rest and _RULE.fullmatch(rest[0]) else rest


def _headline(lines: list[str]) -> tuple[str | None, str]:
    first = lines[0] if lines else ""
    rest = ["" if _RULE.fullmatch(line) else line for line in lines[1:2]] + lines[2:]
    following = next((line for line in rest if line), "")
    if not following or not first or len(first) > _MAX_HEADLINE:
        return None, "\n".join(lines)
    apart = rest[0] == "" and not first.endswith(_NO_HEADLINE_END)
    over_long_line = len(following) > max(120, 2 * len(first)) and not first.endswith(_NO_HEADLINE_END)
    if _same(first, following) or apart or over_long_line:
        return first, _without_repeat(first, rest)
    return None, "\n".join(lines)


def _without_repeat(title: str, lines: list[str]) -> str:
    """Give the lines as a body, without the headline where it opens them again."""
    start = next((number for number, line in enumerate(lines) if line), len(lines))
    if start < len(lines) and _same(title, lines[start]):
        start += 1
    while start < len(lines) and _RULE.fullmatch(lines[start]):
        start += 1
    return "\n".join(lines[start:])


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
