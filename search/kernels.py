"""Compiled loops over a segment's postings: the best documents of a union or an intersection, and how many match.

A query here is leaves in a row, each the sum of some lists of two views (stems, exact words). The documents are walked
window by window. A window whose best possible score cannot enter the top is only counted: its documents are read, its
frequencies and scores are not. Scores are summed in the order of the leaves in double precision, exactly as
`search.whoosh_nodes` sums them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel
from index.columnar.postings import BLOCK, CORNERS, Lists, block_count, find_block, places_at, read_block, read_docs

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
Mask = NDArray[np.bool_]

WINDOW = 4096
STEMS, WORDS = 0, 1
TITLE, BODY = 1, 2
SLACK = 1 + 1e-12  # a bound is rounded, too


class Leaves(NamedTuple):
    """What is asked. Leaf n sums the lists first[n] up to first[n + 1].

    views, numbers: each list's view and its number in it
    fields: TITLE, BODY or both; weights, boosts: what a leaf's saturated frequency is multiplied by, in this order
    """

    first: I64
    views: U8
    numbers: I64
    fields: I64
    weights: F64
    boosts: F64


class Norms(NamedTuple):
    """The formula of `search.scoring` for one snapshot, and each document's norms.

    slopes: the norm of a field of n tokens is slopes[2 * field] + slopes[2 * field + 1] * n
    """

    title: F64
    body: F64
    title_weight: float
    body_weight: float
    k1: float
    slopes: F64


class Best(NamedTuple):
    """The best documents so far: a heap with the worst on top; of equal scores the larger rank is worse.

    size: how many there are
    """

    scores: F64
    ranks: I64
    docs: I64
    size: I64


class Held(NamedTuple):
    """The block read last of each list. whole: whether its frequencies were read too."""

    block: I64
    counts: I64
    whole: Mask
    docs: I64
    title: I64
    body: I64


@kernel
def _worse(best: Best, a: int, b: int) -> bool:
    if best.scores[a] != best.scores[b]:
        return best.scores[a] < best.scores[b]
    return best.ranks[a] > best.ranks[b]


@kernel
def _swap(best: Best, a: int, b: int) -> None:
    best.scores[a], best.scores[b] = best.scores[b], best.scores[a]
    best.ranks[a], best.ranks[b] = best.ranks[b], best.ranks[a]
    best.docs[a], best.docs[b] = best.docs[b], best.docs[a]


@kernel
def _offer(best: Best, score: float, rank: int, doc: int) -> None:
    size = best.size[0]
    if size < len(best.scores):
        at = size
        best.scores[at], best.ranks[at], best.docs[at] = score, rank, doc
        best.size[0] = size + 1
        while at > 0 and _worse(best, at, (at - 1) >> 1):
            _swap(best, at, (at - 1) >> 1)
            at = (at - 1) >> 1
        return
    if size == 0 or score < best.scores[0] or (score == best.scores[0] and rank > best.ranks[0]):
        return
    best.scores[0], best.ranks[0], best.docs[0] = score, rank, doc
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        if child + 1 < size and _worse(best, child + 1, child):
            child += 1
        if not _worse(best, child, at):
            return
        _swap(best, at, child)
        at = child


@kernel
def held_for(lists: int) -> Held:
    """Room for as many lists, nothing read yet."""
    return Held(
        np.full(lists, -1, np.int64),
        np.zeros(lists, np.int64),
        np.zeros(lists, np.bool_),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
    )


@kernel
def _read(lists: Lists, number: int, block: int, held: Held, slot: int, whole: bool) -> None:
    if held.block[slot] == block and (held.whole[slot] or not whole):
        return
    low, high = slot * BLOCK, (slot + 1) * BLOCK
    if whole:
        count, _ = read_block(lists, number, block, held.docs[low:high], held.title[low:high], held.body[low:high])
    else:
        count = read_docs(lists, number, block, held.docs[low:high])
    held.block[slot], held.counts[slot], held.whole[slot] = block, count, whole


@kernel
def _field_bound(count: int, length: int, weight: float, flat: float, slope: float) -> float:
    return weight * count / (flat + slope * length) if count > 0 else 0.0


@kernel
def _list_bound(lists: Lists, number: int, low: int, high: int, fields: int, norms: Norms) -> float:
    """The largest weighted frequency a list may give a document of low..high; infinite where nothing is known."""
    if lists.df[number] <= BLOCK or len(lists.bounds) == 0:
        return np.inf
    first, end = np.int64(lists.skips[number]), np.int64(lists.skips[number + 1])
    row = first + find_block(lists, number, low)
    most = 0.0
    while row < end:
        at = row * CORNERS
        bound = 0.0
        if fields & TITLE:
            bound += _field_bound(
                np.int64(lists.bounds[at]), np.int64(lists.bounds[at + 1]), norms.title_weight,
                norms.slopes[0], norms.slopes[1],
            )  # fmt: skip
        if fields & BODY:
            bound += max(
                _field_bound(
                    np.int64(lists.bounds[at + 2]), np.int64(lists.bounds[at + 3]), norms.body_weight,
                    norms.slopes[2], norms.slopes[3],
                ),
                _field_bound(
                    np.int64(lists.bounds[at + 4]), np.int64(lists.bounds[at + 5]), norms.body_weight,
                    norms.slopes[2], norms.slopes[3],
                ),
            )  # fmt: skip
        most = max(most, bound)
        if np.int64(lists.skip_doc[row]) >= high - 1:
            break
        row += 1
    return most


@kernel
def _window_bound(stems: Lists, words: Lists, leaves: Leaves, norms: Norms, low: int, high: int) -> float:
    total = 0.0
    for leaf in range(len(leaves.weights)):
        frequency = 0.0
        for slot in range(leaves.first[leaf], leaves.first[leaf + 1]):
            lists = stems if leaves.views[slot] == STEMS else words
            frequency += _list_bound(lists, leaves.numbers[slot], low, high, leaves.fields[leaf], norms)
        share = frequency / (norms.k1 + frequency) if frequency < np.inf else 1.0
        total += leaves.weights[leaf] * share * leaves.boosts[leaf]
    return total * SLACK


@kernel
def _frequency(norms: Norms, doc: int, title: int, body: int) -> float:
    if title == 0:
        return norms.body_weight * body / norms.body[doc]
    return norms.title_weight * title / norms.title[doc] + norms.body_weight * body / norms.body[doc]


@kernel
def union(
    stems: Lists, words: Lists, leaves: Leaves, norms: Norms, passing: Mask, ranks: I64,
    low: int, high: int, base: int, best: Best, held: Held, matched: Mask,
) -> int:  # fmt: skip
    """Offer the passing documents of low..high that any leaf matches to `best`; return how many there are.

    base: added to a document's number on its way into `best`; matched: where long enough, filled with what matches,
    passing or not
    """
    total = 0
    keep = len(matched) > 0
    title, body = np.zeros(WINDOW, np.int64), np.zeros(WINDOW, np.int64)
    scores, hit = np.zeros(WINDOW), np.zeros(WINDOW, np.uint8)
    touched = np.empty(WINDOW, np.int64)
    for start in range(low, high, WINDOW):
        end = min(start + WINDOW, high)
        scoring = len(best.scores) > 0
        if scoring and best.size[0] == len(best.scores):
            scoring = _window_bound(stems, words, leaves, norms, start, end) >= best.scores[0]
        for leaf in range(len(leaves.weights)):
            fields = leaves.fields[leaf]
            whole = scoring or fields != TITLE | BODY
            count = 0
            for slot in range(leaves.first[leaf], leaves.first[leaf + 1]):
                lists = stems if leaves.views[slot] == STEMS else words
                number = leaves.numbers[slot]
                block = find_block(lists, number, start)
                blocks = block_count(lists, number)
                row = slot * BLOCK
                while block < blocks:
                    _read(lists, number, block, held, slot, whole)
                    for i in range(row, row + held.counts[slot]):
                        place = held.docs[i] - start
                        if place < 0:
                            continue
                        if place >= end - start:
                            break
                        if not whole:
                            hit[place] = 1
                            continue
                        in_title = held.title[i] if fields & TITLE else 0
                        in_body = held.body[i] if fields & BODY else 0
                        if in_title + in_body == 0:
                            continue
                        if title[place] + body[place] == 0:
                            touched[count] = place
                            count += 1
                        title[place] += in_title
                        body[place] += in_body
                    if held.docs[row + held.counts[slot] - 1] >= end - 1:
                        break
                    block += 1
            for i in range(count):
                place = touched[i]
                hit[place] = 1
                if scoring:
                    frequency = _frequency(norms, start + place, title[place], body[place])
                    gained = leaves.weights[leaf] * frequency / (norms.k1 + frequency)
                    scores[place] += gained * leaves.boosts[leaf]
                title[place] = 0
                body[place] = 0
        for place in range(end - start):
            if hit[place]:
                hit[place] = 0
                doc = start + place
                if keep:
                    matched[doc] = True
                if passing[doc]:
                    total += 1
                    if scoring:
                        _offer(best, scores[place], ranks[doc], base + doc)
                scores[place] = 0.0
    return total


@kernel
def _seek(lists: Lists, number: int, doc: int, held: Held, slot: int) -> int:
    """Where in `held` a list's posting of a document stands; -1 where it has none."""
    row = slot * BLOCK
    ready = (
        held.block[slot] >= 0
        and held.whole[slot]
        and held.docs[row] <= doc
        and held.docs[row + held.counts[slot] - 1] >= doc
    )
    if not ready:
        block = find_block(lists, number, doc)
        if block >= block_count(lists, number):
            return -1
        _read(lists, number, block, held, slot, True)
    low, high = row, row + held.counts[slot]
    while low < high:
        middle = (low + high) >> 1
        if held.docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low if low < row + held.counts[slot] and held.docs[low] == doc else -1


