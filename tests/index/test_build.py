"""A folder against its index: what a run reads, what it leaves alone, what it lets go."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from corpus import Article, Failure, FieldMap, NoSuchPath, SourceFile, read_file
from index import reconcile
from index.build import BuildOptions, build
from index.errors import RefusedBuild
from index.report import BuildReport, Progress
from tests.index.newsroom import Newsroom, line


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, in order."""
    names: list[str] = []

    def spy(file: SourceFile, field_map: FieldMap) -> Iterator[Article | Failure]:
        names.append(Path(file.path).name)
        return read_file(file)

    monkeypatch.setattr(corpus, "read_file", spy)
    return names


def adds_up(report: BuildReport) -> bool:
    return report.items == report.articles.delivered + report.items_skipped + report.items_failed


def three_files(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.write("b.jsonl", line("gamma"))
    news.write("deep/c.jsonl", line("delta"))


def test_a_first_run_adds_every_article(news: Newsroom) -> None:
    three_files(news)
    report = news.build()
    assert news.titles() == {"alpha", "beta", "gamma", "delta"}
    assert (report.articles.added, report.files.read, report.items) == (4, 3, 4)


def test_a_second_run_reads_nothing(news: Newsroom, reads: list[str]) -> None:
    three_files(news)
    first = news.build()
    reads.clear()
    report = news.build()
    assert (reads, report.files.unchanged, report.items) == ([], 3, 0)
    assert report.generation == first.generation
    assert report.idle


def test_an_edited_file_alone_is_read_again(news: Newsroom, reads: list[str]) -> None:
    three_files(news)
    news.build()
    reads.clear()
    news.write("a.jsonl", line("alpha", "Another body altogether."), line("beta"))
    report = news.build()
    assert reads == ["a.jsonl"]
    assert news.versions()["alpha"] == ("Another body altogether.", 2)
    assert (report.articles.updated, report.articles.unchanged) == (1, 1)


def test_a_file_with_the_same_bytes_and_a_new_time_is_only_noted(news: Newsroom, reads: list[str]) -> None:
    path = news.write("a.jsonl", line("alpha"))
    news.build()
    reads.clear()
    news.touch(path)
    report = news.build()
    assert (reads, report.files.touched) == ([], 1)
    assert news.recorded()["a.jsonl"].mtime_ns == path.stat().st_mtime_ns


def test_a_touched_file_is_unchanged_afterwards(news: Newsroom) -> None:
    news.touch(news.write("a.jsonl", line("alpha")))
    news.build()
    assert news.build().files.unchanged == 1


def test_a_deleted_file_takes_its_articles_along(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "b.jsonl").unlink()
    report = news.build()
    assert news.titles() == {"alpha", "beta", "delta"}
    assert (report.files.gone, report.articles.deleted) == (1, 1)
    assert "b.jsonl" not in news.recorded()


def test_a_moved_file_keeps_its_articles(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "b.jsonl").rename(news.folder / "z.jsonl")
    report = news.build()
    assert news.titles() == {"alpha", "beta", "gamma", "delta"}
    assert (report.articles.added, report.articles.deleted, report.articles.unchanged) == (0, 0, 1)
    assert news.recorded()["z.jsonl"].ids


def test_an_article_that_its_file_drops_goes(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.build()
    news.write("a.jsonl", line("beta"))
    report = news.build()
    assert news.titles() == {"beta"}
    assert report.articles.deleted == 1


def test_an_article_that_moves_between_files_keeps_its_history(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.write("b.jsonl", line("gamma"))
    news.build()
    news.write("a.jsonl", line("beta"))
    news.write("b.jsonl", line("gamma"), line("alpha", "Told anew."))
    report = news.build()
    assert news.versions()["alpha"] == ("Told anew.", 2)
    assert (report.articles.updated, report.articles.merged, report.articles.deleted) == (1, 0, 0)
    assert all(entry.complete for entry in news.ledger())


def test_an_article_stays_while_another_file_delivers_it(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.write("b.jsonl", line("alpha"), line("gamma"))
    news.build()
    news.write("a.jsonl", line("beta"))
    assert news.build().articles.deleted == 0
    assert news.titles() == {"alpha", "beta", "gamma"}


def test_an_article_goes_with_the_last_file_that_delivers_it(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.write("b.jsonl", line("alpha"), line("gamma"))
    news.build()
    news.write("a.jsonl", line("beta"))
    news.build()
    news.write("b.jsonl", line("gamma"))
    news.build()
    assert news.titles() == {"beta", "gamma"}


def test_two_files_that_vanish_together_take_their_common_article(news: Newsroom) -> None:
    three_files(news)
    news.write("x.jsonl", line("omega"))
    news.write("y.jsonl", line("omega"))
    news.build()
    (news.folder / "x.jsonl").unlink()
    (news.folder / "y.jsonl").unlink()
    report = news.build()
    assert "omega" not in news.titles()
    assert report.articles.deleted == 1


def test_the_same_article_from_two_files_counts_as_merged(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"))
    news.write("b.jsonl", line("alpha"), line("beta"))
    report = news.build()
    assert (report.articles.added, report.articles.merged, report.items) == (2, 1, 3)


def test_the_same_article_twice_in_a_file_counts_as_merged(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("alpha", "Told otherwise."), line("beta"))
    report = news.build()
    assert (report.articles.added, report.articles.merged, report.items) == (2, 1, 3)


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        pytest.param("2017-10-26", "2017-10-27", "later", id="the later is newer"),
        pytest.param("2017-10-27", "2017-10-26", "first", id="the later is older"),
        pytest.param("2017-10-26", "2017-10-26", "first", id="both of one day"),
        pytest.param(None, None, "first", id="neither dated"),
    ],
)
def test_of_repeats_in_a_file_the_newest_stands(
    news: Newsroom, first: str | None, second: str | None, stands: str
) -> None:
    news.write("a.jsonl", line("alpha", "It stands first.", first), line("alpha", "It comes later.", second))
    news.build()
    assert stands in news.articles()["alpha"]


def test_reading_a_file_with_repeats_again_changes_nothing(news: Newsroom) -> None:
    repeats = [line("alpha", f"Telling number {n}.", date) for n, date in enumerate(["2017-01-02", "2017-01-03", None])]
    news.write("a.jsonl", *repeats)
    news.build()
    before = news.versions()
    news.write("a.jsonl", *repeats, line("beta"))
    report = news.build()
    assert news.versions()["alpha"] == before["alpha"]
    assert report.articles.updated == 0


def test_a_run_over_an_empty_folder_ends_with_an_empty_index(news: Newsroom) -> None:
    report = news.build()
    assert (report.files.found, report.items) == (0, 0)
    assert news.titles() == set()


def test_a_path_that_never_was_is_an_error_and_makes_no_index(news: Newsroom) -> None:
    with pytest.raises(NoSuchPath):
        news.build(news.folder / "typo")
    assert not Path(news.address).exists()


def test_no_path_at_all_is_an_error(news: Newsroom) -> None:
    with pytest.raises(ValueError, match="name at least one"):
        build([], news.address)


def test_a_missing_root_is_refused(news: Newsroom) -> None:
    three_files(news)
    news.build()
    shutil.rmtree(news.folder)
    with pytest.raises(RefusedBuild, match=r"no longer there.*3 files.*--prune"):
        news.build()
    assert len(news.titles()) == 4


def test_a_missing_root_goes_with_prune(news: Newsroom) -> None:
    three_files(news)
    news.build()
    shutil.rmtree(news.folder)
    report = news.build(prune=True)
    assert (report.files.gone, report.articles.deleted, news.titles()) == (3, 4, set())


def test_an_emptied_root_is_refused_as_a_volume_not_mounted(news: Newsroom) -> None:
    three_files(news)
    news.build()
    shutil.rmtree(news.folder)
    news.folder.mkdir()
    with pytest.raises(RefusedBuild, match=r"3 of the 3 files.*--prune"):
        news.build()


def test_losing_more_than_half_is_refused_before_anything_changes(news: Newsroom) -> None:
    three_files(news)
    news.build()
    before = news.versions(), news.ledger()
    (news.folder / "a.jsonl").unlink()
    (news.folder / "b.jsonl").unlink()
    news.write("new.jsonl", line("epsilon"))
    with pytest.raises(RefusedBuild, match=r"2 of the 3 files"):
        news.build()
    assert (news.versions(), news.ledger()) == before


def test_losing_half_is_not_refused(news: Newsroom) -> None:
    three_files(news)
    news.write("d.jsonl", line("epsilon"))
    news.build()
    (news.folder / "a.jsonl").unlink()
    (news.folder / "b.jsonl").unlink()
    assert news.build().files.gone == 2


def test_files_without_articles_do_not_hide_a_landslide(news: Newsroom) -> None:
    three_files(news)
    for number in range(9):
        news.write(f"empty{number}.jsonl")
    news.build()
    for name in ("a.jsonl", "b.jsonl"):
        (news.folder / name).unlink()
    with pytest.raises(RefusedBuild):
        news.build()


def test_a_run_speaks_only_for_its_own_paths(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "b.jsonl").unlink()
    assert news.build(news.folder / "deep").files.gone == 0
    assert "gamma" in news.titles()


def test_a_folder_does_not_speak_for_one_whose_name_begins_alike(news: Newsroom) -> None:
    news.write("a/one.jsonl", line("alpha"))
    news.write("a-b/two.jsonl", line("beta"))
    news.build()
    shutil.rmtree(news.folder / "a-b")
    assert news.build(news.folder / "a").files.gone == 0


def test_a_missing_file_named_outright_is_refused(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "a.jsonl").unlink()
    with pytest.raises(RefusedBuild, match=r"1 file "):
        news.build(news.folder / "a.jsonl")


def test_a_pattern_finds_gone_what_it_would_match(news: Newsroom) -> None:
    for name in ("a1", "a2", "a3", "b1"):
        news.write(f"{name}.jsonl", line(name))
    news.build()
    (news.folder / "a1.jsonl").unlink()
    (news.folder / "b1.jsonl").unlink()
    report = news.build(f"{news.folder}/a*.jsonl")
    assert report.files.gone == 1
    assert news.titles() == {"a2", "a3", "b1"}


def test_a_pattern_finds_gone_a_whole_folder_it_would_match(news: Newsroom) -> None:
    for name in ("2017-01", "2017-02", "2017-03", "2018-01"):
        news.write(f"{name}/news.jsonl", line(name))
    news.build()
    shutil.rmtree(news.folder / "2017-01")
    shutil.rmtree(news.folder / "2018-01")
    news.build(f"{news.folder}/2017-*")
    assert news.titles() == {"2017-02", "2017-03", "2018-01"}


def test_a_pattern_that_fits_nothing_any_more_is_refused(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "a.jsonl").unlink()
    with pytest.raises(RefusedBuild, match=r"no longer there"):
        news.build(f"{news.folder}/a*")


def test_a_pattern_that_never_fitted_anything_is_an_error(news: Newsroom) -> None:
    three_files(news)
    with pytest.raises(NoSuchPath):
        news.build(f"{news.folder}/*.warc")


def test_nested_and_repeated_roots_read_each_file_once(news: Newsroom, reads: list[str]) -> None:
    three_files(news)
    report = news.build(news.folder, news.folder / "deep", news.folder, news.folder / "a.jsonl")
    assert sorted(reads) == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert report.files.found == 3


def test_a_relative_root_is_the_absolute_one(news: Newsroom, monkeypatch: pytest.MonkeyPatch, reads: list[str]) -> None:
    three_files(news)
    news.build()
    reads.clear()
    monkeypatch.chdir(news.folder / "deep")
    assert news.build("..").files.unchanged == 3
    assert reads == []


def test_a_root_that_is_a_link_is_its_own_place(news: Newsroom) -> None:
    three_files(news)
    link = news.folder.parent / "current"
    link.symlink_to(news.folder)
    assert news.build(link).articles.added == 4
    assert news.build(link).idle
    assert news.build(news.folder).articles.merged == 4


def test_a_link_turned_to_another_folder_is_read_anew(news: Newsroom) -> None:
    news.write("old/a.jsonl", line("alpha"))
    news.write("old/b.jsonl", line("beta"))
    news.write("new/a.jsonl", line("alpha"))
    news.write("new/c.jsonl", line("gamma"))
    link = news.folder.parent / "current"
    link.symlink_to(news.folder / "old")
    news.build(link)
    link.unlink()
    link.symlink_to(news.folder / "new")
    news.build(link)
    assert news.titles() == {"alpha", "gamma"}


def test_a_linked_folder_named_outright_outlives_a_run_over_its_parent(news: Newsroom) -> None:
    three_files(news)
    elsewhere = news.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "far.jsonl").write_text(line("far") + "\n")
    (news.folder / "link").symlink_to(elsewhere)
    news.build()
    news.build(news.folder / "link")
    assert news.build(news.folder).files.gone == 0
    assert "far" in news.titles()


def test_a_file_replaced_by_a_folder_is_gone(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "b.jsonl").unlink()
    (news.folder / "b.jsonl").mkdir()
    news.build()
    assert news.titles() == {"alpha", "beta", "delta"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_stands_behind_a_closed_door_is_not_gone(news: Newsroom) -> None:
    three_files(news)
    news.build()
    (news.folder / "deep").chmod(0)
    try:
        report = news.build()
    finally:
        (news.folder / "deep").chmod(0o700)
    assert (report.files.gone, report.files.failed) == (0, 1)
    assert "delta" in news.titles()


def test_a_file_that_fails_keeps_its_articles_and_is_reported(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.build()
    path = news.folder / "a.jsonl"
    path.write_bytes(b"\x1f\x8b\x08\x00 this is no gzip data")
    report = news.build()
    assert report.files.failed == 1
    assert [failure.path for failure in report.failures] == [str(path)]
    assert news.titles() == {"alpha", "beta"}


def test_a_failure_is_reported_again_without_reading(news: Newsroom, reads: list[str]) -> None:
    news.write("b.jsonl", line("beta"), "{not json")
    (news.folder / "a.jsonl").write_bytes(b"\x1f\x8b\x08\x00 this is no gzip data")
    first = news.build()
    reads.clear()
    report = news.build()
    assert reads == []
    assert report.failures == first.failures
    assert (report.failures_total, report.files.failed, report.files.unchanged) == (2, 1, 1)


def test_a_mended_file_is_read_and_drops_what_it_lost(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), line("beta"))
    news.build()
    (news.folder / "a.jsonl").write_bytes(b"\x1f\x8b\x08\x00 this is no gzip data")
    news.build()
    news.write("a.jsonl", line("alpha"))
    report = news.build()
    assert (report.failures_total, news.titles()) == (0, {"alpha"})


def test_a_file_that_cannot_be_opened_is_tried_again_next_time(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    news.write("a.jsonl", line("alpha"))

    def closed(path: str, stopped: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patch:
        patch.setattr(reconcile, "sight", closed)
        report = news.build()
    assert (report.files.failed, report.failures[0].reason) == (1, "Permission denied")
    assert news.build().articles.added == 1


def test_a_file_that_changes_under_the_reading_is_read_again(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    path = news.write("a.jsonl", line("alpha"), line("beta"))
    news.build()

    def torn(file: SourceFile, field_map: FieldMap) -> Iterator[Article | Failure]:
        yield from list(read_file(file))[:1]
        news.write("a.jsonl", line("alpha"), line("gamma"))

    news.write("a.jsonl", line("alpha"), line("beta"), line("delta"))
    with monkeypatch.context() as patch:
        patch.setattr(corpus, "read_file", torn)
        news.build()
    assert news.titles() == {"alpha", "beta"}
    assert not news.recorded()["a.jsonl"].complete
    assert news.build().files.read == 1
    assert news.titles() == {"alpha", "gamma"}
    assert path.exists()


def test_a_file_just_written_is_unchanged_the_next_time(news: Newsroom) -> None:
    for number in range(5):
        (news.folder / f"{number}.jsonl").write_text(line(str(number)) + "\n")
    news.build()
    assert news.build().files.unchanged == 5


def test_a_file_that_stays_too_young_is_looked_at_again(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    path = news.write("a.jsonl", line("alpha"))
    monkeypatch.setattr("index.sighting.time.time_ns", lambda: path.stat().st_mtime_ns)
    monkeypatch.setattr("index.sighting.time.sleep", lambda seconds: None)
    news.build()
    same_size = path.read_text().replace("All that", "All what")
    stamp = path.stat().st_mtime_ns
    path.write_text(same_size)
    os.utime(path, ns=(stamp, stamp))
    assert news.build().articles.updated == 1


def test_the_report_adds_up_over_a_messy_folder(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), "{not json", line("alpha"), line("", ""), line("gamma"))
    news.write("b.jsonl", line("gamma"), line("delta"), "nor this")
    news.write("empty.jsonl")
    (news.folder / "bad.jsonl").write_bytes(b"\x1f\x8b\x08\x00 this is no gzip data")
    report = news.build()
    assert adds_up(report)
    assert report.files.found == 4
    assert (report.articles.added, report.articles.merged) == (3, 2)
    assert (report.items_failed, report.items_skipped, report.files.failed) == (2, 1, 1)


def test_failures_beyond_the_bound_are_counted_and_not_kept(news: Newsroom) -> None:
    news.write("a.jsonl", line("alpha"), *["{not json"] * 30)
    report = build([news.folder], news.address, BuildOptions(keep_failures=7))
    assert (len(report.failures), report.failures_total, report.items_failed) == (7, 30, 30)


def test_the_ledger_keeps_the_first_failures_of_a_file_and_how_many_more(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "KEEP_FAILURES", 5)
    news.write("a.jsonl", line("alpha"), *["{not json"] * 12)
    news.build()
    noted = news.recorded()["a.jsonl"].failures
    assert len(noted) == 6
    assert "7 more" in noted[-1].reason


def test_the_index_never_reads_its_own_folder(news: Newsroom) -> None:
    three_files(news)
    inside = replace(news, address=news.address if "://" in news.address else str(news.folder / "index"))
    inside.build()
    assert inside.build().files.found == 3


def test_progress_begins_unknown_and_ends_whole(news: Newsroom) -> None:
    three_files(news)
    steps: list[Progress] = []
    build([news.folder], news.address, on_progress=steps.append)
    assert steps[0].files_total is None
    assert (steps[-1].files_done, steps[-1].files_total, steps[-1].articles) == (3, 3, 4)
    assert steps[-1].bytes_done == steps[-1].bytes_total


@pytest.mark.parametrize("wrong", [{"commit_articles": 0}, {"commit_s": -1.0}, {"keep_failures": -1}], ids=str)
def test_options_out_of_range_are_an_error(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        BuildOptions(**wrong)  # type: ignore[arg-type]
