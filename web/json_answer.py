"""The objects of the JSON endpoint, as `web.answers` declares them: plain values from those of a search."""

from collections.abc import Sequence
from datetime import date

from corpus import Article
from search import (
    Copies,
    Copy,
    DateBucket,
    Explanation,
    Facet,
    Histogram,
    Hit,
    IndexStats,
    ResultPage,
    SearchWarning,
    Snippet,
    Story,
    write_cursor,
)
from search.diversity import PER_OUTLET, WITHIN
from web.answers import (
    BucketAnswer,
    DiversityAnswer,
    ErrorAnswer,
    ExplanationAnswer,
    FacetValue,
    HealthAnswer,
    HistogramAnswer,
    HitAnswer,
    NotReadyAnswer,
    SearchAnswer,
    SnippetAnswer,
    SourcesAnswer,
    StatsAnswer,
    SuggestionAnswer,
    WarningAnswer,
)
from web.article_answers import ArticleAnswer, ArticleMetadata, CopiesAnswer, CopyAnswer, StoryAnswer, VersionsAnswer
from web.asking import FACET_NAMES, Answer
from web.errors import WebError
from web.links import SearchLinks, safe_url
from web.marking import as_html, excerpt
from web.snapshots import Integrity
from web.wording import iso_date


def search_object(answer: Answer, links: SearchLinks) -> SearchAnswer:
    """One page of a search. `links` are absolute, so that a program can follow them as they stand."""
    page = answer.page
    return {
        "query": answer.parsed.text,
        "interpreted": answer.parsed.interpreted,
        "matching": page.matching,
        "warnings": [_warning(warning) for warning in answer.warnings],
        "total": page.total.value,
        "total_relation": "eq" if page.total.exact else "gte",
        "total_articles": page.total_articles,
        "timed_out": page.timed_out,
        "generation": page.generation,
        "took_ms": round(page.took_ms, 3),
        "page": page.page,
        "size": page.size,
        "pages": page.pages,
        "next": links.page(page.page + 1) if page.page < page.pages else None,
        "prev": links.page(min(page.page - 1, page.pages)) if page.page > 1 and page.pages else None,
        "cursor": write_cursor(page.cursor) if page.cursor else None,
        "changed": page.changed,
        "results": [_hit(hit, answer.copies.get(hit.article.id)) for hit in page.hits],
        "facets": {FACET_NAMES[facet.field]: _facet(facet, links) for facet in page.facets},
        "histogram": _histogram(page),
        "diversity": _diversity(page, links),
        "suggestion": _suggestion(page, links),
    }


def article_object(article: Article) -> ArticleAnswer:
    """One article, whole. The files it came from are the server's business and are left out."""
    return {**article_metadata(article), "body": article.body}


def versions_object(texts: Sequence[Article]) -> VersionsAnswer:
    """The texts of an article, newest first."""
    return {"versions": [article_object(text) for text in texts]}


def copies_object(found: Copies) -> CopiesAnswer:
    """A story and its copies."""
    return {
        "story": story_object(found.story),
        "copies": [_copy(copy) for copy in found.copies],
    }


def story_object(story: Story) -> StoryAnswer:
    """A story in a few facts."""
    return {
        "id": story.id,
        "size": story.size,
        "outlets": story.outlets,
        "first": story.first,
        "agency": story.agency,
    }


def stats_object(stats: IndexStats) -> StatsAnswer:
    """What the index holds."""
    return {
        "articles": stats.articles,
        "sources": stats.sources,
        "languages": list(stats.languages),
        "undated": stats.undated,
        "first": stats.first.isoformat() if stats.first else None,
        "last": stats.last.isoformat() if stats.last else None,
        "segments": stats.segments,
        "bytes": stats.bytes,
        "generation": stats.generation,
    }


def sources_object(sources: Facet, total: int, generation: int, links: SearchLinks) -> SourcesAnswer:
    """The outlets, as one facet counts them; `total` is how many there are, listed or not."""
    return {
        "total": total,
        "generation": generation,
        "sources": [
            {"source": bucket.value, "articles": bucket.count, "url": links.adding("source", bucket.value)}
            for bucket in sources.buckets
        ],
    }


