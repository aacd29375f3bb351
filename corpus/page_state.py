"""The story of a page that shows nothing without its scripts, from the state it hands to them.

Such a page carries its data as JSON: Next.js in a script of its own (`__NEXT_DATA__`), Arc's Fusion as what is assigned
to `Fusion.globalContent`. In it are menus, settings and other stories too, so only a record that has the title of the
page is its story.
"""

import json
import re
from collections import deque
from collections.abc import Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from corpus.article_page import letters_of
from corpus.draft import Draft
from corpus.fields import draft_of
from corpus.markup import fragment_text

_scripts = XPath("//script[@id='__NEXT_DATA__' or contains(., 'Fusion.globalContent')]")
_ASSIGNED = re.compile(r"Fusion\.globalContent\s*=\s*(?=\{)")
_MAX_NODES = 20_000
_MAX_RECORDS = 50
_MIN_BODY = 250  # characters
_MIN_TITLE = 8  # letters

Node = dict[str, object]


def story_in_state(tree: HtmlElement, title: str | None) -> Draft | None:
    """Give the longest story in the state of a page that has its title, or None.

    title: what the metadata of the page say it is
    """
    wanted = letters_of(title or "")
    if len(wanted) < _MIN_TITLE:
        return None
    found: list[Draft] = []
    for script in _scripts(tree):
        found += [draft for draft in _stories(_state(script.text or "")) if _is_titled(draft, wanted)]
    return max(found, key=lambda draft: len(draft.body or ""), default=None)


def _state(script: str) -> object:
    assigned = _ASSIGNED.search(script)
    start = assigned.end() if assigned else len(script) - len(script.lstrip())
    try:
        return json.JSONDecoder(strict=False).raw_decode(script, start)[0]
    except (ValueError, RecursionError):
        return None


def _stories(state: object) -> Iterator[Draft]:
    """Give a draft of each record that holds a text, the outermost first, so many at most."""
    waiting: deque[object] = deque([state])
    nodes = records = 0
    while waiting and nodes < _MAX_NODES and records < _MAX_RECORDS:
        value = waiting.popleft()
        nodes += 1
        if isinstance(value, dict):
            if record := _record(value):
                records += 1
                yield draft_of(record, None)
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(inner for inner in value if isinstance(inner, dict | list))


def _record(node: Node) -> Node | None:
    """Give a node as a record of an article, where it holds a long text; Fusion's parts of a story as one text."""
    parts, headlines = node.get("content_elements"), node.get("headlines")
    if isinstance(parts, list) and isinstance(headlines, dict):
        told = [
            part.get("content") for part in parts if isinstance(part, dict) and part.get("type") in ("text", "header")
        ]
        body = "".join(f"<p>{piece}</p>" for piece in told if isinstance(piece, str))
        return {
            "title": headlines.get("basic"),
            "body": fragment_text(body),
            "published": node.get("first_publish_date") or node.get("publish_date") or node.get("display_date"),
        }
    is_long = any(isinstance(value, str) and len(value) > _MIN_BODY and " " in value for value in node.values())
    return node if is_long else None


def _is_titled(draft: Draft, wanted: str) -> bool:
    title = letters_of(draft.title or "")
    return len(title) >= _MIN_TITLE and (title in wanted or wanted in title) and len(draft.body or "") > _MIN_BODY
