"""The counting sort of a segment: from the words of each article in order to the articles of each word."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.machine import entry, kernel

U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

UNKNOWN = np.int32(-(2**31))
POSTINGS, PLACES, LAST, STATE = 0, 1, 2, 4  # what is known of a word while it is sorted, side by side for the cache


class Columns(NamedTuple):
    """Postings, list behind list. first: where each list starts, one more at the end."""

    first: I64
    docs: U32
    title: U32
    body: U32


@entry
def missing(chunks: U32, run_ends: I64, run_language: I32, language: int, known: I32, out: U32) -> int:
    """Collect the chunks of one language's runs that `known` has no analysis for; each once, marked by a 0."""
    found = 0
    for run in range(len(run_language)):
        if run_language[run] != language:
            continue
        for i in range(run_ends[run], run_ends[run + 1]):
            if known[chunks[i]] == UNKNOWN:
                known[chunks[i]] = 0
                out[found] = chunks[i]
                found += 1
    return found


@entry
def expand(
    chunks: U32, run_ends: I64, run_language: I32, known: I32, offsets: I64, several: I64, sequence: U32,
    words: U32, word_ends: I64,
) -> int:  # fmt: skip
    """Replace chunks by their words; return how many words there are, whether they fitted into `words` or not.

    known: the languages' analyses behind one another, language l from offsets[l] on: a word's number, or -1 - n for
    the words sequence[several[n]] up to sequence[several[n + 1]]
    word_ends: filled with where each run's words end
    """
    put = 0
    for run in range(len(run_language)):
        base = offsets[run_language[run]]
        for i in range(run_ends[run], run_ends[run + 1]):
            found = np.int64(known[base + np.int64(chunks[i])])
            if found >= 0:
                if put < len(words):
                    words[put] = found
                put += 1
                continue
            for j in range(several[-1 - found], several[-found]):
                if put < len(words):
                    words[put] = sequence[j]
                put += 1
        word_ends[run + 1] = put
    return put


@entry
def count(words: U32, word_ends: I64, first_doc: int, state: I64) -> None:
    """Count every word's articles and places. Runs go title, body, title, body, from article `first_doc` on.

    state: four numbers a word, all 0 before: its articles, its places, and one more than the article that had it last
    """
    for run in range(len(word_ends) - 1):
        doc = first_doc + (run >> 1)
        for i in range(word_ends[run], word_ends[run + 1]):
            at = STATE * np.int64(words[i])
            state[at + PLACES] += 1
            if state[at + LAST] != doc + 1:
                state[at + LAST] = doc + 1
                state[at + POSTINGS] += 1


@entry
def distribute(
    words: U32, word_ends: I64, first_doc: int, state: I64, docs: U32, title: U32, body: U32, places: U32
) -> None:
    """Send every word's articles and places where they belong; runs are as `count` takes them.

    state: as of `count`, but where each word's postings and places go on; moved on
    """
    for run in range(len(word_ends) - 1):
        doc = first_doc + (run >> 1)
        start = word_ends[run]
        for i in range(start, word_ends[run + 1]):
            at = STATE * np.int64(words[i])
            posting = state[at + POSTINGS]
            if state[at + LAST] != doc + 1:
                state[at + LAST] = doc + 1
                docs[posting] = doc
                state[at + POSTINGS] = posting + 1
            else:
                posting -= 1
            if run & 1:
                body[posting] += 1
            else:
                title[posting] += 1
            places[state[at + PLACES]] = i - start
            state[at + PLACES] += 1


@kernel
def merge_two(
    docs: I64, title: I64, body: I64, size: int, other: Columns, low: int, high: int, to: tuple[I64, I64, I64]
) -> int:
    """Merge a list of `size` postings with other[low:high] into `to`; return its length."""
    out, i, j = 0, 0, low
    while i < size or j < high:
        left = docs[i] if i < size else np.int64(1) << 40
        right = np.int64(other.docs[j]) if j < high else np.int64(1) << 40
        to[1][out] = 0
        to[2][out] = 0
        if left <= right:
            to[0][out] = left
            to[1][out] = title[i]
            to[2][out] = body[i]
            i += 1
        if right <= left:
            to[0][out] = right
            to[1][out] += np.int64(other.title[j])
            to[2][out] += np.int64(other.body[j])
            j += 1
        out += 1
    return out


@entry
def unite(columns: Columns, members: U32, first: I64, start: int, result: Columns, room: int) -> int:
    """Unite the lists members[first[n]:first[n+1]] for each n from `start` on, until `room` might not do.

    Fills `result`, whose lists count from 0; returns the n reached.
    """
    done = np.int64(0)
    for n in range(start, len(first) - 1):
        need = 0
        for m in range(first[n], first[n + 1]):
            need += columns.first[members[m] + 1] - columns.first[members[m]]
        if n > start and done + need > room:
            return n
        word = members[first[n]]
        low, high = columns.first[word], columns.first[word + 1]
        if first[n + 1] - first[n] == 1:
            for i in range(low, high):
                result.docs[done] = columns.docs[i]
                result.title[done] = columns.title[i]
                result.body[done] = columns.body[i]
                done += 1
        else:
            done += _unite_several(columns, members, first[n], first[n + 1], need, result, done)
        result.first[n - start + 1] = done
    return len(first) - 1


@kernel
def _unite_several(columns: Columns, members: U32, start: int, end: int, need: int, result: Columns, done: int) -> int:
    here = (np.empty(need, np.int64), np.empty(need, np.int64), np.empty(need, np.int64))
    there = (np.empty(need, np.int64), np.empty(need, np.int64), np.empty(need, np.int64))
    size = 0
    for m in range(start, end):
        word = members[m]
        size = merge_two(here[0], here[1], here[2], size, columns, columns.first[word], columns.first[word + 1], there)
        here, there = there, here
    for i in range(size):
        result.docs[done + i] = here[0][i]
        result.title[done + i] = here[1][i]
        result.body[done + i] = here[2][i]
    return size


@entry
def add_statistics(columns: Columns, lists: int, out: U32) -> None:
    """Fill four numbers a list: articles with it in the title, in the body; occurrences in titles, in bodies."""
    for n in range(lists):
        for i in range(columns.first[n], columns.first[n + 1]):
            out[4 * n] += columns.title[i] > 0
            out[4 * n + 1] += columns.body[i] > 0
            out[4 * n + 2] += columns.title[i]
            out[4 * n + 3] += columns.body[i]
