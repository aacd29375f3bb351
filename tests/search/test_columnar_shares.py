"""What a list's shares promise: never less than a document gets from the list, and hardly more."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import Article
from index import open_writer
from search.columnar.shelf import Listed, Shelf
from search.columnar.snapshot import ColumnarSnapshot
from search.kernels.leaves import BODY, STEMS, TITLE
from search.kernels.newest import WORDS_A_WINDOW
from search.kernels.shares import HEAD, STEP
from search.scoring import leaf_score, weighted_frequency

ARTICLES = 700
COMMON, RARE = "kumara", "pezuto"  # longer than a block of postings; shorter, and named one by one


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    where: Path = tmp_path_factory.mktemp("shares") / "index"
    dice = random.Random(3)
    with open_writer(where) as writer:
        writer.upsert(article(number, dice) for number in range(ARTICLES))
    snapshot = ColumnarSnapshot(str(where))
    yield snapshot.shelves[0]
    snapshot.close()


def article(number: int, dice: random.Random) -> Article:
    body = [COMMON] * dice.choice((0, 1, 1, 2, 9)) + ["filler"] * dice.randint(1, 400)
    title = [COMMON] * dice.randint(0, 1) + [RARE] * (number % 60 == 0)
    return Article(id=f"a{number}", title=" ".join(["head", *title]), body=" ".join(body))


def shares_by_document(shelf: Shelf, listed: Listed, fields: int) -> dict[int, int]:
    words: NDArray[np.uint64] = shelf.shares(listed, fields)
    bits = shelf.windows * WORDS_A_WINDOW
    if words[1]:
        steps = words[HEAD + bits + (bits + 1) // 2 :].view(np.uint16)
        return {int(doc): int(steps[doc]) for doc in np.flatnonzero(steps)}
    docs = words[HEAD:].view(np.uint32)[: listed.size].tolist()
    steps = words[HEAD + (listed.size + 1) // 2 :].view(np.uint16)[: listed.size]
    return {doc: step for doc, step in zip(docs, steps.tolist(), strict=True) if step}


@pytest.mark.parametrize("fields", [TITLE | BODY, TITLE, BODY], ids=["anywhere", "title", "body"])
@pytest.mark.parametrize("word", [COMMON, RARE])
def test_a_share_is_the_saturated_frequency_rounded_up(shelf: Shelf, word: str, fields: int) -> None:
    (listed,) = shelf.lists("stem", word)
    assert listed.view == STEMS
    found = shelf.file.stem_postings(listed.number)
    title, body = found.title * bool(fields & TITLE), found.body * bool(fields & BODY)
    f, lengths = shelf.formula, shelf.file.lengths
    title_norm = f.title_flat + f.title_slope * lengths[2 * found.docs] / f.title_mean
    body_norm = f.body_flat + f.body_slope * lengths[2 * found.docs + 1] / f.body_mean
    exact = leaf_score(1.0, weighted_frequency(title.astype(float), body.astype(float), title_norm, body_norm))
    there = exact > 0
    shares = shares_by_document(shelf, listed, fields)
    assert sorted(shares) == found.docs[there].tolist()
    above = np.array([shares[doc] for doc in found.docs[there].tolist()]) * STEP - exact[there]
    assert (above > -1e-12).all()
    assert (above < STEP * 1.2).all()


def test_frequent_words_have_a_share_for_every_document_and_rare_ones_name_them(shelf: Shelf) -> None:
    dense = [bool(shelf.shares(shelf.lists("stem", word)[0], TITLE | BODY)[1]) for word in (COMMON, RARE)]
    assert dense == [True, False]


def test_the_bits_of_a_dense_lists_shares_are_its_documents(shelf: Shelf) -> None:
    (listed,) = shelf.lists("stem", COMMON)
    assert shelf.is_dense(listed)
    assert shelf.shared_bits(listed).tolist() == shelf.bits(listed, TITLE | BODY).tolist()
