"""Machine code is kept whole, found again, and never believed when it is not."""

import os
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from corpus import Article
from index import open_writer
from index.machine import Loop, kept, loading
from index.machine.kept import Code
from index.machine.loops import ENTRY

CODE = Code({"some.loop": "_symbol"}, ["malloc"], b"\x7fELF and so on\n\0")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "loops.code"
    kept.write(path, CODE)
    return path


def test_without_a_home_the_cache_is_beside_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("LOCALAPPDATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", classmethod(homeless))
    assert kept.folders() == [kept.HERE / "__pycache__"]


def test_a_folder_whose_lock_is_anothers_takes_no_code(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loops.lock").mkdir()  # stands for a file of another user, which root may open
    assert loading._made_in(tmp_path) is None
    assert f"dateline: {tmp_path}: Is a directory" in capfd.readouterr().err


def test_what_was_written_is_read(written: Path) -> None:
    assert kept.read(written) == CODE


def test_nothing_is_left_beside_it(written: Path) -> None:
    assert list(written.parent.iterdir()) == [written]


def test_where_nothing_is_kept_nothing_is_read(tmp_path: Path) -> None:
    assert kept.read(tmp_path / "loops.code") is None


@pytest.mark.parametrize("keep", range(0, 120, 7))
def test_a_file_that_is_cut_off_is_not_believed(written: Path, keep: int) -> None:
    data = written.read_bytes()
    written.write_bytes(data[: min(keep, len(data) - 1)])
    assert kept.read(written) is None


@pytest.mark.parametrize("at", range(0, 120, 7))
def test_a_file_with_another_byte_is_not_believed(written: Path, at: int) -> None:
    data = bytearray(written.read_bytes())
    data[at % len(data)] ^= 1
    written.write_bytes(data)
    assert kept.read(written) is None


def test_every_entry_of_the_program_is_compiled_with_the_others() -> None:
    named = {
        value.__module__
        for file in (*kept.ROOT.glob("index/**/*.py"), *kept.ROOT.glob("search/**/*.py"))
        if "\n@entry" in file.read_text(encoding="utf-8")
        for value in vars(import_module(".".join(file.relative_to(kept.ROOT).with_suffix("").parts))).values()
        if isinstance(value, Loop) and value.kind == ENTRY
    }
    assert named == set(kept.MODULES)


def test_every_module_with_loops_counts_in_the_digest() -> None:
    loops = {
        file
        for package in ("index", "search", "web", "cli", "corpus")
        for file in (kept.ROOT / package).rglob("*.py")
        if any(f"\n@{kind}\n" in file.read_text(encoding="utf-8") for kind in ("entry", "kernel", "inlined"))
    }
    assert loops <= set(kept.sources())


ASKED = """
import sys
from search import SearchRequest, open_searcher, parse

with open_searcher(sys.argv[1]) as searcher:
    for text in ("toll", "the toll", '"bridge toll"', "to*", "tol~", "toll -ferry", "title:toll", "bridge NEAR/3 toll"):
        for options in ({}, {"versions": "all"}, {"matching": "any", "facets": ("source", "year"), "histogram": True}):
            page = searcher.search(SearchRequest(parse(text).query, group="story", diverse=True, **options))
            told = [(hit.title, hit.snippets, hit.article.body) for hit in page.hits]
    assert told
    searcher.suggest("tol"), searcher.related(page.hits[0].article.id)
    assert list(searcher.scan(SearchRequest(parse("a").query)))
print(sorted({"numba"} & set(sys.modules)))
"""


def test_a_search_does_not_import_the_compiler(tmp_path: Path) -> None:
    texts = [Article(id=str(at), title="Bridge toll", body=f"The bridge toll rises to {at}. A ferry.") for at in (1, 2)]
    with open_writer(tmp_path / "index") as writer:
        writer.upsert(texts)
        writer.commit()
        writer.upsert([replace(texts[0], body="The bridge toll falls.")])
        writer.commit()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(kept.ROOT), *filter(None, sys.path)])}
    asked = [sys.executable, "-c", ASKED, str(tmp_path / "index")]
    ran = subprocess.run(asked, capture_output=True, text=True, env=environment, check=False)
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran.stderr
