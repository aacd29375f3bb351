"""Files made to exhaust a reader, and any bytes at all: each ends as articles or as failures, and the run goes on."""

import gzip
import os

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus import Article, Failure, SourceFile, Unreadable, extract_article, read_articles, read_file
from corpus.content import MAX_PAGE_BYTES

PARAGRAPH = "<p>The harbor stays closed until the storm has passed, the mayor said.</p>"

FLOODS = {
    "nested blocks": "<div>" * 100_000,
    "nested inline tags": "<b>" * 350_000,
    "attributes": "<html><p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">",
    "quoted attributes": "<html><p " + " ".join(f'a{number}="x"' for number in range(200_000)) + ">",
    "comments": "<html>" + "<!--" * 250_000,
    "sections of characters": "<html>" + "<![CDATA[" * 100_000,
    "entities": "<html>" + "&" * 1_000_000,
    "opening brackets": "<html>" + "<" * 1_000_000,
    "one tag that never ends": "<html><p " + "a" * 1_000_000,
    "unclosed quotes": "<html>" + '<p a="' * 100_000,
    "tables in tables": "<html>" + "<table><tr><td>" * 50_000,
    "one attribute": f'<html><p title="{"x" * 5_000_000}">',
    "references out of range": "<html><p>&#xD800;&#99999999999;&#0;",
    "unclosed paragraphs": "<html>" + "<p>word" * 190_000,
    "JSON-LD nested": '<html><script type="application/ld+json">' + "[" * 100_000 + "</script>" + PARAGRAPH,
    "deep feed": '<rss version="2.0"><channel><item>' + "<a>" * 100_000,
    "tags inside quotes": "<html><p " + '"<p" ' * 400_000,
    "entities that multiply": '<?xml version="1.0"?><!DOCTYPE rss ['
    + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">'.replace("&e0;", "lol") for n in range(9))
    + ']><rss version="2.0"><channel><item><title>&e9;</title></item></channel></rss>',
    "JSON nested": "[" * 1_000_000,
    "JSON objects nested": '{"a":' * 200_000,
    "a number without end": '{"title": ' + "9" * 1_000_000 + "}",
    "a quote that never closes": 'title,body\n"' + "a,b\n" * 500_000,
    "a header without end": "title," * 1_000_000,
    "a line without end": '{"title": "' + "x" * 50_000_000,
    "words without end": "x" * 9_000_000,
    "brackets of a dateline": "A" * 90 + " (" * 1_000_000,
}


def reread(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return list(read_articles(path))


@pytest.mark.parametrize("content", FLOODS.values(), ids=FLOODS)
def test_a_flood_ends_in_articles_or_failures(tmp_path, content):
    found = reread(tmp_path / "flood", content)
    assert found
    assert not [item.reason for item in found if isinstance(item, Failure) and "stumbled" in item.reason]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    [failure] = reread(tmp_path / "bomb.gz", gzip.compress(bytes(b"a" * 100_000_000), 9))
    assert failure.kind == "failed"


def test_a_bomb_of_lines_is_cut_off(tmp_path):
    found = reread(tmp_path / "bomb.jsonl.gz", gzip.compress(b'{"title": "A"}\n' + b"\n" * 40_000_000, 9))
    assert isinstance(found[0], Article)
    assert "times its size" in found[-1].reason


def test_a_line_too_long_loses_only_itself(tmp_path):
    content = b'{"title": "A"}\n{"title": "' + b"x" * (2 * MAX_PAGE_BYTES) + b'"}\n{"title": "B"}\n'
    found = reread(tmp_path / "a.jsonl", content)
    assert [getattr(item, "title", None) or item.item for item in found] == ["A", "line 2", "B"]


def test_a_page_too_large_is_a_failure_with_its_bound(tmp_path):
    [failure] = reread(tmp_path / "a.html", "<html>" + "a" * MAX_PAGE_BYTES)
    assert "10 MB" in failure.reason


def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    [failure] = read_file(SourceFile(str(tmp_path / "a.txt"), 3, 0))
    assert "regular file" in failure.reason


def test_an_unreadable_page_is_told_to_who_asked_for_it():
    with pytest.raises(Unreadable, match="nests tags"):
        extract_article(FLOODS["nested blocks"])


STARTS = [
    b"", b"<html>", b"<!doctype html><p>", b'<rss version="2.0"><channel><item><title>', b"<feed>",
    b'{"title": "', b'{"title":1}\n{"body":', b'[{"headline": ', b"title,body\n", b"title\tdate\n",
    b"Title: a\nDate: b\n\n", b'<html><script type="application/ld+json">{"@type": "NewsArticle", "headline": ',
    b"PARIS, March 3 (Reuters) - ", b"\xff\xfe", b"\xef\xbb\xbf",
]  # fmt: skip
PIECES = st.sampled_from([
    b"<", b">", b"</p>", b"<p>", b'"', b"\n", b"\n\n", b",", b"{", b"}", b"[", b"]", b":", b"\\ud800", b"\x00",
    b"\xff", b"&#55296;", b"<time datetime=2017>", b"word ", b'"date": "2017', b'"url": "http://[',
    b"<meta name=date content=x>",
    b"<a href=//[>", b"<![CDATA[", b"<!--", b"(AP) - ", b"1e999", b"NaN",
])  # fmt: skip
CONTENTS = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join))


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(start=st.sampled_from(STARTS), rest=CONTENTS, packed=st.booleans())
@example(start=b"\x1f\x8b", rest=b"\x08", packed=False)
@example(start=b"PARIS, March 3 (Reuters) - ", rest=b"\r\x00", packed=False)
def test_any_bytes_are_read_or_refused(tmp_path, start, rest, packed):
    content = gzip.compress(start + rest) if packed else start + rest
    found = reread(tmp_path / "any", content)
    assert found or start + rest
    for item in found:
        assert not (isinstance(item, Failure) and "stumbled" in item.reason), item
        if isinstance(item, Article):
            assert item.title
            assert (item.title + item.body + (item.url or "") + (item.source or "")).encode("utf-8")


@given(st.text(max_size=400))
def test_any_page_gives_an_article_or_says_why_not(text):
    try:
        article = extract_article(f"<html><body><p>{text}")
    except Unreadable:
        return
    assert article.id == extract_article(f"<html><body><p>{text}").id
