import io
from dataclasses import replace

import pytest
from rich.console import Console
from rich.text import Text

from cli.hits import headline, hit_lines, print_hits
from cli.terminal import PipeConsole, is_styled
from search import Explanation, Hit, Snippet, TotalHits
from tests.cli.samples import ARTICLE, HIT, page_of


def piped() -> Console:
    return PipeConsole(file=io.StringIO(), markup=False, highlight=False)


def dressed(width: int = 80, *, colorless: bool = False) -> Console:
    return PipeConsole(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        width=width,
        markup=False,
        highlight=False,
        no_color=colorless,
        _environ={},
    )


def written(console: Console, *hits: Hit) -> str:
    print_hits(page_of(*hits), console, timezone="UTC")
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def said(hit: Hit) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in hit_lines(hit, timezone="UTC")]


def about(hit: Hit) -> str:
    return said(hit)[1]


def test_marks_stand_between_asterisks_in_a_pipe() -> None:
    assert "1. **Ferry** sails\n" in written(piped(), HIT)


def test_marks_with_a_space_between_them_are_one() -> None:
    assert "The **night ferry** sails." in written(piped(), HIT)


def test_marks_with_a_word_between_them_stay_two() -> None:
    hit = replace(HIT, snippets=(Snippet("body", "ferry or ferry", ((0, 5), (9, 14))),))
    assert "**ferry** or **ferry**" in written(piped(), hit)


def test_an_explanation_is_a_tree_below_its_hit() -> None:
    parts = (Explanation(2.0, "idf of ferry"), Explanation(3.0, "saturated", (Explanation(1.5, "f"),), "saturation"))
    shown = written(piped(), replace(HIT, explanation=Explanation(6.0, "ferry", parts, "product")))
    assert shown.endswith(
        "\n   6  ferry, the product of:\n     2  idf of ferry\n     3  saturated, with f:\n       1.5  f\n"
    )


def test_a_hit_without_an_explanation_says_nothing_of_it() -> None:
    assert said(HIT)[-1] == ARTICLE.url


def test_a_passage_shows_that_its_text_goes_on() -> None:
    assert said(HIT)[2].startswith("… The night")


def test_a_pipe_gets_no_control_sequences() -> None:
    assert "\x1b" not in written(piped(), HIT)


def test_a_terminal_gets_no_asterisks() -> None:
    assert "*" not in written(dressed(), HIT)


def test_a_terminal_without_color_still_shows_marks() -> None:
    text = written(dressed(colorless=True), HIT)
    assert "\x1b[1;4mFerry\x1b[0m" in text


def test_a_dumb_terminal_is_not_styled() -> None:
    dumb = PipeConsole(file=io.StringIO(), force_terminal=True, _environ={"TERM": "dumb"})
    assert not is_styled(dumb)


def test_long_passages_wrap_within_a_terminal() -> None:
    long = replace(HIT, snippets=(Snippet("body", "ferry " * 60, ((0, 5),)),))
    text = Text.from_ansi(written(dressed(40), long)).plain
    assert max(map(len, text.splitlines())) <= 40


def test_long_passages_are_one_line_in_a_pipe() -> None:
    long = replace(HIT, snippets=(Snippet("body", "ferry " * 60),))
    assert any(len(line) > 300 for line in written(piped(), long).splitlines())


def test_ranks_of_different_length_line_up() -> None:
    tenth = replace(HIT, rank=10)
    titles = [line for line in written(piped(), replace(HIT, rank=9), tenth).splitlines() if ". **Ferry" in line]
    assert titles == [" 9. **Ferry** sails", "10. **Ferry** sails"]


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2Jgone", "a\rb", "bell\x07", "\u202egnp.exe", "\x9b31m", "lone \ud800"],
    ids=["clear screen", "carriage return", "bell", "right to left", "C1 sequence", "surrogate"],
)
def test_nothing_in_an_article_commands_the_terminal(hostile: str) -> None:
    article = replace(ARTICLE, source=hostile, agency=hostile, url=None, paths=(hostile,))
    hit = Hit(article, 1.0, 1, Snippet("title", hostile), (Snippet("body", hostile),))
    text = written(piped(), hit).replace("\n", "")
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in text)
    assert "\u202e" not in text
    assert "\ud800" not in text


def test_brackets_in_a_headline_are_no_markup() -> None:
    hit = replace(HIT, title=Snippet("title", "[bold]Ferry[/bold] sails"))
    assert "[bold]Ferry[/bold] sails" in Text.from_ansi(written(dressed(), hit)).plain


def test_a_paragraph_break_is_a_space() -> None:
    hit = replace(HIT, snippets=(Snippet("body", "one.\n\ntwo."),))
    assert said(hit)[2] == "one. two."


def test_an_article_tells_outlet_date_and_score() -> None:
    assert about(HIT) == "The Harbor Gazette · October 26, 2017 · score 12.35"


def test_an_undated_article_says_so() -> None:
    undated = replace(HIT, article=replace(ARTICLE, published=None, published_precision=None))
    assert "undated" in about(undated)


def test_a_wire_service_is_named() -> None:
    assert "by Reuters" in about(replace(HIT, article=replace(ARTICLE, agency="Reuters")))


def test_an_article_without_an_address_shows_its_file() -> None:
    assert said(replace(HIT, article=replace(ARTICLE, url=None)))[-1] == "/news/ferry.html"


def test_an_address_that_is_no_web_page_is_not_shown() -> None:
    assert said(replace(HIT, article=replace(ARTICLE, url="javascript:alert(1)")))[-1] == "/news/ferry.html"


def test_the_headline_counts_and_repeats_the_query() -> None:
    assert headline(page_of(HIT), "ferry") == "1 article for ferry"


def test_the_headline_says_which_page_this_is() -> None:
    assert headline(page_of(HIT, total=44, page=2), "ferry") == "44 articles for ferry, page 2 of 5"


def test_a_count_cut_short_says_at_least() -> None:
    assert headline(replace(page_of(HIT), total=TotalHits(7, exact=False)), "").startswith("at least 7 articles")
