"""The story of a page without what stands around it, by the density of its paragraphs.

Navigation, forms and what is named like boilerplate go first. Then each paragraph votes, by its length and its commas
and against its links, for its parent and, with less weight, for what contains that; the container with the most votes
is the story. It is the idea of Arc90's Readability, in words of our own.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from corpus.markup import blocks_of

_BOILERPLATE_TAGS = frozenset(["nav", "footer", "aside", "form", "menu", "dialog", "address", "label", "input"])
# Whole words of a class or an id; `text-formatted` holds no advertisement.
_BOILERPLATE = re.compile(
    r"(?<![a-z])(?:comments?|commentlist|disqus|respond|reply|share|sharing|sharedaddy|socials?|related|recommended|"
    r"recommendations?|sidebar|aside|widgets?|newsletter|subscribe|subscription|signup|login|cookies?|consent|gdpr|promo|"
    r"promotion|ads?|advert\w*|sponsor\w*|breadcrumbs?|nav|navbar|navigation|pagination|pager|footer|masthead|menu|"
    r"toolbar|byline|author-?(?:bio|box|info)|tagcloud|tags|meta|postmeta|entry-?(?:meta|footer|utility)|outbrain|taboola|"
    r"more-(?:on|stories|from)|read-?(?:more|next)|also-?read|popup|modal|overlay|skip-?link|print-?only|copyright|trending|"
    r"popular|latest|teasers|jp|addtoany|rating|feedback|kommentare?|caption|infobox|toc|hidden|invisible|noprint|legal|"
    r"disclaimer|contact|search|dropdown|tooltip|banner|slider|carousel|cart)(?![a-z])"
)
# Of those, what never wraps a story.
_CERTAIN = re.compile(
    r"(?<![a-z])(?:comment-?(?:s|list|form|respond|reply)|comments|disqus|respond|sharedaddy|share|related|cookies?|"
    r"newsletter|breadcrumbs?|outbrain|taboola|figcaption|caption|kommentare|tag-links|donation|twitter-tweet)(?![a-z])"
)
_INNOCENT = re.compile(
    r"no-?sidebar|(?:has|with|without)-?sidebar|article-?body|(?:entry|post|article)-?content|story-?body|post-?body"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STORY = re.compile(r"article|story|content|main|text|post|body")
_PARAGRAPHS = ("p", "pre", "blockquote", "td", "li", "dd", "div", "section", "article")
_MIN_PARAGRAPH = 25
_MAX_LINK_SHARE = 0.5
_SHARE = 0.9
_SHARE_NAMED = 0.7


def main_text(soup: BeautifulSoup) -> str:
    """Give the paragraphs of the story separated by blank lines; all visible text where no part stands out."""
    root = soup.body or soup
    for strict in (True, False):
        best = _best(root, strict)
        if best is not None:
            text = "\n\n".join(_paragraphs(best, strict))
            if len(text) > 250 or not strict:
                return text
    return "\n\n".join(blocks_of(root, _is_furniture))


def _best(root: Tag, strict: bool) -> Tag | None:
    """Give the smallest container that holds most of the weight of the page's paragraphs."""
    held: dict[int, float] = {}
    total = 0.0
    for paragraph in _candidates(root, strict):
        weight = _weight(paragraph)
        if weight <= 0:
            continue
        total += weight
        container: Tag | None = paragraph
        while container is not None and container is not root.parent:
            held[id(container)] = held.get(id(container), 0.0) + weight
            container = container.parent
    if not total:
        return None
    best = root
    while inner := next((tag for tag in _children(best) if held.get(id(tag), 0.0) > _enough(tag) * total), None):
        best = inner
    return best


def _enough(tag: Tag) -> float:
    """The share of the page's weight that makes a container the story: less where its name says that it is."""
    return _SHARE_NAMED if _named_like_story(tag) else _SHARE


def _children(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.contents if isinstance(child, Tag))


def _candidates(root: Tag, strict: bool) -> Iterator[Tag]:
    """Give the tags that hold text of their own, in order, without entering what is left out."""
    waiting = [root]
    while waiting:
        tag = waiting.pop()
        if tag is not root and (_is_boilerplate(tag) if strict else _is_furniture(tag)):
            continue
        if tag.name in _PARAGRAPHS:
            yield tag
        waiting.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))


def _weight(tag: Tag) -> float:
    """The votes of a paragraph: one, one for each comma and for each hundred characters up to three, less its links."""
    own = _own_text(tag)
    if len(own) < _MIN_PARAGRAPH:
        return 0.0
    votes = 1 + own.count(",") + own.count("，") + own.count("、") + min(len(own) / 100, 3)
    return votes * (1 - _link_share(tag, len(own)))


def _own_text(tag: Tag) -> str:
    """The text of a tag and of the inline tags in it, not of the blocks in it."""
    pieces = []
    for child in tag.contents:
        if isinstance(child, Tag):
            if child.name in (
                "a",
                "b",
                "i",
                "em",
                "strong",
                "span",
                "u",
                "q",
                "cite",
                "abbr",
                "mark",
                "small",
                "font",
                "time",
                "sup",
            ):
                pieces.append(child.get_text())
        else:
            pieces.append(str(child))
    return " ".join("".join(pieces).split())


def _link_share(tag: Tag, characters: int) -> float:
    linked = sum(len(link.get_text()) for link in tag.find_all("a"))
    return min(1.0, linked / max(characters, 1))


def _named_like_story(tag: Tag) -> bool:
    return tag.name in ("article", "main") or tag.get("itemprop") == "articleBody" or bool(_STORY.search(_names(tag)))


def _names(tag: Tag) -> str:
    classes = tag.get("class")
    names = f"{' '.join(classes) if isinstance(classes, list) else classes or ''} {tag.get('id') or ''}"
    return _CAMEL.sub("-", names).lower().replace("_", "-")


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _BOILERPLATE_TAGS or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if tag.name not in ("body", "html", "article", "main") and _CERTAIN.search(_names(tag)):
        return True
    return tag.get("role") in ("navigation", "banner", "contentinfo", "search", "dialog", "complementary")


def _is_boilerplate(tag: Tag) -> bool:
    if _is_furniture(tag):
        return True
    if tag.name in ("body", "html", "article", "main", "p", "a", "em", "b", "i", "strong"):
        return False
    style = tag.get("style")
    if style and re.search(r"display:\s*none", str(style), re.I):
        return True
    names = _names(tag)
    return bool(_BOILERPLATE.search(names)) and not _INNOCENT.search(names)


def _paragraphs(container: Tag, strict: bool) -> list[str]:
    def skip(tag: Tag) -> bool:
        if _is_boilerplate(tag) if strict else _is_furniture(tag):
            return True
        if tag.name in ("ul", "ol", "table", "div", "p", "section"):
            text = tag.get_text(" ", strip=True)
            links = tag.find_all("a")
            return len(links) > 1 and _link_share(tag, len(text)) > _MAX_LINK_SHARE
        return tag.name in ("h1", "figure", "figcaption", "time")

    return list(blocks_of(container, skip))
