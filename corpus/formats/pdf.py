"""PDF: the text of its pages, through `pypdf`, which is an extra: `pip install 'dateline[pdf]'`.

A PDF knows where letters stand, not what a headline or a paragraph is; so the title is the one in its properties where
that is one, else the first line. When the file was made is not when its text was published.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

from corpus.article import Failure
from corpus.content import MAX_DOCUMENT_BYTES, Content
from corpus.draft import Draft
from corpus.errors import Unreadable
from corpus.formats.plain_text import draft_of_text
from corpus.text import MAX_BODY_CHARACTERS

MAX_PAGES = 1_000

_NO_TITLE = re.compile(r"untitled|microsoft word\b.*|.*\.(?:pdf|docx?|indd|qxd|rtf|txt)|[\W\d_]*", re.IGNORECASE)


def read_pdf(content: Content) -> Iterator[Draft | Failure]:
    """Read one story; a PDF of pictures has no text, and is skipped."""
    try:
        pypdf: Any = import_module("pypdf")
    except ImportError as error:
        reason = "a PDF file, for which an extra is needed"
        raise Unreadable(reason, "install it: pip install 'dateline[pdf]'", "skipped") from error
    content.whole(MAX_DOCUMENT_BYTES)
    content.stream.seek(0)
    try:
        reader = pypdf.PdfReader(content.stream)
        text = "\n\n".join(_pages(reader))
        named = reader.metadata or {}
        title, author = str(named.get("/Title") or ""), str(named.get("/Author") or "")
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(f"the PDF cannot be read: {error}", "save its text as plain text") from error
    if not text.strip():
        raise Unreadable("a PDF without text, of pictures perhaps", "recognize its text first", "skipped")
    draft = draft_of_text(text)
    origins = (("format", "PDF"), ("title", "the first line"), ("body", "the pages"), ("authors", "Author"))
    draft = replace(draft, authors=(author,) if author else (), origins=origins)
    if _NO_TITLE.fullmatch(title.strip()):
        yield draft
    else:
        yield replace(draft, title=title, body=draft.body or text, origins=(*origins, ("title", "Title")))


def _pages(reader: Any) -> Iterator[str]:
    if reader.is_encrypted:
        raise Unreadable("an encrypted PDF", "save it without its password")
    size = 0
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        size += len(text)
        if number > MAX_PAGES or size > MAX_BODY_CHARACTERS:
            return
        yield text
