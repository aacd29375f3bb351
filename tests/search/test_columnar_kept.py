"""The arrays that a segment keeps for the next query."""

from collections.abc import Iterable

import numpy as np

from search.columnar.kept import MOST_USES, KeptArrays

BYTES = 100


def made_of(kept: KeptArrays, keys: Iterable[str]) -> list[str]:
    """Which of some arrays of BYTES had to be made, asked for one after the other."""
    made: list[str] = []

    def make(key: str) -> np.ndarray:
        made.append(key)
        return np.zeros(BYTES, np.uint8)

    for key in keys:
        kept.once(key, lambda key=key: make(key))
    return made


def test_an_array_is_made_once_while_there_is_room() -> None:
    assert made_of(KeptArrays(2 * BYTES), "abab") == ["a", "b"]


def test_of_keys_asked_for_in_turn_as_many_are_kept_as_have_room() -> None:
    kept = KeptArrays(3 * BYTES)
    made_of(kept, "abcd" * 5)
    assert len(made_of(kept, "abcd")) <= 2


def test_what_is_asked_for_more_often_takes_the_place_of_what_is_not() -> None:
    kept = KeptArrays(2 * BYTES)
    made_of(kept, "ab" + "cd" * 4)
    assert made_of(kept, "cd") == []


def test_a_favorite_that_is_asked_for_no_more_goes() -> None:
    kept = KeptArrays(BYTES)
    made_of(kept, "a" * 100 + "b" * (MOST_USES + 2))
    assert kept.get("a") is None


def test_arrays_never_take_more_than_they_may() -> None:
    kept = KeptArrays(3 * BYTES)
    keys = [str(key) for key in np.random.default_rng(1).zipf(1.3, 2000) % 50]
    made_of(kept, keys)
    assert sum(kept.get(key) is not None for key in dict.fromkeys(keys)) <= 3


def test_an_array_beyond_all_bounds_is_made_each_time() -> None:
    assert made_of(KeptArrays(BYTES - 1), "aa") == ["a", "a"]
