"""An article as an index holds it: terms, columns and the record, for any engine to write down.

All that can go wrong with an article goes wrong here, before it touches an engine.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from corpus import Article
from index.analysis import Forms, fold_value, forms, scan
from index.schema import (
    ARTICLE,
    POSITION_GAP,
    PRECISIONS,
    VALUE_SEPARATOR,
    Record,
    article_record,
    seconds,
)
from index.stories import bands_of, signature

MAX_ID_BYTES = 255
NOT_TOLD = frozenset({"version", "paths", "title", "body"})

Words = dict[str, list[int]]
Stems = dict[str, tuple[list[int], list[int]]]


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine writes of one article; the names are those of `schema.FIELDS`.

    words:   a field's terms, each with its positions, ascending
    stems:   each stem with its positions in the title and in the body
    values:  a field's terms
    columns: a column's value; those not named are empty
    """

    words: dict[str, Words]
    stems: Stems
    values: dict[str, tuple[str, ...]]
    columns: dict[str, int | str | bytes]
    record: Record


@dataclass(frozen=True, slots=True)
class Imprint:
    """What tells two states of an article apart.

    content: digest of everything but the version and the paths, which say nothing of the story itself
    moment:  when it was updated, else published, in seconds; UNDATED where neither is known
    """

    content: bytes
    body: bytes
    moment: int


def told_of(article: Article) -> str:
    """All that an article tells beside its texts, as JSON; its version and its paths say nothing of the story."""
    return _encode({name: value for name, value in article_record(article).items() if name not in NOT_TOLD})


def imprint(article: Article, told: str | None = None) -> Imprint:
    """The imprint of an article; told: as `told_of` gives it, where that is known."""
    told = told_of(article) if told is None else told
    body = _digest(article.body)
    return Imprint(
        content=_digest("\0".join((told, article.title, body.hex()))),
        body=body,
        moment=seconds(article.updated or article.published),
    )


def document_of(article: Article, marks: Imprint) -> Document:
    """Analyze an article. Raises ValueError where its id or version is none."""
    check_article(article)
    title, body = _analyzed(article.title, article.language), _analyzed(article.body, article.language)
    named = named_values(article)
    words = {"title": _places(title), "body": _places(body)}
    words |= {name: words_of(values) for name, values in named.items()}
    words["url"] = words_of((unquote(article.url),) if article.url else ())
    values = {f"{name}_value": tuple(dict.fromkeys(map(fold_value, values))) for name, values in named.items()}
    values |= {
        "id": (article.id,),
        "kind": (ARTICLE,),
        "lang": (article.language,) if article.language else (),
        "site": sites(article.url),
    }
    made = signature(article.body)
    values["band"] = bands_of(made)
    columns = _columns(article, marks, title, body, named) | {"signature": made}
    return Document(words, _stems(title, body), values, columns, article_record(article))


def sites(url: str | None) -> tuple[str, ...]:
    """The host of an address and its parents down to two labels; nothing where it has no host.

    >>> sites("https://news.bbc.co.uk:443/2/hi")
    ('news.bbc.co.uk', 'bbc.co.uk', 'co.uk')
    """
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return ()
    labels = host.split(".")
    if not host or labels[-1].isdecimal() or ":" in host:  # an address in numbers has no parents
        return (host,) if host else ()
    return (host, *(".".join(labels[start:]) for start in range(1, len(labels) - 1)))


def check_article(article: Article) -> None:
    """Raise ValueError where an article's id or version is none."""
    if not article.id or len(article.id.encode("utf-8", "surrogatepass")) > MAX_ID_BYTES:
        raise ValueError(f"article id {article.id[:40]!r}: an id has 1 to {MAX_ID_BYTES} bytes; hash longer keys")
    if article.version < 1:
        raise ValueError(f"article {article.id}: version {article.version}; versions count from 1")


def named_values(article: Article) -> dict[str, tuple[str, ...]]:
    """The values of the facet fields."""
    single = {
        "source": article.source,
        "section": article.section,
        "agency": article.agency,
        "place": article.place,
    }
    named = {name: (value,) if value else () for name, value in single.items()}
    return named | {"author": article.authors, "tag": article.tags}


def _analyzed(text: str, language: str | None) -> list[Forms]:
    return [forms(surface, language) for surface, _, _ in scan(text)]


def _places(found: list[Forms]) -> Words:
    places: Words = defaultdict(list)
    for position, each in enumerate(found):
        for term in each.exact:
            places[term].append(position)
    return dict(places)


def words_of(values: Iterable[str]) -> Words:
    """The words of a small field, its values a gap apart."""
    words: Words = {}
    start = 0
    for value in values:
        found = _analyzed(value, None)
        for term, places in _places(found).items():
            words.setdefault(term, []).extend(start + place for place in places)
        start += len(found) + POSITION_GAP
    return words


def _stems(title: list[Forms], body: list[Forms]) -> Stems:
    parts: list[Words] = []
    for found in (title, body):
        places: Words = defaultdict(list)
        for position, each in enumerate(found):
            for term in each.stems:
                places[term].append(position)
        parts.append(dict(places))
    in_title, in_body = parts
    return {term: (in_title.get(term, []), in_body.get(term, [])) for term in in_body | in_title}


def _columns(
    article: Article, marks: Imprint, title: list[Forms], body: list[Forms], named: dict[str, tuple[str, ...]]
) -> dict[str, int | str | bytes]:
    columns: dict[str, int | str | bytes] = {f"{name}_value": joined(values) for name, values in named.items()}
    return columns | {
        "id": article.id,
        "lang": article.language or "",
        "published": seconds(article.published),
        "updated": seconds(article.updated),
        "precision": PRECISIONS.index(article.published_precision),
        "title_length": len(title),
        "body_length": len(body),
        "version": article.version,
        "digest": marks.content,
        "body_digest": marks.body,
    }


def joined(values: Iterable[str]) -> str:
    """Several values as a column holds them."""
    return VALUE_SEPARATOR.join(value.replace(VALUE_SEPARATOR, " ") for value in values)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_encode = json.JSONEncoder(separators=(",", ":")).encode
