"""From paths to articles: every file opened, its format told, its stories finished, what gave none accounted for."""

from collections.abc import Callable, Iterable, Iterator

from corpus.article import Article, Failure
from corpus.content import Content, open_content
from corpus.draft import Draft, finish
from corpus.errors import Unreadable
from corpus.formats.feed import read_feed
from corpus.formats.json_records import read_json, read_json_lines
from corpus.formats.plain_text import read_plain_text
from corpus.formats.table import read_table
from corpus.formats.web_page import read_page
from corpus.sniff import Format, sniff
from corpus.walk import PathLike, SourceFile, walk

_FORMATS: dict[Format, Callable[[Content], Iterator[Draft | Failure]]] = {
    "json lines": read_json_lines,
    "json": read_json,
    "feed": read_feed,
    "page": read_page,
    "table": read_table,
    "text": read_plain_text,
}


def read_articles(paths: PathLike | Iterable[PathLike]) -> Iterator[Article | Failure]:
    """Give every article at and below the paths, and a Failure for every file and item that gave none.

    paths: files, folders and glob patterns, one or several. Raises NoSuchPath where one of them names nothing.
    """
    for file in walk(paths):
        if isinstance(file, Failure):
            yield file
        else:
            yield from read_file(file)


def read_file(file: SourceFile) -> Iterator[Article | Failure]:
    """Give the articles of one file in order, and a Failure for each item, or the file, that gave none.

    Never raises.
    """
    try:
        with open_content(file.path) as content:
            for found in _FORMATS[sniff(content)](content):
                yield found if isinstance(found, Failure) else _finished(found, file.path)
    except Unreadable as error:
        yield Failure(path=file.path, reason=error.reason, remedy=error.remedy, kind=error.kind)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Failure(path=file.path, reason=reason, remedy="check that it still exists and may be read")
    except (Exception, RecursionError, MemoryError) as error:
        # One file must not end a run over a million, whatever a parser does; it is reported, not swallowed.
        reason = f"the reader stumbled: {type(error).__name__}: {str(error)[:200]}"
        yield Failure(path=file.path, reason=reason, remedy="please report it with the file; the others are read")


def _finished(draft: Draft, path: str) -> Article | Failure:
    article = finish(draft, path)
    if article is not None:
        return article
    reason = "has neither a title nor a text"
    remedy = "nothing to do, unless its fields have unusual names: title, body, date, author, source, url are known"
    return Failure(path=path, item=draft.item, reason=reason, remedy=remedy, kind="skipped")
