"""Known shapes of article records: where schema.org, IPTC ninjs and the news services put what synonyms cannot tell.

A shape is told by fields that only it has. Where it names no field for a fact, or the field is empty, the synonyms of
`corpus.fields` are asked as for any record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.field_map import FieldMap

Record = Mapping[str, object]

_ARTICLE_TYPES = (
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle",
    "backgroundnewsarticle", "askpublicnewsarticle", "advertisercontentarticle", "satiricalarticle", "report",
    "blogposting", "liveblogposting", "socialmediaposting", "scholarlyarticle", "techarticle", "webpage", "posting",
)  # fmt: skip
_PICTURES = ("picture", "graphic", "video", "audio", "photo", "animation")


@dataclass(frozen=True, slots=True)
class Shape:
    """A known shape: its name, the fields of which each group has one, and where its facts are."""

    name: str
    marks: tuple[tuple[str, ...], ...]
    fields: FieldMap


def shape_of(record: Record) -> Shape | None:
    """Give the shape of a record, None where it is a stranger's."""
    for shape in SHAPES:
        if all(any(mark in record for mark in group) for group in shape.marks):
            return shape
    return None


def not_an_article(record: Record) -> str | None:
    """Give what a record says it is, where that is no article: an organization, a picture."""
    kinds = [kind.rpartition("/")[2] for kind in _strings(record.get("@type"))]
    if kinds and not any(kind.lower() in _ARTICLE_TYPES for kind in kinds):
        return kinds[0]
    kind = record.get("type")
    if "uri" in record and isinstance(kind, str) and kind.lower() in _PICTURES:
        return kind
    return None


def articles_of_graph(value: Record) -> list[object] | None:
    """Give the articles among the nodes of a JSON-LD graph; the web page itself only where there is no other."""
    graph = value.get("@graph")
    if not isinstance(graph, list):
        return None
    nodes = [node for node in graph if isinstance(node, dict) and node.get("@type") and not not_an_article(node)]
    stories = [node for node in nodes if "webpage" not in map(str.lower, _strings(node["@type"]))]
    return list(stories or nodes or graph)


def at(record: object, path: str) -> object:
    """Give the value at a path such as `headline.main`, `tags[type=keyword].webTitle` or `bodies.0.value`.

    None where there is none; of a list, the list of what its items have. Names are compared without case, spaces and
    punctuation, and one that contains dots is tried as it stands first.
    """
    if isinstance(record, dict) and record.get(path) is not None:
        return record[path]
    name, _, rest = path.partition(".")
    name, _, condition = name.partition("[")
    value = _step(record, name)
    if condition and isinstance(value, list):
        field, _, wanted = condition.rstrip("]").partition("=")
        value = [item for item in value if isinstance(item, dict) and str(item.get(field)).lower() == wanted]
    return at(value, rest) if rest and value is not None else value


def _step(value: object, name: str) -> object:
    if isinstance(value, list):
        if name.isdigit():
            return value[int(name)] if int(name) < len(value) else None
        found = (_step(item, name) for item in value if isinstance(item, dict))
        return [item for item in found if item is not None] or None
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    wanted = _plain(name)
    return next((inner for key, inner in value.items() if _plain(key) == wanted), None)


def _plain(name: object) -> str:
    return "".join(filter(str.isalnum, str(name))).lower()


def _strings(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item


SHAPES = (
    Shape(
        "schema.org",
        (("@type", "@context"), ("headline", "articleBody", "name", "text")),
        FieldMap.of({
            "title": ("headline", "name"),
            "body": ("articleBody", "text"),
            "published": ("datePublished", "dateCreated"),
            "updated": ("dateModified",),
            "authors": ("author.name", "author", "creator.name"),
            "source": ("publisher.name", "publisher", "sourceOrganization.name"),
            "section": ("articleSection",),
            "tags": ("keywords",),
            "language": ("inLanguage",),
            "place": ("contentLocation.name", "locationCreated.name"),
            "url": ("url", "mainEntityOfPage.@id", "mainEntityOfPage", "@id"),
            "record": ("identifier",),
        }),
    ),
    Shape(
        "IPTC ninjs",
        (("uri",), ("versioncreated", "versionCreated", "firstcreated", "firstCreated"), ("headline", "headlines")),
        FieldMap.of({
            "title": ("headline", "headlines[role=main].value", "headlines.0.value"),
            "body": ("body_text", "body_xhtml", "body_html", "bodies[role=main].0.value", "bodies.0.value"),
            "published": ("firstpublished", "firstcreated", "contentcreated", "versioncreated"),
            "updated": ("versioncreated",),
            "authors": ("byline", "bylines.0.value", "creditline"),
            "source": ("infosources.name", "copyrightholder", "provider.name"),
            "section": ("genres.name", "genre.name"),
            "tags": ("subject.name", "subjects.name"),
            "place": ("located", "place.name", "places.name"),
            "url": ("standardurl", "url", "uri"),
            "record": ("uri",),
        }),
    ),
    Shape(
        "Guardian",
        (("webTitle",), ("webPublicationDate", "apiUrl")),
        FieldMap.of({
            "title": ("fields.headline", "webTitle"),
            "body": ("fields.bodyText", "fields.body", "blocks.body.bodyTextSummary", "fields.trailText"),
            "published": ("webPublicationDate", "fields.firstPublicationDate"),
            "updated": ("fields.lastModified",),
            "authors": ("tags[type=contributor].webTitle", "fields.byline"),
            "source": ("fields.publication",),
            "section": ("sectionName",),
            "tags": ("tags[type=keyword].webTitle",),
            "url": ("webUrl",),
            "record": ("id",),
            "language": ("fields.lang",),
        }),
    ),
    Shape(
        "New York Times",
        (("web_url", "uri"), ("pub_date",), ("headline",)),
        FieldMap.of({
            "title": ("headline.main", "headline.print_headline"),
            "body": ("body", "lead_paragraph", "abstract", "snippet"),
            "published": ("pub_date",),
            "authors": ("byline.original",),
            "section": ("section_name", "news_desk"),
            "tags": ("keywords.value",),
            "url": ("web_url",),
            "record": ("_id", "uri"),
        }),
    ),
    Shape(
        "news-please",
        (("date_publish",), ("date_download", "source_domain"), ("maintext", "text", "title")),
        FieldMap.of({
            "title": ("title", "title_page", "title_rss"),
            "body": ("maintext", "text"),
            "published": ("date_publish",),
            "updated": ("date_modify",),
            "authors": ("authors",),
            "source": ("source_domain",),
            "url": ("url",),
            "language": ("language",),
        }),
    ),
    Shape(
        "NewsAPI",
        (("publishedAt",), ("urlToImage",), ("source",)),
        FieldMap.of({
            "title": ("title",),
            "body": ("content", "description"),
            "published": ("publishedAt",),
            "authors": ("author",),
            "source": ("source.name", "source.id"),
            "url": ("url",),
        }),
    ),
)  # fmt: skip
