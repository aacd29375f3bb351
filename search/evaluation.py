"""How good a ranking is: topics with judgements through a searcher, and the standard measures of what it found.

A topic's words are alternatives, each weighted by how often the topic says it, as in published figures for such
collections: no exclusion, no phrase, no filter, and nothing of the query box's syntax. Figures come from a maintained
evaluator, the optional extra `evaluate`. Articles are named by their collection's own ids (`Article.record`), else by
ours.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import Any

from corpus import Article
from index.analysis import is_fragment, query_words
from search.clauses import boosted, either
from search.errors import BadEvaluation, EvaluatorMissing
from search.query import Prefix, Query, Term
from search.results import SearchRequest
from search.searcher import Searcher
from search.trec import Judgements, Ranking, Run, Topic

DEPTH = 1_000  # articles judged per topic, as at TREC
DEADLINE_S = 60.0  # a figure of what was found in time would not be one
MEASURES = {"nDCG@10": "nDCG@10", "MAP": "AP", "P@10": "P@10", "R@100": "R@100", "RR": "RR"}

PerTopic = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run, by the names of MEASURES.

    topics:  how many were judged; those for which nothing was found count, with zero
    means:   of each measure over the topics
    per_topic: each measure's value by topic
    """

    topics: int
    means: Mapping[str, float]
    per_topic: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two runs over the same topics.

    p: how likely so large a mean difference is by chance (two-sided paired t-test; 1 where no topic differs, None
       where there are fewer than two topics to test)
    better, worse: topics where the first run is ahead, or behind
    """

    ours: float
    theirs: float
    p: float | None
    better: int
    worse: int


def topic_query(text: str) -> Query | None:
    """Any of the words of a text, one said twice counting twice; None where it has no word."""
    words = [word for part in text.split() for word in query_words(part)]
    said = Counter(map(str.casefold, words))
    firsts = {word.casefold(): word for word in reversed(words)}
    return either(boosted(_clause(firsts[word]), times) for word, times in said.items())


def run_topics(searcher: Searcher, topics: Iterable[Topic], depth: int = DEPTH) -> Run:
    """What the searcher finds for each topic, best first, at most `depth` articles."""
    return {topic.id: _ranking(searcher, topic, depth) for topic in topics}


def evaluate(run: Run, judgements: Judgements) -> Evaluation:
    """Measure a run. A judged topic that the run lacks counts with zero, one without judgements does not count.

    Raises EvaluatorMissing, and BadEvaluation where run and judgements have no topic in common.
    """
    if not run.keys() & judgements.keys():
        raise BadEvaluation(
            f"none of the {len(run)} topics has a judgement (topics {_some(run)}; judged {_some(judgements)}); "
            "check that both files number their topics alike"
        )
    evaluator = _library("ir_measures")
    named = {evaluator.parse_measure(code): name for name, code in MEASURES.items()}
    per_topic: PerTopic = {name: {} for name in MEASURES}
    for value in evaluator.iter_calc(list(named), judgements, _scores(run)):
        per_topic[named[value.measure]][value.query_id] = value.value
    means = {name: sum(values.values()) / len(values) for name, values in per_topic.items()}
    return Evaluation(len(judgements), means, per_topic)


def compare(ours: Evaluation, theirs: Evaluation) -> dict[str, Difference]:
    """Each measure of two runs with the same judgements, and whether the difference may be chance.

    The paired t-test agrees with the randomization test on such data: Smucker, Allan and Carterette, "A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation", CIKM 2007.
    """
    return {name: _difference(name, ours, theirs) for name in MEASURES}


def _difference(name: str, ours: Evaluation, theirs: Evaluation) -> Difference:
    pairs = [(value, theirs.per_topic[name][topic]) for topic, value in ours.per_topic[name].items()]
    better, worse = sum(one > other for one, other in pairs), sum(one < other for one, other in pairs)
    return Difference(ours.means[name], theirs.means[name], _chance(pairs), better, worse)


def _chance(pairs: list[tuple[float, float]]) -> float | None:
    """The p of the paired t-test, where it is defined: not where all topics differ by the very same."""
    if len(pairs) < 2:
        return None
    differences = {round(one - other, 12) for one, other in pairs}
    if len(differences) == 1:
        return 1.0 if differences == {0.0} else 0.0
    ours, theirs = zip(*pairs, strict=True)
    return float(_library("scipy.stats").ttest_rel(ours, theirs).pvalue)


def _ranking(searcher: Searcher, topic: Topic, depth: int) -> Ranking:
    query = topic_query(topic.text)
    if query is None:
        return ()
    request = SearchRequest(query, snippets=0, deadline_s=DEADLINE_S)
    found: dict[str, float] = {}
    for hit in islice(searcher.scan(request), depth):
        found.setdefault(_name(hit.article), hit.score)
    return tuple(found.items())


def _clause(word: str) -> Query:
    return Prefix(word) if is_fragment(word) else Term(word)


def _name(article: Article) -> str:
    """What judgements call the article, without white space, which parts the columns of a run."""
    return "_".join((article.record or article.id).split())


def _scores(run: Run) -> dict[str, dict[str, float]]:
    """The run as the evaluator takes it. It orders by score and equals by name: places keep the searcher's order."""
    return {
        topic: {article: float(-place) for place, (article, _) in enumerate(ranking)} for topic, ranking in run.items()
    }


def _some(topics: Mapping[str, object]) -> str:
    return ", ".join(islice(topics, 3)) + (" …" if len(topics) > 3 else "")


def _library(name: str) -> Any:
    """A library of the extra `evaluate`, loaded only when something is measured."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise EvaluatorMissing(
            f"measuring relevance needs {error.name}: install the extra, pip install 'dateline[evaluate]'"
        ) from error
