"""The words of the naive engine, counted by looking at every article."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus import Article
from index.analysis import fold_value
from search.query import TEXT_FIELDS, Query
from search.readings import readings
from search.results import SearchRequest
from search.usual_spelling import usual_spellings

if TYPE_CHECKING:
    from tests.contract.naive import NaiveSearcher


def edits(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


class NaiveLexicon:
    """What `spelling.Lexicon` asks for."""

    def __init__(self, searcher: "NaiveSearcher") -> None:
        self.tokens = [
            {name: [token for token in each.tokens[name] if token] for name in TEXT_FIELDS} for each in searcher.all
        ]
        self.languages = searcher.languages
        self.searcher = searcher

    @property
    def articles(self) -> int:
        return len(self.tokens)

    def newest(self, query: Query, size: int) -> list[Article]:
        return newest(self.searcher, query, size)

    def written(self, words: Sequence[str]) -> list[str]:
        return usual_spellings(words, self.newest)

    def frequency(self, word: str) -> int:
        return min(self.articles, sum(map(self.searcher.asked, readings(word, self.searcher.spoken))))

    def close(self, word: str, distance: int) -> Iterator[tuple[str, int]]:
        for other in sorted(self.words):
            if edits(word, other) <= distance:
                yield other, self.having(other)

    @property
    def words(self) -> set[str]:
        return {word for each in self.tokens for tokens in each.values() for token in tokens for word in token.exact}

    def having(self, word: str) -> int:
        """How many articles have the word in the title, or in the body, whichever are more."""
        return max(
            sum(any(word in token.exact for token in each[name]) for each in self.tokens) for name in TEXT_FIELDS
        )


class NaiveVocabulary:
    """What `completion.Vocabulary` asks for."""

    def __init__(self, searcher: "NaiveSearcher") -> None:
        self.searcher = searcher
        self.languages = searcher.languages
        self.articles = len(searcher.all)

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        lexicon = NaiveLexicon(self.searcher)
        found = ((word, lexicon.having(word)) for word in lexicon.words if word.startswith(prefix))
        yield from sorted(found, key=by_use)

    def values(self, field: str, prefix: str) -> list[tuple[str, int]]:
        counts = self.searcher.articles_by_value(field)
        return sorted(((label, count) for label, count in counts.items() if begins_a_word(label, prefix)), key=by_use)

    def newest(self, query: Query, size: int) -> list[Article]:
        return newest(self.searcher, query, size)

    def written(self, words: Sequence[str]) -> list[str]:
        return usual_spellings(words, self.newest)


def newest(searcher: "NaiveSearcher", query: Query, size: int) -> list[Article]:
    asked = SearchRequest(query, sort="newest", matching="all", size=size)
    return [hit.article for hit in searcher.search(asked).hits]


def by_use(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def begins_a_word(label: str, prefix: str) -> bool:
    words = fold_value(label).split()
    return any(" ".join(words[at:]).startswith(prefix) for at in range(len(words)))
