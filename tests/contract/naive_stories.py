"""Stories by their rule alone: every article against every head, in order of publication."""

from collections import Counter
from datetime import timedelta

from corpus import Article
from index.analysis import fold_value
from index.stories import bands_of, matches, signature
from search import Copies, Copy, Story

LASTS = {"year": timedelta(366), "month": timedelta(31), "day": timedelta(1), "minute": timedelta(seconds=1)}


class NaiveStories:
    """heads: the id of the head of each article."""

    def __init__(self, articles: list[Article]) -> None:
        self.ordered = sorted(articles, key=_when)
        self.heads: dict[str, str] = {}
        signatures = {article.id: signature(article.body) for article in articles}
        for article in self.ordered:
            own = signatures[article.id]
            found = (
                head
                for head in dict.fromkeys(self.heads.values())
                if set(bands_of(own)) & set(bands_of(signatures[head])) and matches(signatures[head], own)
            )
            self.heads[article.id] = next(found, article.id)

    def members(self, id: str) -> list[Article]:
        return [article for article in self.ordered if self.heads[article.id] == self.heads[id]]

    def story(self, id: str) -> Story | None:
        members = self.members(id)
        return self._story(members) if len(members) > 1 else None

    def copies(self, id: str, most: int, skip: int) -> Copies:
        members = self.members(id)
        story = self._story(members)
        return Copies(story, tuple(self._copy(each, members, story) for each in members[skip : skip + most]))

    def _story(self, members: list[Article]) -> Story:
        agencies = Counter(member.agency for member in members if member.agency)
        dated = [member for member in members if member.published]
        head = members[0]
        sure = head.published is not None and all(
            other.published >= head.published + LASTS[head.published_precision] for other in dated[1:]
        )
        return Story(
            id=head.id,
            size=len(members),
            outlets=len({fold_value(member.source) for member in members if member.source}),
            first=head.id if sure else None,
            agency=min(agencies, key=lambda name: (-agencies[name], name), default=None),
        )

    def _copy(self, article: Article, members: list[Article], story: Story) -> Copy:
        wire = story.agency and fold_value(article.source or "") == fold_value(story.agency)
        uncredited = bool(story.agency and not article.agency and not wire)
        first = article.id == story.first and len(members) > 1
        lag_s, exact = (None, False) if article is members[0] else _lag(members[0], article)
        return Copy(article, lag_s, exact, first, uncredited)


def _when(article: Article) -> tuple[float, str]:
    return article.published.timestamp() // 1 if article.published else float("inf"), article.id


def _lag(first: Article, article: Article) -> tuple[int | None, bool]:
    precisions = {first.published_precision, article.published_precision}
    if precisions == {"minute"}:
        return int(article.published.timestamp() // 1 - first.published.timestamp() // 1), True
    if precisions <= {"day", "minute"}:
        days = (article.published.date() - first.published.date()).days
        return (days * 86_400, False) if days else (None, False)
    return None, False
