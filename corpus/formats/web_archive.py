"""WARC: the pages a crawler kept, read by `warcio`, which is maintained by those who archive the web.

Responses and resources that are HTML are read as pages, with the encoding the server named and the address they came
from; plain text that was extracted from pages (WET) is read as text. When a page was crawled is not when it was
published.
"""

from collections.abc import Iterator
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from corpus.article import Failure
from corpus.content import MAX_PAGE_BYTES, Content
from corpus.draft import Draft
from corpus.encoding import decode
from corpus.errors import Unreadable
from corpus.extract import draft_of_page
from corpus.formats.plain_text import draft_of_text

_HTML = ("text/html", "application/xhtml+xml")
_KINDS = ("response", "resource", "conversion")


def read_web_archive(content: Content) -> Iterator[Draft | Failure]:
    """Read the records in order; those that are about other records (requests, metadata) are passed over."""
    records = ArchiveIterator(content.stream)
    number = 0
    try:
        for record in records:
            number += 1
            if record.rec_type in _KINDS:
                yield _draft(content, f"record {number}", record)
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError) as error:
        reason = f"the web archive is damaged after record {number}: {str(error)[:200]}"
        raise Unreadable(reason, "fetch it again; what came before is read") from error


def _draft(content: Content, number: str, record: ArcWarcRecord) -> Draft | Failure:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    item = f"{number}, {url}" if url else number
    kind, charset = _content_type(record)
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200" or kind not in (*_HTML, "text/plain"):
        reason = f"answered with status {status}" if status != "200" else f"of type {kind or 'unknown'}, not a page"
        return Failure(path=content.path, item=item, reason=reason, remedy="nothing to do", kind="skipped")
    try:
        data = _payload(record)
        draft = draft_of_text(decode(data, charset)) if kind == "text/plain" else _page(data, charset, url)
    except Unreadable as error:
        return Failure(path=content.path, item=item, reason=error.reason, remedy=error.remedy, kind=error.kind)
    return replace(draft, item=item, url=draft.url or url or None)


def _payload(record: ArcWarcRecord) -> bytes:
    data: bytes = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise Unreadable(f"larger than {MAX_PAGE_BYTES // 1_000_000} MB, the most a page may have", "save it alone")
    return data


def _page(data: bytes, charset: str, url: str) -> Draft:
    return draft_of_page(decode(data, charset), url or None)


def _content_type(record: ArcWarcRecord) -> tuple[str, str]:
    """Give the media type and the encoding that the server named, empty where it named none."""
    headers = record.http_headers or record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    named = (part.partition("=") for part in parameters.split(";"))
    charset = next((value.strip(" \"'") for name, _, value in named if name.strip().lower() == "charset"), "")
    return kind.strip().lower(), charset
