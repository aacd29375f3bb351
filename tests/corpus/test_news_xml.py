from datetime import UTC, datetime

import pytest

from corpus import read_articles

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf.dtd">
<nitf xml:lang="en"><head><title>STORM</title>
 <docdata><doc-id id-string="d1"/><date.issue norm="20171026T140300Z"/><doc.copyright holder="The Example"/>
  <key-list><keyword key="sea"/><keyword key="storm"/></key-list></docdata>
 <pubdata name="The Example" position.section="Weather" ex-ref="https://example.org/a"/></head>
 <body><body.head><hedline><hl1>Storm nears</hl1><hl2>Harbor closed</hl2></hedline>
  <byline>By <person>Ann Bell</person> and <person>Cem Dorn</person></byline><distributor>Example Wire</distributor>
  <dateline><location><city>Elm</city>, <country>Nowhere</country></location></dateline></body.head>
 <body.content>{content}</body.content></body></nitf>"""
TEXT = "<p>The harbor <em>stays</em> closed.</p><media><media-caption>Waves</media-caption></media><p>Ships wait.</p>"
BLOCKS = '<block class="lead_paragraph"><p>One.</p></block><block class="full_text"><p>One.</p><p>Two.</p></block>'

NEWS_ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:example:1" xml:lang="en">
 <itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="p:1"><name>The Example</name></provider>
  <versionCreated>2017-10-27T08:00:00Z</versionCreated><firstCreated>2017-10-26T14:03:00Z</firstCreated>
  <pubStatus qcode="stat:{status}"/></itemMeta>
 <contentMeta><located qcode="c:1"><name>Elm</name></located><by>Ann Bell</by><language tag="en-GB"/>
  <genre qcode="g:1"><name>Weather</name></genre><subject qcode="s:1"><name>sea</name></subject>
  <subject qcode="s:2"><name>storm</name></subject><headline>Storm nears</headline></contentMeta>
 <contentSet>{content}</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
 </head><body><p>The harbor stays closed.</p><p>Ships wait.</p></body></html></inlineXML>"""
PLAIN = '<inlineData contenttype="text/plain">The harbor stays closed.\n\nShips wait.</inlineData>'
MESSAGE = '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
BODY = "The harbor stays closed.\n\nShips wait."


def news_item(content=PLAIN, kind="text", status="usable"):
    return NEWS_ITEM.format(content=content, kind=kind, status=status)


def read(tmp_path, text):
    (tmp_path / "a.xml").write_text(text)
    return list(read_articles(tmp_path / "a.xml"))


def test_every_field_of_a_nitf_story_is_read(tmp_path):
    [article] = read(tmp_path, NITF.format(content=TEXT))
    assert (article.title, article.body) == ("Storm nears", BODY)
    assert (article.record, article.url) == ("d1", "https://example.org/a")
    assert article.published == datetime(2017, 10, 26, 14, 3, tzinfo=UTC)
    assert (article.authors, article.agency) == (("Ann Bell", "Cem Dorn"), "Example Wire")
    assert (article.source, article.section, article.tags) == ("The Example", "Weather", ("sea", "storm"))
    assert (article.place, article.language) == ("Elm", "en")


def test_a_block_of_the_full_text_is_the_body(tmp_path):
    [article] = read(tmp_path, NITF.format(content=BLOCKS))
    assert article.body == "One.\n\nTwo."


@pytest.mark.parametrize(
    "content", [XHTML, PLAIN, f"<inlineXML>{NITF.format(content=TEXT).split('?>', 1)[1].split('>', 1)[1]}</inlineXML>"],
    ids=["xhtml", "plain text", "nitf"],
)  # fmt: skip
def test_a_news_item_is_read_whatever_its_content_is_in(tmp_path, content):
    [article] = read(tmp_path, news_item(content))
    assert (article.title, article.body) == ("Storm nears", BODY)


def test_every_field_of_a_news_item_is_read(tmp_path):
    [article] = read(tmp_path, news_item())
    assert (article.record, article.source, article.section) == ("urn:newsml:example:1", "The Example", "Weather")
    assert article.published == datetime(2017, 10, 26, 14, 3, tzinfo=UTC)
    assert article.updated == datetime(2017, 10, 27, 8, 0, tzinfo=UTC)
    assert (article.authors, article.tags, article.place) == (("Ann Bell",), ("sea", "storm"), "Elm")


def test_the_items_of_a_message_are_told_apart(tmp_path):
    items = news_item() + news_item(kind="picture") + news_item(status="canceled")
    found = read(tmp_path, MESSAGE.format(items=items))
    assert [(getattr(item, "kind", "article"), getattr(item, "item", None)) for item in found] == [
        ("article", None), ("skipped", "item 2"), ("skipped", "item 3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file://{folder}/secret">', '<!ENTITY % y SYSTEM "file://{folder}/secret"> %y;'],
    ids=["entity", "parameter"],
)
def test_an_entity_is_never_followed(tmp_path, entity):
    (tmp_path / "secret").write_text("TOPSECRET")
    text = NITF.format(content="<p>&x; Storm.</p>").replace(
        '<!DOCTYPE nitf SYSTEM "nitf.dtd">', f"<!DOCTYPE nitf [{entity.format(folder=tmp_path)}]>"
    )
    assert "TOPSECRET" not in repr(read(tmp_path, text))


def test_entities_that_multiply_are_not_expanded(tmp_path):
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">'.replace("&e0;", "lol") for n in range(9))
    text = NITF.format(content="<p>&e9; Storm.</p>").replace(
        '<!DOCTYPE nitf SYSTEM "nitf.dtd">', f"<!DOCTYPE nitf [{entities}]>"
    )
    [article] = read(tmp_path, text)
    assert len(article.body) < 1_000


def test_broken_xml_gives_what_stands(tmp_path):
    [article] = read(tmp_path, NITF.format(content=TEXT + "<p>No end").replace("</body.content></body></nitf>", ""))
    assert article.title == "Storm nears"
