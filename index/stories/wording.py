"""What of a body is the story: its text without the lines that every outlet puts around a wire copy."""

import re

SHORT = 260  # characters; what decorates a text is a short paragraph
HEAD, FOOT = 4, 10  # paragraphs looked at; what stands between them decorates little
_FIRST_WORD = re.compile(r"\W*(\w+)")
_DECORATION = re.compile(
    r"""\W*(?:
        (?:please\ )?(?:read|see)\ (?:more|also|next|the\ full|full|the\ rest|our)\b | also\ read\b
      | more\ (?:on|from|stories|news)\b | (?:continue|keep)\ reading\b | read\ on\b
      | (?:click|tap)\ (?:here|to|for|through)\b | related\b.{0,20}(?::|$) | recommended\b
      | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested)\b | sign\ up\b | subscribe\b | follow\ (?:us|@|me)\b
      | share\ (?:this|on)\b | like\ us\b | join\ (?:us|our)\b | download\ (?:our|the)\b.{0,20}\bapp\b
      | get\ (?:our|the\ latest)\b | support\ (?:our|local|independent)\b | advertisement\b | sponsored\b
      | (?:story|article)\ continues\b | copyright\b | all\ rights\ reserved\b
      | this\ (?:material|article|story)\ (?:may\ not|was|has\ been|first|originally|appeared|is\ from)\b
      | (?:additional\ |more\ )?(?:reporting|writing|editing|compiled|translated|edited|written)\ (?:and\ \w+\ )?by\b
      | with\ (?:files|reporting|reports|material|additional)\b
      | (?:the\ )?(?:associated\ press|reuters|agence\ france-presse|bloomberg|afp|ap|dpa|upi)\W*(?:staff|news)?\W*$
      | by\ [^.!?]{3,80}$ | from\ (?:our|staff|news|wire)\b[^.!?]{0,60}$
      | (?:our|staff)\ (?:reporter|correspondent|writer)s?\W*$
      | (?:source|photo|image|picture|credit|video|foto|quelle|bild|fuente|crédit)s?\s*(?:by|:|/|\|)
      | (?:published|updated|posted|first\ published|last\ (?:updated|modified)|modified)\b[^.!?]{0,60}$
      | (?:lesen\ sie|mehr\ zum|leer\ más|lea\ también|lire\ (?:aussi|la\ suite)|leia\ (?:mais|também))\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# What a decoration begins with; most paragraphs are told by this alone.
OPENERS = frozenset((
    "please", "read", "see", "also", "more", "continue", "keep", "click", "tap", "related", "recommended", "you",
    "sign", "subscribe", "follow", "share", "like", "join", "download", "get", "support", "advertisement",
    "sponsored", "story", "article", "copyright", "all", "this", "additional", "reporting", "writing", "editing",
    "compiled", "translated", "edited", "written", "produced", "with", "the", "associated", "reuters", "agence",
    "bloomberg", "afp", "ap", "dpa", "upi", "by", "from", "our", "staff", "source", "sources", "photo", "photos",
    "image", "images", "picture", "pictures", "credit", "credits", "video", "videos", "foto", "fotos", "quelle",
    "bild", "fuente", "crédit", "crédits", "published", "updated", "posted", "first", "last", "modified", "lesen",
    "mehr", "leer", "lea", "lire", "leia",
))  # fmt: skip
# `PARIS, March 3 (Reuters) -`, `LONDON (AP) —`, `Berlin —`: whatever stands before the dash says where, not what.
_DATELINE = re.compile(
    r"\s*(?:[^\n()]{0,90}\([^()\n]{2,40}\)\s*(?:[—–―]|--?|:)\s*|[A-ZÀ-Þ][^\n()—–―!?:;]{2,60}?\s*(?:[—–―]|\s--?\s)\s*)"
)


def wording(body: str) -> str:
    r"""The paragraphs of a body that tell the story, without the dateline, credits and calls around it.

    >>> wording("PARIS, March 3 (Reuters) - Rain fell.\n\nRead more: Sun in Rome\n\nIt went on. (Editing by A. Bo)")
    'Rain fell.\nIt went on. '
    """
    parts = [part for part in body.split("\n") if part]
    head, middle, foot = parts[:HEAD], parts[HEAD:-FOOT], parts[max(HEAD, len(parts) - FOOT) :]
    kept = [*_story_of(head), *middle, *_story_of(foot)]
    if not kept:
        return ""
    kept[0] = kept[0][dateline_end(kept[0]) :]
    kept[-1] = _without_credit(kept[-1])
    return "\n".join(kept)


def dateline_end(paragraph: str) -> int:
    """Where the dateline ends that a paragraph opens with; 0 where it has none."""
    dateline = _DATELINE.match(paragraph)
    return dateline.end() if dateline else 0


def _story_of(paragraphs: list[str]) -> list[str]:
    return [part for part in paragraphs if not is_decoration(part)]


def is_decoration(paragraph: str) -> bool:
    """Whether a paragraph is none of the story."""
    if len(paragraph) >= SHORT:
        return False
    first = _FIRST_WORD.match(paragraph)
    if first is None:
        return True
    if first[1].lower() in OPENERS and _DECORATION.match(paragraph):
        return True
    return len(paragraph) < 160 and (" contributed to this " in paragraph or " contributed reporting" in paragraph)


def _without_credit(paragraph: str) -> str:
    """A paragraph without a credit in brackets at its end."""
    start = paragraph.rfind("(")
    if start >= 0 and len(paragraph) - start < SHORT and paragraph.rstrip(" .").endswith(")"):
        return paragraph[:start]
    return paragraph
