import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus import Article, Failure, read_articles
from corpus.identity import id_of

SEEDS = Path(__file__).parents[2] / "seeds"
BODY = "The harbor stays closed until the storm has passed, the mayor said on Monday."


def read(tmp_path, name, content):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_articles(tmp_path / name))


def lines(*records):
    return "\n".join(json.dumps(record) for record in records)


class TestPlainText:
    def test_the_doubled_headline_of_the_seed_is_read_once(self):
        [article] = read_articles(SEEDS / "000_0d44506fa2d34042.txt")
        assert article.title == "Iraqi Forces Push into 'Last Den' Of Isis in Country"
        assert article.body.startswith("Iraqi forces on Thursday thrust")
        assert article.body.count("\n\n") == 10

    @pytest.mark.parametrize(
        ("content", "title", "body"),
        [
            pytest.param(f"Storm nears\n\n{BODY}", "Storm nears", BODY, id="alone before a blank line"),
            pytest.param(f"Storm nears\nSTORM  NEARS\n{BODY}", "Storm nears", BODY, id="repeated"),
            pytest.param(f"Storm nears\n{BODY * 3}", "Storm nears", BODY * 3, id="over a long line"),
            pytest.param(f"{BODY}\n\nAnother one.", BODY, f"{BODY}\n\nAnother one.", id="no headline"),
            pytest.param(BODY, BODY, BODY, id="one sentence"),
            pytest.param(f"\ufeff\r\nStorm nears\r\n\r\n{BODY}", "Storm nears", BODY, id="mark and carriage returns"),
            pytest.param(f"Storm nears\n===========\n\n{BODY}", "Storm nears", BODY, id="underlined"),
        ],
    )
    def test_the_headline_is_told_from_the_body(self, tmp_path, content, title, body):
        [article] = read(tmp_path, "a.txt", content)
        assert (article.title, article.body) == (title, body)

    def test_lines_of_fields_before_the_text_are_read(self, tmp_path):
        [article] = read(tmp_path, "a.txt", f"Title: Storm nears\nDate: 2017-10-26\nAuthor: Ann Bell\n\n{BODY}")
        assert (article.title, article.body, article.authors) == ("Storm nears", BODY, ("Ann Bell",))
        assert article.published == datetime(2017, 10, 26, tzinfo=UTC)

    def test_a_file_never_gets_its_date_from_the_file_system(self, tmp_path):
        [article] = read(tmp_path, "a.txt", BODY)
        assert article.published is None
        assert article.date_source is None


