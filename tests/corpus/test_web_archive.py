import gzip

import pytest

from corpus import Article, read_articles

STORY = "The harbor of Müller stays closed until the storm has passed, the mayor said on Monday. "
PAGE = f"<html><head><title>Storm nears</title></head><body><article><p>{STORY * 5}</p></article></body></html>"
PAGE_BYTES = PAGE.encode()


def archive(*records, pack=gzip.compress):
    """Write records of kind, address, content type, status and body, each packed by itself."""
    return b"".join(pack(record(number, *fields)) for number, fields in enumerate(records))


def record(number, kind, url, content_type, status, body):
    answered = kind == "response"
    block = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n".encode() + body if answered else body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-01T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nContent-Length: {len(block)}\r\n"
        f"Content-Type: {'application/http; msgtype=response' if answered else content_type}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(number=1, content_type="text/html; charset=utf-8", status="200 OK", body=PAGE_BYTES):
    return "response", f"https://example.org/{number}", content_type, status, body


def read(tmp_path, content):
    (tmp_path / "a.warc").write_bytes(content)
    return list(read_articles(tmp_path / "a.warc"))


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_every_page_is_an_article_with_the_address_it_came_from(tmp_path, pack):
    found = read(tmp_path, archive(page(1), page(2), pack=pack))
    assert [article.url for article in found] == ["https://example.org/1", "https://example.org/2"]
    assert found[0].title == "Storm nears"


def test_the_date_of_the_crawl_is_not_that_of_publication(tmp_path):
    [article] = read(tmp_path, archive(page()))
    assert article.published is None


def test_the_server_names_the_encoding(tmp_path):
    body = PAGE.replace("Müller", "Żółw").encode("iso-8859-2")
    [article] = read(tmp_path, archive(page(content_type="text/html; charset=ISO-8859-2", body=body)))
    assert "Żółw" in article.body


@pytest.mark.parametrize("charset", ["utf-7", "none", "base64", "iso-8859-1"])
def test_valid_utf8_is_read_as_such_whatever_the_server_says(tmp_path, charset):
    [article] = read(tmp_path, archive(page(content_type=f"text/html; charset={charset}")))
    assert "Müller" in article.body


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(page(2, content_type="image/png", body=b"\x89PNG"), id="a picture"),
        pytest.param(page(2, status="404 Not Found"), id="an error"),
    ],
)
def test_what_is_no_page_is_skipped_by_its_address(tmp_path, record):
    article, failure = read(tmp_path, archive(page(1), record))
    assert isinstance(article, Article)
    assert (failure.kind, failure.item) == ("skipped", "record 2, https://example.org/2")


def test_extracted_text_is_read_as_text(tmp_path):
    record = "conversion", "https://example.org/1", "text/plain", None, f"Storm nears\n\n{STORY}".encode()
    [article] = read(tmp_path, archive(record))
    assert (article.title, article.url) == ("Storm nears", "https://example.org/1")


def test_of_an_archive_that_is_cut_short_the_beginning_is_read(tmp_path):
    found = read(tmp_path, archive(page(1), page(2), page(3), pack=bytes)[:-900])
    assert isinstance(found[0], Article)


def test_a_page_too_large_loses_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.formats.web_archive.MAX_PAGE_BYTES", 2_000)
    found = read(tmp_path, archive(page(1), page(2, body=PAGE_BYTES * 9), page(3)))
    assert [getattr(item, "url", None) or item.item for item in found] == [
        "https://example.org/1", "record 2, https://example.org/2", "https://example.org/3",
    ]  # fmt: skip
