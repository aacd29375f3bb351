"""Passages of an article chosen around the matches, and the whole of it with its matches marked: text and offsets.

A passage is cut out where the most different words of the query stand close together, then the most matches, then the
earliest; the next from the rest of the body, words not shown yet counting before all else. It begins at a sentence
where one begins near, else at a word; it never cuts a mark.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus import Article
from search.kernels.borders import LEAD, LENGTH, REACH
from search.marking import Marker, Occurrence
from search.results import Snippet

# Where a sentence begins: behind closing punctuation and a blank, behind a full-width stop, in a new line.
# One class stands before the three, so that they are tried only where it fits.
SENTENCE = re.compile(r"[.!?…。！？\n](?:(?<=[.!?…])['\"”’»)\]]*\s+|(?<=[。！？])|(?<=\n)\n*)(?=\S)")
BLANK = re.compile(r"\s+")
UNEVEN = re.compile(r"\s\s|[^\S ]")  # white space that is no single blank
WIDE = re.compile(r"\s{2,}")
WRITTEN = re.compile(r"\S")


def title_of(article: Article, marker: Marker) -> Snippet:
    """The whole title, its matches marked."""
    return Snippet("title", article.title, merged(marker.occurrences(article.title, article.language, "title")))


def body_of(article: Article, marker: Marker) -> Snippet:
    """The whole body, its matches marked."""
    return Snippet("body", article.body, merged(marker.occurrences(article.body, article.language, "body")))


def passages(article: Article, marker: Marker, most: int) -> tuple[Snippet, ...]:
    """At most so many passages of the body, in its order; its beginning where nothing in it matches."""
    text = article.body
    if most < 1 or not text or text.isspace():
        return ()
    found = marker.occurrences(text, article.language, "body")
    if not found:
        return (_snippet(text, (0, _end(text, 0, 0, len(text))), ()),)
    marks = merged(found)
    return tuple(_snippet(text, place, marks) for place in sorted(_chosen(text, found, marks, most)))


def merged(found: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    """Marks in order: overlapping ones are one, neighbors stay apart unless nothing stands between them."""
    marks: list[tuple[int, int]] = []
    for start, end, _ in found:
        if marks and start <= marks[-1][1]:
            marks[-1] = marks[-1][0], max(end, marks[-1][1])
        else:
            marks.append((start, end))
    return tuple(marks)


class _Cluster(NamedTuple):
    """Matches that fit into one passage; `leaves` has a bit for each leaf of the query among them."""

    start: int
    end: int
    leaves: int
    matches: int


def _clusters(found: Sequence[Occurrence]) -> list[_Cluster]:
    """The matches from each one on, as far as they fit."""
    clusters = []
    counts = [0] * (1 + max(each.leaf for each in found))
    leaves = last = 0
    for first, (start, end, leaf) in enumerate(found):
        while last < len(found) and (last == first or found[last].end - start <= REACH):
            entering = found[last].leaf
            counts[entering] += 1
            leaves |= 1 << entering
            last += 1
        clusters.append(_Cluster(start, max(end, found[last - 1].end), leaves, last - first))
        counts[leaf] -= 1
        if not counts[leaf]:
            leaves &= ~(1 << leaf)
    return clusters


def _chosen(
    text: str, found: Sequence[Occurrence], marks: Sequence[tuple[int, int]], most: int
) -> list[tuple[int, int]]:
    clusters = _clusters(found)
    chosen: list[tuple[int, int]] = []
    shown = 0

    def worth(each: _Cluster) -> tuple[int, int, int, int]:
        start, _, leaves, matches = each
        return (leaves & ~shown).bit_count(), leaves.bit_count(), matches, -start

    while clusters and len(chosen) < most:
        best = max(clusters, key=worth)
        floor = max((high for _, high in chosen if high <= best.start), default=0)
        ceiling = min((low for low, _ in chosen if low >= best.end), default=len(text))
        low, high = _around(_bounds(text, best, floor, ceiling), marks)
        chosen.append((low, high))
        shown |= best.leaves
        clusters = [each for each in clusters if each.end <= low or each.start >= high]
    return chosen


def _bounds(text: str, cluster: _Cluster, floor: int, ceiling: int) -> tuple[int, int]:
    low = _start(text, cluster, floor)
    return low, _end(text, low, cluster.end, ceiling)


def _start(text: str, cluster: _Cluster, floor: int) -> int:
    room = min(LEAD, max(0, LENGTH - (cluster.end - cluster.start)))
    earliest = max(floor, cluster.start - room)
    if earliest == 0:
        return 0
    sentences = [match.end() for match in SENTENCE.finditer(text, max(floor, earliest - 5), cluster.start + 1)]
    starts = [at for at in sentences if earliest <= at <= cluster.start]
    if starts:
        return starts[0]
    blank = BLANK.search(text, earliest, cluster.start)
    return blank.end() if blank else (floor if earliest == floor else cluster.start)


def _end(text: str, low: int, least: int, ceiling: int) -> int:
    """Where a passage that begins at `low` ends: with a sentence in its second half, else with a word."""
    latest = max(least, min(ceiling, low + LENGTH))
    if latest >= len(text):
        return len(text)
    floor = max(least, low + LENGTH // 2)
    for match in reversed(list(SENTENCE.finditer(text, low, min(latest + 3, len(text))))):
        end = low + len(text[low : match.end()].rstrip())
        if end <= latest:
            if end >= floor:
                return end
            break
    at = latest
    while at >= least and not text[at].isspace():
        at -= 1
    while at > least and text[at - 1].isspace():
        at -= 1
    return at if at >= least and at > low else latest


def _around(place: tuple[int, int], marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The place, widened where it would cut a mark."""
    low, high = place
    before, last = (bisect_left(marks, (at,)) - 1 for at in place)  # the last marks that start before
    if before >= 0 and low < marks[before][1]:
        low = marks[before][0]
    if last >= 0 and high < marks[last][1]:
        high = marks[last][1]
    return low, high


def _snippet(text: str, place: tuple[int, int], marks: Sequence[tuple[int, int]]) -> Snippet:
    """The passage with every run of white space, paragraph breaks too, as one blank."""
    low, high = place
    whole = text[low:high]
    low += len(whole) - len(whole.lstrip())
    passage = whole.strip()

    shifts = UNEVEN.search(passage) is not None
    wide = [run.span() for run in WIDE.finditer(passage)] if shifts else []

    def moved(offset: int) -> int:
        at = offset - low
        return at - sum(min(end, at) - start - 1 for start, end in wide if start < at) if wide else at

    limit = low + len(passage)
    near = marks[bisect_left(marks, (low,)) : bisect_left(marks, (limit,))]
    inside = tuple((moved(start), moved(end)) for start, end in near if end <= limit)
    more = WRITTEN.search(text, limit) is not None
    first = WRITTEN.search(text)
    even = BLANK.sub(" ", passage) if shifts else passage
    return Snippet("body", even, inside, first is not None and first.start() < low, more)
