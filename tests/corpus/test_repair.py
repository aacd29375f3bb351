"""What a page's template tells of the lines a reading lost, and of those it let in."""

import pytest

from corpus import extract_article
from corpus.article_page import Page
from corpus.page_tree import tree_of
from corpus.repair import completed

SENTENCES = [
    f"The harbor office of pier {number} said on Monday that ships would wait until the storm had passed the coast."
    for number in range(12)
]
OTHERS = [
    f"Voters in district {number} will choose a new mayor in spring, and nobody knows yet who is going to stand."
    for number in range(8)
]


def page(body: str, head: str = "<title>Storm closes the harbor</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def story(inner: str) -> str:
    return f"<article><h1>Storm closes the harbor</h1><div class='text'>{inner}</div></article>"


def body_of(html: str) -> str:
    return extract_article(html).body


def test_a_paragraph_printed_twice_is_read_once():
    body = body_of(page(story(paragraphs([*SENTENCES[:5], SENTENCES[0], *SENTENCES[5:]]))))
    assert body.count(SENTENCES[0]) == 1
    assert SENTENCES[11] in body


def test_a_story_said_once_more_in_one_block_is_read_once():
    copy = f"<div class='locked'>{'<br>'.join(SENTENCES)}</div>"
    body = body_of(page(story(paragraphs(SENTENCES) + copy)))
    assert [body.count(sentence) for sentence in SENTENCES] == [1] * len(SENTENCES)


def test_paragraphs_with_an_id_of_their_own_are_built_alike():
    marked = "".join(f"<p class='text' id='b{n:x}k'>{sentence}</p>" for n, sentence in enumerate(SENTENCES, 700))
    read = Page(tree_of(page(f"<article>{marked}</article>")))
    assert completed(read, set(range(8))) == set(range(len(SENTENCES)))


def test_a_heading_above_a_paragraph_of_the_story_is_kept():
    inner = paragraphs(SENTENCES[:6]) + "<h2>What the office says</h2>" + paragraphs(SENTENCES[6:])
    assert "What the office says" in body_of(page(story(inner)))


def test_a_headline_is_not_part_of_the_text():
    assert "Storm closes" not in body_of(page(story(paragraphs(SENTENCES))))


def test_a_story_that_follows_is_left_out():
    following = f"<article><h1>Who will be mayor</h1><div class='text'>{paragraphs(OTHERS)}</div></article>"
    body = body_of(page(f"<main>{story(paragraphs(SENTENCES))}{following}</main>"))
    assert SENTENCES[-1] in body
    assert OTHERS[2] not in body


def test_a_stream_of_teasers_is_left_out():
    items = "".join(f"<li><h3><a href='/{n}'>Story {n}</a></h3><p>{text}</p></li>" for n, text in enumerate(OTHERS))
    body = body_of(page(f"<main>{story(paragraphs(SENTENCES))}<ul>{items}</ul></main>"))
    assert SENTENCES[-1] in body
    assert not any(other in body for other in OTHERS)


def test_a_teaser_whose_whole_block_is_a_link_is_left_out():
    teaser = f"<a href='/other'><div><p>{OTHERS[0]}</p></div></a>"
    body = body_of(page(story(paragraphs(SENTENCES[:6]) + teaser + paragraphs(SENTENCES[6:]))))
    assert OTHERS[0] not in body
    assert SENTENCES[6] in body


@pytest.mark.parametrize("name", ["line-clamp-2", "infobox", "author-bio", "whatsapp", "slideshow", "error-report"])
def test_a_box_named_like_furniture_is_left_out(name):
    box = f"<div class='{name}'><p>{OTHERS[0]}</p></div>"
    body = body_of(page(story(paragraphs(SENTENCES[:6]) + box + paragraphs(SENTENCES[6:]))))
    assert OTHERS[0] not in body
    assert SENTENCES[6] in body


def test_a_name_of_furniture_around_most_of_the_story_means_nothing():
    body = body_of(page(story(f"<div class='share'>{paragraphs(SENTENCES)}</div>")))
    assert all(sentence in body for sentence in SENTENCES)


def test_what_stands_after_the_end_of_the_declared_text_is_left_out():
    declared = " ".join(SENTENCES)
    head = (
        "<title>Storm closes the harbor</title><script type='application/ld+json'>"
        f'{{"@type": "NewsArticle", "headline": "Storm closes the harbor", "articleBody": "{declared}"}}</script>'
    )
    body = body_of(page(story(paragraphs([*SENTENCES, OTHERS[0]])), head))
    assert SENTENCES[-1] in body
    assert OTHERS[0] not in body


def test_a_declared_summary_does_not_cut_the_story():
    head = (
        "<title>Storm closes the harbor</title><script type='application/ld+json'>"
        f'{{"@type": "NewsArticle", "headline": "Storm closes the harbor", "articleBody": "{SENTENCES[0]}"}}</script>'
    )
    assert SENTENCES[-1] in body_of(page(story(paragraphs(SENTENCES)), head))


def test_every_line_is_in_the_order_of_the_page():
    body = body_of(page(story(paragraphs(SENTENCES))))
    assert [body.index(sentence) for sentence in SENTENCES] == sorted(body.index(sentence) for sentence in SENTENCES)
