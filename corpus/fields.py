"""Which field of a stranger's record is which: names by synonym, values in whatever shape they come."""

import html
import re
from collections.abc import Iterator, Mapping

from corpus.draft import Draft
from corpus.field_map import FieldMap
from corpus.markup import fragment_text
from corpus.shapes import Record, articles_of_graph, at, not_an_article, shape_of

# In order of trust: the first that holds text wins. Names are compared without case, spaces and punctuation.
_TITLE = ("title", "headline", "webtitle", "heading", "articletitle", "titel", "titre", "titulo", "subject")
_WEAK_TITLE = ("name",)
_BODY = (
    "body", "articlebody", "bodytext", "fulltext", "maintext", "text", "content", "contenttext", "contenthtml",
    "contentencoded", "article", "story", "articletext", "bodyhtml", "textbody", "paragraphs", "texto", "texte",
)  # fmt: skip
_SUMMARY = ("description", "summary", "abstract", "leadparagraph", "lead", "excerpt", "snippet", "standfirst", "teaser")
_PUBLISHED = (
    "published", "datepublished", "publishedat", "publisheddate", "datepublish", "publishdate", "publicationdate",
    "pubdate", "webpublicationdate", "firstpublished", "firstpublicationdate", "publishedon", "publishedtime",
    "articlepublishedtime", "date", "datetime", "dategmt", "dateline", "timestamp", "time", "created", "createdat",
    "datecreated", "versioncreated", "issued", "fecha", "datum", "year",
)  # fmt: skip
_UPDATED = (
    "updated",
    "datemodified",
    "updatedat",
    "modified",
    "modifiedat",
    "lastmodified",
    "lastupdated",
    "modifiedgmt",
)
_AUTHORS = ("authors", "author", "byline", "creator", "writer", "writers", "dccreator", "journalist", "autor", "auteur")
_SOURCE = (
    "source", "outlet", "publisher", "publication", "newspaper", "sourcename", "sitename", "medium", "media", "journal",
    "provider", "newssource", "site", "sourcedomain", "domain",
)  # fmt: skip
_SECTION = (
    "section",
    "sectionname",
    "articlesection",
    "category",
    "desk",
    "newsdesk",
    "department",
    "rubrik",
    "ressort",
    "channel",
)
_TAGS = ("tags", "keywords", "keyword", "tag", "topics", "categories", "subjects", "newskeywords", "labels")
_URL = (
    "url",
    "link",
    "weburl",
    "canonicalurl",
    "articleurl",
    "permalink",
    "href",
    "uri",
    "sourceurl",
    "originalurl",
    "externalurl",
)
_RECORD = (
    "id", "guid", "recordid", "articleid", "docid", "docno", "identifier", "documentid", "storyid", "uuid", "newid",
    "_id",
)  # fmt: skip
_LANGUAGE = ("language", "lang", "languagecode", "inlanguage", "locale", "langcode", "sprache")

_INSIDE = ("_source", "fields", "attributes", "data", "article", "item")
_ITEMS = (
    "articles", "items", "results", "docs", "documents", "entries", "stories", "news", "posts", "hits", "data",
    "records",
)  # fmt: skip
_MAX_ITEM_DEPTH = 4
_TEXT_OF = (
    "name", "main", "rendered", "#text", "text", "value", "title", "@value", "content", "html", "url", "href", "@id",
    "id",
)  # fmt: skip

