"""The generated articles keep to what was measured on news."""

import re
from collections import Counter
from itertools import islice

import pytest

from bench.articles import from_file, generated, to_file

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@pytest.fixture(scope="module")
def some():
    return list(generated(400))


def test_fewer_articles_are_the_first_of_more(some):
    assert list(generated(20)) == some[:20]


def test_another_seed_makes_other_articles(some):
    assert next(generated(1, seed=2)).body != some[0].body


def test_the_lengths_are_those_of_news(some):
    lengths = sorted(len(WORD.findall(article.body)) for article in some)
    assert 700 < lengths[len(lengths) // 2] < 950
    assert 850 < sum(lengths) / len(lengths) < 1100


def test_half_of_the_words_of_an_article_come_back(some):
    words = [WORD.findall(article.body.lower()) for article in some]
    assert 0.45 < sum(1 - len(set(each)) / len(each) for each in words) / len(words) < 0.57


def test_frequent_words_follow_the_power_law_of_news(some):
    counts = Counter(word for article in some for word in WORD.findall(article.body.lower()))
    (_, first), (_, hundredth) = counts.most_common()[0], counts.most_common()[100]
    assert 25 < first / hundredth < 75


def test_one_word_in_six_has_a_capital(some):
    words = [word for article in some for word in WORD.findall(article.body)]
    assert 0.15 < sum(word[0].isupper() for word in words) / len(words) < 0.21


def test_a_file_gives_back_what_was_written(some, tmp_path):
    to_file(islice(some, 5), tmp_path / "articles.jsonl")
    read = list(from_file(tmp_path / "articles.jsonl"))
    assert [(a.id, a.title, a.body, a.source, a.published) for a in read] == [
        (a.id, a.title, a.body, a.source, a.published) for a in some[:5]
    ]
