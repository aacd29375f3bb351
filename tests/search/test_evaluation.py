"""Figures of a ranking: worked by hand on a small one, and compared with another."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from corpus import Article
from search.errors import BadEvaluation, EvaluatorMissing
from search.evaluation import MEASURES, compare, evaluate, run_topics, topic_query
from search.query import Boost, Or, Prefix, Term
from search.results import Hit, SearchRequest, Snippet
from search.searcher import Searcher
from search.trec import Topic

JUDGED = {"1": {"a": 1, "b": 1}, "2": {"c": 1}}


def ranked(*articles: str) -> tuple[tuple[str, float], ...]:
    return tuple((article, 1.0) for article in articles)


@dataclass
class Shelf:
    """A searcher that finds the same articles for everything, and remembers what it was asked."""

    articles: list[Article]
    asked: list[SearchRequest] = field(default_factory=list)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        self.asked.append(request)
        for rank, article in enumerate(self.articles, 1):
            yield Hit(article, 1.0 / rank, rank, Snippet("title", article.title))


def shelf(*articles: Article) -> tuple[Shelf, Searcher]:
    fake = Shelf(list(articles))
    return fake, cast(Searcher, fake)


def article(id: str, record: str | None = None) -> Article:
    return Article(id=id, title=id, body="", record=record)


def test_a_topics_words_are_alternatives_weighted_by_how_often_they_are_said() -> None:
    query = topic_query("Troops in VIET Nam , troops")
    assert query == Or((Boost(Term("Troops"), 2.0), Term("in"), Term("VIET"), Term("Nam")))


def test_a_topic_is_never_read_as_syntax() -> None:
    assert topic_query('NOT "a b" -c title:d*') == Or(tuple(map(Term, ("NOT", "a", "b", "c", "title", "d"))))


def test_a_topic_in_chinese_is_asked_by_pairs_of_characters() -> None:
    assert topic_query("北京大 学") == Or((Term("北京"), Term("京大"), Prefix("学")))


def test_a_topic_without_a_word_finds_nothing_and_asks_nothing() -> None:
    fake, searcher = shelf(article("x"))
    assert run_topics(searcher, [Topic("1", " . ")]) == {"1": ()}
    assert fake.asked == []


def test_articles_go_by_their_collections_ids_else_by_ours() -> None:
    _, searcher = shelf(article("x", "17"), article("y"))
    assert run_topics(searcher, [Topic("1", "word")]) == {"1": (("17", 1.0), ("y", 0.5))}


def test_a_run_holds_no_article_twice_and_no_more_than_its_depth() -> None:
    _, searcher = shelf(article("x", "1"), article("y", "1"), article("z", "2"), article("w", "3"))
    assert run_topics(searcher, [Topic("t", "word")], depth=3) == {"t": (("1", 1.0), ("2", 1 / 3))}


def test_a_topic_is_asked_by_relevance_and_without_passages() -> None:
    fake, searcher = shelf()
    run_topics(searcher, [Topic("1", "word")])
    assert [(request.sort, request.snippets, request.query) for request in fake.asked] == [
        ("relevance", 0, Term("word"))
    ]


def test_figures_are_those_worked_by_hand() -> None:
    measured = evaluate({"1": ranked("a", "x", "b"), "2": ranked("x", "c")}, JUDGED)
    assert measured.topics == 2
    assert measured.means["MAP"] == pytest.approx(((1 + 2 / 3) / 2 + 1 / 2) / 2)
    assert measured.means["P@10"] == pytest.approx((0.2 + 0.1) / 2)
    assert measured.means["R@100"] == 1.0
    assert measured.means["RR"] == pytest.approx((1 + 1 / 2) / 2)
    ideal, log3 = 1 + 1 / 1.584962500721156, 1.584962500721156
    assert measured.means["nDCG@10"] == pytest.approx(((1 + 1 / 2) / ideal + 1 / log3) / 2)


def test_equal_scores_keep_the_searchers_order() -> None:
    one = evaluate({"1": ranked("a", "x"), "2": ()}, JUDGED)
    other = evaluate({"1": ranked("x", "a"), "2": ()}, JUDGED)
    assert one.per_topic["RR"]["1"] == 1.0
    assert other.per_topic["RR"]["1"] == 0.5


def test_a_judged_topic_without_an_answer_counts_with_zero() -> None:
    measured = evaluate({"1": ranked("a", "b")}, JUDGED)
    assert measured.means["MAP"] == 0.5
    assert measured.per_topic["MAP"] == {"1": 1.0, "2": 0.0}


def test_an_unjudged_topic_does_not_count() -> None:
    run = {"1": ranked("a", "b"), "2": ranked("c")}
    assert evaluate({**run, "9": ranked("x")}, JUDGED).means == evaluate(run, JUDGED).means


def test_topics_and_judgements_without_a_common_topic_are_refused() -> None:
    with pytest.raises(BadEvaluation, match="judged 1, 2"):
        evaluate({"7": ranked("a")}, JUDGED)


def test_a_run_compared_with_itself_differs_by_nothing() -> None:
    measured = evaluate({"1": ranked("x", "a"), "2": ranked("c")}, JUDGED)
    differences = compare(measured, measured)
    assert set(differences) == set(MEASURES)
    assert all((one.p, one.better, one.worse) == (1.0, 0, 0) for one in differences.values())


def test_a_difference_counts_topics_and_its_chance() -> None:
    judged = {str(topic): {"a": 1} for topic in range(8)}
    good = evaluate({topic: ranked("a") for topic in judged}, judged)
    poor = evaluate({topic: ranked(*(["x"] * (int(topic) % 3)), "a") for topic in judged}, judged)
    found = compare(good, poor)["RR"]
    assert (found.better, found.worse) == (5, 0)
    assert found.p is not None
    assert 0.0 < found.p < 0.05
    assert compare(poor, good)["RR"].p == pytest.approx(found.p)


def test_one_topic_is_too_few_to_test() -> None:
    judged = {"1": {"a": 1}}
    found = compare(evaluate({"1": ranked("a")}, judged), evaluate({"1": ranked("x", "a")}, judged))["RR"]
    assert (found.ours, found.theirs, found.p) == (1.0, 0.5, None)


def test_a_missing_evaluator_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", cast(Any, None))
    with pytest.raises(EvaluatorMissing, match=r"dateline\[evaluate\]"):
        evaluate({"1": ranked("a")}, JUDGED)
