"""Which segments a commit merges: few enough that searches stay quick, seldom enough that commits stay cheap.

Segments are sorted into tiers by their live documents: up to 100, 600, 3,600 and so on. When a tier holds FANOUT of
them they become one, which is of a higher tier; so an article is rewritten once a tier, and an index of n articles has
at most FANOUT - 1 segments in each of its log6(n / 100) tiers. (Whoosh's own policy compares sums to Fibonacci numbers:
it lets a score of segments of a thousand articles stand, and then merges them all within one commit.)

A segment without a live document is dropped, one with more dead than live is rewritten.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

from whoosh.codec.base import Segment
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

SMALLEST_TIER = 100
FANOUT = 6


def tier(documents: int) -> int:
    """The tier of a segment of so many live documents.

    >>> [tier(n) for n in (1, 100, 101, 600, 601, 3600, 3601)]
    [0, 0, 1, 1, 2, 2, 3]
    """
    return max(0, math.ceil(round(math.log(max(documents, 1) / SMALLEST_TIER, FANOUT), 9)))


def to_merge(live: Iterable[int], dead: Iterable[int], fresh: int) -> set[int]:
    """Which of the segments to merge into the one being written.

    live, dead: documents of each segment; fresh: live documents of the one being written
    """
    chosen: set[int] = set()
    tiers: dict[int, list[int]] = defaultdict(list)
    sizes = list(live)
    for place, (living, gone) in enumerate(zip(sizes, dead, strict=True)):
        if gone > living:
            chosen.add(place)
        else:
            tiers[tier(living)].append(place)
    size = fresh + sum(sizes[place] for place in chosen)
    for level in sorted(tiers):
        if len(tiers[level]) + (size > 0 and tier(size) <= level) >= FANOUT:
            chosen.update(tiers[level])
            size += sum(sizes[place] for place in tiers[level])
    return chosen


def merge_by_tiers(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """Merge what is due into the segment being written; the segments that stay. A merge policy in Whoosh's sense."""
    staying = [segment for segment in segments if segment.doc_count()]
    fresh = writer.doc_count() - writer.newsegment.deleted_count()
    chosen = to_merge(
        [segment.doc_count() for segment in staying], [segment.deleted_count() for segment in staying], fresh
    )
    for place in sorted(chosen):
        reader = SegmentReader(writer.storage, writer.schema, staying[place])
        writer.add_reader(reader)
        reader.close()
    return [segment for place, segment in enumerate(staying) if place not in chosen]
