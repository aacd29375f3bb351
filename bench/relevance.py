"""How well articles are ranked, beside the defaults of others, on collections with judgements.

python -m bench.relevance FOLDER... [--out relevance.json]

A folder has docs.jsonl, queries.tsv (id TAB text) and qrels.txt (topic 0 article grade). Every engine is asked for any
of a topic's words, with its own defaults: its tokenizer, its English stemmer where it offers one, its stop words where
it drops some unasked, its formula. Dateline is measured as `dateline evaluate` does. Runs are 1,000 deep.
"""

import argparse
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import tantivy

from bench.peers.tantivy_engine import Tantivy
from corpus import Article, read_articles
from index import build
from search import open_searcher
from search.evaluation import Evaluation, compare, evaluate, run_topics
from search.trec import Run, Topic, read_judgements, read_topics

DEPTH = 1000
SHOWN = ("nDCG@10", "MAP")
Rank = Callable[[Path, Sequence[Article], Sequence[Topic], Path], Run]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--out", type=Path, help="write the figures of every topic here, as JSON")
    asked = parser.parse_args()
    found = {folder.name: measured(folder) for folder in asked.folders}
    for line in table(found):
        print(line)
    if asked.out:
        figures = {
            name: {engine: each.per_topic for engine, each in engines.items()} for name, engines in found.items()
        }
        asked.out.write_text(json.dumps(figures, indent=1))


def measured(folder: Path) -> dict[str, Evaluation]:
    """What each engine reaches on a collection, by name; Dateline comes first."""
    articles = [each for each in read_articles(folder / "docs.jsonl") if isinstance(each, Article)]
    topics, judgements = read_topics(folder / "queries.tsv"), read_judgements(folder / "qrels.txt")
    found = {}
    for name, rank in ENGINES.items():
        with tempfile.TemporaryDirectory() as home:
            found[name] = evaluate(rank(folder, articles, topics, Path(home)), judgements)
    return found


def table(found: dict[str, dict[str, Evaluation]]) -> list[str]:
    """A row for each engine, a pair of columns for each collection and one for the mean of nDCG@10."""
    lines = [
        "| engine | " + " | ".join(f"{name} {measure}" for name in found for measure in SHOWN) + " | mean nDCG@10 |",
        "|---|" + "---|" * (2 * len(found) + 1),
    ]
    for engine in ENGINES:
        means = [engines[engine].means for engines in found.values()]
        cells = [f"{each[measure]:.3f}" for each in means for measure in SHOWN]
        lines.append(f"| {engine} | {' | '.join(cells)} | {sum(each['nDCG@10'] for each in means) / len(means):.3f} |")
    lines += ["", "p of a paired t-test of Dateline's nDCG@10 against each:", ""]
    for engine in list(ENGINES)[1:]:
        chances = (
            f"{name} {compare(engines['Dateline'], engines[engine])['nDCG@10'].p:.3f}"
            for name, engines in found.items()
        )
        lines.append(f"- {engine}: {', '.join(chances)}")
    return lines


def words_of(text: str) -> list[str]:
    """The words of a topic without any sign that a query language may read."""
    return re.findall(r"\w+", text.lower())


def by_dateline(folder: Path, articles: Sequence[Article], topics: Sequence[Topic], home: Path) -> Run:
    build([folder / "docs.jsonl"], home / "index")
    with open_searcher(home / "index") as searcher:
        return run_topics(searcher, topics, DEPTH)


def by_bm25s(folder: Path, articles: Sequence[Article], topics: Sequence[Topic], home: Path) -> Run:
    """With its tokenizer's English stop words, as it comes; it has no stemmer."""
    model = bm25s.BM25()
    texts = [f"{article.title}\n{article.body}" for article in articles]
    model.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    run: Run = {}
    for topic in topics:
        tokens = bm25s.tokenize([topic.text], show_progress=False, return_ids=False)
        places, scores = model.retrieve(tokens, k=min(DEPTH, len(articles)), show_progress=False)
        pairs = zip(places[0].tolist(), scores[0].tolist(), strict=True)
        run[topic.id] = tuple((name_of(articles[place]), score) for place, score in pairs if score > 0)
    return run


def by_tantivy(folder: Path, articles: Sequence[Article], topics: Sequence[Topic], home: Path) -> Run:
    Tantivy().build(articles, home / "tantivy")
    index = tantivy.Index.open(str(home / "tantivy"))
    searcher = index.searcher()
    names = {article.id: name_of(article) for article in articles}
    run: Run = {}
    for topic in topics:
        query = index.parse_query(" OR ".join(words_of(topic.text)), ["title", "body"])
        hits = searcher.search(query, DEPTH).hits
        run[topic.id] = tuple((names[searcher.doc(address)["id"][0]], score) for score, address in hits)
    return run


def by_fts5(folder: Path, articles: Sequence[Article], topics: Sequence[Topic], home: Path) -> Run:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE text USING fts5(title, body, tokenize='porter unicode61')")
    rows = ((number, article.title, article.body) for number, article in enumerate(articles))
    base.executemany("INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", rows)
    run: Run = {}
    for topic in topics:
        asked = " OR ".join(f'"{word}"' for word in words_of(topic.text))
        found = base.execute(
            "SELECT rowid, -rank FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?", (asked, DEPTH)
        ).fetchall()
        run[topic.id] = tuple((name_of(articles[number]), score) for number, score in found)
    base.close()
    return run


def name_of(article: Article) -> str:
    """What the judgements call an article."""
    return "_".join((article.record or article.id).split())


ENGINES: dict[str, Rank] = {"Dateline": by_dateline, "bm25s": by_bm25s, "Tantivy": by_tantivy, "SQLite FTS5": by_fts5}

if __name__ == "__main__":
    main()
