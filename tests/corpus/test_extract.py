"""Pages as publishers write them: what they say about themselves, and the story among the furniture."""

import json
from datetime import UTC, datetime

import pytest

from corpus import extract_article

STORY = [
    "The harbor stays closed until the storm has passed, the mayor said on Monday, after a night of rain and wind.",
    "Ferries will not sail before Thursday, the company said, and travelers should ask at the pier, not by telephone.",
    "“We have seen worse,” said a fisherman, who has lived here for sixty years, and pulled his boat ashore.",
]
LINKS = "".join(f'<li><a href="/{n}">Another story, number {n}, about something else</a></li>' for n in range(9))
FURNITURE = (
    f"<nav><ul>{LINKS}</ul></nav>"
    '<div class="cookie-banner"><p>We use cookies, as everybody does, to know you better.</p></div>'
)
AFTER = (
    '<div class="comments"><p>I read this twice, and I still do not agree, with any of it, at all.</p></div>'
    f'<div class="related"><ul>{LINKS}</ul></div>'
    "<footer><p>© 2017 The Example, all rights reserved, everywhere.</p></footer>"
)


PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)


def page(head="", story=PARAGRAPHS):
    return (
        f"<!doctype html><html lang='en-GB'><head><title>Storm nears coast | The Example</title>{head}</head><body>"
        f"{FURNITURE}<main><h1>Storm nears coast</h1><div class='story'>{story}</div></main>{AFTER}</body></html>"
    )


def json_ld(value):
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


NEWS = {
    "@type": "NewsArticle", "headline": "Storm nears coast", "datePublished": "2017-10-26T14:03:00Z",
    "author": [{"@type": "Person", "name": "Ann Bell"}], "publisher": {"@type": "Organization", "name": "The Example"},
    "articleSection": "Weather", "keywords": ["sea", "storm"], "inLanguage": "en", "dateModified": "2017-10-27",
}  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(json_ld(NEWS), id="an object"),
        pytest.param(json_ld([{"@type": "WebSite", "name": "x"}, NEWS]), id="a list"),
        pytest.param(json_ld({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, NEWS]}), id="a graph"),
        pytest.param(json_ld({"@type": "WebPage", "mainEntity": NEWS}), id="inside a page"),
        pytest.param(json_ld(json.dumps(NEWS)[:-1] + ",}"), id="a comma too many"),
        pytest.param(json_ld("<!--\n" + json.dumps(NEWS) + "\n-->"), id="inside a comment"),
        pytest.param(json_ld('{"@type": broken') + json_ld(NEWS), id="after a broken one"),
        pytest.param(
            json_ld(
                {"@graph": [NEWS | {"author": {"@id": "#ann"}}, {"@id": "#ann", "@type": "Person", "name": "Ann Bell"}]}
            ),
            id="by reference",
        ),
    ],
)
def test_json_ld_describes_the_page(head):
    article = extract_article(page(head))
    assert article.title == "Storm nears coast"
    assert article.published == datetime(2017, 10, 26, 14, 3, tzinfo=UTC)
    assert article.date_source == "jsonld"
    assert article.authors == ("Ann Bell",)
    assert article.source == "The Example"


def test_json_ld_gives_section_tags_and_update():
    article = extract_article(page(json_ld(NEWS)))
    assert (article.section, article.tags) == ("Weather", ("sea", "storm"))
    assert article.updated == datetime(2017, 10, 27, tzinfo=UTC)


def test_a_live_blog_without_text_on_the_page_is_its_posts():
    posts = [{"@type": "BlogPosting", "headline": f"Post {n}", "articleBody": text} for n, text in enumerate(STORY)]
    live = {"@type": "LiveBlogPosting", "headline": "Storm, live", "liveBlogUpdate": posts}
    html = f"<html><head>{json_ld(live)}</head><body><div id='root'></div></body></html>"
    article = extract_article(html)
    assert article.title == "Storm, live"
    assert article.body.split("\n\n") == ["Post 0", STORY[0], "Post 1", STORY[1], "Post 2", STORY[2]]


def test_an_episode_of_a_podcast_is_dated():
    article = extract_article(page(json_ld({"@type": "PodcastEpisode", "name": "x", "datePublished": "2017-10-26"})))
    assert (article.published, article.date_source) == (datetime(2017, 10, 26, tzinfo=UTC), "jsonld")


