"""What stands around a story: navigation, forms, and what is named like boilerplate.

Names are whole words of a class or an id, as the content systems of many sites use them; no site is named. `text-
formatted` holds no advertisement and `has-sidebar` is no sidebar, so a name counts only as a word of its own.
"""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from corpus.page_tree import names_of

_TAGS = frozenset(["nav", "footer", "aside", "form", "menu", "dialog", "address", "label", "input"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "dialog", "complementary"])
_NEVER = frozenset(["body", "html", "article", "main"])
_INLINE = frozenset(["p", "a", "em", "b", "i", "strong", "span"])
_LIKELY = re.compile(
    r"(?<![a-z])(?:comments?|commentlist|disqus|respond|reply|share|sharing|sharedaddy|socials?|related|recommended|"
    r"recommendations?|sidebar|aside|widgets?|newsletter|subscribe|subscription|signup|login|cookies?|consent|gdpr|promo|"
    r"promotion|ads?|advert\w*|sponsor\w*|breadcrumbs?|nav|navbar|navigation|pagination|pager|footer|masthead|menu|"
    r"toolbar|byline|author-?(?:bio|box|info|profile|card|description)|tagcloud|tags|meta|postmeta|entry-?(?:meta|footer|utility)|outbrain|taboola|"
    r"more-(?:on|stories|from)|read-?(?:more|next)|also-?read|popup|modal|overlay|skip-?link|print-?only|copyright|trending|"
    r"popular|latest|teasers|jp|addtoany|rating|feedback|kommentare?|caption|infobox|toc|hidden|invisible|noprint|legal|"
    r"disclaimer|contact|search|dropdown|tooltip|banner|slider|carousel|cart)(?![a-z])"
)
# Of those, what never wraps a story.
_CERTAIN = re.compile(
    r"(?<![a-z])(?:comment-?(?:s|list|form|respond|reply|item)|comments|disqus|respond|sharedaddy|share|related|cookies?|"
    r"newsletter|breadcrumbs?|outbrain|taboola|figcaption|caption|kommentare?|tag-links|article-tags|donation|"
    r"twitter-tweet|rss-summary|widget-rss|read-more|newsletter-form|reading-time|terms-list|toc-list|toc-container|"
    r"image-copyright|also-?read|addtoany|byline|line-clamp(?:-\d)?|(?:social|embed|consent|external)-?placeholder|"
    r"infobox|info-box|fact-?box|whatsapp|polls?|slide-?show|error-?report|author-?(?:bio|box|info|profile|card|description)|"
    r"biography|topics|teaser-?text|(?:article|post)-?(?:card|preview|teaser)|no-access)(?![a-z])"
)
_INNOCENT = re.compile(
    r"no-?sidebar|(?:has|with|without)-?sidebar|article-?body|(?:entry|post|article)-?content|story-?body|post-?body"
)
_MAX_KEPT = 200  # characters of names whose answer is worth remembering
_INVISIBLE_STYLE = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element surely is no part of a story."""
    if element.tag in _TAGS or element.get("hidden") is not None or element.get("role") in _ROLES:
        return True
    if element.get("aria-hidden") == "true" and element.tag not in _NEVER:
        return True
    return element.tag not in _NEVER and _is_named(_CERTAIN, names_of(element))


def is_boilerplate(element: HtmlElement) -> bool:
    """Whether an element is furniture or is named like it; some pages name a part of their story so."""
    if is_furniture(element):
        return True
    if element.tag in _NEVER or element.tag in _INLINE:
        return False
    if _INVISIBLE_STYLE.search(element.get("style") or ""):
        return True
    return _is_named(_LIKELY, names_of(element))


def _is_named(rule: re.Pattern[str], names: str) -> bool:
    # Most elements have no name, and of those named most have one of a few.
    if len(names) <= 1:
        return False
    return _named(rule, names) if len(names) <= _MAX_KEPT else _named.__wrapped__(rule, names)


@lru_cache(maxsize=8192)
def _named(rule: re.Pattern[str], names: str) -> bool:
    return bool(rule.search(names)) and not _INNOCENT.search(names)
