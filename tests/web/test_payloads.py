"""Thousands of generated payloads, many to a page, so that the whole takes seconds: none of them may become a node.

`test_injection.py` has the known ones singly and in every place; here they are combined and bent at random.
"""

import json
import random

import html5lib
import pytest

from tests.web.shelf import ShelfSearcher, story
from tests.web.test_injection import PAYLOADS, active
from web import FixedSnapshot, create_app

TO_A_PAGE = 100
IN_ARTICLES, IN_ADDRESSES = range(30), range(1000, 1020)  # seeds of a page of payloads each: 5,000 in all
OPENERS = (
    "",
    '"',
    "'",
    "`",
    ">",
    "</p>",
    "</mark>",
    "</title>",
    "</script>",
    "-->",
    "]]>",
    "%22%3E",
    "&quot;>",
    "\x00",
    "\t",
)
TAGS = (
    "script",
    "img",
    "svg",
    "iframe",
    "object",
    "math",
    "style",
    "base",
    "meta",
    "link",
    "form",
    "template",
    "noscript",
)
EVENTS = ("onerror", "onload", "onfocus", "onpointerover", "onanimationstart", "ontoggle")
ACTS = (
    "alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "&#106;avascript:1",
    "//evil.example",
    "{{7*7}}",
)


def generated(count, seed=1):
    """So many payloads: known ones bent, and new ones from parts."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        tag, event, act = dice.choice(TAGS), dice.choice(EVENTS), dice.choice(ACTS)
        forms = (
            f"<{tag} src={act} {event}={act}>",
            f"<{tag}/{event}='{act}'>{act}</{tag}>",
            f'{event}="{act}" autofocus href={act}',
            dice.choice(PAYLOADS) + dice.choice(PAYLOADS),
        )
        payload = dice.choice(OPENERS) + dice.choice(forms)
        bent = (
            payload,
            payload.upper(),
            payload.swapcase(),
            payload.replace(" ", "\n"),
            payload.replace("<", "<\u200b"),
        )
        made.append(dice.choice((payload, *bent)))
    return made


def shelf(payloads):
    """An article for each payload, which stands in all its parts."""
    return [
        story(
            number,
            title=f"iraqi {payload}",
            body=f"iraqi {payload} iraqi\n\n{payload} {number}",
            source=payload,
            authors=(payload,),
            section=payload,
            agency=payload,
            place=payload,
            url=payload,
        )
        for number, payload in enumerate(payloads, 1)
    ]


@pytest.mark.parametrize("seed", IN_ARTICLES)
def test_no_payload_of_an_article_becomes_a_node(seed):
    client = create_app(FixedSnapshot(ShelfSearcher(shelf(generated(TO_A_PAGE, seed))))).test_client()
    for address in ("/search?q=iraqi&size=100", f"/article/{story(seed + 1).id}?q=iraqi&at=1"):
        assert active(client.get(address).text) == []


@pytest.mark.parametrize("seed", IN_ADDRESSES)
def test_no_payload_of_an_address_becomes_a_node(seed):
    client = create_app(FixedSnapshot(ShelfSearcher([story(1)]))).test_client()
    payloads = generated(TO_A_PAGE, seed)
    for at in range(0, TO_A_PAGE, 25):
        given = [(name, payload) for payload in payloads[at : at + 25] for name in ("source", "tag")]
        page = client.get("/search", query_string=[("q", payloads[at]), *given])
        assert active(page.text) == []
        article = client.get(f"/article/{story(1).id}", query_string=[("q", payloads[at]), ("at", "2"), *given])
        assert active(article.text) == []


@pytest.mark.parametrize("seed", range(5))
def test_no_payload_of_an_answer_for_programs_is_markup(seed):
    client = create_app(FixedSnapshot(ShelfSearcher(shelf(generated(TO_A_PAGE, seed))))).test_client()
    answer = client.get("/api/v1/search?q=iraqi&size=100")
    assert answer.data.isascii()
    snippets = [snippet["html"] for hit in json.loads(answer.data)["results"] for snippet in hit["snippets"]]
    tree = html5lib.parseFragment("".join(snippets), namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "mark"}
