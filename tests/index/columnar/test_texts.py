"""Stored texts: what is spelled by a vocabulary is read again to the byte, whatever it was."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columnar.builder import Entry, SegmentBuilder
from index.columnar.huffman import LONGEST_CODE, code_of, codes_of, counts_of, lengths_of
from index.columnar.merge import merge
from index.columnar.segment import SegmentFile
from index.columnar.words import WordTable
from index.errors import IndexCorrupt

TABLE = WordTable()
PLAIN = st.text(st.sampled_from("ab .,'’-\né"), max_size=60)
TEXT = (
    PLAIN | st.text(max_size=30) | st.sampled_from(["", " ", "x" * 300, "x" + " " * 300 + "y", "北京大学", "a\ud800"])
)
Pair = tuple[str, str]


def written(path: Path, texts: list[Pair]) -> SegmentFile:
    builder = SegmentBuilder(TABLE)
    for number, text in enumerate(texts):
        title, body = (part.encode("utf-8", "surrogatepass") for part in text)
        builder.add(Entry(f"{number}".encode(), title, body, "en", with_texts=True))
    path.unlink(missing_ok=True)
    builder.write(path)
    return SegmentFile(path)


def stored(segment: SegmentFile) -> list[bytes]:
    return [segment.records.record(number) for number in range(segment.documents)]


def expected(texts: list[Pair]) -> list[bytes]:
    return ["\0".join((str(number), *text)).encode("utf-8", "surrogatepass") for number, text in enumerate(texts)]


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_every_text_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, texts: list[Pair]) -> None:
    texts = [(title.replace("\0", ""), body.replace("\0", "")) for title, body in texts]
    assert stored(written(tmp_path_factory.getbasetemp() / "any.col", texts)) == expected(texts)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(PLAIN, TEXT), min_size=1, max_size=5), st.data())
def test_texts_that_stay_are_the_same_behind_a_merge(
    tmp_path_factory: pytest.TempPathFactory, texts: list[Pair], data: st.DataObject
) -> None:
    texts = [(title.replace("\0", ""), body.replace("\0", "")) for title, body in texts]
    home = tmp_path_factory.getbasetemp()
    gone = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1))))
    one, two = written(home / "one.col", texts), written(home / "two.col", texts[::-1])
    (home / "both.col").unlink(missing_ok=True)
    merge([(one, np.array(gone, np.uint32)), (two, np.empty(0, np.uint32))], home / "both.col")
    kept = [record for number, record in enumerate(stored(one)) if number not in gone]
    assert stored(SegmentFile(home / "both.col")) == kept + stored(two)


def test_a_merge_that_counts_no_words_spells_as_short_as_a_segment_that_does(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    words = [f"w{n}" for n in range(300)]
    texts = [("head", " ".join(words[min(int(n), 299)] for n in random.zipf(1.3, 200))) for _ in range(90)]
    parts = [written(tmp_path / f"{low}.col", texts[low : low + 30]) for low in (0, 30, 60)]
    merge([(part, np.empty(0, np.uint32)) for part in parts], tmp_path / "merged.col")
    merged, counted = SegmentFile(tmp_path / "merged.col"), written(tmp_path / "all.col", texts)
    assert len(merged.records.texts) < 1.01 * len(counted.records.texts)


def test_a_word_of_deleted_documents_alone_is_in_no_file_behind_a_merge(tmp_path: Path) -> None:
    segment = written(tmp_path / "one.col", [("secret", "unspeakable"), ("open", "word")])
    merge([(segment, np.array([0], np.uint32))], tmp_path / "merged.col")
    assert b"unspeakable" not in (tmp_path / "merged.col").read_bytes()


def test_a_text_whose_bits_are_damaged_is_refused(tmp_path: Path) -> None:
    segment = written(tmp_path / "one.col", [("some", "words to spell " * 50)])
    segment.records.texts[:] = 0xFFFFFFFFFFFFFFFF
    with pytest.raises(IndexCorrupt, match="cannot be read"):
        segment.records.record(0)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.integers(1, 2**40), min_size=1, max_size=300))
def test_codes_are_free_of_prefixes_and_the_heavier_is_no_longer(weights: list[int]) -> None:
    counts = counts_of(np.array(sorted(weights, reverse=True), np.int64))
    lengths, codes = lengths_of(counts).tolist(), codes_of(counts).tolist()
    assert lengths == sorted(lengths)
    assert max(lengths) <= LONGEST_CODE
    spelled = sorted(f"{code:0{length}b}" for code, length in zip(codes, lengths, strict=True))
    assert len(spelled) == len(weights)
    assert not any(after.startswith(before) for before, after in pairwise(spelled))


def test_weights_that_ask_for_endless_codes_get_bounded_ones() -> None:
    fibonacci = [1, 1]
    while len(fibonacci) < 60:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    counts = counts_of(np.array(fibonacci[::-1], np.int64))
    assert int(counts.sum()) == 60
    assert len(code_of(counts).limits) == LONGEST_CODE + 1
