"""Which format some bytes are in, told by the bytes; the file's name only breaks ties."""

import json
import re
from typing import Literal

from corpus.archive import is_tar
from corpus.content import Content
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.formats.mail import is_mailbox, is_message
from corpus.formats.table import separator_of

Format = Literal[
    "zip", "tar", "web archive", "mailbox", "mail", "pdf", "json lines", "json", "feed", "news xml", "reuters", "page",
    "table", "text",
]  # fmt: skip

_SIGNATURES = (
    (b"\xff\xd8\xff", "a JPEG picture"), (b"\x89PNG", "a PNG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x05\x06", "an empty ZIP archive"), (b"PK\x07\x08", "a ZIP archive in parts"),
    (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"\x00\x00\x01\x00", "an icon"), (b"OggS", "a sound file"), (b"ID3", "a sound file"),
    (b"RIFF", "a picture or sound file"), (b"SQLite format 3", "a database"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"), (b"wOFF", "a font"), (b"wOF2", "a font"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
)  # fmt: skip
_NOT_NEWS = frozenset((
    "adoc", "bat", "c", "cfg", "cmake", "conf", "cpp", "css", "cxl", "dockerfile", "env", "gitignore", "go", "h",
    "hpp", "ini", "ipynb", "java", "js", "jsx", "less", "lock", "log", "map", "make", "md", "markdown", "mjs", "php",
    "po", "ps1", "py", "pyi", "r", "rb", "rs", "rst", "scss", "sh", "sql", "svg", "tex", "toml", "ts", "tsx", "vtt",
    "srt", "yaml", "yml",
))  # fmt: skip
_NOT_NEWS_NAMES = re.compile(
    r"(readme|license|licence|copying|changelog|contributing|authors|notice|makefile|dockerfile|robots\.txt)\b"
)
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf|atom:feed)[\s>]", re.I)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|table|span|section)[\s>/]", re.I
)
_PAGE_START = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_NEWS_XML = re.compile(r"<(?:\w+:)?(?:nitf|newsMessage|newsItem|NewsML)[\s>]")
_REUTERS = re.compile(r"<!DOCTYPE lewis\b|<REUTERS [A-Z]+=")
_LETTERS_SHARE = 0.5


def sniff(content: Content) -> Format:
    """Tell the format, or raise Unreadable, kind "skipped", for what is no news file."""
    head = content.head
    if packed := _packed(head):
        return packed
    _refuse_empty_and_binary(head)
    text = decode(head).lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise _skipped("has no text", "nothing to do")
    if text[0] == "<":
        return _markup(text)
    if text[0] in "{[" and (found := _json(text, content.name)):
        return found
    if separator_of(text, content.field_map):
        return "table"
    if _PAGE_START.search(text[:2000]):
        return "page"
    if content.name.endswith((".csv", ".tsv")):
        raise _skipped(
            "a table without a known title or text column", "give it a header: title, body, date, source, url"
        )
    _refuse_other_text(text, content.name)
    return "text"


def _packed(head: bytes) -> Format | None:
    """Tell what is told by its bytes, before they are taken for text."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"WARC/"):
        return "web archive"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if is_mailbox(head):
        return "mailbox"
    if is_message(head):
        return "mail"
    return "tar" if is_tar(head) else None


def _markup(text: str) -> Format:
    if _REUTERS.match(text):
        return "reuters"
    if _NEWS_XML.search(text[:4000]):
        return "news xml"
    if _FEED.search(text[:4000]):
        return "feed"
    if _PAGE_START.search(text[:4000]) or (_PAGE.search(text[:4000]) and not text.startswith("<?xml")):
        return "page"
    if not text.startswith(("<?", "<!")) and not re.match(r"<[a-zA-Z]", text):
        return "text"
    raise _skipped(
        "markup of an unknown kind, neither a web page nor a feed", "convert it to HTML, JSON Lines or plain text"
    )


def _json(text: str, name: str) -> Format | None:
    """Tell JSON Lines by a first line that is whole; None where it is prose that opens with a bracket."""
    if not re.match(r"\{\s*[\"}]|\[\s*[\[{\"\]\d]", text):
        return None
    if name.endswith((".jsonl", ".ndjson", ".jl")):
        return "json lines"
    first, ended, rest = text.partition("\n")
    if text[0] == "[" or (name.endswith(".json") and not rest.strip().startswith("{")):
        return "json"
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "json lines" if not ended or rest.lstrip().startswith('{"') else "json"
    return "json lines"


def _refuse_empty_and_binary(head: bytes) -> None:
    if not head:
        raise _skipped("empty", "nothing to do")
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            raise _skipped(
                f"{what}, not a format that is read", "unpack or convert it to HTML, JSON Lines or plain text"
            )
    text = decode(head[:4096])
    strange = sum(character < " " and character not in "\t\n\r\f\x1b" for character in text)
    if strange * 20 > len(text):
        raise _skipped("binary data, not text", "convert it to HTML, JSON Lines or plain text")


def _refuse_other_text(text: str, name: str) -> None:
    extension = name.rpartition(".")[2] if "." in name else ""
    if _NOT_NEWS_NAMES.match(name) or (extension in _NOT_NEWS and not text.startswith("---\n")):
        raise _skipped(
            f"by its name {name!r} a file about files, not news", "rename it to .txt to read it as an article"
        )
    letters = sum(map(str.isalpha, text))
    visible = sum(not character.isspace() for character in text)
    if letters < visible * _LETTERS_SHARE:
        raise _skipped(
            "more figures and signs than words", "if it is a table, give it a header with title and text columns"
        )


def _skipped(reason: str, remedy: str) -> Unreadable:
    return Unreadable(reason, remedy, "skipped")
