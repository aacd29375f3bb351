"""What would be read of some files, and how: formats as recognized, fields as mapped, an article of each to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from corpus.article import Article, Failure
from corpus.draft import Draft, finish
from corpus.field_map import FACTS, FieldMap
from corpus.language import declared_language
from corpus.reader import Found, found_in, nothing_in
from corpus.walk import PathLike, SourceFile, walk

KEEP_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """An article, and for each fact it has, where that was read."""

    article: Article
    origins: dict[str, str]


@dataclass(slots=True)
class Recognized:
    """What was recognized as one format: how much of it, which fields hold which facts how often, and a sample."""

    format: str
    files: int = 0
    articles: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    sample: Sample | None = None

    def add(self, article: Article, draft: Draft) -> None:
        origins = origins_of(article, draft, self.format)
        for fact, name in origins.items():
            self.fields.setdefault(fact, Counter())[name] += 1
        if self.sample is None or len(origins) > len(self.sample.origins):
            self.sample = Sample(article, origins)
        self.articles += 1


@dataclass(slots=True)
class Inspection:
    """What was found below some paths.

    files:     how many were looked at; `more` says that there are others
    cut_short: how many of them have more items than were looked at
    failures:  the first ones; `failures_total` counts them all
    """

    files: int = 0
    more: bool = False
    cut_short: int = 0
    formats: dict[str, Recognized] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    failures_total: int = 0

    def fail(self, failure: Failure) -> None:
        self.failures_total += 1
        if len(self.failures) < KEEP_FAILURES:
            self.failures.append(failure)


def inspect(
    paths: PathLike | Iterable[PathLike], field_map: FieldMap | None = None, *, files: int = 1_000, items: int = 20
) -> Inspection:
    """Look at the first files below the paths, and at the first items of each. Raises NoSuchPath as `walk`."""
    inspection = Inspection()
    for file in walk(paths):
        if isinstance(file, Failure):
            inspection.fail(file)
        elif inspection.files == files:
            inspection.more = True
            break
        else:
            inspection.files += 1
            _look(file, field_map, items, inspection)
    return inspection


def origins_of(article: Article, draft: Draft, format: str) -> dict[str, str]:
    """Give where each fact that an article has was read: a field's name, or what it was derived from."""
    named = dict(draft.origins)
    held = {fact: getattr(article, fact) for fact in FACTS}
    derived = dict(_derived(article, draft))
    return {fact: derived.get(fact) or named.get(fact) or f"the {format}" for fact in FACTS if held[fact]}


def _look(file: SourceFile, field_map: FieldMap | None, items: int, inspection: Inspection) -> None:
    looked_at: set[str] = set()
    found = found_in(file, field_map)
    for one in islice(found, items):
        if isinstance(one.draft, Failure):
            inspection.fail(one.draft)
            continue
        name = _format(one)
        recognized = inspection.formats.setdefault(name, Recognized(name))
        recognized.files += name not in looked_at
        looked_at.add(name)
        article = finish(one.draft, one.place)
        if article is None:
            inspection.fail(nothing_in(one.draft, file.path))
        else:
            recognized.add(article, one.draft)
    inspection.cut_short += next(found, None) is not None


def _format(found: Found) -> str:
    """Give the format's name, with the shape of the records where it is a known one."""
    shape = dict(found.draft.origins).get("format") if isinstance(found.draft, Draft) else None
    name = found.format or "unknown"
    return f"{name}, as {shape}" if shape and name.startswith("json") else name


def _derived(article: Article, draft: Draft) -> Iterator[tuple[str, str]]:
    if not draft.title:
        yield "title", "the first sentence"
    if article.date_source == "text":
        yield "published", "the dateline"
    elif article.date_source not in ("record", "feed", None):
        yield "published", f"the page's {article.date_source}"
    if not draft.source:
        yield "source", "the address"
    for fact, given in (("agency", draft.agency), ("place", draft.place)):
        if not given:
            yield fact, "the dateline"
    if not declared_language(draft.language):
        yield "language", "guessed from the text"
