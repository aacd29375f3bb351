"""`--memory`: how much memory writing may take, as people write sizes."""

from pathlib import Path

import click
import pytest

from cli.reading import memory_option
from index.build import BuildOptions, build


@click.command()
@memory_option
def size(memory_bytes: int) -> None:
    click.echo(memory_bytes)


@pytest.mark.parametrize(
    ("typed", "bytes_"),
    [("512MB", 512 << 20), ("256m", 256 << 20), ("2GB", 2 << 30), ("2 GiB", 2 << 30), ("1g", 1 << 30)],
)
def test_a_size_is_taken_as_people_write_it(typed: str, bytes_: int) -> None:
    context = size.make_context("size", ["--memory", typed])
    assert context.params["memory_bytes"] == bytes_


@pytest.mark.parametrize("typed", ["", "12", "much", "1MB", "-512MB", "100GB", "512KB", "0x10MB"])
def test_a_size_that_is_none_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="512MB or 2GB"):
        size.make_context("size", ["--memory", typed])


def test_a_build_within_a_bound_holds_every_article(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(3):
        (news / f"{number}.txt").write_text(f"Title {number}\n\nBody of number {number}, long enough to be one.\n")
    report = build([news], tmp_path / "index", BuildOptions(memory_bytes=256 << 20))
    assert report.articles.added == 3