_NOT_LETTERS = re.compile(r"[^0-9a-z]+")
_MARKUP = re.compile(
    r"<(?:/?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|img|blockquote|table|figure)\b[^<>]*|!--)>?", re.I
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
_CUT_OFF = re.compile(r"\[\+\d{1,9} chars\]$")  # how a news service ends a text it sells the rest of
_KNOWN = frozenset(_TITLE + _BODY + _SUMMARY)


def is_article_field(name: str) -> bool:
    """Whether a column or key of this name holds a title or a text."""
    return _plain(name) in _KNOWN


def is_known_field(name: str) -> bool:
    """Whether a column or key of this name means anything here."""
    return _plain(name) in _ALL


def draft_of(record: Record, item: str | None, field_map: FieldMap | None = None) -> Draft:
    """Make a draft of one record; fields that neither the map, a known shape nor a synonym names are left alone.

    A summary is the body only where there is no other; a `name` is the title only of something that has a text.
    """
    facts = _Facts(record, field_map or FieldMap())
    body = facts.text("body", _BODY) or facts.text("body", _SUMMARY)
    return Draft(
        title=_reduced(facts.text("title", _TITLE + (_WEAK_TITLE if body else ()))),
        body=_without_count(body) if (body := _reduced(body)) else None,
        item=item,
        record=facts.text("record", _RECORD),
        url=facts.text("url", _URL) or _url_like(facts.text("record", _RECORD)),
        published=facts.text("published", _PUBLISHED),
        updated=facts.text("updated", _UPDATED),
        authors=_people(facts.texts("authors", _AUTHORS)),
        source=_reduced(facts.text("source", _SOURCE)),
        agency=_reduced(facts.text("agency", ())),
        place=_reduced(facts.text("place", ())),
        section=_reduced(facts.text("section", _SECTION)),
        tags=tuple(_split(facts.texts("tags", _TAGS), r"[,;|]")),
        language=facts.text("language", _LANGUAGE),
        origins=tuple(facts.origins.items()),
    )


class _Facts:
    """The facts of a record, and the names of the fields they were read from."""

    def __init__(self, record: Record, field_map: FieldMap) -> None:
        shape = shape_of(record)
        self._record = record
        self._maps = (field_map, shape.fields) if shape else (field_map,)
        self._fields = _flattened(record)
        self.origins: dict[str, str] = {"format": shape.name} if shape else {}

    def texts(self, fact: str, synonyms: tuple[str, ...]) -> list[str]:
        """Give the texts of the first field that has some: as mapped, as the shape has it, then by synonym."""
        for fields in self._maps:
            for name in fields.names(fact):
                if texts := list(_texts(at(self._record, name))):
                    self.origins[fact] = name
                    return texts
        for name in synonyms:
            if name in self._fields and (texts := list(_texts(self._fields[name]))):
                self.origins[fact] = self._written(name)
                return texts
        return []

    def text(self, fact: str, synonyms: tuple[str, ...]) -> str | None:
        return "\n\n".join(self.texts(fact, synonyms)) or None

    def _written(self, plain: str) -> str:
        """Give the name as the record writes it, with the envelope it is in."""
        for outer, value in self._record.items():
            if _plain(outer) == plain and not _is_empty(value):
                return str(outer)
            if outer in _INSIDE and isinstance(value, dict) and any(_plain(key) == plain for key in value):
                return f"{outer}.{next(key for key in value if _plain(key) == plain)}"
        return plain


def items_of(value: object, field_map: FieldMap | None = None) -> list[object] | None:
    """Give the items of a document that is a collection of records, or None where it is itself one record.

    A list is its items; an object with a list of objects inside (up to four levels down) is that list.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and (articles := articles_of_graph(value)) is not None:
        return articles
    if isinstance(value, dict) and isinstance(content := at(value, "response.content"), dict):
        return [content]
    if field_map and any(at(value, name) for fact in ("title", "body") for name in field_map.names(fact)):
        return None
    if not isinstance(value, dict) or _first(_flattened(value), _BODY):
        return None
    if shape_of(value) and not not_an_article(value):
        return None
    return _inner_items(value, _MAX_ITEM_DEPTH)


def _inner_items(value: dict[str, object], depth: int) -> list[object] | None:
    lists = {
        key: inner
        for key, inner in value.items()
        if isinstance(inner, list) and any(isinstance(i, dict) for i in inner)
    }
    for name in _ITEMS:
        if name in lists:
            return lists[name]
    if lists and not _first(_flattened(value), _TITLE):
        return max(lists.values(), key=len)
    if depth:
        for inner in value.values():
            if isinstance(inner, dict) and (found := _inner_items(inner, depth - 1)) is not None:
                return found
    return None


def _flattened(record: Record) -> dict[str, object]:
    """Give the fields by plain name, those of an envelope's inner object included, the outer ones first."""
    fields: dict[str, object] = {}
    layers: list[Record] = [record]
    layers += [inner for key, inner in record.items() if key in _INSIDE and isinstance(inner, dict)]
    for layer in layers:
        for key, value in layer.items():
            plain = _plain(key)
            if plain in _ALL and not _is_empty(value):
                fields.setdefault(plain, value)
    return fields


def _plain(name: object) -> str:
    text = str(name)
    return _PLAIN.get(text) or _NOT_LETTERS.sub("", text.lower())


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {} or isinstance(value, bool)


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        if name in fields and (text := "\n\n".join(_texts(fields[name]))).strip():
            return text
    return None


def _texts(value: object, depth: int = 4) -> Iterator[str]:
    """Give the texts of a value: a string, a number, an object's name, or a list of them."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict) and depth:
        inner = next((value[key] for key in _TEXT_OF if value.get(key)), None)
        yield from _texts(inner, depth - 1)
    elif isinstance(value, list) and depth:
        for inner in value:
            yield from _texts(inner, depth - 1)


def _people(texts: list[str]) -> tuple[str, ...]:
    """Split `A. Bell; C. Dorn`, `Ann Bell and Cem Dorn`, `Ann Bell, Cem Dorn`, but not `Bell, A.`."""
    names = list(_split(texts, r"[;|]"))
    people: list[str] = []
    for name in names:
        pieces = re.split(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|y|et|&)\s+", name)
        people += pieces if all(len(piece.split()) > 1 for piece in pieces) else [name]
    return tuple(people)


def _split(texts: list[str], separator: str) -> Iterator[str]:
    for text in texts:
        reduced = _reduced(text) or ""
        yield from re.split(separator, reduced) if len(texts) == 1 else [reduced]


def _reduced(text: str | None) -> str | None:
    """Give a field's text without the HTML that many exports leave in it."""
    if text is None:
        return None
    if "<" in text and _MARKUP.search(text):
        return fragment_text(text)
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _without_count(text: str) -> str:
    """Give a text that was cut off, and says by how much, with an ellipsis there."""
    end = text.rstrip()
    cut = _CUT_OFF.search(end, max(0, len(end) - 20))
    return end[: cut.start()].rstrip().removesuffix("...").rstrip(" \n\t…") + "…" if cut else text


def _url_like(record: str | None) -> str | None:
    return record if record and record.startswith(("http://", "https://")) else None


_ALL: frozenset[str] = frozenset().union(
    *(_TITLE, _WEAK_TITLE, _BODY, _SUMMARY, _PUBLISHED, _UPDATED, _AUTHORS),
    *(_SOURCE, _SECTION, _TAGS, _URL, _RECORD, _LANGUAGE),
)
_PLAIN = {name: name for name in _ALL}
