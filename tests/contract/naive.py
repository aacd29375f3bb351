"""An engine that scans and filters: no index, no array, right by inspection. What the real engines must agree with.

It shares with them the analysis, the formula and the passages, which are ours and the same everywhere; nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from math import inf
from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from corpus import Article
from index import IndexMissing
from index.analysis import Token, fold, fold_value, is_fragment, query_forms, query_words, tokenize
from search import (
    All,
    And,
    Boost,
    Bucket,
    Completion,
    Copies,
    Cursor,
    DateBucket,
    Facet,
    Filters,
    Fuzzy,
    HeldBack,
    Histogram,
    Hit,
    IndexStats,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    ResultPage,
    SearchRequest,
    SearchWarning,
    Suggestion,
    Term,
    TotalHits,
    Wildcard,
)
from search.completion import completed
from search.diversity import is_spread
from search.errors import SearcherClosed
from search.every_text import of_articles, over_every_text
from search.expansion import MAX_EXPANSIONS
from search.interpret import write
from search.marking import Markers
from search.query import TEXT_FIELDS, prefers_spelling, scored
from search.readings import Reading, asked_of, readings
from search.related import likeness, related, traits_of
from search.relax import any_of
from search.scoring import BODY_B, SPELLED, TITLE_B, idf, leaf_score, length_norm, recency, weighted_frequency
from search.snippets import body_of, passages, title_of
from search.spelling import suggested
from tests.contract.naive_explaining import explained
from tests.contract.naive_lexicon import NaiveLexicon, NaiveVocabulary, edits
from tests.contract.naive_stories import NaiveStories
from tests.index.memory_writer import MemoryWriter

NaiveWriter = MemoryWriter
Test = Callable[[Token], bool]
Word = tuple[Test, int]  # whether a token is the word, and how many articles have it
GAP = 100  # between two values of one field; farther than any phrase of these tests reaches


def values_of(article: Article, field: str) -> tuple[str, ...]:
    singles = {
        "source": article.source,
        "section": article.section,
        "agency": article.agency,
        "place": article.place,
        "language": article.language,
        "lang": article.language,
    }
    if field in singles:
        return (singles[field],) if singles[field] else ()
    return {"author": article.authors, "tag": article.tags}[field]


def period(article: Article, timezone: str) -> tuple[date, date] | None:
    """The first and the last day an article may have been published on."""
    if article.published is None:
        return None
    day = article.published.date()
    match article.published_precision:
        case "minute":
            local = article.published.astimezone(ZoneInfo(timezone)).date()
            return local, local
        case "day":
            return day, day
        case "month":
            following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
            return day.replace(day=1), following - timedelta(days=1)
        case _:
            return date(day.year, 1, 1), date(day.year, 12, 31)


def fits(pattern: str, word: str) -> bool:
    if not pattern:
        return not word
    if pattern[0] == "*":
        return any(fits(pattern[1:], word[start:]) for start in range(len(word) + 1))
    return bool(word) and pattern[0] in ("?", word[0]) and fits(pattern[1:], word[1:])


@dataclass
class Scanned:
    """An article and its tokens by field; between values of one field stand tokens that match nothing."""

    article: Article

    @cached_property
    def tokens(self) -> dict[str, list[Token | None]]:
        article = self.article
        fields: dict[str, list[Token | None]] = {
            "title": list(tokenize(article.title, article.language)),
            "body": list(tokenize(article.body, article.language)),
            "url": list(tokenize(article.url or "")),
        }
        for name in ("source", "author", "section", "tag", "agency", "place"):
            fields[name] = []
            for value in values_of(article, name):
                fields[name] += [*tokenize(value), *[None] * GAP]
        return fields

    def places(self, field: str, test: Test) -> list[int]:
        return [place for place, token in enumerate(self.tokens[field]) if token is not None and test(token)]

    def has(self, field: str, test: Test) -> bool:
        return bool(self.places(field, test))


class NaiveSearcher:
    def __init__(self, name: str) -> None:
        if name not in MemoryWriter.stored:
            raise IndexMissing(f"no index called {name}: run `dateline index PATH` to build one")
        state = MemoryWriter.stored[name].copy()
        self.generation = state.generation
        self.earlier, self.past = state.earlier, state.past
        self._hold(state.articles)

    def _hold(self, articles: dict[str, Article]) -> None:
        self.all = [Scanned(articles[id]) for id in sorted(articles)]
        self.articles = {each.article.id: each.article for each in self.all}
        self.languages = (*sorted({each.article.language for each in self.all if each.article.language}), None)
        spoken = [each.article.language for each in self.all]
        self.spoken = tuple((language, spoken.count(language)) for language in self.languages)
        self.warnings: list[SearchWarning] = []
        self.closed = False

    # The port

    def search(self, request: SearchRequest) -> ResultPage:
        self._check()
        if request.versions == "all":
            page = EveryText(self, request).search(over_every_text(request))
            return of_articles(replace(page, hits=tuple(map(self._told, page.hits))), request)
        began = perf_counter()
        query, matching, every = self._answer(request)
        found = self._grouped(every) if request.group == "story" else every
        held: tuple[HeldBack, ...] | None = None
        if is_spread(request, query):
            found, held = spread_out(found)
        warnings = tuple(dict.fromkeys(self.warnings))
        marks = Markers(query, self.spoken)
        keys = [(self._key(request, query, item), item[0].id) for item in found]
        first = (request.page - 1) * request.size
        if request.after:
            left = (request.after.key, request.after.id)
            first = keys.index(left) + 1 if left in keys else sum(key <= left for key in keys)
        last = first + request.size
        hits = tuple(
            Hit(
                article,
                score,
                rank,
                title_of(article, marks.of(article.language)),
                passages(article, marks.of(article.language), request.snippets),
                self.stories.story(article.id),
                explained(self, query, request, article) if request.explain else None,
            )
            for rank, (article, score) in enumerate(found[first:last], first + 1)
        )
        return ResultPage(
            total=TotalHits(len(found)),
            hits=hits,
            page=first // request.size + 1 if request.after else request.page,
            size=request.size,
            matching=matching,
            sort=request.sort,
            generation=self.generation,
            took_ms=(perf_counter() - began) * 1000,
            facets=tuple(self._facet(field, query, request) for field in request.facets),
            histogram=self._histogram([article for article, _ in every], request) if request.histogram else None,
            warnings=warnings,
            suggestion=self._suggestion(request, matching, len(every)),
            cursor=self._cursor(request, *keys[last - 1]) if last < len(found) else None,
            changed=request.after is not None and request.after.generation != self.generation,
            articles=len(every) if request.group == "story" else None,
            spread=held,
        )

    @cached_property
    def stories(self) -> NaiveStories:
        return NaiveStories(list(self.articles.values()))

    def _grouped(self, found: list[tuple[Article, float]]) -> list[tuple[Article, float]]:
        """Of each story what comes first."""
        first: dict[str, tuple[Article, float]] = {}
        for article, score in found:
            first.setdefault(self.stories.heads[article.id], (article, score))
        return list(first.values())

    def copies(self, story: str, most: int = 100, skip: int = 0) -> Copies | None:
        self._check()
        found = story if story in self.articles else self._successor(story)
        return self.stories.copies(found, most, skip) if found else None

    def _successor(self, gone: str) -> str | None:
        """The copy that stayed when an article went."""
        for before, after in reversed(list(pairwise((*self.past, self.articles)))):
            if gone in before and gone not in after:
                members = NaiveStories(list(before.values())).members(gone)
                stayed = next((member.id for member in members if member.id in after), None)
                if stayed:
                    return stayed if stayed in self.articles else self._successor(stayed)
        return None

    def article(self, id: str, version: int | None = None) -> Article | None:
        self._check()
        present = self.articles.get(id)
        if version is None or (present and present.version == version):
            return present
        return self.earlier.get((id, version))

    def versions(self, id: str) -> tuple[Article, ...]:
        self._check()
        texts = [self.articles[id]] if id in self.articles else []
        return tuple(
            texts + sorted((text for text in self.earlier.values() if text.id == id), key=lambda text: -text.version)
        )

    def _told(self, hit: Hit) -> Hit:
        present = self.articles[hit.article.id.partition("\x1f")[0]]
        article = replace(hit.article, id=present.id)
        later = present.version if present.version != article.version else None
        return replace(hit, article=article, story=self.stories.story(present.id), present_version=later)

    def marked(self, id: str, request: SearchRequest, version: int | None = None) -> Hit | None:
        article = self.article(id, version)
        if article is None:
            return None
        marks = Markers(request.query, self.spoken).of(article.language)
        return Hit(article, 0.0, 1, title_of(article, marks), (body_of(article, marks),))

    def related(self, id: str, size: int = 5) -> tuple[Hit, ...] | None:
        article = self.article(id)
        if article is None:
            return None
        own = self.copies(id, 1)
        return related(self, own.story.id if own else id, likeness(traits_of(article), NaiveLexicon(self)), size)

    def suggest(self, typed: str, size: int = 8) -> tuple[Completion, ...]:
        self._check()
        return completed(typed, NaiveVocabulary(self), size)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        self._check()
        if request.versions == "all":
            yield from map(self._told, EveryText(self, request).scan(over_every_text(request)))
            return
        query, _, found = self._answer(request)
        found = self._grouped(found) if request.group == "story" else found
        found = spread_out(found)[0] if is_spread(request, query) else found
        marks = Markers(query, self.spoken)
        for rank, (article, score) in enumerate(found, 1):
            self._check()
            if request.after and (self._key(request, query, (article, score)), article.id) <= (
                request.after.key,
                request.after.id,
            ):
                continue
            yield Hit(
                article,
                score,
                rank,
                title_of(article, marks.of(article.language)),
                story=self.stories.story(article.id),
            )

    def stats(self) -> IndexStats:
        self._check()
        periods = [period(each.article, "UTC") for each in self.all]
        return IndexStats(
            articles=len(self.all),
            sources=len({fold_value(each.article.source) for each in self.all if each.article.source}),
            languages=tuple(language for language in self.languages if language),
            undated=sum(found is None for found in periods),
            first=min((found[0] for found in periods if found), default=None),
            last=max((found[1] for found in periods if found), default=None),
            segments=0,
            bytes=0,
            generation=self.generation,
        )

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(self) -> None:
        if self.closed:
            raise SearcherClosed(f"this searcher of generation {self.generation} was closed; open another")

    # Matching: the score, or None for no match

    def _answer(self, request: SearchRequest) -> tuple[Query, str, list[tuple[Article, float]]]:
        relaxed = any_of(request.query) if request.matching != "all" else None
        if request.matching == "any" and relaxed is not None:
            return relaxed, "any", self._found(relaxed, request)
        found = self._found(request.query, request)
        if found or relaxed is None:
            return request.query, "all", found
        return relaxed, "any", self._found(relaxed, request)

    def _found(self, query: Query, request: SearchRequest) -> list[tuple[Article, float]]:
        self.warnings = []
        score = self.matcher(query, request.timezone)
        found = [
            (each.article, points * self._recency(each.article, request))
            for each in self.all
            if passes(each.article, request.filters, request.timezone) and (points := score(each)) is not None
        ]
        return sorted(found, key=lambda item: (self._key(request, query, item), item[0].id))

    def _recency(self, article: Article, request: SearchRequest) -> float:
        age = self.age_days(article, request.reference)
        return 1.0 if request.half_life is None or age is None else recency(age, request.half_life)

    def age_days(self, article: Article, now: datetime | None) -> float | None:
        if article.published is None:
            return None
        dates = [each.article.published for each in self.all if each.article.published]
        believed = [each for each in dates if now is None or each.date() <= now.date() + timedelta(days=1)]
        return max(max(believed or dates).timestamp() // 1 - article.published.timestamp() // 1, 0.0) / 86_400

    def _key(self, request: SearchRequest, query: Query, item: tuple[Article, float]) -> float:
        """What an article sorts by, before its id."""
        article, score = item
        if request.sort == "relevance" and scored(query):
            return -score
        if article.published is None:
            return inf
        seconds = article.published.timestamp() // 1
        return seconds if request.sort == "oldest" else -seconds

    def _cursor(self, request: SearchRequest, key: float, id: str) -> Cursor:
        reference = request.after.reference if request.after else request.reference
        return Cursor(self.generation, reference, key, id, request.digest)

    def _suggestion(self, request: SearchRequest, matching: str, found: int) -> Suggestion | None:
        def count(query: Query) -> int:
            asked = any_of(query) if request.matching == "any" else None
            return len(self._found(asked or query, request))

        fell_back = matching == "any" and request.matching != "any"
        better = suggested(request.query, NaiveLexicon(self), 0 if fell_back else found, count)
        return Suggestion(write(better[0]), better[1]) if better else None

    def matcher(self, query: Query, timezone: str) -> Callable[[Scanned], float | None]:
        match query:
            case And(clauses):
                parts = [self.matcher(clause, timezone) for clause in clauses]

                def every(each: Scanned) -> float | None:
                    points = [part(each) for part in parts]
                    return None if None in points else sum(points, start=0.0)

                return every
            case Or(clauses):
                parts = [self.matcher(clause, timezone) for clause in clauses]

                def either(each: Scanned) -> float | None:
                    points = [found for part in parts if (found := part(each)) is not None]
                    return sum(points, start=0.0) if points else None

                return either
            case Not(clause):
                inner = self.matcher(clause, timezone)
                return lambda each: 0.0 if inner(each) is None else None
            case Boost(clause, factor):
                inner = self.matcher(clause, timezone)
                return lambda each: None if (points := inner(each)) is None else points * factor
            case _:
                if scored(query) and prefers_spelling(query):
                    return self._spelled(query)
                if scored(query):
                    return self._text(query)
                return lambda each: 0.0 if self._holds(query, each, timezone) else None

    def _spelled(self, query: Term) -> Callable[[Scanned], float | None]:
        """A word with a capital or an accent: more where the text has the very word."""
        words, _ = self.counter(query)
        plain = self._text(query)
        if len(words) != 1 or len(query_words(query.word)) != 1 or is_fragment(query.word):
            return plain
        exact = self._text(replace(query, exact=True), weight=idf(words[0][1], len(self.all)))

        def score(each: Scanned) -> float | None:
            points, more = plain(each), exact(each)
            return points if points is None or more is None else points + SPELLED * more

        return score

    def _text(
        self, query: Term | Phrase | Near | Prefix | Wildcard | Fuzzy, weight: float | None = None
    ) -> Callable[[Scanned], float | None]:
        fields = TEXT_FIELDS if query.field is None else (query.field,)
        if is_anything(query):
            return lambda each: 0.0 if any(each.tokens[field] for field in fields) else None
        words, count = self.counter(query)
        if not words:
            return lambda each: None
        worth = sum(idf(df, len(self.all)) for _, df in words) if weight is None else weight

        def score(each: Scanned) -> float | None:
            counts = {field: count(each, field) if field in fields else 0 for field in TEXT_FIELDS}
            if not any(counts.values()):
                return None
            norms = [
                length_norm(float(len(each.tokens[field])), self.mean(field), b)
                for field, b in (("title", TITLE_B), ("body", BODY_B))
            ]
            return leaf_score(worth, weighted_frequency(float(counts["title"]), float(counts["body"]), *norms))

        return score

    def mean(self, field: str) -> float:
        return sum(len(each.tokens[field]) for each in self.all) / len(self.all) if self.all else 0.0

    def counter(self, query: Query) -> tuple[list[Word], Callable[[Scanned, str], int]]:
        """The words of a leaf, and how often the leaf occurs in a field of an article."""
        match query:
            case Term(word, field, exact):
                return self.counter(Phrase(query_words(word), field, stemmed=not exact))
            case Phrase(typed, field, slop, stemmed):
                terms = [part for word in typed for part in query_words(word)]
                if len(terms) == 1 and is_fragment(terms[0]):
                    return self.counter(Prefix(terms[0], field))
                if len(terms) == 1:
                    return self._single(terms[0], stemmed and is_text(field))
                words = [self._word(term, field, stemmed and is_text(field)) for term in terms]
                return words, lambda each, name: len(phrases([each.places(name, test) for test, _ in words], slop))
            case Near((one, other), distance, field):
                first, second = (
                    [self._word(term, field, is_text(field)) for term in query_words(word)] for word in (one, other)
                )
                if not first or not second:
                    return [], lambda each, name: 0

                def near(each: Scanned, name: str) -> int:
                    a, b = (phrases([each.places(name, test) for test, _ in run], 0) for run in (first, second))
                    return min(beside(a, b, distance), beside(b, a, distance))

                return first + second, near
            case _:
                expanded = self._expanded(query)
                return [(has_exact(expanded), self._exact_df(expanded))], each_word(expanded, "exact")

    def _single(self, word: str, stemmed: bool) -> tuple[list[Word], Callable[[Scanned, str], int]]:
        if not stemmed:
            return [self._word(word, None, stemmed)], each_word(query_forms(word), "exact")

        def count(each: Scanned, field: str) -> int:
            return each_word(asked_of(word, self.spoken, each.article.language), "stems")(each, field)

        return [self._word(word, None, stemmed)], count

    def _word(self, word: str, field: str | None, stemmed: bool) -> Word:
        if is_fragment(word):
            expanded = self._expanded(Prefix(word, field))
            return has_exact(expanded), self._exact_df(expanded)
        if not stemmed:
            return has_exact(query_forms(word)), self._exact_df(query_forms(word))
        read = readings(word, self.spoken)
        df, stems = sum(map(self.asked, read)), {each.stem for each in read}
        return lambda token: not stems.isdisjoint(token.stems), min(len(self.all), df)

    def asked(self, reading: Reading) -> int:
        """How many articles have a stem, of those that are asked for it."""

        def has(token: Token) -> bool:
            return reading.stem in token.stems

        asked = [each for each in self.all if reading.languages is None or each.article.language in reading.languages]
        return sum(each.has("title", has) or each.has("body", has) for each in asked)

    def _exact_df(self, words: Iterable[str]) -> int:
        each = (max(self._df(word, field) for field in TEXT_FIELDS) for word in words)
        return min(len(self.all), sum(each))

    def _df(self, word: str, field: str) -> int:
        return sum(each.has(field, lambda token: word in token.exact) for each in self.all)

    def _expanded(self, query: Prefix | Wildcard | Fuzzy) -> tuple[str, ...]:
        fields = TEXT_FIELDS if query.field is None else (query.field,)
        scope = TEXT_FIELDS if is_text(query.field) else fields
        words = {word for each in self.all for field in fields for word in self._words(each, field)}
        found = [word for word in words if stands_for(query, word)]
        found.sort(key=lambda word: (-max(self._df_of(word, field) for field in scope), word))
        if len(found) > MAX_EXPANSIONS:
            self.warnings.append(SearchWarning("expansion_capped", "", 0))
        return tuple(sorted(found[:MAX_EXPANSIONS]))

    def _words(self, each: Scanned, field: str) -> Iterator[str]:
        if field == "lang":
            yield from values_of(each.article, "lang")
        elif field == "site":
            yield from sites(each.article)
        else:
            yield from (word for token in each.tokens[field] if token for word in token.exact)

    def _df_of(self, word: str, field: str) -> int:
        return sum(word in set(self._words(each, field)) for each in self.all)

    def _holds(self, query: Query, each: Scanned, timezone: str) -> bool:
        article = each.article
        match query:
            case All():
                return True
            case Range(low, high):
                found = period(article, timezone)
                return found is not None and (not low or low <= found[0]) and (not high or found[1] <= high)
            case Term(word, "undated"):
                return (article.published is None) == {"true": True, "false": False}[word]
            case Term(word, "edited"):
                return (article.version > 1) == {"true": True, "false": False}[word]
            case Term(word, "lang"):
                return article.language == fold_value(word)
            case Term(word, "site"):
                return fold_value(word) in sites(article)
            case Prefix(field="lang" | "site") | Wildcard(field="lang" | "site") | Fuzzy(field="lang" | "site"):
                return not set(self._words(each, str(query.field))).isdisjoint(self._expanded(query))
            case _:
                if is_anything(query):
                    return bool(each.tokens[query.field])
                words, count = self.counter(query)
                return bool(words) and count(each, query.field) > 0

    # Counting

    def _facet(self, field: str, query: Query, request: SearchRequest) -> Facet:
        score = self.matcher(query, request.timezone)
        counts: Counter[str] = Counter()
        for each in self.all:
            if passes(each.article, request.filters, request.timezone, but=field) and score(each) is not None:
                counts.update(self._labels(each.article, field, request.timezone))
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(field, tuple(Bucket(value, count) for value, count in ordered[: request.facet_size]))

    def _labels(self, article: Article, field: str, timezone: str) -> set[str]:
        if field == "year":
            found = period(article, timezone)
            return {f"{found[0].year:04d}"} if found else set()
        return {self._label(field, fold_value(value)) for value in values_of(article, field)}

    def articles_by_value(self, field: str) -> Counter[str]:
        return Counter(label for each in self.all for label in self._labels(each.article, field, "UTC"))

    def _label(self, field: str, folded: str) -> str:
        spellings = Counter(
            value for each in self.all for value in values_of(each.article, field) if fold_value(value) == folded
        )
        return min(spellings, key=lambda value: (-spellings[value], value))

    def _histogram(self, articles: Sequence[Article], request: SearchRequest) -> Histogram:
        periods = [found for article in articles if (found := period(article, request.timezone))]
        every = [found for each in self.all if (found := period(each.article, request.timezone))]
        interval = interval_of(periods)
        counts, totals = (Counter(begins(found, interval) for found in those) for those in (periods, every))
        undated = len(articles) - sum(count for start, count in counts.items() if start)
        starts = sorted(start for start in counts if start)
        shown = list(steps(starts[0], starts[-1], interval)) if starts else []
        if len(shown) > 1000:
            shown = starts
        return Histogram(interval, tuple(DateBucket(start, counts[start], totals[start]) for start in shown), undated)


class EveryText(NaiveSearcher):
    """Every text as an article of its own, those of one article, or of one story, grouped."""

    def __init__(self, present: NaiveSearcher, request: SearchRequest) -> None:
        self.generation, self.warnings, self.closed = present.generation, [], False
        texts = {f"{id}\x1f{version}": text for (id, version), text in present.earlier.items()}
        self._hold({id: replace(text, id=id) for id, text in (present.articles | texts).items()})
        known = present.stories.heads if request.group == "story" else {id: id for id in present.articles}
        self.stories.heads = {id: known[id.partition("\x1f")[0]] for id in self.articles}


def is_text(field: str | None) -> bool:
    return field is None or field in TEXT_FIELDS


def is_anything(query: Query) -> bool:
    return (isinstance(query, Prefix) and not query.prefix) or (
        isinstance(query, Wildcard) and not query.pattern.strip("*")
    )


def has_exact(words: Iterable[str]) -> Test:
    wanted = set(words)
    return lambda token: not wanted.isdisjoint(token.exact)


def each_word(terms: Sequence[str], view: str) -> Callable[[Scanned, str], int]:
    """Counts each term by itself: a token that has two of them counts twice."""

    def count(each: Scanned, field: str) -> int:
        return sum(term in getattr(token, view) for token in each.tokens[field] if token for term in terms)

    return count


def stands_for(query: Prefix | Wildcard | Fuzzy, word: str) -> bool:
    match query:
        case Prefix(prefix):
            return word.startswith(query_forms(prefix))
        case Wildcard(pattern):
            return fits(fold(pattern), word)
        case Fuzzy(typed, distance):
            return any(edits(form, word) <= distance for form in query_forms(typed))


def phrases(places: Sequence[Sequence[int]], slop: int) -> list[tuple[int, int]]:
    """For each place of the first word the nearest end of all ways to go on, if near enough."""

    def ends(place: int, rest: Sequence[Sequence[int]]) -> list[int]:
        if not rest:
            return [place]
        return [end for following in rest[0] if following > place for end in ends(following, rest[1:])]

    found = [(start, min(ends(start, places[1:]), default=None)) for start in places[0]]
    return [(start, end) for start, end in found if end is not None and end - start < len(places) + slop]


def beside(ones: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]], distance: int) -> int:
    return sum(
        any(0 < low - end <= distance or 0 < start - high <= distance for low, high in others) for start, end in ones
    )


def sites(article: Article) -> list[str]:
    host = urlsplit(article.url or "").hostname or ""
    labels = host.split(".") if host else []
    return [".".join(labels[start:]) for start in range(len(labels)) if start == 0 or len(labels) - start >= 2]


def passes(article: Article, filters: Filters, timezone: str, but: str | None = None) -> bool:
    for name in ("source", "section", "author", "agency", "place", "tag", "language"):
        wanted = {fold_value(value) for value in getattr(filters, name)}
        if name != but and wanted and wanted.isdisjoint(map(fold_value, values_of(article, name))):
            return False
    found = period(article, timezone)
    if filters.year and but != "year" and (found is None or found[0].year not in filters.year):
        return False
    if filters.published_from and (found is None or found[0] < filters.published_from):
        return False
    return not (filters.published_to and (found is None or found[1] > filters.published_to))


def begins(found: tuple[date, date], interval: str) -> date | None:
    """Where the bucket begins that holds the whole period; None where none does."""

    def start(day: date) -> date:
        return {
            "day": day,
            "week": day - timedelta(days=day.weekday()) if day.toordinal() > 7 else day,
            "month": day.replace(day=1),
            "year": day.replace(month=1, day=1),
        }[interval]

    if interval == "week" and found[0] != found[1]:
        return None  # a week is for days; a month never lies within one
    return start(found[0]) if start(found[0]) == start(found[1]) else None


def steps(first: date, last: date, interval: str) -> Iterator[date]:
    while first <= last:
        yield first
        days = {"day": 1, "week": 7, "month": 31, "year": 366}[interval]
        first += timedelta(days=days)
        if interval in ("month", "year"):
            first = first.replace(day=1)
        if interval == "year":
            first = first.replace(month=1)


def interval_of(periods: Sequence[tuple[date, date]]) -> str:
    """The finest that suits nine tenths of the dates and needs at most sixty buckets."""
    chosen = "year"
    for interval in ("day", "week", "month", "year"):
        starts = sorted(start for found in periods if (start := begins(found, interval)))
        if len(starts) < 0.9 * len(periods):
            continue
        chosen = interval
        if not starts or len(list(steps(starts[0], starts[-1], interval))) <= 60:
            break
    return chosen


def utc(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def spread_out(
    found: list[tuple[Article, float]],
) -> tuple[list[tuple[Article, float]], tuple[HeldBack, ...]]:
    """Two of an outlet at most among the first ten, the others behind them; and what that held back."""
    first: list[tuple[Article, float]] = []
    for item in found[:100]:
        outlet = fold_value(item[0].source or "")
        same = sum(fold_value(article.source or "") == outlet for article, _ in first)
        if len(first) < 10 and (not outlet or same < 2):
            first.append(item)
    order = first + [item for item in found if item not in first]
    held = [item[0].source for item in found[:10] if item in order[10:] and item[0].source]
    outlets = list(dict.fromkeys(map(fold_value, held)))
    more = [sum(fold_value(article.source or "") == outlet for article, _ in order[10:]) for outlet in outlets]
    return order, tuple(HeldBack(outlet, count) for outlet, count in zip(outlets, more, strict=True))
