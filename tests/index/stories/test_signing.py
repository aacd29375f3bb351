"""Many signatures at once are those of one text after the other, bit for bit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.stories import bands_of, signature
from index.stories.signature import LEAST_WORDS
from index.stories.signing import bands, signatures
from tests.index.stories.copies import texts

PARTS = st.sampled_from((
    "\n", "\n\n", " ", "  ", "(", ")", "-", " - ", "\N{EM DASH}", ":", " (Reuters) - ", "PARIS, March 3", "Read more",
    "By John", "The ", "cr\u00e9dit", "\u00a0", "\ud800", "x", " contributed to this ", ".", "! ", "20,000", "'s",
    "\u65e5\u672c", "a" * 60, "word " * 8, "some other words than these ", "_", "\u00dcnder", "this article was",
))  # fmt: skip
BODIES = st.lists(st.lists(PARTS, max_size=60).map("".join), max_size=6)


def at_once(bodies: list[str]) -> tuple[list[bytes], list[tuple[str, ...]]]:
    encoded = [body.encode("utf-8", "surrogatepass") for body in bodies]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    rows, there = signatures(np.frombuffer(b"".join(encoded), np.uint8), ends[:-1], ends[1:])
    made = [row.astype("<u2").tobytes() if has else b"" for row, has in zip(rows, there.tolist(), strict=True)]
    keys = [tuple(f"{key:010x}" for key in row if key) for row in bands(rows).tolist()]
    return made, keys


@settings(deadline=None)  # the first example compiles
@given(BODIES)
def test_any_bodies_have_the_signatures_of_each(bodies: list[str]) -> None:
    assert at_once(bodies)[0] == [signature(body) for body in bodies]


def test_reports_have_the_signatures_and_bands_of_each() -> None:
    bodies = [each.body for each in texts(3, seed=5)]
    made, keys = at_once(bodies)
    assert made == [signature(body) for body in bodies]
    assert keys == [bands_of(each) for each in made]


def test_a_text_beyond_all_bounds_is_cut_as_alone() -> None:
    body = "Rain fell on the town. " * 20_000
    assert at_once([body, "short", body + "(By A. Bo)"])[0] == [signature(body), b"", signature(body + "(By A. Bo)")]
    assert LEAST_WORDS > 1
