import json
from datetime import UTC, datetime

import pytest

from corpus import BadFieldMap, FieldMap, parse_field_map, read_articles
from corpus.shapes import at

BODY = "The harbor stays closed until the storm has passed, the mayor said on Monday."

SCHEMA = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Storm nears", "articleBody": BODY,
    "datePublished": "2017-10-26T14:03:00Z", "dateModified": "2017-10-27", "inLanguage": "en-GB",
    "author": [{"@type": "Person", "name": "Ann Bell"}, {"@type": "Person", "name": "Cem Dorn"}],
    "publisher": {"@type": "Organization", "name": "The Example", "logo": {"url": "https://example.org/logo"}},
    "articleSection": "Weather", "keywords": ["sea", "storm"], "image": {"name": "A picture"},
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.org/a"},
    "contentLocation": {"@type": "Place", "name": "Elm"},
}  # fmt: skip
NINJS = {
    "uri": "https://example.org/a", "type": "text",
    "versioncreated": "2017-10-27", "firstcreated": "2017-10-26T14:03:00Z",
    "headline": "Storm nears", "body_html": f"<p>{BODY}</p>", "byline": "By Ann Bell and Cem Dorn", "located": "Elm",
    "subject": [{"code": "1", "name": "sea"}, {"code": "2", "name": "storm"}], "language": "en",
    "genre": [{"name": "Weather"}], "copyrightholder": "The Example",
    "place": [{"name": "Elsewhere"}], "organisation": [{"name": "Harbor Board"}],
}  # fmt: skip
NINJS_2 = {
    **{key: value for key, value in NINJS.items() if key not in ("headline", "body_html", "copyrightholder")},
    "headlines": [{"role": "short", "value": "Storm"}, {"role": "main", "value": "Storm nears"}],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": f"<p>{BODY}</p>"}, {"value": "Storm."}],
    "infosources": [{"name": "The Example", "role": "origin"}],
}
GUARDIAN = {
    "id": "weather/2017/oct/26/storm", "type": "article", "sectionId": "weather", "sectionName": "Weather",
    "webPublicationDate": "2017-10-26T14:03:00Z", "webTitle": "Storm nears | Weather",
    "webUrl": "https://example.org/a", "apiUrl": "https://api.example.org/a",
    "fields": {"headline": "Storm nears", "bodyText": BODY, "body": f"<p>{BODY}</p>", "lastModified": "2017-10-27",
               "byline": "Ann Bell and Cem Dorn in Elm", "publication": "The Example", "lang": "en"},
    "tags": [{"type": "keyword", "webTitle": "sea"}, {"type": "contributor", "webTitle": "Ann Bell"},
             {"type": "contributor", "webTitle": "Cem Dorn"}, {"type": "keyword", "webTitle": "storm"}],
}  # fmt: skip
NYT = {
    "web_url": "https://example.org/a", "snippet": "Closed.", "lead_paragraph": BODY, "abstract": "Closed harbor.",
    "headline": {"main": "Storm nears", "kicker": "Weather", "print_headline": "STORM"}, "source": "The Example",
    "keywords": [{"name": "subject", "value": "sea", "rank": 1}, {"name": "subject", "value": "storm", "rank": 2}],
    "pub_date": "2017-10-26T14:03:00+0000", "document_type": "article", "news_desk": "Desk", "section_name": "Weather",
    "byline": {"original": "By Ann Bell and Cem Dorn", "person": [{"firstname": "Ann"}], "organization": None},
    "_id": "nyt://article/1", "uri": "nyt://article/1", "multimedia": [{"url": "images/a.jpg", "caption": "Waves"}],
}  # fmt: skip
NEWSAPI = {
    "source": {"id": None, "name": "The Example"}, "author": "Ann Bell, Cem Dorn", "title": "Storm nears",
    "description": "Closed.", "url": "https://example.org/a", "urlToImage": "https://example.org/a.jpg",
    "publishedAt": "2017-10-26T14:03:00Z", "content": f"{BODY[:-1]}… [+1204 chars]",
}  # fmt: skip
NEWS_PLEASE = {
    "authors": ["Ann Bell", "Cem Dorn"], "date_download": "2020-01-01 08:00:00", "date_modify": "2017-10-27",
    "date_publish": "2017-10-26 14:03:00", "description": "Closed.", "filename": "a.json", "language": "en",
    "image_url": "https://example.org/a.jpg", "localpath": None, "maintext": BODY, "source_domain": "example.org",
    "title": "Storm nears", "title_page": None, "title_rss": None, "url": "https://example.org/a",
}  # fmt: skip

