"""`dateline evaluate`: how good the ranking is on topics with judgements, and whether it is better than another."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from cli.options import index_option, json_option, settings_for
from cli.terminal import json_text
from search import open_searcher
from search.evaluation import MEASURES, Difference, Evaluation, compare, evaluate, run_topics
from search.trec import read_judgements, read_run, read_topics, write_run

FILE = click.Path(path_type=Path)


@click.command(name="evaluate")
@click.argument("topics", type=FILE)
@click.argument("qrels", type=FILE)
@index_option
@json_option
@click.option("--save", type=FILE, metavar="RUN", help="Write what was found as a TREC run.")
@click.option("--against", type=FILE, metavar="RUN", help="Compare with a run saved before, by a paired t-test.")
def command(
    topics: Path, qrels: Path, address: str | None, as_json: bool, save: Path | None, against: Path | None
) -> None:
    """Measure the ranking on TOPICS (id TAB text, or TREC's <top> blocks) with the judgements QRELS.

    QRELS has lines of `topic 0 article grade`; articles go by their collection's own ids. The words of a topic are
    alternatives, never query syntax. Needs the extra: pip install 'dateline[evaluate]'.
    """
    asked, judgements = read_topics(topics), read_judgements(qrels)
    earlier = evaluate(read_run(against), judgements) if against else None
    with open_searcher(settings_for({"index": address}).index) as searcher:
        run = run_topics(searcher, asked)
    measured = evaluate(run, judgements)
    if save:
        write_run(save, run)
    differences = compare(measured, earlier) if earlier else {}
    if as_json:
        click.echo(json_text(evaluation_object(measured, differences)))
    else:
        click.echo("\n".join(table(measured, differences)))


def evaluation_object(measured: Evaluation, differences: Mapping[str, Difference]) -> dict[str, object]:
    """The figures as JSON values."""
    against = {
        name: {
            "ours": one.ours, "theirs": one.theirs, "p": one.p, "better": one.better, "worse": one.worse
        }
        for name, one in differences.items()
    }  # fmt: skip
    return {"topics": measured.topics, "means": measured.means, "topic": measured.per_topic, "against": against or None}


def table(measured: Evaluation, differences: Mapping[str, Difference]) -> Iterator[str]:
    """The figures for people, a measure a line; beside another run's, how far apart they are and by what chance."""
    yield f"{measured.topics} topics" + ("      ours   theirs   change        p   better/worse" if differences else "")
    for name in MEASURES:
        if name not in differences:
            yield f"{name:<9} {measured.means[name]:.4f}"
            continue
        one = differences[name]
        chance = "-" if one.p is None else f"{one.p:.4f}"
        change = f"{one.ours - one.theirs:+.4f}"
        yield f"{name:<9} {one.ours:>9.4f} {one.theirs:>8.4f} {change:>8} {chance:>8}   {one.better}/{one.worse}"