class TestRecords:
    def test_fields_are_found_by_synonym(self, tmp_path):
        record = {
            "headline": "Storm", "articleBody": BODY, "publishedAt": "2017-10-26T14:03:00Z",
            "dateModified": "2017-10-27", "byline": "By Ann Bell and Cem Dorn",
            "publisher": {"name": "The Example"}, "category": "weather",
            "keywords": "sea, storm", "link": "https://example.org/a?utm_source=x", "guid": "42", "lang": "en-GB",
        }  # fmt: skip
        [article] = read(tmp_path, "a.jsonl", json.dumps(record))
        key = "https://example.org/a"
        assert article == Article(
            id=id_of(key), key=key, record="42", title="Storm", body=BODY, url=key, section="weather",
            tags=("sea", "storm"), published=datetime(2017, 10, 26, 14, 3, tzinfo=UTC), published_precision="minute",
            date_source="record",
            updated=datetime(2017, 10, 27, tzinfo=UTC), authors=("Ann Bell", "Cem Dorn"), source="The Example",
            language="en", paths=(str(tmp_path / "a.jsonl"),),
        )  # fmt: skip

    @pytest.mark.parametrize(
        "document",
        [
            pytest.param([{"title": "A"}, {"title": "B"}], id="a list"),
            pytest.param({"articles": [{"title": "A"}, {"title": "B"}]}, id="a list inside"),
            pytest.param({"response": {"docs": [{"title": "A"}, {"title": "B"}]}}, id="a list two levels inside"),
            pytest.param(
                {"hits": {"hits": [{"_source": {"title": "A"}}, {"_source": {"title": "B"}}]}}, id="in envelopes"
            ),
            pytest.param(
                {"version": "1", "title": "Feed", "items": [{"title": "A"}, {"title": "B"}]}, id="a feed with a title"
            ),
        ],
    )
    @pytest.mark.parametrize("indent", [None, 2], ids=["compact", "pretty"])
    def test_a_collection_is_its_items(self, tmp_path, document, indent):
        found = read(tmp_path, "a.json", json.dumps(document, indent=indent))
        assert [article.title for article in found] == ["A", "B"]

    def test_one_object_is_one_article(self, tmp_path):
        [article] = read(
            tmp_path, "a.json", json.dumps({"title": "A", "body": BODY, "links": [{"title": "other"}]}, indent=1)
        )
        assert article.title == "A"

    def test_markup_in_fields_is_reduced_to_text(self, tmp_path):
        [article] = read(
            tmp_path,
            "a.jsonl",
            lines({"title": "AT&amp;T <b>grows</b>", "body": "<p>One.</p><script>x()</script><p>Two.</p>"}),
        )
        assert (article.title, article.body) == ("AT&T grows", "One.\n\nTwo.")

    def test_every_line_is_accounted_for(self, tmp_path):
        content = (
            lines({"title": "A"}, {"title": None, "body": ""}, {"body": BODY}) + '\n{"title": \n\n[]\n3\n{"title": "B"}'
        )
        found = read(tmp_path, "a.jsonl", content)
        assert [(item.kind, item.item) for item in found if isinstance(item, Failure)] == [
            ("skipped", "line 2"), ("failed", "line 4"), ("skipped", "line 7"),
        ]  # fmt: skip
        assert [item.title for item in found if isinstance(item, Article)] == ["A", BODY, "B"]

    def test_a_broken_first_line_loses_only_itself(self, tmp_path):
        found = read(tmp_path, "a.jsonl", '{"title": \n{"title": "B"}')
        assert [type(item) for item in found] == [Failure, Article]

    def test_a_title_without_a_body_is_an_article(self, tmp_path):
        [article] = read(tmp_path, "a.jsonl", lines({"id": 7, "title": "Short notice", "body": ""}))
        assert (article.title, article.body, article.record) == ("Short notice", "", "7")

    def test_json_lines_are_read_whatever_the_file_is_called(self, tmp_path):
        assert len(read(tmp_path, "dump.2017", lines({"title": "A"}, {"title": "B"}))) == 2

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_lines_are_decoded(self, tmp_path, encoding):
        content = '{"title": "Müller", "body": "Größer"}\n{"title": "Café"}\n'.encode(encoding)
        assert [article.title for article in read(tmp_path, "a.jsonl", content)] == ["Müller", "Café"]


class TestTables:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_the_separator_is_told_by_the_header(self, tmp_path, separator):
        rows = [["Headline", "Text", "Date"], ["Storm", '"Wind, rain; and\nmore"', "2017-10-26"]]
        [article] = read(tmp_path, "a.csv", "\r\n".join(separator.join(row) for row in rows))
        assert (article.title, article.body) == ("Storm", "Wind, rain; and more")
        assert article.published_precision == "day"

    def test_a_row_with_surplus_columns_is_a_failure_of_its_own(self, tmp_path):
        found = read(tmp_path, "a.csv", "title,body\nA,a\nB,b,c\nC,c\n")
        assert [getattr(item, "title", None) or item.item for item in found] == ["A", "row 2", "C"]

    def test_a_table_without_known_columns_is_skipped(self, tmp_path):
        [failure] = read(tmp_path, "a.csv", "x,y\n1,2\n")
        assert failure.kind == "skipped"
        assert "header" in failure.remedy

    def test_a_table_in_another_encoding_is_decoded(self, tmp_path):
        [article] = read(tmp_path, "a.csv", "title;text\nMüller;Größer als früher, für fünf Gäste\n".encode("cp1252"))
        assert article.title == "Müller"


class TestFeeds:
    RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Example</title><language>en</language>
      <item><title>Storm &amp; sea</title><link>https://example.org/a</link><guid>g1</guid><category>weather</category>
        <pubDate>Thu, 26 Oct 2017 14:03:00 GMT</pubDate><description>&lt;p&gt;{BODY}&lt;/p&gt;</description></item>
      <item><description>{BODY}</description></item></channel></rss>"""

    def test_the_entries_of_a_feed_are_articles(self, tmp_path):
        first, second = read(tmp_path, "feed", self.RSS)
        assert (first.title, first.body, first.source, first.language) == ("Storm & sea", BODY, "The Example", "en")
        assert (first.url, first.record, first.tags) == ("https://example.org/a", "g1", ("weather",))
        assert (first.published, first.date_source) == (datetime(2017, 10, 26, 14, 3, tzinfo=UTC), "feed")
        assert second.title == BODY

    def test_an_atom_entry_has_its_whole_content(self, tmp_path):
        atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>
          <entry><title>Storm</title><id>urn:1</id><summary>Short.</summary><published>2017-10-26</published>
          <author><name>Ann Bell</name></author>
          <content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content></entry></feed>"""
        [article] = read(tmp_path, "a.xml", atom)
        assert (article.body, article.authors, article.published_precision) == (BODY, ("Ann Bell",), "day")

    def test_a_feed_cannot_read_other_files(self, tmp_path):
        (tmp_path / "secret").write_text("TOPSECRET")
        entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
        found = read(tmp_path, "feed", self.RSS.replace("?>", "?>" + entity, 1).replace("Storm", "&x; Storm"))
        assert "TOPSECRET" not in repr(found)