@kernel
def _leaf_counts(stems: Lists, words: Lists, leaves: Leaves, leaf: int, doc: int, held: Held) -> tuple[int, int]:
    title, body = np.int64(0), np.int64(0)
    for slot in range(leaves.first[leaf], leaves.first[leaf + 1]):
        lists = stems if leaves.views[slot] == STEMS else words
        at = _seek(lists, leaves.numbers[slot], doc, held, slot)
        if at >= 0:
            title += held.title[at] if leaves.fields[leaf] & TITLE else 0
            body += held.body[at] if leaves.fields[leaf] & BODY else 0
    return title, body


@kernel
def intersection(
    stems: Lists, words: Lists, leaves: Leaves, norms: Norms, passing: Mask, ranks: I64, candidates: I64,
    base: int, best: Best, held: Held, matched: Mask,
) -> int:  # fmt: skip
    """Offer the passing ones of some documents that every leaf matches to `best`; return how many there are.

    candidates: ascending; base, matched: as for `union`
    """
    total = 0
    keep = len(matched) > 0
    count = len(leaves.weights)
    title, body = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for doc in candidates:
        there = keep or passing[doc]
        for leaf in range(count):
            if not there:
                break
            title[leaf], body[leaf] = _leaf_counts(stems, words, leaves, leaf, doc, held)
            there = title[leaf] + body[leaf] > 0
        if not there:
            continue
        if keep:
            matched[doc] = True
        if not passing[doc]:
            continue
        total += 1
        if len(best.scores) == 0:
            continue
        score = 0.0
        for leaf in range(count):
            frequency = _frequency(norms, doc, title[leaf], body[leaf])
            gained = leaves.weights[leaf] * frequency / (norms.k1 + frequency)
            score += gained * leaves.boosts[leaf]
        _offer(best, score, ranks[doc], base + doc)
    return total


