"""Articles and addresses are hostile; what a browser makes of our pages holds nothing of theirs but text."""

import re

import html5lib
import pytest

from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, create_app

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea></style></script><iframe src=javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<mark onmouseover=alert(1)>iraqi</mark>",
    "iraqi<script>iraqi</script>iraqi",
    'x" autofocus onfocus=alert(1) y="',
    "x onfocus=alert(1) ",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}${7*7}",
    "<!--",
    "]]><script>alert(1)</script>",
    "\u2028alert(1)\u2029",
    "\u202egnp.exe <b>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=q>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<a href='data:text/html,<script>1</script>'>",
    "\\u003cscript\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<img/src='x'onerror='alert(1)'//",
    "<plaintext>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
]
OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "aside",
        "section",
        "article",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "a",
        "strong",
        "code",
        "mark",
        "time",
        "bdi",
        "option",
        "select",
    ),
    *("form", "label", "input", "button", "details", "summary", "svg", "rect"),
    *("table", "thead", "tbody", "tr", "th", "td", "polyline", "kbd"),
}


def is_our_file(script):
    return re.fullmatch("/static/dateline\\.js\\?v=[0-9a-f]+", script.attrib.get("src", "")) and not script.text


def active(page):
    """What in a page could act: foreign elements, handlers, addresses that are no page, markup in attributes."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found.append("comment")
            continue
        name = element.tag.rsplit("}")[-1]
        if name == "script" and is_our_file(element):
            continue
        if name not in OURS:
            found += [name] if not (name == "title" and element.tag.startswith("{")) else []
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or attribute in ("style", "srcdoc", "http-equiv", "formaction"):
                found.append(f"{name}[{attribute}]")
            if attribute in ("href", "src", "action") and not value.startswith(
                ("/", "#", "https://example.org/", "http://localhost/")
            ):
                found.append(f"{name}[{attribute}={value}]")
            if attribute in ("href", "src", "action") and value.startswith("//"):
                found.append(f"{name}[{attribute}={value}]")
    return found


@pytest.fixture(scope="module")
def plain_client():
    return create_app(FixedSnapshot(ShelfSearcher([story(1)]))).test_client()


def hostile(payload):
    return story(
        1,
        title=f"{payload} iraqi",
        body=f"iraqi {payload} iraqi\n\n{payload}",
        source=payload,
        authors=(payload,),
        section=payload,
        agency=payload,
        place=payload,
        tags=(payload,),
        language='en" onload="x',
        date_source=payload,
        url=payload,
    )


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "address", ["/", "/search", "/search?q=iraqi&sort=newest", "/article/{id}", "/article/{id}?q=iraqi"]
)
def test_an_article_cannot_act(client_of, address, payload):
    article = hostile(payload)
    response = client_of([article]).get(address.format(id=article.id))
    assert response.status_code == 200
    assert active(response.text) == []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["q", "source", "from", "sort", "page", "utm_source"])
@pytest.mark.parametrize("path", ["/search", "/article/{id}", "/nowhere"])
def test_an_address_cannot_act(plain_client, path, name, payload):
    address = path.format(id=story(1).id)
    response = plain_client.get(address, query_string={name: payload, "tag": payload})
    assert response.status_code in (200, 400, 404)
    assert active(response.text) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_path_cannot_act(plain_client, payload):
    assert active(plain_client.get("/article/" + payload).text) == []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("address", ["/search.json", "/api/v1/search", "/api/v1/articles/{id}"])
def test_json_gives_the_text_as_it_is_and_cannot_be_read_as_a_page(client_of, address, payload):
    article = hostile(payload)
    response = client_of([article]).get(address.format(id=article.id))
    assert response.mimetype == "application/json"
    assert response.data.isascii()
    shown = response.json.get("results", [response.json])[0]
    assert (shown["title"], shown["source"], shown["url"]) == (article.title, payload, None)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_html_of_a_snippet_marks_and_nothing_else(client_of, payload):
    response = client_of([hostile(payload)]).get("/api/v1/search?q=iraqi")
    snippets = response.json["results"][0]["snippets"] if response.json["results"] else []
    for snippet in snippets:
        tree = html5lib.parseFragment(snippet["html"], namespaceHTMLElements=False)
        assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "mark"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https:evil.example"])
def test_an_address_that_is_no_web_page_is_not_offered(client_of, url):
    page = client_of([story(1, url=url)]).get(f"/article/{story(1).id}").text
    assert "Read the original" not in page