def test_authors_are_people():
    named = NEWS | {
        "author": [{"@type": "Person", "name": "By Ann Bell, Harbor Correspondent"}, "Cem Dorn | The Example"]
    }
    assert extract_article(page(json_ld(named))).authors == ("Ann Bell", "Cem Dorn")


def test_a_byline_on_the_page_names_its_authors():
    story = f'<div class="byline">By <a href="/a">Ann Bell</a> and Cem Dorn</div>{PARAGRAPHS}'
    assert extract_article(page(story=story)).authors == ("Ann Bell", "Cem Dorn")


def test_a_gallery_is_told_by_its_captions():
    told = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(STORY)
    )
    article = extract_article(page(story=f"<p>Pictures of a night at the harbor, by our readers.</p>{told}"))
    assert all(text in article.body for text in STORY)


def test_a_caption_is_no_part_of_a_story_told_in_paragraphs():
    caption = "A boat in the harbor on Monday morning, before the storm."
    article = extract_article(page(story=f"{PARAGRAPHS}<figure><figcaption>{caption}</figcaption></figure>"))
    assert caption not in article.body


def test_the_day_above_a_story_is_not_its_text():
    article = extract_article(page(story=f"<p>26. Oktober 2017, 14:05 Uhr</p>{PARAGRAPHS}"))
    assert article.body.split("\n\n")[0] == STORY[0]


def test_what_a_page_hides_in_its_markup_splits_no_sentence():
    story = f"<p>The harbor <!-- ad --><svg><title>icon</title></svg>stays closed, said the mayor.</p>{PARAGRAPHS}"
    assert "The harbor stays closed, said the mayor." in extract_article(page(story=story)).body


def test_meta_tags_describe_a_page_without_json_ld():
    head = (
        '<meta property="og:title" content="Storm nears coast - The Example">'
        '<meta property="og:site_name" content="The Example"><meta name="author" content="By Ann Bell; Cem Dorn">'
        '<meta property="article:published_time" content="2017-10-26">'
        '<meta property="article:section" content="Weather"><meta property="article:tag" content="sea">'
        '<meta property="article:tag" content="storm"><link rel="canonical" href="https://www.example.org/a?utm_source=x">'
    )
    article = extract_article(page(head))
    assert (article.title, article.source, article.section) == ("Storm nears coast", "The Example", "Weather")
    assert (article.authors, article.tags) == (("Ann Bell", "Cem Dorn"), ("sea", "storm"))
    assert (article.date_source, article.published_precision) == ("meta", "day")
    assert (article.url, article.key) == ("https://www.example.org/a", "https://example.org/a")


def test_json_ld_is_trusted_before_meta_tags():
    article = extract_article(page(json_ld(NEWS) + '<meta property="article:published_time" content="2001-01-01">'))
    assert article.published.year == 2017


def test_a_time_tag_dates_a_page_without_metadata():
    article = extract_article(page(story=f'<time datetime="2017-10-26">today</time><p>{STORY[0]}</p><p>{STORY[1]}</p>'))
    assert (article.published, article.date_source) == (datetime(2017, 10, 26, tzinfo=UTC), "time")


@pytest.mark.parametrize(
    "around",
    [
        '<aside>{}</aside>', '<div class="comment-meta">{}</div>', '<div class="teaser--content">{}</div>',
        '<ul><li>{}</li><li><time datetime="2016-02-03">then</time></li></ul>',
        '<div class="comments"><abbr itemprop="datePublished" title="x">2016-02-03</abbr>{}</div>',
    ],
    ids=["an aside", "a comment", "a teaser", "a list", "a marked comment"],
)  # fmt: skip
def test_the_time_of_something_else_dates_no_page(around):
    time = '<time datetime="2016-01-02" pubdate>then</time>'
    article = extract_article(page(story=PARAGRAPHS + around.format(time)))
    assert article.date_source != "time"


@pytest.mark.parametrize("path", ["2017/10/26/storm", "2017-10-26-storm", "news/26-10-2017", "storm_26-10-2017.html"])
def test_an_address_dates_a_page_that_says_nothing(path):
    article = extract_article(page(), f"https://example.org/{path}")
    assert (article.published, article.date_source) == (datetime(2017, 10, 26, tzinfo=UTC), "url")


