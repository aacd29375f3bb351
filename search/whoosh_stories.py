"""What a snapshot tells of one story: values from its columns."""

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from corpus import Article
from index.analysis import fold_value
from search.diversity import WITHIN, held_back, spread
from search.results import Copies, Copy, HeldBack, Story
from search.stories import first_of, lags
from search.whoosh_snapshot import Snapshot


def story_of(snapshot: Snapshot, document: int) -> Story | None:
    """The story of a document; None where it has no copies."""
    return _told(snapshot, snapshot.stories.members(document)) if snapshot.stories.several[document] else None


def copies_of(snapshot: Snapshot, document: int, wanted: slice, article: Callable[[int], Article]) -> Copies:
    """The story of a document, its `wanted` copies in order of publication read by `article`."""
    members = snapshot.stories.members(document)
    story = _told(snapshot, members)
    shown = members[wanted]
    timed = np.append(members[:1], shown)  # lags are counted from the first copy, shown or not
    after = lags(snapshot.published[timed], snapshot.precision[timed])[1:]
    copies = []
    for number, lag in zip(shown.tolist(), after, strict=True):
        read = article(number)
        lag_s, exact = lag if lag and number != members[0] else (None, False)
        first = read.id == story.first and len(members) > 1
        copies.append(Copy(read, lag_s, exact, first, _is_uncredited(read, story)))
    return Copies(story, tuple(copies))


def outlets_of(snapshot: Snapshot, documents: NDArray[np.int64]) -> list[int]:
    """The outlet of each document as a number, -1 where it has none."""
    values = snapshot.values("source_value")
    starts = values.starts[documents]
    none = starts == values.starts[documents + 1]
    places = np.full(len(documents), -1, np.int64)
    places[~none] = values.flat[starts[~none]]
    found: list[int] = places.tolist()
    return found


def told_back(snapshot: Snapshot, listed: NDArray[np.int64], best: NDArray[np.int64]) -> tuple[HeldBack, ...]:
    """The outlets held back from the first hits of a list whose best are given in their ranked order."""
    outlets = outlets_of(snapshot, best)
    held = held_back(outlets)
    if not held:
        return ()
    counts = Counter(outlets_of(snapshot, listed))
    shown = Counter(outlets[place] for place in spread(outlets)[:WITHIN])
    labels = snapshot.values("source_value").labels
    return tuple(HeldBack(labels[outlet], counts[outlet] - shown[outlet]) for outlet in held)


def _told(snapshot: Snapshot, members: NDArray[np.int64]) -> Story:
    head = snapshot.id_of(int(members[0]))
    first = first_of(snapshot.published[members], snapshot.precision[members])
    agencies = Counter(_values(snapshot, "agency_value", members))
    agency = min(agencies, key=lambda name: (-agencies[name], name), default=None)
    return Story(
        id=head,
        size=len(members),
        outlets=len(set(_values(snapshot, "source_value", members))),
        first=head if first is not None else None,
        agency=agency,
    )


def _values(snapshot: Snapshot, column: str, members: NDArray[np.int64]) -> list[str]:
    """The values of a column over some documents, as they are mostly written."""
    values = snapshot.values(column)
    places = (values.flat[values.starts[number] : values.starts[number + 1]].tolist() for number in members.tolist())
    return [values.labels[place] for of_one in places for place in of_one]


def _is_uncredited(article: Article, story: Story) -> bool:
    if story.agency is None or article.agency is not None:
        return False
    return fold_value(article.source or "") != fold_value(story.agency)
