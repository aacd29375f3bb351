"""An article as terms, columns and a record."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from index.document import Document, document_of, imprint, sites
from index.schema import FIELDS, POSITION_GAP, UNDATED, VALUE_SEPARATOR, article_from_record
from tests.index.shelf import article, dated


def analyzed(told: Article) -> Document:
    return document_of(told, imprint(told))


def test_words_stand_where_they_are_written() -> None:
    words = analyzed(article(title="To be or not to be", body="Be!")).words
    assert words["title"] == {"to": [0, 4], "be": [1, 5], "or": [2], "not": [3]}
    assert words["body"] == {"be": [0]}


def test_a_stem_stands_in_title_and_body() -> None:
    stems = analyzed(article(title="Offensives", body="An offensive, offensives", language="en")).stems
    assert stems["offens"] == ([0], [1, 2])
    assert stems["an"] == ([], [0])


def test_spellings_share_a_position() -> None:
    assert analyzed(article(body="Mr O'Neill")).words["body"] == {"mr": [0], "o'neill": [1], "oneill": [1]}


def test_values_of_a_field_stand_apart() -> None:
    words = analyzed(article(authors=("Ann O'Neill", "Bo Li"))).words["author"]
    assert words == {"ann": [0], "o'neill": [1], "oneill": [1], "bo": [2 + POSITION_GAP], "li": [3 + POSITION_GAP]}


def test_a_whole_value_is_one_folded_term() -> None:
    values = analyzed(article(source="  Die  Müller-Post", tags=("Öl", "öl", "Gas"))).values
    assert values["source_value"] == ("die muller-post",)
    assert values["tag_value"] == ("ol", "gas")


def test_columns_keep_values_as_written() -> None:
    told = replace(dated("a", "one two three", 2017), authors=("Ann", "B\x1fo"), source="Die Post")
    columns = analyzed(told).columns
    assert columns["published"] == int(datetime(2017, 1, 1, tzinfo=UTC).timestamp())
    assert (columns["precision"], columns["updated"]) == (3, UNDATED)
    assert (columns["title_length"], columns["body_length"]) == (4, 3)
    assert columns["author_value"] == f"Ann{VALUE_SEPARATOR}B o"
    assert columns["source_value"] == "Die Post"


def test_a_document_names_no_field_that_is_not_declared() -> None:
    document = analyzed(article())
    terms = {field.name for field in FIELDS if field.kind in ("words", "values")}
    assert set(document.words) | set(document.values) <= terms
    assert set(document.columns) == {field.name for field in FIELDS if field.column}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.bbc.co.uk:443/2/hi", ("news.bbc.co.uk", "bbc.co.uk", "co.uk")),
        ("https://WWW.Post.example/", ("www.post.example", "post.example")),
        ("http://localhost:8000/a", ("localhost",)),
        ("http://192.168.0.1/a", ("192.168.0.1",)),
        ("http://[::1]/a", ("::1",)),
        ("http://[::1/a", ()),
        ("mailto:a@b.c", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_site_is_a_host_and_its_parents(url: str | None, expected: tuple[str, ...]) -> None:
    assert sites(url) == expected


def test_the_words_of_an_address_are_found() -> None:
    words = analyzed(article(url="https://post.example/world/m%C3%BCller_wins-2017.html")).words["url"]
    assert {"post", "example", "world", "muller", "wins", "2017"} <= set(words)


@pytest.mark.parametrize("told", [{"version": 9}, {"paths": ("/b",)}], ids=["version", "paths"])
def test_an_imprint_leaves_out_what_says_nothing_of_the_story(told: dict[str, object]) -> None:
    assert imprint(replace(article(), **told)) == imprint(article())


@pytest.mark.parametrize(
    "told",
    [{"title": "Other"}, {"section": "x"}, {"tags": ("x",)}, {"url": "u"}, {"language": "en"}, {"key": "k"}],
    ids=lambda told: next(iter(told)),
)
def test_an_imprint_tells_every_other_change(told: dict[str, object]) -> None:
    changed = imprint(replace(article(), **told))
    assert changed.content != imprint(article()).content
    assert changed.body == imprint(article()).body


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([None, "en", "fr", "ar", "zh"]))
def test_lengths_count_the_positions_taken(title: str, body: str, language: str | None) -> None:
    document = analyzed(Article(id="a", title=title, body=body, language=language))
    for name in ("title", "body"):
        places = {place for at in document.words[name].values() for place in at}
        assert places == set(range(len(places)))
        assert document.columns[f"{name}_length"] == len(places)
        part = ("title", "body").index(name)
        assert {place for at in document.stems.values() for place in at[part]} == places


@given(
    st.builds(
        Article,
        id=st.text(min_size=1, max_size=20),
        title=st.text(),
        body=st.text(),
        updated=st.none() | st.datetimes(timezones=st.just(UTC)),
        authors=st.lists(st.text()).map(tuple),
        url=st.none() | st.text(),
        language=st.none() | st.text(max_size=3),
    )
)
def test_a_record_builds_the_article_again(told: Article) -> None:
    assert article_from_record(analyzed(told).record) == told