def test_an_absurd_date_leaves_a_page_undated():
    assert extract_article(page('<meta name="date" content="2050-01-01">')).published is None


def test_the_story_is_found_among_the_furniture():
    assert extract_article(page()).body == "\n\n".join(STORY)


def test_the_story_is_found_without_any_named_container():
    body = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    assert extract_article(f"<html><body>{FURNITURE}<div>{body}</div>{AFTER}</body></html>").body == "\n\n".join(STORY)


def test_line_breaks_separate_words_and_inline_tags_do_not():
    article = extract_article(
        page(story=f"<p>{STORY[0]}</p><p>One<br>two th<b>re</b>e, as <a href='/'>everybody</a> knows, here.</p>")
    )
    assert article.body.endswith("One two three, as everybody knows, here.")


def test_a_whole_article_body_replaces_a_text_that_is_hidden():
    head = json_ld(NEWS | {"articleBody": " ".join(STORY)})
    assert extract_article(page(head, story="<p>Subscribe, please, to read on.</p>")).body == " ".join(STORY)


def test_an_outlet_is_taken_off_the_title():
    assert extract_article(page('<meta property="og:site_name" content="The Example">')).title == "Storm nears coast"


@pytest.mark.parametrize(
    "title",
    [
        "Opinion | {}",
        "{} | Weather | The Daily",
        "{} | DAILY | 26.10.2017",
        "Weather - {} - News",
        "{}",
        "{} | The Example",
    ],
)
def test_what_the_headline_does_not_have_is_taken_off_the_title(title):
    headline = "Storm nears coast - and stays"
    html = f"<title>{title.format(headline)}</title><body><h1>{headline}</h1>{PARAGRAPHS}</body>"
    assert extract_article(f"<html>{html}</html>").title == headline


def test_a_headline_that_says_something_else_leaves_the_title():
    html = f"<title>Storm nears coast | Weather</title><body><h1>Ships told to wait</h1>{PARAGRAPHS}</body>"
    assert extract_article(
        f"<html><meta property='og:title' content='Storm nears coast | Weather'>{html}</html>"
    ).title == ("Storm nears coast | Weather")


def test_bytes_are_decoded_by_what_they_are():
    html = page('<meta charset="utf-8">').replace("harbor", "Hafen für Gäste").encode("cp1252", "replace")
    assert "Hafen für Gäste" in extract_article(html).body


def test_a_page_with_only_a_title_is_an_article():
    article = extract_article("<html><title>Storm nears coast</title><body></body></html>")
    assert (article.title, article.body) == ("Storm nears coast", "")


def test_a_link_of_a_page_is_only_ever_a_web_link():
    assert extract_article(page('<link rel="canonical" href="javascript:alert(1)">')).url is None


def test_a_lead_above_the_story_is_part_of_it():
    lead = "Ferries, trains and most of the schools will stand still until at least Thursday, the city said."
    html = page().replace(
        "<h1>Storm nears coast</h1>", f"<header><h1>Storm nears coast</h1><p class='lead'>{lead}</p></header>"
    )
    assert extract_article(html).body == "\n\n".join([lead, *STORY])


LONG_TITLE = "Storm nears the coast, and the harbor office tells every ship to wait until Monday"
SUMMARY = "The office expects waves of nine meters, and asks the fishermen of the county to pull their boats ashore."


@pytest.mark.parametrize(
    "top",
    [
        pytest.param(f"<h1>{LONG_TITLE}</h1><div class='teaser_text'>{SUMMARY}</div>", id="below a long headline"),
        pytest.param(
            f"<h1>{LONG_TITLE}</h1><div class='excerpt'>{SUMMARY}</div><p>A photo</p><h1>{LONG_TITLE}</h1>",
            id="above the headline printed again",
        ),
    ],
)
def test_the_summary_of_the_page_is_its_lead(top):
    head = f'<title>{LONG_TITLE}</title><meta name="description" content="{SUMMARY}">'
    body = extract_article(f"<html><head>{head}</head><body><main>{top}{PARAGRAPHS * 3}</main></body></html>").body
    assert body.startswith(SUMMARY)
    assert LONG_TITLE not in body


def test_the_title_in_the_bar_above_a_page_is_not_its_text():
    bar = f"<div class='top'><div class='bar'>{LONG_TITLE}</div></div>"
    html = f"<title>{LONG_TITLE}</title><body>{bar}<article><h1>{LONG_TITLE}</h1>{PARAGRAPHS}</article></body>"
    assert LONG_TITLE not in extract_article(f"<html>{html}</html>").body