@kernel
def members(stems: Lists, words: Lists, leaves: Leaves, leaf: int, out: I64) -> int:
    """The documents of one leaf's lists, one list behind the other; return how many."""
    done = 0
    for slot in range(leaves.first[leaf], leaves.first[leaf + 1]):
        lists = stems if leaves.views[slot] == STEMS else words
        for block in range(block_count(lists, leaves.numbers[slot])):
            done += read_docs(lists, leaves.numbers[slot], block, out[done:])
    return done


class Placed(NamedTuple):
    """The block read last of each list, with the way to its positions.

    at: the bit where they begin; before: positions of the block's postings before each one, and of all at the end
    """

    block: I64
    counts: I64
    at: I64
    docs: I64
    title: I64
    body: I64
    before: I64


@kernel
def placed_for(lists: int) -> Placed:
    """Room for as many lists, nothing read yet."""
    return Placed(
        np.full(lists, -1, np.int64),
        np.zeros(lists, np.int64),
        np.zeros(lists, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * BLOCK, np.int64),
        np.empty(lists * (BLOCK + 1), np.int64),
    )


@kernel
def _find_placed(words: Lists, number: int, doc: int, placed: Placed, slot: int) -> int:
    """Where in the slot's block a document stands; -1 where the list lacks it."""
    row = slot * BLOCK
    ready = placed.block[slot] >= 0 and placed.docs[row] <= doc and placed.docs[row + placed.counts[slot] - 1] >= doc
    if not ready:
        block = find_block(words, number, doc)
        if block >= block_count(words, number):
            return -1
        end = row + BLOCK
        count, at = read_block(words, number, block, placed.docs[row:end], placed.title[row:end], placed.body[row:end])
        placed.block[slot], placed.counts[slot], placed.at[slot] = block, count, at
        total = 0
        for i in range(count):
            placed.before[row + slot + i] = total
            total += placed.title[row + i] + placed.body[row + i]
        placed.before[row + slot + count] = total
    low, high = row, row + placed.counts[slot]
    while low < high:
        middle = (low + high) >> 1
        if placed.docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low - row if low < row + placed.counts[slot] and placed.docs[low] == doc else -1