class TestFiles:
    def test_gzip_is_unpacked(self, tmp_path):
        [article] = read(tmp_path, "a.txt.gz", gzip.compress(f"Storm nears\n\n{BODY}".encode()))
        assert article.title == "Storm nears"

    def test_of_a_damaged_gzip_the_beginning_is_read(self, tmp_path):
        noise = [{"title": f"T{number}", "body": id_of(str(number)) * 40} for number in range(3000)]
        packed = gzip.compress(lines(*noise).encode())
        found = read(tmp_path, "a.jsonl.gz", packed[: len(packed) // 2])
        assert len([item for item in found if isinstance(item, Article)]) > 100
        assert isinstance(found[-1], Failure)
        assert "gzip" in found[-1].reason

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("a.txt", b"", id="empty"),
            pytest.param("a.txt", b" \n\t ", id="blank"),
            pytest.param("a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), id="a picture"),
            pytest.param("a.txt", b"Rar!\x1a\x07" + bytes(100), id="an archive called text"),
            pytest.param("a.bin", bytes(range(256)) * 20, id="binary"),
            pytest.param("README.md", b"# About\n\nThese files are news.", id="a readme"),
            pytest.param("tool.py", b"import os\n\nprint(os.name)", id="a program"),
            pytest.param("qrels.txt", b"1 0 268 1\n1 0 288 1\n" * 9, id="figures"),
            pytest.param("a.xml", b"<?xml version='1.0'?><config><a>1</a></config>", id="unknown markup"),
        ],
    )
    def test_what_is_no_news_is_skipped_with_a_reason(self, tmp_path, name, content):
        [failure] = read(tmp_path, name, content)
        assert failure.kind == "skipped"
        assert failure.reason
        assert failure.remedy

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path):
        (tmp_path / "a.json").write_text('{"title": ')
        (tmp_path / "b.txt").write_text(BODY)
        assert [type(item) for item in read_articles(tmp_path)] == [Failure, Article]

    def test_a_file_gone_since_the_walk_is_a_failure(self, tmp_path):
        (tmp_path / "a.txt").write_text(BODY)
        (tmp_path / "b.txt").write_text(BODY)
        found = read_articles(tmp_path)
        next(found)
        (tmp_path / "b.txt").unlink()
        [failure] = found
        assert "No such file" in failure.reason

    def test_every_seed_is_read(self):
        found = list(read_articles(SEEDS))
        failures = [item for item in found if isinstance(item, Failure)]
        articles = [item for item in found if isinstance(item, Article)]
        assert [Path(failure.path).name for failure in failures] == ["README.md"]
        assert len({article.id for article in articles}) == len(articles)
        assert {article.language for article in articles} >= {"en", "de", "es", "fr"}


class TestIdentity:
    def test_the_url_comes_before_the_record_and_the_record_before_the_text(self, tmp_path):
        record = {"id": "7", "url": "https://example.org/a", "title": "A", "source": "The Example"}
        found = read(tmp_path, "a.jsonl", lines(record, record | {"url": None}, record | {"url": None, "id": None}))
        assert [article.key.partition(":")[0] for article in found] == ["https", "record", "text"]
        assert found[1].key == "record:The Example:7"

    def test_a_record_without_an_outlet_belongs_to_its_file(self, tmp_path):
        [one] = read(tmp_path, "a.jsonl", lines({"id": "7", "title": "A"}))
        [other] = read(tmp_path, "b.jsonl", lines({"id": "7", "title": "A"}))
        assert one.id != other.id

    def test_the_same_file_gives_the_same_ids_again(self, tmp_path):
        content = lines({"title": "A"}, {"title": "B", "url": "https://example.org/b"})
        assert read(tmp_path, "a.jsonl", content) == read(tmp_path, "a.jsonl", content)

    def test_an_outlet_that_nobody_named_is_its_host(self, tmp_path):
        [article] = read(tmp_path, "a.jsonl", lines({"title": "A", "url": "https://www.example.org/a"}))
        assert article.source == "example.org"

    def test_a_link_that_could_run_code_is_dropped(self, tmp_path):
        [article] = read(tmp_path, "a.jsonl", lines({"title": "A", "url": "javascript:alert(1)"}))
        assert article.url is None
