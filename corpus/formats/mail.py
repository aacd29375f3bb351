"""Mail: mailboxes and single messages, newsletters mostly; and web pages saved as MHTML, which are mail by form.

A message's subject is the title, its sender the outlet, its date the date of publication. Of its parts the plain text
is preferred where it is more than a note that there is none.
"""

import email
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from corpus.article import Failure
from corpus.content import MAX_DOCUMENT_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.extract import draft_of_page
from corpus.markup import fragment_text

MAX_MESSAGE_BYTES = 25_000_000
MAX_PARTS = 1_000

_BOUNDARY = re.compile(rb"From \S+ +\w{3} \w{3} +\d{1,2} \d\d:\d\d(?::\d\d)?\b.{0,40}\d{4}")
_HEADER = re.compile(rb"(?:[!-9;-~]+:.*(?:\r?\n[ \t].*)*\r?\n)+")
_TELLING = re.compile(rb"^(?:message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"^(?:from|subject|date):", re.IGNORECASE | re.MULTILINE)
_PLAIN_ENOUGH = 400
_FORWARD = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv):\s*)+", re.IGNORECASE)


def is_mailbox(head: bytes) -> bool:
    """Whether the bytes begin with the line that parts the messages of a mailbox."""
    return bool(_BOUNDARY.match(head.partition(b"\n")[0]))


def is_message(head: bytes) -> bool:
    """Whether the bytes begin with the header of a message: one that a mailer wrote, not a title and a date."""
    found = _HEADER.match(head)
    return bool(found and _TELLING.search(found[0]) and _FIELD.search(found[0]))


def read_message(content: Content) -> Iterator[Draft | Failure]:
    """Read one message, or one saved page."""
    yield _draft(content, None, content.whole(MAX_DOCUMENT_BYTES))


def read_mailbox(content: Content) -> Iterator[Draft | Failure]:
    """Read the messages in order."""
    for number, data in enumerate(_messages(content), start=1):
        item = f"message {number}"
        if data is None:
            reason = f"larger than {MAX_MESSAGE_BYTES // 1_000_000} MB, the most that one message may have"
            yield Failure(path=content.path, item=item, reason=reason, remedy="take its attachments out")
        else:
            yield _draft(content, item, data)


def _messages(content: Content) -> Iterator[bytes | None]:
    """Give the bytes of each message, None for one too large, which is passed over without holding it."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := content.stream.readline(MAX_MESSAGE_BYTES):
        if blank and line.startswith(b"From ") and _BOUNDARY.match(line.rstrip()):
            if begun:
                yield b"".join(lines) if size <= MAX_MESSAGE_BYTES else None
            lines, size, begun = [], 0, True
            continue
        size += len(line)
        if size <= MAX_MESSAGE_BYTES:
            lines.append(line[1:] if line.startswith(b">From ") else line)
        else:
            lines.clear()
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= MAX_MESSAGE_BYTES else None


def _draft(content: Content, item: str | None, data: bytes) -> Draft | Failure:
    try:
        message = email.message_from_bytes(data)
        parts = _parts(message)
    except RecursionError:
        reason = "a message nested too deep"
        return Failure(path=content.path, item=item, reason=reason, remedy="nothing to do; no real message is")
    if page := _saved_page(message, parts):
        return page
    plain, html = _text(parts, "text/plain"), _text(parts, "text/html")
    body = plain if len(plain) >= _PLAIN_ENOUGH or not html else fragment_text(html) or plain
    name, address = parseaddr(_header(message, "From"))
    return Draft(
        title=_FORWARD.sub("", _header(message, "Subject")),
        body=body,
        item=item,
        record=_header(message, "Message-ID").strip("<> ") or None,
        url=_header(message, "Archived-At").strip("<> ") or None,
        published=_header(message, "Date") or None,
        source=name or address.rpartition("@")[2] or None,
        tags=tuple(part.strip() for part in _header(message, "Keywords").split(",") if part.strip()),
        language=_header(message, "Content-Language") or None,
        origins=_ORIGINS,
    )


def _saved_page(message: Message, parts: list[Message]) -> Draft | None:
    """Give the page of an MHTML file: its first HTML part, and the address it says it was saved from."""
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    located = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    is_saved = "multipart/related" in message.get_content_type() and not message.get("Message-ID")
    if not pages or not (located or is_saved):
        return None
    url = located or _header(pages[0], "Content-Location")
    return draft_of_page(_decoded(pages[0]), url if url.startswith("http") else None)


def _parts(message: Message) -> list[Message]:
    """Give the parts that are shown, not the attachments."""
    parts = []
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise Unreadable(f"a message of more than {MAX_PARTS:,} parts", "nothing to do; no real message has")
        if not part.is_multipart() and part.get_content_disposition() != "attachment":
            parts.append(part)
    return parts


def _text(parts: list[Message], kind: str) -> str:
    return "\n\n".join(_decoded(part).strip() for part in parts if part.get_content_type() == kind)


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return decode(data)


def _header(message: Message, name: str) -> str:
    """Give a header as text, with the words decoded that are encoded in it."""
    raw = str(message.get(name) or "")
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (LookupError, ValueError):
        return " ".join(raw.split())


_ORIGINS = (
    ("format", "mail"), ("title", "Subject"), ("body", "the text part"), ("record", "Message-ID"),
    ("url", "Archived-At"), ("published", "Date"), ("source", "From"), ("tags", "Keywords"),
    ("language", "Content-Language"),
)  # fmt: skip
