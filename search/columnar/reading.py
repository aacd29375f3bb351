"""The hits of one page over the files of a segment, each read when it is looked at."""

from functools import cached_property, partial

from corpus import Article
from index.columnar.record import record_of
from index.schema import article_from_record
from index.whoosh_directory import damage_is_corruption
from search.columnar.snapshot import ColumnarSnapshot
from search.marking import Marker, marker
from search.query import Query
from search.results import Hit, Story
from search.snippets import passages, title_of
from search.unread import unread_article, unread_hit
from search.whoosh_stories import story_of


class Reading:
    """Reads for one page. It holds the files, so that the page may be looked at when the searcher is closed.

    most: passages a hit at most
    """

    def __init__(self, snapshot: ColumnarSnapshot, location: str, query: Query, most: int) -> None:
        self._snapshot, self._location, self._query, self._most = snapshot, location, query, most

    def hit(self, number: int, score: float, rank: int) -> Hit:
        article = unread_article(self._snapshot.id_of(number), partial(self._article, number))
        return unread_hit(article, score, rank, partial(self._story, number), self._told)

    @cached_property
    def _marks(self) -> Marker:
        return marker(self._query, self._snapshot.languages)

    def _article(self, number: int) -> Article:
        with damage_is_corruption(self._location):
            shelf = self._snapshot.shelf_of(number)
            return article_from_record(record_of(shelf.file.records.record(number - shelf.base)))

    def _story(self, number: int) -> Story | None:
        with damage_is_corruption(self._location):
            return story_of(self._snapshot, number)

    def _told(self, article: Article) -> Hit:
        shown = passages(article, self._marks, self._most)
        return Hit(article, 0.0, 0, title_of(article, self._marks), shown)
