"""The lines of the advanced form, written in the language of the query box; and a query read back into lines."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from search import And, Not, Or, ParsedQuery, Phrase, Query, Term
from search.interpret import write
from search.query import All

Parse = Callable[[str], ParsedQuery]
NAMED = ("title", "author", "source", "place")  # lines that are a field of the query language each
# What a word of the form must not bring: it is a word, whatever it looks like.
_SIGNS = re.compile(r"[\"“”„«»()\[\]|^~*?:]")
_OPERATOR = re.compile("AND|OR|NOT|NEAR(/[0-9]+)?")


def written(given: Mapping[str, str], parse: Parse | None = None) -> str:
    """The filled form in the language of the query box; `parse` reads the line `more`, which is in it already.

    >>> written({"all": "iraqi forces", "phrase": "last den", "any": "ferry bridge", "none": "police"})
    'iraqi forces "last den" (ferry OR bridge) -police'
    """
    words = {name: _words(text) for name, text in given.items()}
    parts = [*words.get("all", ())]
    if words.get("phrase"):
        parts.append(f'"{" ".join(words["phrase"])}"')
    if words.get("any"):
        either = " OR ".join(words["any"])
        parts.append(f"({either})" if len(words["any"]) > 1 else either)
    parts += [f"-{word}" for word in words.get("none", ())]
    for name in NAMED:
        if words.get(name):
            inside = " ".join(words[name])
            parts.append(f"{name}:({inside})" if len(words[name]) > 1 else f"{name}:{inside}")
    if parse and given.get("more", "").strip():
        parts.append(_as_one(parse(given["more"])))
    return " ".join(filter(None, parts))


def read_back(text: str, parse: Parse) -> dict[str, str]:
    """The lines that write a query; what has no line of its own is in `more`, as it may be typed.

    What they write is understood as the query is. Where lines cannot do that, all of it is in `more`.
    """
    query = parse(text).query
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for clause in _clauses(query):
        name, line = _line_of(clause)
        if name in ("phrase", "any") and lines[name]:
            name, line = "more", write(And((clause,)))
        lines[name].append(line)
    found = {name: " ".join(texts) for name, texts in lines.items() if any(texts)}
    same = Counter(_clauses(parse(written(found, parse)).query)) == Counter(_clauses(query))
    return found if same else {"more": text}


def _clauses(query: Query) -> Sequence[Query]:
    """What is asked for all at once, in whatever order."""
    return query.clauses if isinstance(query, And) else (query,)


def _line_of(clause: Query) -> tuple[str, str]:
    """The line that a clause belongs to, and what it says there."""
    match clause:
        case All():
            return "all", ""
        case Term(word, None | "title" | "author" | "source" | "place" as field, exact=False, required=False):
            return field or "all", word
        case Phrase(words, None, slop=0, stemmed=False, required=False):
            return "phrase", " ".join(words)
        case Or(clauses) if bare := _bare_words(clauses):
            return "any", " ".join(bare)
        case Not(Term(word, None, exact=False)):
            return "none", word
        case _:
            return "more", write(And((clause,)))


def _bare_words(clauses: Sequence[Query]) -> list[str]:
    """The words of some clauses, where all are just words; else none."""
    bare = [clause.word for clause in clauses if isinstance(clause, Term) and clause == Term(clause.word)]
    return bare if len(bare) == len(clauses) else []


def _as_one(parsed: ParsedQuery) -> str:
    """A query as it was typed, or mended where it had to be, so that it may stand beside others."""
    text = parsed.interpreted if parsed.warnings else parsed.text.strip()
    return f"({text})" if isinstance(parsed.query, Or) else text


def _words(text: str) -> tuple[str, ...]:
    """The words of a line, as words: signs of the query language are left out, operators in small letters."""
    words = (word.lstrip("-+=!") for word in _SIGNS.sub(" ", text).split())
    return tuple(word.lower() if _OPERATOR.fullmatch(word) else word for word in words if any(map(str.isalnum, word)))