def health_object(stats: IndexStats, today: date, integrity: Integrity) -> HealthAnswer:
    """A serving site's state; the newest article's age in days, negative where it is dated ahead."""
    return {
        "status": "ok",
        "live": True,
        "ready": True,
        "generation": stats.generation,
        "articles": stats.articles,
        "newest": stats.last.isoformat() if stats.last else None,
        "newest_age_days": (today - stats.last).days if stats.last else None,
        "integrity": integrity,
    }


def not_ready_object(error: WebError) -> NotReadyAnswer:
    """The state of a site whose index cannot be searched."""
    return {**error_object(error), "live": True, "ready": False, "generation": None}


def error_object(error: WebError) -> ErrorAnswer:
    """What went wrong and what to do."""
    return {"status": "error", "code": error.code, "message": error.message, "hint": error.hint}


def _diversity(page: ResultPage, links: SearchLinks) -> DiversityAnswer | None:
    if page.spread is None:
        return None
    return {
        "per_outlet": PER_OUTLET,
        "within": WITHIN,
        "held_back": [
            {"source": held.source, "more": held.more, "url": links.adding("source", held.source)}
            for held in page.spread
        ],
    }


def _suggestion(page: ResultPage, links: SearchLinks) -> SuggestionAnswer | None:
    if page.suggestion is None:
        return None
    return {"query": page.suggestion.query, "url": links.asking(page.suggestion.query)}


def _warning(warning: SearchWarning) -> WarningAnswer:
    return {"code": warning.code, "message": warning.message, "at": warning.at}


def article_metadata(article: Article) -> ArticleMetadata:
    """What is known of an article beside its text."""
    return {
        "id": article.id,
        "version": article.version,
        "url": safe_url(article.url),
        "title": article.title,
        "source": article.source,
        "published": iso_date(article.published, article.published_precision),
        "date_source": article.date_source,
        "updated": iso_date(article.updated, "minute"),
        "authors": list(article.authors),
        "section": article.section,
        "tags": list(article.tags),
        "agency": article.agency,
        "language": article.language,
        "place": article.place,
    }


def _copy(copy: Copy) -> CopyAnswer:
    return {
        **article_metadata(copy.article),
        "lag_s": copy.lag_s,
        "lag_exact": copy.lag_exact,
        "first": copy.first,
        "uncredited": copy.uncredited,
    }


def _hit(hit: Hit, expanded: Copies | None) -> HitAnswer:
    # The title's marks have no place of their own in the contract, so they travel as a passage of the field "title".
    shown = ((hit.title,) if hit.title.marks else ()) + hit.snippets
    return {
        **article_metadata(hit.article),
        "score": round(hit.score, 6),
        "rank": hit.rank,
        "snippets": [_snippet(snippet) for snippet in shown],
        "story": story_object(hit.story) if hit.story else None,
        "copies": [_copy(copy) for copy in expanded.copies] if expanded else None,
        "explanation": _explanation(hit.explanation) if hit.explanation else None,
        "present_version": hit.present_version,
    }


def _explanation(explanation: Explanation) -> ExplanationAnswer:
    # In full precision: rounded parts would not add up.
    return {
        "value": explanation.value,
        "says": explanation.says,
        "joined": explanation.joined,
        "parts": [_explanation(part) for part in explanation.parts],
    }


def _snippet(snippet: Snippet) -> SnippetAnswer:
    return {
        "field": snippet.field,
        "text": snippet.text,
        "marks": list(snippet.marks),
        "html": as_html(excerpt(snippet)),
    }


def _facet(facet: Facet, links: SearchLinks) -> list[FacetValue]:
    name = FACET_NAMES[facet.field]
    return [
        {
            "value": bucket.value,
            "count": bucket.count,
            "selected": links.has(name, bucket.value),
            "url": links.toggling(name, bucket.value),
        }
        for bucket in facet.buckets
    ]


def _histogram(page: ResultPage) -> HistogramAnswer | None:
    histogram: Histogram | None = page.histogram
    if histogram is None:
        return None
    return {
        "interval": histogram.interval,
        "undated": histogram.undated,
        "buckets": [_date_bucket(bucket) for bucket in histogram.buckets],
    }


def _date_bucket(bucket: DateBucket) -> BucketAnswer:
    share = round(bucket.count / bucket.total, 4) if bucket.total else 0.0
    return {"start": bucket.start.isoformat(), "count": bucket.count, "total": bucket.total, "share": share}
