"""Who wrote a story: people, out of what fields and bylines say of them.

"By Ann Bell and Cem Dorn, Transport Correspondents | The Example" is two people. What is not surely several is left as
it stands: "Bell, Ann" is one, "Smith and Sons" too.
"""

import re
from collections.abc import Iterable, Iterator

_OPENING = re.compile(
    r"^(?:(?:written|reported|reporting|story|text|words|analysis|opinion) )?"
    r"(?:by|von(?! de[rnm] )|par|por|di|av|af|door)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:correspondents?|reporters?|(?:co-?)?editors?|(?:staff|senior|guest|feature|sports?|science) writers?|"
    r"staff|columnists?|"
    r"contributors?|contributing|producers?|journalists?|bureau chief|anchors?|photographers?|political writer|"
    r"redakteur(?:in)?|redaktion|korrespondent(?:in)?|chefredakteur(?:in)?|journalistin|reporterin|journaliste|"
    r"rédact(?:eur|rice)|correspondant(?:e|s)?|redactor(?:a|es)?|periodista|corresponsal|giornalista|inviato|"
    r"special to|for the|news agency|newsroom|admin|administrator|webmaster)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s*[(<\[]?\s*(?:\S+@\S+\.\w+|@\w+|https?://\S+)\s*[)>\]]?")
_SITE = re.compile(r"[\w-]\.(?:com|org|net|edu|gov|info|co\.\w\w)\b", re.IGNORECASE)  # what is left of an address, too
_PLACE = re.compile(r"\s+in\s+[A-ZÀ-Þ][\w'’. -]{1,30}$")
_BRACKETS = re.compile(r"\s*\([^()]{2,40}\)$")
_BESIDE = re.compile(r"\s+[|·•/–—-]\s+|\s*\|\s*")  # an outlet or a job stands behind these
_BETWEEN = re.compile(r"\s*,\s*(?:(?:and|und|y|et|e|en)\s+)?|\s+(?:and|und|y|et|&)\s+")

_NAME = r"(?:\b(?:[A-ZÀ-Þ][\w'’-]*\.?|de|van|von|der|den|del|la|bin|al)\b\.?)"
_LINE = re.compile(
    rf"^(?:(?i:by|von|par|por|di|door|av|af)):? {_NAME}(?:(?:,? | (?:and|und|et|y|e|en|och|&) |, ){_NAME}){{0,9}}\W*$"
)
MAX_LINE = 90


def is_byline(line: str) -> bool:
    """Whether a line of a page is its byline, and nothing but that.

    >>> is_byline("By Ida Maren and Cem Dorn"), is_byline("By Monday the harbor was open again.")
    (True, False)
    """
    return len(line) < MAX_LINE and bool(_LINE.match(line))


def people(raw: Iterable[str]) -> tuple[str, ...]:
    """Give the people that names and bylines tell of, without "By", jobs, outlets, addresses and what is left of these.

    >>> people(["By Ann Bell and Cem Dorn, Transport Correspondents | The Example"])
    ('Ann Bell', 'Cem Dorn')
    >>> people(["Ann Bell", "Ann.Bell Example.Com"])
    ('Ann Bell',)
    >>> people(["Bell, Ann"])
    ('Bell, Ann',)
    """
    return tuple(person for text in raw for person in _people(text))


def _people(text: str) -> Iterator[str]:
    text = _ADDRESS.sub("", _OPENING.sub("", " ".join(text.split())))
    for part in _BESIDE.split(text):
        pieces = [piece for piece in _BETWEEN.split(part) if piece and not _is_job(piece)]
        is_clear = len(pieces) == 1 or all(len(piece.split()) > 1 for piece in pieces)
        names = [_BRACKETS.sub("", _PLACE.sub("", name)).strip(" ,;.") for name in (pieces if is_clear else [part])]
        if any(names):
            yield from (name for name in names if name and not _SITE.search(name))
            return


def _is_job(text: str) -> bool:
    return bool(_JOB.search(text))
