"""The best documents of a set, by their scores.

The windows with the highest ceilings come first, so that the rest mostly stay below what the heap asks for. Within a
window the leaves that together could not lift a document into the heap are not read: they are looked up for the
documents that the other leaves brought close enough (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995; by windows: Mallia, Ottaviano and others, "Faster BlockMax WAND with variable-sized blocks",
2017). Every document that is offered has its exact score.
"""

import numpy as np
from numpy.typing import NDArray

from index.columnar.compiling import kernel
from index.columnar.postings import BLOCK
from search.kernels.bits import ONE, Bits, has, trailing
from search.kernels.ceilings import WINDOW, WINDOW_SHIFT
from search.kernels.heap import Best, least, offer
from search.kernels.leaves import (
    BODY,
    TITLE,
    USUAL,
    Formula,
    Held,
    Leaves,
    Text,
    blocks_of,
    body_norm,
    first_block,
    frequency,
    frequency_in,
    held_for,
    hold,
    leaf_gain,
    title_norm,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
Mask = NDArray[np.bool_]

SLACK = 1 + 1e-12  # a bound is rounded, too
AHEAD = 6  # windows that come before their turn
FEW = 4  # documents of a window that are looked up one by one
WORDS_A_WINDOW = WINDOW >> 6


@kernel
def _are_few(hits: Bits, window: int) -> bool:
    """Whether at most FEW documents of a window are in the set."""
    total = 0
    low = window * WORDS_A_WINDOW
    for word in range(low, min(low + WORDS_A_WINDOW, len(hits))):
        rest = hits[word]
        while rest != 0:
            rest &= rest - ONE
            total += 1
            if total > FEW:
                return False
    return True


@kernel
def _any_in(hits: Bits, window: int) -> bool:
    low = window * WORDS_A_WINDOW
    for word in range(low, min(low + WORDS_A_WINDOW, len(hits))):  # noqa: SIM110 # compiled, generators are not
        if hits[word] != 0:
            return True
    return False


@kernel
def _ordered(ceilings: F64, hits: Bits, totals: F64, order: I64) -> int:
    """Fill `totals` with each window's ceiling and `order` with the windows to look at; return how many."""
    count = 0
    for window in range(ceilings.shape[1]):
        total = 0.0
        for leaf in range(ceilings.shape[0]):
            total += ceilings[leaf, window]
        totals[window] = total
        if total > 0 and _any_in(hits, window):
            order[count] = window
            count += 1
    for first in range(min(AHEAD, count)):
        highest = first
        for i in range(first + 1, count):
            if totals[order[i]] > totals[order[highest]]:
                highest = i
        order[first], order[highest] = order[highest], order[first]
    return count


@kernel
def _idle(ceilings: F64, window: int, sought: float, read: Mask) -> float:
    """Mark the leaves that have to be read; return the ceiling of all the others together, which is below `sought`."""
    for leaf in range(len(read)):
        read[leaf] = True
    rest = 0.0
    while True:
        lowest = -1
        for leaf in range(len(read)):
            if read[leaf] and (lowest < 0 or ceilings[leaf, window] < ceilings[lowest, window]):
                lowest = leaf
        if lowest < 0 or (rest + ceilings[lowest, window]) * SLACK >= sought:
            return rest
        rest += ceilings[lowest, window]
        read[lowest] = False


@kernel
def _look_up(
    text: Text, formula: Formula, leaves: Leaves, ceilings: F64, window: int, total: float, doc: int, held: Held,
    sought: float,
) -> float:  # fmt: skip
    """A document's exact score, or something below what is sought as soon as it cannot reach it."""
    score, group = 0.0, 0.0
    left = total
    count = len(leaves.weights)
    for leaf in range(count):
        gained = leaf_gain(text, formula, leaves, leaf, doc, held)
        left += gained - ceilings[leaf, window]
        if left * SLACK < sought:
            return -1.0
        group += gained
        if leaf + 1 == count or leaves.groups[leaf + 1] != leaves.groups[leaf]:
            score += group
            group = 0.0
    return score


@kernel
def _add_leaf(
    text: Text, formula: Formula, leaves: Leaves, leaf: int, start: int, held: Held, title: I64, body: I64, sums: F64
) -> None:
    """Add what a leaf gives each document of a window to `sums`. title, body: zero, and left so."""
    fields = leaves.fields[leaf]
    weight, boost = leaves.weights[leaf], leaves.boosts[leaf]
    lengths, norms = text.lengths, text.norms
    docs, titles, bodies = held.docs, held.title, held.body
    alone = leaves.first[leaf + 1] - leaves.first[leaf] == 1
    for slot in range(leaves.first[leaf], leaves.first[leaf + 1]):
        view, number, row = leaves.views[slot], leaves.numbers[slot], slot * BLOCK
        for block in range(first_block(text, view, number, start, held, slot), blocks_of(text, view, number)):
            hold(text, view, number, block, held, slot)
            end = row + held.counts[slot]
            for i in range(row, end):
                place = docs[i] - start
                if place < 0:
                    continue
                if place >= WINDOW:
                    break
                in_title = titles[i] if fields & TITLE else 0
                in_body = bodies[i] if fields & BODY else 0
                if alone:
                    length = np.int64(lengths[2 * docs[i] + 1])
                    norm = norms[length] if length < USUAL else body_norm(formula, length)
                    of_title = title_norm(formula, lengths[2 * docs[i]]) if in_title > 0 else 1.0
                    gained = frequency(formula, in_title, of_title, in_body, norm)
                    sums[place] += weight * gained / (formula.k1 + gained) * boost
                else:
                    title[place] += in_title
                    body[place] += in_body
            if docs[end - 1] >= start + WINDOW - 1:
                break
    if not alone:
        for place in range(WINDOW):
            if title[place] + body[place] > 0:
                gained = frequency_in(text, formula, start + place, title[place], body[place])
                sums[place] += weight * gained / (formula.k1 + gained) * boost
                title[place] = 0
                body[place] = 0


@kernel
def _add_leaves(
    text: Text, formula: Formula, leaves: Leaves, start: int, held: Held, read: Mask, title: I64, body: I64,
    group: F64, sums: F64,
) -> None:  # fmt: skip
    """Add the leaves that are to be read, each group's sum by itself first."""
    count = len(leaves.weights)
    begun = 0
    for leaf in range(count):
        last = leaf + 1 == count or leaves.groups[leaf + 1] != leaves.groups[leaf]
        single = last and (leaf == 0 or leaves.groups[leaf - 1] != leaves.groups[leaf])
        if read[leaf]:
            _add_leaf(text, formula, leaves, leaf, start, held, title, body, sums if single else group)
            begun += not single
        if last and begun:
            for place in range(WINDOW):
                sums[place] += group[place]
                group[place] = 0.0
            begun = 0


@kernel
def _close(sums: F64, least: float) -> int:
    """How many documents of a window have at least so much."""
    total = 0
    for place in range(WINDOW):
        total += sums[place] >= least
    return total


@kernel
def _offered(best: Best, score: float, factors: F64, ranks: U32, doc: int, floor: float) -> float:
    """Offer a document; return what is sought from then on."""
    if len(factors) > 0:
        score *= factors[doc]
    if score >= floor:
        offer(best, score, np.int64(ranks[doc]), doc)
    return least(best, floor)


@kernel
def best_of(
    text: Text, formula: Formula, leaves: Leaves, ceilings: F64, hits: Bits, ranks: U32, factors: F64, floor: float,
    totals: F64, order: I64, state: I64, best: Best,
) -> None:  # fmt: skip
    """Offer the documents of `hits` to `best`, as many windows as `state` allows.

    ceilings: what each leaf can add, per window, any factor counted in; ranks: what tells equal scores apart
    factors:  what each document's score is multiplied by, from 0 to 1; empty for none
    floor:    scores below it are not wanted
    totals, order: room for a value per window, kept from call to call
    state:    [windows to look at, next of them, where to stop]; the first -1 at the first call
    """
    if state[0] < 0:
        state[0] = _ordered(ceilings, hits, totals, order)
    held = held_for(len(leaves.numbers))
    title, body = np.zeros(WINDOW, np.int64), np.zeros(WINDOW, np.int64)
    group, sums = np.zeros(WINDOW), np.zeros(WINDOW)
    read = np.empty(len(leaves.weights), np.bool_)
    for turn in range(state[1], min(state[0], state[2])):
        window = order[turn]
        sought = least(best, floor)
        if totals[window] * SLACK < sought:
            continue
        rest = _idle(ceilings, window, sought, read)
        start = window << WINDOW_SHIFT
        if not _are_few(hits, window):
            sums[:] = 0.0
            _add_leaves(text, formula, leaves, start, held, read, title, body, group, sums)
            exact = rest == 0
            if not exact and _close(sums, (sought / SLACK) - rest) > FEW:
                for leaf in range(len(read)):  # looking so many up would cost more than reading the rest
                    if not read[leaf]:
                        _add_leaf(text, formula, leaves, leaf, start, held, title, body, sums)
                rest = 0.0
            for place in range(min(WINDOW, len(ranks) - start)):
                if (sums[place] + rest) * SLACK < sought or not has(hits, start + place):
                    continue
                score = sums[place]
                if not exact:
                    score = _look_up(
                        text, formula, leaves, ceilings, window, totals[window], start + place, held, sought
                    )
                sought = _offered(best, score, factors, ranks, start + place, floor)
        else:
            low = start >> 6
            for word in range(low, min(low + WORDS_A_WINDOW, len(hits))):
                left = hits[word]
                while left != 0:
                    lowest = left & (~left + ONE)
                    left ^= lowest
                    doc = (word << 6) + trailing(lowest)
                    score = _look_up(text, formula, leaves, ceilings, window, totals[window], doc, held, sought)
                    sought = _offered(best, score, factors, ranks, doc, floor)
    state[1] = max(state[1], min(state[0], state[2]))