@kernel
def _positions(
    words: Lists, numbers: I64, start: int, end: int, doc: int, placed: Placed, title: I64, body: I64
) -> tuple[int, int, I64, I64]:
    """The positions of a word of several lists in a document, title and body, ascending, each once.

    Returns how many of each, and the arrays, grown where they were too short.
    """
    in_title, in_body, lists = 0, 0, 0
    for slot in range(start, end):
        i = _find_placed(words, numbers[slot], doc, placed, slot)
        if i < 0:
            continue
        row = slot * BLOCK
        more_title, more_body = placed.title[row + i], placed.body[row + i]
        if in_title + more_title > len(title):
            longer = np.empty(2 * (in_title + more_title), np.int64)
            longer[:in_title] = title[:in_title]
            title = longer
        if in_body + more_body > len(body):
            longer = np.empty(2 * (in_body + more_body), np.int64)
            longer[:in_body] = body[:in_body]
            body = longer
        found = np.empty(more_title + more_body, np.int64)
        total = placed.before[row + slot + placed.counts[slot]]
        places_at(words.words, placed.at[slot], total, placed.before[row + slot + i], more_title, more_body, found)
        title[in_title : in_title + more_title] = found[:more_title]
        body[in_body : in_body + more_body] = found[more_title:]
        in_title += more_title
        in_body += more_body
        lists += 1
    if lists > 1:
        in_title = _distinct(title, in_title)
        in_body = _distinct(body, in_body)
    return in_title, in_body, title, body


@kernel
def _distinct(places: I64, count: int) -> int:
    """Sort the first `count` in place and drop what comes again; return how many stay."""
    if count == 0:
        return 0
    ordered = np.sort(places[:count])
    kept = 0
    for i in range(count):
        if i == 0 or ordered[i] != ordered[i - 1]:
            places[kept] = ordered[i]
            kept += 1
    return kept


@kernel
def _phrases(places: I64, first: I64, slop: int) -> int:
    """How often words stand in order, `places[first[k]:first[k + 1]]` those of word k; as `positions.phrase_spans`."""
    words = len(first) - 1
    next_of = first[:-1].copy()
    found = 0
    for at in range(first[0], first[1]):
        begin = places[at]
        place = begin
        complete = True
        for word in range(1, words):
            i = next_of[word]
            while i < first[word + 1] and places[i] <= place:
                i += 1
            next_of[word] = i  # starts ascend, so no later one needs what lies before
            if i == first[word + 1]:
                complete = False
                break
            place = places[i]
        if not complete:
            break
        if place - begin <= words - 1 + slop:
            found += 1
    return found


@kernel
def phrases(words: Lists, first: I64, numbers: I64, slop: int, candidates: I64, in_title: I64, in_body: I64) -> None:
    """Count, for some ascending documents, how often words stand in order in the title and in the body.

    Word k has the lists numbers[first[k]:first[k + 1]].
    """
    placed = placed_for(len(numbers))
    count = len(first) - 1
    title, body = np.empty(64, np.int64), np.empty(512, np.int64)
    all_title, all_body = np.empty(256, np.int64), np.empty(2048, np.int64)
    title_first, body_first = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    for n in range(len(candidates)):
        title_to, body_to = 0, 0
        for word in range(count):
            some_title, some_body, title, body = _positions(
                words, numbers, first[word], first[word + 1], candidates[n], placed, title, body
            )
            if title_to + some_title > len(all_title):
                longer = np.empty(2 * (title_to + some_title), np.int64)
                longer[:title_to] = all_title[:title_to]
                all_title = longer
            if body_to + some_body > len(all_body):
                longer = np.empty(2 * (body_to + some_body), np.int64)
                longer[:body_to] = all_body[:body_to]
                all_body = longer
            all_title[title_to : title_to + some_title] = title[:some_title]
            all_body[body_to : body_to + some_body] = body[:some_body]
            title_to += some_title
            body_to += some_body
            title_first[word + 1], body_first[word + 1] = title_to, body_to
        in_title[n] = _phrases(all_title, title_first, slop)
        in_body[n] = _phrases(all_body, body_first, slop)
