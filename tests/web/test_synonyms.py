"""A site's synonyms, on its page and its endpoint."""

from pathlib import Path

import pytest

from search.errors import BadSynonyms
from tests.web.shelf import story
from web import Settings

NEWS = [story(1, body="Daesh retreats."), story(2, body="Nothing of the kind.")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "synonyms.txt"
    path.write_text("ISIS, Daesh\n", encoding="utf-8")
    return Settings(synonyms=str(path))


def test_an_answer_shows_what_was_searched_for(client_of, settings):
    answer = client_of(NEWS, settings).get("/api/v1/search?q=isis").json
    assert (answer["query"], answer["interpreted"], answer["matching"]) == ("isis", "isis OR Daesh", "all")


def test_the_article_has_the_other_words_marked(client_of, settings):
    page = client_of(NEWS, settings).get(f"/article/{NEWS[0].id}?q=isis+OR+x&at=1").text
    assert "<mark" not in page
    assert "<mark" in client_of(NEWS, settings).get(f"/article/{NEWS[0].id}?q=daesh&at=1").text


def test_a_file_that_is_none_is_told_as_the_site_starts(client_of, tmp_path):
    with pytest.raises(BadSynonyms, match="cannot be read"):
        client_of(NEWS, Settings(synonyms=str(tmp_path / "missing")))
