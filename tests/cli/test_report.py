from dataclasses import replace
from pathlib import Path

import pytest

from cli.report import came_to_nothing, reason_for_nothing, report_lines, report_object
from corpus import Failure
from index.report import ArticleCounts, BuildReport, FileCounts

BROKEN = Failure(path="/news/broken.html", reason="not text", remedy="save it as UTF-8")
REPORT = BuildReport(
    files=FileCounts(read=2, failed=1),
    articles=ArticleCounts(added=1_234, merged=1),
    items=1_235,
    items_skipped=0,
    items_failed=0,
    failures=(BROKEN,),
    failures_total=1,
    skips=(),
    skips_total=0,
    seconds=1.25,
    bytes=9_000,
    generation=3,
    interrupted=False,
)
IDLE = replace(REPORT, files=FileCounts(unchanged=2), articles=ArticleCounts(), items=0, failures=(), failures_total=0)


def lines(report: BuildReport, *, verbose: bool = False) -> list[str]:
    return list(report_lines(report, where=".dateline", verbose=verbose))


def many(number: int, reason: str = "not text") -> tuple[Failure, ...]:
    return tuple(replace(BROKEN, path=f"/news/{at}.html", reason=reason) for at in range(number))


def failing(failures: tuple[Failure, ...]) -> BuildReport:
    return replace(REPORT, failures=failures, failures_total=len(failures))


def test_what_was_read_comes_first() -> None:
    assert lines(REPORT)[0] == "1,235 articles read: 1,234 added, 1 merged with one that was there"


def test_files_are_counted_by_what_became_of_them() -> None:
    assert lines(REPORT)[1] == "files: 2 read, 1 failed"


def test_a_failure_tells_reason_and_remedy_then_the_file() -> None:
    assert lines(REPORT)[2:4] == ["failed: 1 × not text; save it as UTF-8", "    /news/broken.html"]


def test_a_file_below_the_working_directory_is_named_from_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "    broken.html" in lines(failing((replace(BROKEN, path=str(tmp_path / "broken.html")),)))


def test_an_item_is_named_with_its_file() -> None:
    assert "    /news/broken.html, line 17" in lines(failing((replace(BROKEN, item="line 17"),)))


def test_failures_of_one_reason_stand_together_with_three_examples() -> None:
    shown = lines(failing(many(20)))
    assert "failed: 20 × not text; save it as UTF-8" in shown
    assert sum(line.startswith("    /news/") for line in shown) == 3
    assert "    and 17 more: --verbose shows all" in shown


def test_verbose_lists_every_failure() -> None:
    assert sum(line.startswith("    /news/") for line in lines(failing(many(20)), verbose=True)) == 20


def test_rare_reasons_are_summed_up() -> None:
    failures = many(3, "common") + tuple(replace(BROKEN, reason=f"rare {at}") for at in range(9))
    assert "failed: 5 more for other reasons: --verbose shows all" in lines(failing(failures))


def test_failures_the_report_did_not_keep_are_counted() -> None:
    assert "failed: 99 more for other reasons: --verbose shows all" in lines(replace(REPORT, failures_total=100))


def test_a_run_with_nothing_to_do_says_so() -> None:
    assert lines(IDLE)[0] == "Nothing changed since the last time."


def test_an_interrupted_run_says_how_to_go_on() -> None:
    assert lines(replace(REPORT, interrupted=True))[-1].startswith("Stopped before the end.")


def test_a_file_name_cannot_command_the_terminal() -> None:
    assert "\x1b" not in "".join(lines(failing((replace(BROKEN, path="/news/\x1b[2J.html"),))))


def test_the_object_has_what_the_report_has() -> None:
    values = report_object(REPORT)
    assert values["files"] == {
        "read": 2, "unchanged": 0, "touched": 0, "skipped": 0, "failed": 1, "gone": 0, "found": 3,
    }  # fmt: skip
    assert values["changed"] is True
    assert values["idle"] is False


@pytest.mark.parametrize(
    ("files", "articles", "nothing"),
    [
        (FileCounts(), ArticleCounts(), True),
        (FileCounts(skipped=3, failed=1), ArticleCounts(), True),
        (FileCounts(read=1), ArticleCounts(), True),
        (FileCounts(read=1), ArticleCounts(unchanged=1), False),
        (FileCounts(unchanged=1), ArticleCounts(), False),
        (FileCounts(gone=1), ArticleCounts(deleted=1), False),
    ],
    ids=["no files", "no news", "a file of bad items", "an article", "nothing new", "only gone"],
)
def test_a_run_comes_to_nothing_when_no_article_ever_came(
    files: FileCounts, articles: ArticleCounts, nothing: bool
) -> None:
    assert came_to_nothing(replace(REPORT, files=files, articles=articles)) is nothing


def test_an_empty_folder_is_named_with_the_remedy() -> None:
    empty = replace(REPORT, failures=(), failures_total=0)
    assert reason_for_nothing(empty, ["news"]) == "no files under news; name a folder with news in it"


def test_a_folder_without_news_names_its_first_reason() -> None:
    assert reason_for_nothing(REPORT, ["news"]) == "no news in news: /news/broken.html: not text; save it as UTF-8"
