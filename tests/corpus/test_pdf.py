import sys

import pytest

from corpus import read_articles


def pdf(lines, title=None):
    """Write a PDF of one page, with one line of text under the other."""
    text = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 750 Td {text} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 600 800] "
            "/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title or ''}) /Author (Ann Bell) /CreationDate (D:20171026140300Z) >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return (data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}").encode()


LINES = ["The harbor stays closed until the storm", "has passed, the mayor said on Monday."]


def read(tmp_path, content):
    (tmp_path / "a.pdf").write_bytes(content)
    return list(read_articles(tmp_path / "a.pdf"))


def test_text_title_and_author_of_a_pdf_are_read(tmp_path):
    pytest.importorskip("pypdf", reason="the extra `pdf` is not installed")
    [article] = read(tmp_path, pdf(LINES, "Storm nears"))
    assert (article.title, article.authors) == ("Storm nears", ("Ann Bell",))
    assert article.body == " ".join(LINES)


def test_when_a_pdf_was_made_is_not_when_it_was_published(tmp_path):
    pytest.importorskip("pypdf", reason="the extra `pdf` is not installed")
    [article] = read(tmp_path, pdf(LINES))
    assert article.published is None


@pytest.mark.parametrize("content", [pdf([]), b"%PDF-1.4\n%%EOF", pdf(LINES)[:300]], ids=["pictures", "empty", "cut"])
def test_a_pdf_without_text_says_so(tmp_path, content):
    pytest.importorskip("pypdf", reason="the extra `pdf` is not installed")
    [failure] = read(tmp_path, content)
    assert "stumbled" not in failure.reason


def test_without_the_extra_a_pdf_is_skipped_with_the_command_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    [failure] = read(tmp_path, pdf(LINES))
    assert failure.kind == "skipped"
    assert "dateline[pdf]" in failure.remedy
