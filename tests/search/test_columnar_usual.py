"""The usual spelling of words as the vocabulary of a segment tells it."""

import pytest

from corpus import Article
from index import open_writer
from search import open_searcher
from search.columnar.usual import initials_of, spelled_by_far

TIMES = 40
OTHERS = "Rome " * 32 + "Oslo " * 16 + "Paris " * 8 + "Bonn " * 4 + "Bern " * 2  # so that codes differ by many bits


def told(texts, words, tmp_path):
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(Article(id=str(at), title="Of interest", body=body) for at, body in enumerate(texts))
        writer.commit()
    with open_searcher(tmp_path / "index") as searcher:
        segments = [initials_of(s.file.records.model, s.documents) for s in searcher._snapshot.shelves]
        return spelled_by_far(words, segments)


BY_FAR = {
    "a name": ("Berlin " * TIMES, ["berlin"], {"berlin": "Berlin"}),
    "one with another spelling now and then": ("Berlin " * 64 + OTHERS + "berlin", ["berlin"], {"berlin": "Berlin"}),
    "as often small": ("Berlin berlin " * TIMES, ["berlin"], {}),
    "an accent within the letters looked at": ("São " * TIMES, ["sao"], {"sao": "São"}),
    "an accent at the beginning": ("Élan " * TIMES, ["elan"], {"elan": "Élan"}),
    "several words": ("NATO nations " * TIMES, ["nato", "nations"], {"nato": "NATO", "nations": "nations"}),
    "a word that is not there": ("Berlin " * TIMES, ["bern"], {}),
    "words that do not begin alike": ("Berlin " * TIMES, ["berlin", "rome"], {}),
    "letters of another script": ("Москва " * TIMES, ["москва"], {}),
    "no words": ("Berlin", [], {}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "words", "spelled"), BY_FAR.values(), ids=BY_FAR.keys())
def test_what_is_spelled_one_way_by_far_is_told(body, words, spelled, tmp_path):
    assert told([body], words, tmp_path) == spelled


def test_segments_count_by_their_documents(tmp_path):
    texts = ["Of Berlin they said nothing but that."] * 60
    assert told(texts, ["berlin"], tmp_path) == {"berlin": "Berlin"}
