"""IPTC's XML: NITF, and NewsML-G2 with NITF, XHTML or plain text inside.

No entity is expanded, no DTD loaded and nothing fetched. Elements are found by their local names, so that every
namespace and version of the standards will do.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from corpus.article import Failure
from corpus.content import MAX_DOCUMENT_BYTES, Content
from corpus.draft import Draft
from corpus.errors import Unreadable
from corpus.markup import fragment_text

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_AS_HTML = {"block": "div", "hl2": "h2", "hl3": "h3", "bq": "blockquote", "hl1": "h1", "fn": "p", "pre": "pre"}
_NOT_TEXT = ("media", "table-reference", "ednote", "hedline", "byline", "dateline")
_WITHDRAWN = ("canceled", "cancelled")


def read_news_xml(content: Content) -> Iterator[Draft | Failure]:
    """Read the items of a message, or the one of a document, in order."""
    root = _parsed(content.whole(MAX_DOCUMENT_BYTES))
    items = list(root.iter("{*}newsItem")) or list(root.iter("{*}nitf"))
    if not items:
        raise Unreadable("news XML without a news item", "nothing to do", "skipped")
    for number, item in enumerate(items, start=1):
        name = f"item {number}" if len(items) > 1 else None
        yield _news_item(content, name, item) if _name(item) == "newsItem" else _nitf(name, item)


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not XML: {error}", "correct it") from error
    if root is None:
        raise Unreadable("not XML", "correct it")
    return root


def _news_item(content: Content, name: str | None, item: Any) -> Draft | Failure:
    kind = _attribute(item, "itemClass", "qcode").rpartition(":")[2]
    status = _attribute(item, "pubStatus", "qcode").rpartition(":")[2]
    if kind not in ("", "text", "composite") or status in _WITHDRAWN:
        reason = f"withdrawn by its publisher ({status})" if status in _WITHDRAWN else f"a news item of class {kind}"
        return Failure(path=content.path, item=name, reason=reason, remedy="nothing to do", kind="skipped")
    inner = next(iter(item.iter("{*}nitf")), None)
    inside = _nitf(name, inner) if inner is not None else Draft()
    meta = next(iter(item.iter("{*}contentMeta")), item)
    return Draft(
        title=_text(meta, "headline") or inside.title,
        body=inside.body or _inline(item) or _text(meta, "description"),
        item=name,
        record=item.get("guid") or inside.record,
        url=next((link.get("href") for link in item.iter("{*}link") if "alt" in (link.get("rel") or "")), None),
        published=_text(item, "firstCreated") or _text(meta, "contentCreated") or _text(item, "versionCreated"),
        updated=_text(item, "versionCreated") or _text(meta, "contentModified"),
        authors=tuple(_texts(meta, "by")) or tuple(_names(meta, "creator")) or inside.authors,
        source=next(iter(_names(item, "provider")), None) or inside.source,
        agency=next(iter(_names(meta, "infoSource")), None) or inside.agency,
        place=next(iter(_names(meta, "located")), None) or inside.place,
        section=next(iter(_names(meta, "genre")), None),
        tags=(*_names(meta, "subject"), *_texts(meta, "keyword")) or inside.tags,
        language=_attribute(meta, "language", "tag") or item.get(_XML_LANGUAGE),
        origins=_G2_ORIGINS,
    )


def _nitf(name: str | None, nitf: Any) -> Draft:
    published = nitf.find(".//{*}pubdata")
    location = nitf.find(".//{*}dateline//{*}location")
    bylines = [line for line in nitf.iter("{*}byline") if line.get("class") != "normalized_byline"][:1]
    return Draft(
        title=_text(nitf, "hl1") or _text(nitf, "hedline") or _text(nitf, "title"),
        body=_nitf_body(nitf) or _text(nitf, "abstract"),
        item=name,
        record=_attribute(nitf, "doc-id", "id-string") or None,
        url=published.get("ex-ref") if published is not None else None,
        published=_attribute(nitf, "date.issue", "norm")
        or (published.get("date.publication") if published is not None else None)
        or _attribute(nitf, "story.date", "norm"),
        authors=tuple(_texts(bylines[0], "person") or [_flat(bylines[0])]) if bylines else (),
        source=(published.get("name") if published is not None else None)
        or _attribute(nitf, "doc.copyright", "holder")
        or None,
        agency=_text(nitf, "distributor"),
        place=_text(location, "city") or _flat(location) if location is not None else None,
        section=published.get("position.section") if published is not None else None,
        tags=tuple(_values(nitf, "keyword", "key") or _values(nitf, "tobject.subject", "tobject.subject.type")),
        language=nitf.get(_XML_LANGUAGE) or _attribute(nitf, "body.content", _XML_LANGUAGE) or None,
        origins=_NITF_ORIGINS,
    )


def _nitf_body(nitf: Any) -> str | None:
    """Give the text of the body; where one block says it is the full text, the others only repeat parts of it."""
    bodies = [block for block in nitf.iter("{*}block") if block.get("class") == "full_text"]
    bodies = bodies or list(nitf.iter("{*}body.content"))
    return "\n\n".join(map(_markup_text, bodies)) or None


def _inline(item: Any) -> str | None:
    """Give the text of a news item whose content is XHTML or plain text."""
    for inline in item.iter("{*}inlineXML"):
        body = next(iter(inline.iter("{*}body")), inline)
        return _markup_text(body)
    for inline in item.iter("{*}inlineData"):
        text = "".join(inline.itertext())
        return fragment_text(text) if "html" in (inline.get("contenttype") or "") else text
    return None


def _markup_text(root: Any) -> str:
    for element in list(root.iter(etree.Element)):
        name = _name(element)
        if name in _NOT_TEXT and element is not root:
            _drop(element)
        else:
            element.tag = _AS_HTML.get(name, name)
    etree.cleanup_namespaces(root)
    return fragment_text(etree.tostring(root, encoding="unicode", with_tail=False))


def _drop(element: Any) -> None:
    """Take an element out of its parent, and leave the text that follows it."""
    element.clear(keep_tail=True)
    element.tag = "script"


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _flat(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _texts(root: Any, name: str) -> list[str]:
    return [text for found in root.iter(f"{{*}}{name}") if (text := _flat(found))]


def _text(root: Any, name: str) -> str | None:
    return next(iter(_texts(root, name)), None)


def _values(root: Any, name: str, attribute: str) -> list[str]:
    return [value for found in root.iter(f"{{*}}{name}") if (value := found.get(attribute))]


def _attribute(root: Any, name: str, attribute: str) -> str:
    return next(iter(_values(root, name, attribute)), "")


def _names(root: Any, name: str) -> list[str]:
    """Give the names of things that a news item refers to; their codes mean nothing to a reader."""
    found = [_text(thing, "name") or thing.get("literal") for thing in root.iter(f"{{*}}{name}")]
    return [text for text in found if text]


_G2_ORIGINS = (
    ("format", "NewsML-G2"), ("title", "headline"), ("body", "contentSet"), ("record", "newsItem@guid"),
    ("published", "firstCreated, else contentCreated, versionCreated"), ("updated", "versionCreated"),
    ("authors", "by, else creator"), ("source", "provider"), ("agency", "infoSource"), ("place", "located"),
    ("section", "genre"), ("tags", "subject, keyword"), ("language", "language@tag"), ("url", "link"),
)  # fmt: skip
_NITF_ORIGINS = (
    ("format", "NITF"), ("title", "hl1"), ("body", "body.content"), ("record", "doc-id"),
    ("published", "date.issue, else pubdata, story.date"), ("authors", "byline"), ("source", "pubdata, else copyright"),
    ("agency", "distributor"), ("place", "dateline"), ("section", "pubdata"), ("tags", "keyword, else tobject.subject"),
    ("url", "pubdata@ex-ref"), ("language", "xml:lang"),
)  # fmt: skip
