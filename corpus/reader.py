"""From paths to articles: every file opened, its format told, its stories finished, what gave none accounted for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from corpus.archive import tar_members, zip_members
from corpus.article import Article, Failure
from corpus.content import Content, open_content
from corpus.draft import Draft, finish
from corpus.errors import Unreadable
from corpus.field_map import FieldMap
from corpus.formats.feed import read_feed
from corpus.formats.json_records import read_json, read_json_lines
from corpus.formats.mail import read_mailbox, read_message
from corpus.formats.news_xml import read_news_xml
from corpus.formats.pdf import read_pdf
from corpus.formats.plain_text import read_plain_text
from corpus.formats.reuters import read_reuters
from corpus.formats.table import read_table
from corpus.formats.web_archive import read_web_archive
from corpus.formats.web_page import read_page
from corpus.sniff import Format, sniff
from corpus.walk import PathLike, SourceFile, walk

_ARCHIVES: dict[Format, Callable[[Content], Iterator[Content | Failure]]] = {
    "zip": zip_members,
    "tar": tar_members,
}
_FORMATS: dict[Format, Callable[[Content], Iterator[Draft | Failure]]] = {
    "json lines": read_json_lines,
    "json": read_json,
    "feed": read_feed,
    "reuters": read_reuters,
    "news xml": read_news_xml,
    "web archive": read_web_archive,
    "mailbox": read_mailbox,
    "mail": read_message,
    "pdf": read_pdf,
    "page": read_page,
    "table": read_table,
    "text": read_plain_text,
}


def read_articles(
    paths: PathLike | Iterable[PathLike], field_map: FieldMap | None = None
) -> Iterator[Article | Failure]:
    """Give every article at and below the paths, and a Failure for every file and item that gave none.

    paths:     files, folders and glob patterns, one or several. Raises NoSuchPath where one of them names nothing.
    field_map: which fields of records hold what; where it says nothing, they are found by their names
    """
    for file in walk(paths):
        if isinstance(file, Failure):
            yield file
        else:
            yield from read_file(file, field_map)


def read_file(file: SourceFile, field_map: FieldMap | None = None) -> Iterator[Article | Failure]:
    """Give the articles of one file in order, and a Failure for each item, or the file, that gave none.

    An archive is one file: its articles have a path like `news.zip!/a.html`, and what failed in it is an item of it.
    Never raises.
    """
    for place, found in drafts_of(file, field_map):
        yield found if isinstance(found, Failure) else _finished(found, place, file.path)


def drafts_of(file: SourceFile, field_map: FieldMap | None = None) -> Iterator[tuple[str, Draft | Failure]]:
    """Give what stands in a file before it is normalized, with the path to it. Never raises."""
    try:
        with open_content(file.path, field_map) as content:
            yield from _read(content)
    except Exception as error:
        yield file.path, _failure(file.path, None, error)


def _read(content: Content) -> Iterator[tuple[str, Draft | Failure]]:
    """Read a content, members of archives in turn: one that fails stops only itself."""
    format = sniff(content)
    if format in _ARCHIVES:
        for member in _ARCHIVES[format](content):
            if isinstance(member, Failure):
                yield content.place, member
            else:
                yield from _member(member)
        return
    for found in _FORMATS[format](content):
        yield content.place, replace(found, item=_item(content.member, found.item))


def _member(member: Content) -> Iterator[tuple[str, Draft | Failure]]:
    try:
        yield from _read(member)
    except Exception as error:
        yield member.place, _failure(member.path, member.member, error)


def _item(member: str | None, item: str | None) -> str | None:
    return ", ".join(filter(None, (member, item))) or None


def _failure(path: str, item: str | None, error: Exception) -> Failure:
    """Give what went wrong with a file or a member. One must not end a run over a million, whatever a parser does."""
    match error:
        case Unreadable():
            return Failure(path=path, item=item, reason=error.reason, remedy=error.remedy, kind=error.kind)
        case OSError():
            reason = f"cannot be read: {error.strerror or error}"
            return Failure(path=path, item=item, reason=reason, remedy="check that it still exists and may be read")
        case _:
            reason = f"the reader stumbled: {type(error).__name__}: {str(error)[:200]}"
            remedy = "please report it with the file; the others are read"
            return Failure(path=path, item=item, reason=reason, remedy=remedy)


def _finished(draft: Draft, place: str, path: str) -> Article | Failure:
    article = finish(draft, place)
    if article is not None:
        return article
    reason = "has neither a title nor a text"
    remedy = "nothing to do, unless its fields have unusual names: title, body, date, author, source, url are known"
    return Failure(path=path, item=draft.item, reason=reason, remedy=remedy, kind="skipped")
