"""What surrounds a list: articles like one, and how a query may go on, the same on every engine."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Article
from search import Completion
from tests.contract.conftest import Engine, naive_engine, whoosh_engine

FLOOD = "Water rose in the harbor of Lindgren overnight, and the levee by the old cannery broke."


def article(id: str, title: str = "", body: str = "", language: str | None = "en", **more: object) -> Article:
    return replace(Article(id=id, key=id, title=title, body=body, language=language), **more)


NEWS = (
    article("a", "Harbor flood", FLOOD, source="The Courier", authors=("Ada Holt",)),
    article(
        "b", "Levee repairs begin", "Crews repaired the levee by the cannery after the harbor flood.", source="Wire"
    ),
    article("c", "Budget passed", "The council passed its budget of 2017 after a long night.", source="The Courier"),
    article("d", "Die Mauer", "Die Häuser am Hafen.", "de", source="Küstenblatt", authors=("Ada Holt", "Bo Ek")),
)


def found(hits: object) -> str:
    return "".join(hit.article.id for hit in hits)  # type: ignore[attr-defined] # hits, never None here


def offered(completions: tuple[Completion, ...], kind: str = "word") -> list[tuple[str, int]]:
    return [(each.text, each.articles) for each in completions if each.kind == kind]


def test_related_articles_share_the_words_that_characterize_one(engine: Engine) -> None:
    hits = engine.holding(*NEWS).related("a") or ()
    assert found(hits)[:1] == "b"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_an_article_is_not_related_to_itself(engine: Engine) -> None:
    searcher = engine.holding(*NEWS)
    assert all(id not in found(searcher.related(id) or ()) for id in "abcd")


def test_no_more_related_articles_come_than_asked_for(engine: Engine) -> None:
    many = [article(f"x{number}", "Levee", f"The levee broke in town {number}.") for number in range(9)]
    assert len(engine.holding(*many).related("x0", size=3) or ()) == 3


def test_a_copy_is_not_related_and_another_story_comes_once(engine: Engine) -> None:
    long = " ".join(f"{FLOOD} Engineer number {n} measured gauge {n * 7} at pier {n * 3}." for n in range(20))
    other = " ".join(f"The levee held at lock {n}, said harbor pilot {n * 5} of Lindgren." for n in range(20))
    copies = [article(f"c{n}", "Flood", long) for n in range(3)] + [article(f"o{n}", "Pilots", other) for n in range(3)]
    unlike = [article(f"u{n}", "Chess", f"Round {n} was drawn.") for n in range(12)]
    hits = engine.holding(*copies, *NEWS, *unlike).related("c0") or ()
    assert not {"c0", "c1", "c2"} & {hit.article.id for hit in hits}
    assert len([hit for hit in hits if hit.article.id.startswith("o")]) == 1


def test_an_article_alone_in_its_words_has_no_relatives(engine: Engine) -> None:
    assert engine.holding(article("a", "", "zyzzyva"), article("b", "", "quokka")).related("a") == ()


def test_an_article_that_is_not_there_has_no_list_of_relatives(engine: Engine) -> None:
    assert engine.holding(*NEWS).related("nobody") is None


def test_the_last_word_is_completed_by_the_most_used_words(engine: Engine) -> None:
    made = engine.holding(*NEWS).suggest("flood ha")
    assert offered(made)[0] == ("harbor", 2)
    assert next(each.query for each in made if each.kind == "word") == "flood harbor"


def test_forms_of_one_word_are_offered_once(engine: Engine) -> None:
    texts = ("banks", "banks", "bank", "banking", "bandage")
    searcher = engine.holding(*(article(f"i{at}", body=text) for at, text in enumerate(texts)))
    assert offered(searcher.suggest("ban")) == [("banks", 2), ("bandage", 1)]


def test_outlets_and_authors_are_offered_by_any_of_their_words(engine: Engine) -> None:
    searcher = engine.holding(*NEWS)
    (outlet,) = [each for each in searcher.suggest("cour") if each.kind == "source"]
    assert (outlet.text, outlet.query, outlet.articles) == ("The Courier", 'source:"The Courier"', 2)
    assert offered(searcher.suggest("ada h"), "author") == [("Ada Holt", 2)]


def test_accents_need_not_be_typed(engine: Engine) -> None:
    assert offered(engine.holding(*NEWS).suggest("kust"), "source") == [("Küstenblatt", 1)]


def test_a_headline_is_offered_with_its_article(engine: Engine) -> None:
    (made,) = [each for each in engine.holding(*NEWS).suggest("levee rep") if each.kind == "title"]
    assert (made.text, made.id) == ("Levee repairs begin", "b")


def test_a_headline_is_completed_by_a_rare_word_too(engine: Engine) -> None:
    words = [f"lev{letter}" for letter in "abcdfghijklmnopq"]
    common = [article(f"c{number}", "Noon", " ".join(words)) for number in range(3)]
    made = engine.holding(*common, article("r", "Levy day", "A levy.")).suggest("lev")
    assert [each.id for each in made if each.kind == "title"] == ["r"]


def test_what_is_completed_again_is_the_same(engine: Engine) -> None:
    searcher = engine.holding(*NEWS)
    assert searcher.suggest("lev") == searcher.suggest("lev") != searcher.suggest("lev", size=1)


FIELDS = {
    "an outlet in its field": ("harbor source:cou", [("source", 'harbor source:"The Courier"')]),
    "an author by its other name": ('by:"bo', [("author", 'author:"Bo Ek"')]),
    "words of a title": ("title:lev", [("word", "title:levee")]),
    "words behind a sign": ("-lev", [("word", "-levee")]),
    "words in an open quotation": ('"the lev', [("word", '"the levee')]),
    "nothing of a field that has no words": ("lang:e", []),
    "nothing behind a blank": ("harbor ", []),
    "nothing of nothing": ("", []),
    "nothing of a pattern": ("har*", []),
    "nothing of far too much": ("x" * 101, []),
}


@pytest.mark.parametrize(("typed", "wanted"), FIELDS.values(), ids=FIELDS.keys())
def test_what_stands_before_is_kept(engine: Engine, typed: str, wanted: list[tuple[str, str]]) -> None:
    made = engine.holding(*NEWS).suggest(typed)
    assert [(each.kind, each.query) for each in made if each.kind != "title"] == wanted


def test_deleted_articles_complete_nothing(engine: Engine) -> None:
    engine.write(NEWS)
    with engine.open_writer() as writer:
        writer.delete(["a", "b"])
    assert offered(engine.searcher().suggest("lev")) == []


def test_words_share_the_list_with_what_else_there_is(engine: Engine) -> None:
    many = [article(f"w{n}", body=f"cou{'abcdefghijkl'[n]}", source="The Courier") for n in range(12)]
    made = engine.holding(*many).suggest("cou", size=6)
    assert [each.kind for each in made] == ["word"] * 5 + ["source"]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    words=st.lists(st.text("abé", min_size=1, max_size=3), min_size=1, max_size=40),
    typed=st.text("abé ", max_size=4),
)
def test_engines_complete_alike(words: list[str], typed: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("alike")
    when = datetime(2020, 1, 1, tzinfo=UTC)
    articles = [
        article(
            f"i{at}",
            title=" ".join(words[at : at + 2]),
            body=word,
            source=word,
            published=when,
            published_precision="day",
        )
        for at, word in enumerate(words)
    ]
    engines = naive_engine(str(place)), whoosh_engine(place / "index")
    scan, whoosh = (engine.holding(*articles) for engine in engines)
    assert whoosh.suggest(typed, 10) == scan.suggest(typed, 10)
    assert [hit.article.id for hit in whoosh.related("i0") or ()] == [
        hit.article.id for hit in scan.related("i0") or ()
    ]
    for engine in engines:
        engine.close()