def test_the_description_of_a_slide_is_no_lead():
    slide = f"<div class='carousel-slide'><p class='slide-description'>{SUMMARY}</p></div>"
    html = f"<title>{LONG_TITLE}</title><body><article><h1>{LONG_TITLE}</h1>{slide}{PARAGRAPHS * 3}</article></body>"
    assert SUMMARY not in extract_article(f"<html>{html}</html>").body


@pytest.mark.parametrize(
    "line",
    ["By Ida Maren", "Read more: Ferries stay in port", "Sign up for our newsletter.", "© The Example"],
)
def test_a_line_about_something_else_is_left_out(line):
    assert extract_article(page(story=f"<p>{line}</p>{PARAGRAPHS}")).body == "\n\n".join(STORY)


def test_the_headline_is_not_repeated_in_the_body():
    html = page().replace("<div class='story'>", "<div class='story'><h1>Storm nears coast</h1>")
    assert extract_article(html).body == "\n\n".join(STORY)


def test_the_day_printed_at_the_headline_is_trusted_before_meta_tags():
    head = '<meta name="date" content="2017-11-03T08:00:00+01:00">'
    article = extract_article(page(head, story=f"<p>26 October 2017</p>{PARAGRAPHS}"))
    assert (article.published, article.date_source) == (datetime(2017, 10, 26, tzinfo=UTC), "text")


def test_a_lesser_heading_that_says_the_title_is_the_headline():
    story = f"<p>Tue, 14 Jan 2020</p><h2>Storm nears the coast of the county</h2><p>13 Jan 2020</p>{PARAGRAPHS}"
    head = "<title>Storm nears the coast of the county | The Example</title>"
    article = extract_article(f"<html><head>{head}</head><body>{story}</body></html>")
    assert article.published == datetime(2020, 1, 13, tzinfo=UTC)


def test_json_ld_is_trusted_before_the_day_printed():
    article = extract_article(page(json_ld(NEWS), story=f"<p>3 November 2017</p>{PARAGRAPHS}"))
    assert article.date_source == "jsonld"


def test_an_evening_told_in_utc_is_of_the_day_in_the_address():
    head = json_ld(NEWS | {"datePublished": "2017-10-27T02:15:00Z"})
    article = extract_article(page(head), "https://example.org/2017/10/26/storm")
    assert (article.published, article.date_source) == (datetime(2017, 10, 26, tzinfo=UTC), "url")


def test_a_moment_told_in_utc_is_of_the_day_printed():
    story = f"<p>26 October 2017</p>{PARAGRAPHS}"
    told_in_utc = extract_article(page(json_ld(NEWS | {"datePublished": "2017-10-27T02:15:00Z"}), story))
    told_at_home = extract_article(page(json_ld(NEWS | {"datePublished": "2017-10-27T02:15:00+02:00"}), story))
    assert told_in_utc.published == datetime(2017, 10, 26, tzinfo=UTC)
    assert told_at_home.published == datetime(2017, 10, 27, 0, 15, tzinfo=UTC)


def test_the_day_of_a_picture_is_not_that_of_the_story():
    caption = "<figure><img src='x.jpg'><figcaption>The harbor, seen on 3 November 2017</figcaption></figure>"
    assert extract_article(page(story=f"{caption}{PARAGRAPHS}")).published is None


def test_a_labeled_day_is_trusted_before_one_that_stands_alone():
    story = f"<p>Festival of the sea, 3 November 2017</p>{PARAGRAPHS}<ul><li>Date: 26 October 2017</li></ul>"
    assert extract_article(page(story=story)).published == datetime(2017, 10, 26, tzinfo=UTC)


def test_a_page_nested_deeper_than_a_library_reads_keeps_its_text():
    html = "<html><body>" + "<div>" * 1000 + PARAGRAPHS + "</div>" * 1000 + "</body></html>"
    assert extract_article(html).body == "\n\n".join(STORY)


def test_a_title_escaped_twice_is_read_as_it_was_meant():
    article = extract_article(page('<meta property="og:title" content="The &amp;#8216;storm&amp;#8217; nears">'))
    assert article.title == "The ‘storm’ nears"
