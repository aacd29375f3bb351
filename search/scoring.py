"""The one ranking formula, for every engine: BM25F over title and body, as pure functions of numbers or NumPy arrays.

**What is counted.** N, document frequencies and mean lengths count the live articles of one snapshot, exactly. Lengths
are tokens.

- A bare word matches any of its stems, over the languages present in the snapshot. Its frequency in a field is the sum
  of theirs, its document frequency the smaller of N and the sum of theirs.
- An exact word, prefix, wildcard or fuzzy word matches any of its exact words, its document frequency again the sum.
  That of one exact word is the larger of those in title and body: its union is not stored, and an article that has a
  word in the title mostly has it in the body.
- A word typed with a capital or an accent (`query.prefers_spelling`) adds, where the text has that very form (folded),
  SPELLED of what the exact word gives with the weight of the bare one: Banks before bank, and no article is lost.
- A phrase's or NEAR's frequency in a field is how often it occurs there (`positions.py`); its idf is the sum of its
  words' idfs.
- Restricted to a field, only the frequency there counts. The document frequency stays that of the word: how rare a
  word is does not depend on where one looks for it.

**What is added.** A leaf gives `leaf_score`; AND and OR add up the clauses that match, in their order; a boost
multiplies. Ranges, exclusions, fields other than title and body, and "everything" give 0.

**What it is multiplied by.** Where recency counts, the whole is multiplied by `recency`, above one half and at most 1,
so that what was found without it bounds what is found with it.
"""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

# K1 says how soon further occurrences stop to matter; 1.2 is the usual value for news-length text. B says how much a
# long field is held against an article: bodies differ tenfold in length by subject and format (0.75, usual); titles
# hardly differ, and a longer one is seldom a vaguer one (0.5). A word in the title is worth some two and a half in the
# body: above 1 the headline decides between otherwise equal articles, far above it a body about the subject loses to
# any headline that drops the word.
K1 = 1.2
TITLE_B, BODY_B = 0.5, 0.75
TITLE_WEIGHT, BODY_WEIGHT = 2.5, 1.0

# A word that most articles have is hardly what was looked for, but it is not nothing either, least of all among few
# articles: it keeps a quarter of the weight that never falls below 0.
COMMON_WEIGHT = 0.25

# Enough to decide between articles about as relevant, too little to outweigh a second word.
SPELLED = 0.25

# However old, an article keeps half its score: relevance decides first, and age between articles about as relevant.
RECENCY_FLOOR = 0.5


def idf(df: int, articles: int) -> float:
    """How much a word says, by the share of articles that have it; above 0 for any 0 <= df <= articles.

    Robertson and Spärck Jones's weight, which falls to 0 where every other article has the word, and from there on
    (about 45 of 100) COMMON_WEIGHT of `lucene_idf`: Kamphuis et al., "Which BM25 Do You Mean?", ECIR 2020, table 1.
    """
    return max(math.log((articles - df + 0.5) / (df + 0.5)), COMMON_WEIGHT * lucene_idf(df, articles))


def lucene_idf(df: int, articles: int) -> float:
    """The same with 1 added inside the logarithm, so that it is above 0 also where nearly all articles have a word."""
    return math.log(1 + (articles - df + 0.5) / (df + 0.5))


def length_norm(length: Number, mean: float, b: float) -> Number:
    """What a frequency in a field is divided by: 1 at the mean length; 1 for all where the field is always empty.

    Zaragoza et al., "Microsoft Cambridge at TREC-13", 2004, equation 3.
    """
    return 1 - b + b * length / (mean or 1.0)


def weighted_frequency(title: Number, body: Number, title_norm: Number, body_norm: Number) -> Number:
    """The frequencies of both fields as one: each weighted and divided by its norm, before any saturation.

    Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004.
    """
    return TITLE_WEIGHT * title / title_norm + BODY_WEIGHT * body / body_norm


def leaf_score(weight: float, frequency: Number) -> Number:
    """The score of one leaf: its idf times a saturated weighted frequency, from 0 up to `weight`."""
    return weight * frequency / (K1 + frequency)


def recency(age_days: Number, half_life_days: float) -> Number:
    """What a score is multiplied by for its article's age: 1 for the newest, down to RECENCY_FLOOR for the oldest.

    What lies above the floor halves with each half-life.
    """
    left: Number = np.exp2(-age_days / half_life_days)
    return RECENCY_FLOOR + (1 - RECENCY_FLOOR) * left
