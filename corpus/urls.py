"""Addresses of articles: which are links at all, and when two of them are the same page.

`clean_url` gives what a reader may follow; `canonical_url` gives what identifies a story, under which the mobile
page, the AMP page and the link from a newsletter are one. The second is a name, not always a working link.
"""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL_CHARACTERS = 2048

_TRACKING = re.compile(
    r"(utm_\w+|mc_[ce]id|at_(medium|campaign|custom\d|bbc_team|link_\w+)|ns_\w+|hsa_\w+|pk_\w+|piwik_\w+|mtm_\w+|matomo_\w+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|_ga|_gl|_hsenc|_hsmi|mkt_tok|"
    r"cmpid|cmp|icid|ncid|ocid|smid|smtyp|soc_src|soc_trk|sr_share|wt_mc|wtmc|xtor|ftag|ref_src|ref_url|referrer|"
    r"cvid|guccounter|guce_\w+|rss|partner|outputtype|amp|amp_js_v|usqp|__twitter_impression|sharetype)",
    re.IGNORECASE,
)
_MOBILE_HOST = re.compile(r"^(www\.)?(amp|m|mobile)\.(?=[^.]+\.[^.])")
_AMP_CACHE = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[a-z]|(?:www\.)?google\.[a-z.]+/amp)(/s)?/(.+)$", re.IGNORECASE
)
_AMP_PATH = re.compile(r"(?:/amp/?$)|(?:^/amp(?=/))|(?:\.amp(?=(?:\.html)?$))", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_HOST = re.compile(r"^[\w.-]+$|^\[[0-9a-f:.]+\]$")
_SAFE = "/:@!$&'()*+,;=~-._%"


def clean_url(raw: str | None, base: str | None = None) -> str | None:
    """Give the http or https link meant, without tracking parameters and fragment, or None where it is no link.

    base: the page on which a relative address stands

    >>> clean_url("HTTPS://News.Example/a%2fb?utm_source=x&id=3#top")
    'https://news.example/a%2Fb?id=3'
    >>> clean_url("javascript:alert(1)") is None
    True
    """
    if not raw or len(raw) > MAX_URL_CHARACTERS:
        return None
    try:
        parts = urlsplit(urljoin(base or "", raw.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not _HOST.match(host):
        return None
    netloc = host.rstrip(".") + (f":{port}" if port not in (None, 80, 443) else "")
    query = urlencode([pair for pair in _pairs(parts.query) if not _TRACKING.fullmatch(pair[0])])
    return urlunsplit((parts.scheme, netloc, _path(parts.path), query if parts.query else "", ""))


def canonical_url(url: str) -> str | None:
    """Give the name of the page, the same for its http, www, mobile and AMP addresses; None for no article.

    The front page of an outlet names no article.

    >>> canonical_url("http://m.example.org/news/12/amp/?b=2&a=1&fbclid=x")
    'https://example.org/news/12?a=1&b=2'
    >>> canonical_url("https://example.org/") is None
    True
    """
    cached = _AMP_CACHE.match(url)
    cleaned = clean_url(f"http{'s' if cached[1] else ''}://{cached[2]}" if cached else url)
    if cleaned is None:
        return None
    parts = urlsplit(cleaned)
    host = _bare_host(parts.netloc)
    path = parts.path
    while (shorter := _AMP_PATH.sub("", path).rstrip("/")) != path:
        path = shorter
    query = urlencode(sorted(_pairs(parts.query)))
    if not path and not query:
        return None
    return urlunsplit(("https", host, path or "/", query, ""))


def host_of(url: str) -> str | None:
    """Give the outlet's host, without `www.`: what to call an outlet that nobody named.

    >>> host_of("https://www.example.org/a")
    'example.org'
    """
    cleaned = clean_url(url)
    return _bare_host(urlsplit(cleaned).netloc) if cleaned else None


def _bare_host(netloc: str) -> str:
    bare = _MOBILE_HOST.sub("", netloc)
    return bare.removeprefix("www.") if bare.count(".") > 1 else bare


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True, max_num_fields=None)


def _path(path: str) -> str:
    quoted = quote(path, safe=_SAFE, errors="replace")
    quoted = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", quoted)
    return _ESCAPE.sub(lambda found: found[0].upper(), quoted) or "/"