ARTICLES = {
    "schema.org": SCHEMA,
    "schema.org graph": {"@context": "https://schema.org", "@graph": [
        {"@type": "WebPage", "name": "Storm nears - The Example", "url": "https://example.org/page"},
        {"@type": "Organization", "name": "The Example", "description": "News."},
        {key: value for key, value in SCHEMA.items() if key != "@context"},
    ]},
    "ninjs 1": NINJS,
    "ninjs 2": NINJS_2,
    "Guardian": {"response": {"status": "ok", "content": GUARDIAN}},
    "Guardian search": {"response": {"status": "ok", "pages": 1, "results": [GUARDIAN]}},
    "New York Times": {"status": "OK", "copyright": "Example", "response": {"docs": [NYT], "meta": {"hits": 1}}},
    "NewsAPI": {"status": "ok", "totalResults": 1, "articles": [NEWSAPI]},
    "news-please": NEWS_PLEASE,
}  # fmt: skip
SHAPED = pytest.mark.parametrize("document", ARTICLES.values(), ids=ARTICLES)


def read(tmp_path, document, field_map=None):
    (tmp_path / "a.json").write_text(json.dumps(document))
    return list(read_articles(tmp_path / "a.json", field_map))


@SHAPED
def test_title_date_people_and_address_of_a_known_shape_are_found(tmp_path, document):
    [article] = read(tmp_path, document)
    assert (article.title, article.url) == ("Storm nears", "https://example.org/a")
    assert article.published == datetime(2017, 10, 26, 14, 3, tzinfo=UTC)
    assert article.authors == ("Ann Bell", "Cem Dorn")


@SHAPED
def test_the_whole_text_of_a_known_shape_is_found(tmp_path, document):
    [article] = read(tmp_path, document)
    assert article.body.removesuffix("…") == BODY or article.body == BODY[:-1] + "…"


@pytest.mark.parametrize("document", [SCHEMA, NINJS, NINJS_2, GUARDIAN, NYT], ids=["s", "n1", "n2", "g", "t"])
def test_outlet_section_and_tags_of_a_known_shape_are_found(tmp_path, document):
    [article] = read(tmp_path, document)
    assert (article.source, article.section, article.tags) == ("The Example", "Weather", ("sea", "storm"))


@pytest.mark.parametrize("document", [SCHEMA, NINJS, NINJS_2], ids=["s", "n1", "n2"])
def test_the_place_of_a_known_shape_is_found(tmp_path, document):
    [article] = read(tmp_path, document)
    assert article.place == "Elm"


def test_the_time_of_fetching_is_never_the_date(tmp_path):
    [article] = read(tmp_path, NEWS_PLEASE | {"date_publish": None})
    assert article.published is None


@pytest.mark.parametrize(
    "record",
    [
        pytest.param({"@type": "Organization", "name": "The Example", "description": BODY}, id="an organization"),
        pytest.param({**NINJS, "type": "picture"}, id="a picture"),
    ],
)
def test_a_record_that_is_no_article_is_skipped(tmp_path, record):
    [failure] = read(tmp_path, [record])
    assert failure.kind == "skipped"


STRANGE = {"kopf": {"haupt": "Storm nears"}, "inhalt": BODY, "title": "Page 7", "wann": "2017-10-26"}


def test_a_map_overrules_what_names_suggest(tmp_path):
    field_map = parse_field_map("title=kopf.haupt, body=inhalt, date=wann")
    [article] = read(tmp_path, STRANGE, field_map)
    assert (article.title, article.body, article.published_precision) == ("Storm nears", BODY, "day")


def test_what_a_map_does_not_say_is_found_as_ever(tmp_path):
    [article] = read(tmp_path, STRANGE | {"author": "Ann Bell"}, parse_field_map("body=inhalt"))
    assert (article.title, article.authors) == ("Page 7", ("Ann Bell",))


def test_a_map_makes_a_table_of_unknown_names_readable(tmp_path):
    (tmp_path / "a.csv").write_text(f'Kopf;Inhalt\nStorm nears;"{BODY}"\n')
    [article] = read_articles(tmp_path / "a.csv", parse_field_map("title=Kopf,body=Inhalt"))
    assert (article.title, article.body) == ("Storm nears", BODY)


def test_a_fact_may_have_several_fields_in_order(tmp_path):
    field_map = parse_field_map("title=missing,title=title")
    assert field_map == FieldMap.of({"title": ["missing", "title"]})
    assert read(tmp_path, STRANGE, field_map)[0].title == "Page 7"


@pytest.mark.parametrize("text", ["headline", "title=", "=headline", "colour=red"])
def test_a_map_that_says_nothing_is_refused(text):
    with pytest.raises(BadFieldMap):
        parse_field_map(text)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1), ("A.B", 1), ("c.d", [2, 3]), ("c.1.d", 3), ("c.7.d", None), ("c[k=y].d", [3]), ("c[k=z].d", None),
        ("e.f", 4), ("a.b.c", None), ("", None), ("a..b", None),
    ],
)  # fmt: skip
def test_a_path_leads_into_objects_and_lists(path, value):
    record = {"a": {"b": 1}, "c": [{"k": "x", "d": 2}, {"k": "y", "d": 3}, 5], "e.f": 4}
    assert (at(record, path) or None) == value
