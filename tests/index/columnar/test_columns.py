"""Columns of texts, read back by documents."""

from pathlib import Path

import numpy as np
import pytest

from index.columnar.columns import TextColumn, write_column
from index.columnar.container import Container, ContainerWriter

TEXTS = {
    "of one size": ["cat", "ant", "bee", "cat"],
    "of several sizes": ["cat", "", "horse", "ox"],
    "of one size on the average": ["ab", "abcd", "abc"],
    "that end with a zero": ["ab\0", "abc", "a\0\0"],
    "of one size in bytes": ["éa", "aé", "abc"],
    "without a letter": ["", ""],
    "none": [],
}


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS.keys())
def test_texts_are_read_as_they_were_written(texts: list[str], tmp_path: Path) -> None:
    with ContainerWriter(tmp_path / "file") as out:
        write_column(out, "id", texts)
        out.close({})
    column = TextColumn(Container(tmp_path / "file"), "id")
    assert column.of(np.arange(len(texts))) == texts == [column[doc] for doc in range(len(texts))]
