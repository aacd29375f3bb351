"""Which fields of a stranger's records hold which facts, as somebody who knows them says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.errors import BadFieldMap

FACTS = (
    "title", "body", "published", "updated", "authors", "source", "agency", "section", "tags", "language", "place",
    "url", "record",
)  # fmt: skip
_SHORT = {
    "author": "authors",
    "date": "published",
    "id": "record",
    "lang": "language",
    "tag": "tags",
    "text": "body",
}


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A fact of an article to the names of its field, the first that holds something wins.

    A name may lead into nested objects and lists: `headline.main`, `tags.webTitle`. Names are compared without case,
    spaces and punctuation.
    """

    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def names(self, fact: str) -> tuple[str, ...]:
        """Give the names of a fact's field; none where nothing is said of it."""
        return next((names for known, names in self.fields if known == fact), ())

    @classmethod
    def of(cls, fields: Mapping[str, Iterable[str]]) -> "FieldMap":
        """Make a map of facts to names."""
        return cls(tuple((fact, tuple(names)) for fact, names in fields.items()))


def parse_field_map(text: str) -> FieldMap:
    """Read `title=headline,body=content`; a fact given several times has several fields, in this order.

    Raises BadFieldMap.
    """
    fields: dict[str, list[str]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        fact, equals, name = map(str.strip, part.partition("="))
        fact = _SHORT.get(fact, fact)
        if not equals or not name:
            raise BadFieldMap(f"{part!r} maps nothing; write what it is and the field, as in title=headline")
        if fact not in FACTS:
            raise BadFieldMap(f"{fact!r} is no fact of an article; known are {', '.join(FACTS)}")
        fields.setdefault(fact, []).append(name)
    return FieldMap.of(fields)
