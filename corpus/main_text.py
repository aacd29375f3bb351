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
_BOILERPLATE = re.compile(
    r"comment|disqus|share|sharing|social|related|recommend|sidebar|side-bar|widget|newsletter|subscri|signup|sign-up|"
    r"cookie|consent|gdpr|paywall|promo|advert|sponsor|banner|breadcrumb|navbar|navigation|pagination|pager|"
    r"footer|masthead|menu|toolbar|byline|author-?(?:bio|box|info)|tagcloud|post-?tags|entry-?(?:meta|footer|utility)|post-?meta|"
    r"outbrain|taboola|more-?(?:on|stories|from)|read-?(?:more|next)|also-?read|popup|modal|skip-?link|hidden|print-?only|"
    r"copyright|trending|popular|teaser|jp-|addtoany|rating|caption|credit|gallery|feedback|print",
    re.I,
)
_STORY = re.compile(
    r"article-?body|story-?body|article-?text|post-?(?:body|content|entry)|entry-?content|article|story|content|main|text|post|body",
    re.I,
)
_PARAGRAPHS = ("p", "pre", "blockquote", "td", "li", "dd", "div", "section", "article")
_MIN_PARAGRAPH = 25
_MAX_LINK_SHARE = 0.5


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
    votes: dict[int, float] = {}
    tags: dict[int, Tag] = {}
    for paragraph in _candidates(root, strict):
        weight = _weight(paragraph)
        if weight <= 0:
            continue
        container = paragraph.parent
        for share in (1.0, 0.6, 0.3):
            if container is None or container is root.parent:
                break
            votes[id(container)] = votes.get(id(container), _named_like_story(container)) + weight * share
            tags[id(container)] = container
            container = container.parent
    return tags[max(votes, key=lambda key: votes[key])] if votes else None


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


def _named_like_story(tag: Tag) -> float:
    names = _names(tag)
    return (8.0 if tag.name in ("article", "main") or tag.get("itemprop") == "articleBody" else 0.0) + (
        4.0 if _STORY.search(names) else 0.0
    )


def _names(tag: Tag) -> str:
    classes = tag.get("class")
    return f"{' '.join(classes) if isinstance(classes, list) else classes or ''} {tag.get('id') or ''}"


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _BOILERPLATE_TAGS or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
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
    return bool(_BOILERPLATE.search(names)) and not re.search(
        r"article-?body|entry-?content|post-?content|story-?body", names, re.I
    )


def _paragraphs(container: Tag, strict: bool) -> list[str]:
    def skip(tag: Tag) -> bool:
        if _is_boilerplate(tag) if strict else _is_furniture(tag):
            return True
        if tag.name in ("ul", "ol", "table", "div", "p", "section"):
            text = tag.get_text(" ", strip=True)
            links = tag.find_all("a")
            return len(links) > 1 and _link_share(tag, len(text)) > _MAX_LINK_SHARE
        return tag.name in ("h1", "figure", "time")

    return list(blocks_of(container, skip))
