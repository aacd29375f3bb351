from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from corpus import read_articles

PAGE = "<html><head><title>Storm nears</title></head><body><article><p>{}</p></article></body></html>"
BODY = "The harbor stays closed until the storm has passed, the mayor said on Monday. " * 6


def letter(subject="Storm nears: Müller warns", plain=BODY, html=None):
    message = EmailMessage()
    message["From"] = "The Example <news@example.org>"
    message["Subject"] = subject
    message["Date"] = "Thu, 26 Oct 2017 14:03:00 +0200"
    message["Message-ID"] = "<1@example.org>"
    message["Archived-At"] = "<https://example.org/a>"
    message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(tmp_path, content, name="a.eml"):
    (tmp_path / name).write_bytes(content)
    return list(read_articles(tmp_path / name))


def mailbox(*messages):
    separator = b"From news@example.org Thu Oct 26 14:03:00 2017\n"
    return b"\n".join(separator + bytes(message).replace(b"\nFrom ", b"\n>From ") for message in messages)


def test_a_message_is_an_article(tmp_path):
    [article] = read(tmp_path, bytes(letter()))
    assert (article.title, article.body) == ("Storm nears: Müller warns", BODY.strip())
    assert (article.source, article.record, article.url) == ("The Example", "1@example.org", "https://example.org/a")
    assert article.published == datetime(2017, 10, 26, 12, 3, tzinfo=UTC)


def test_a_plain_part_that_only_points_to_the_page_gives_way(tmp_path):
    [article] = read(tmp_path, bytes(letter(plain="View this in your browser.", html=PAGE.format(BODY))))
    assert article.body.startswith("The harbor")


def test_an_attachment_is_no_part_of_the_text(tmp_path):
    message = letter()
    message.add_attachment("SECRET", filename="a.txt")
    [article] = read(tmp_path, bytes(message))
    assert "SECRET" not in article.body


@pytest.mark.parametrize("subject", ["Fwd: Storm", "RE: FW: Storm", "AW: Storm"])
def test_marks_of_forwarding_are_no_part_of_the_title(tmp_path, subject):
    assert read(tmp_path, bytes(letter(subject)))[0].title == "Storm"


def test_the_messages_of_a_mailbox_are_told_apart(tmp_path):
    quoted = letter("B", plain="One.\n\nFrom here on the road is closed.\n")
    found = read(tmp_path, mailbox(letter("A"), quoted, letter("C")), "news.mbox")
    assert [article.title for article in found] == ["A", "B", "C"]
    assert "From here on the road" in found[1].body


def test_prose_that_opens_with_from_is_no_mailbox(tmp_path):
    [article] = read(tmp_path, b"From London to Paris in 2017\n\nThe night ferry sails again after all these years.\n")
    assert article.title == "From London to Paris in 2017"


def test_a_message_too_large_loses_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.formats.mail.MAX_MESSAGE_BYTES", 5_000)
    found = read(tmp_path, mailbox(letter("A"), letter("B", plain="Storm.\n" * 2_000), letter("C")))
    assert [getattr(item, "title", None) or item.item for item in found] == ["A", "message 2", "C"]


def test_an_unknown_encoding_is_guessed(tmp_path):
    raw = bytes(letter(plain="Größe zählt. " * 40)).replace(b"utf-8", b"x-none")
    assert "Größe" in read(tmp_path, raw)[0].body


def test_a_saved_page_is_read_as_a_page(tmp_path):
    saved = EmailMessage()
    saved["From"] = "<Saved by a browser>"
    saved["Snapshot-Content-Location"] = "https://example.org/a?utm_source=x"
    saved["Subject"] = "Storm nears - The Example"
    saved["MIME-Version"] = "1.0"
    saved.set_content(PAGE.format(BODY), subtype="html")
    saved.make_related()
    saved.add_related(b"\x89PNG", "image", "png")
    [article] = read(tmp_path, bytes(saved), "a.mhtml")
    assert (article.title, article.url) == ("Storm nears", "https://example.org/a")
    assert article.body == BODY.strip()


def test_parts_without_end_are_refused(tmp_path):
    nested = b"MIME-Version: 1.0\nSubject: Storm\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000)
    )
    [failure] = read(tmp_path, nested)
    assert failure.kind == "failed"
    assert "stumbled" not in failure.reason
