import json

import pytest

from corpus import NoSuchPath, parse_field_map
from corpus.inspection import inspect

BODY = "PARIS, March 3 (Reuters) - The harbor stays closed until the storm has passed, the mayor said."
GUARDIAN = {"webTitle": "Storm", "apiUrl": "x", "fields": {"bodyText": BODY}, "webPublicationDate": "2017-10-26"}
PAGE = (
    f'<html><head><title>Storm</title><meta name="date" content="2017-10-26"></head><body><p>{BODY}</p></body></html>'
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(GUARDIAN))
    (tmp_path / "b.jsonl").write_text(
        "".join(json.dumps({"headline": f"S{n}", "text": BODY}) + "\n" for n in range(30))
    )
    (tmp_path / "c.html").write_text(PAGE)
    (tmp_path / "d.txt").write_text("")
    return tmp_path


def test_formats_are_told_apart_with_the_shape_of_records(folder):
    formats = inspect(folder).formats
    assert {name: found.articles for name, found in formats.items()} == {
        "json, as Guardian": 1, "json lines": 20, "page": 1,
    }  # fmt: skip


def test_the_field_of_each_fact_is_counted(folder):
    fields = inspect(folder).formats["json lines"].fields
    assert (fields["title"], fields["body"]) == ({"headline": 20}, {"text": 20})


@pytest.mark.parametrize(
    ("format", "fact", "origin"),
    [
        ("json, as Guardian", "title", "webTitle"),
        ("json, as Guardian", "body", "fields.bodyText"),
        ("json, as Guardian", "place", "the dateline"),
        ("json lines", "language", "guessed from the text"),
        ("page", "published", "the page's meta"),
        ("page", "agency", "the dateline"),
    ],
)
def test_each_fact_of_a_sample_says_where_it_was_read(folder, format, fact, origin):
    sample = inspect(folder).formats[format].sample
    assert sample.origins[fact] == origin


def test_a_fact_that_an_article_lacks_has_no_origin(folder):
    sample = inspect(folder).formats["json lines"].sample
    assert "published" not in sample.origins


def test_a_map_shows_in_the_origins(folder):
    sample = inspect(folder / "a.json", parse_field_map("title=apiUrl")).formats["json, as Guardian"].sample
    assert (sample.article.title, sample.origins["title"]) == ("x", "apiUrl")


def test_what_was_not_looked_at_is_told(folder):
    inspection = inspect(folder, files=2, items=5)
    assert (inspection.files, inspection.more, inspection.cut_short) == (2, True, 1)


def test_what_gives_no_article_is_told(folder):
    [failure] = inspect(folder).failures
    assert failure.path.endswith("d.txt")


def test_a_path_that_names_nothing_is_refused(tmp_path):
    with pytest.raises(NoSuchPath):
        inspect(tmp_path / "none")
