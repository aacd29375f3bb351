"""One run over everything at once, in the workers that a build uses: bounded, and every file accounted for."""

import resource

import pytest

from corpus import Article, Failure, SourceFile, walk
from corpus.workers import MEMORY_BYTES, Workers
from tests.corpus.hostile import write_hostile

ITEM_S = 30.0


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The paths of the folder, and what was found at each."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = write_hostile(folder)
    found = list(walk(folder))
    given = {item.path: [item] for item in found if isinstance(item, Failure)}
    with Workers(1, item_s=ITEM_S) as workers:
        for path, items in workers.over((file.path, file) for file in found if isinstance(file, SourceFile)):
            given[path] = list(items)
    return list(map(str, paths)), given


def test_there_are_many_hostile_files(run):
    assert len(run[0]) >= 60


def test_every_hostile_file_is_accounted_for(run):
    paths, given = run
    assert sorted(given) == paths
    assert not [path for path in paths if not given[path]]


def test_none_is_given_up_and_no_reader_stumbles(run):
    reasons = [item.reason for items in run[1].values() for item in items if isinstance(item, Failure)]
    given_up = ("stumbled", "for one item", "ended the process")
    assert not [reason for reason in reasons if any(words in reason for words in given_up)]


def test_memory_stays_within_its_bound(run):
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MEMORY_BYTES


def test_nothing_of_this_machine_gets_out(run):
    articles = [item for items in run[1].values() for item in items if isinstance(item, Article)]
    assert "root:" not in repr(articles)
    assert not any(article.url and article.url.startswith("javascript") for article in articles)


def test_an_ordinary_story_among_them_is_read(run):
    titles = {item.title for items in run[1].values() for item in items if isinstance(item, Article)}
    assert "Storm nears" in titles
