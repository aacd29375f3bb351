"""Words that mean the same in a corpus, from a file: a bare word asks for any of them.

One group a line, its words parted by commas; `#` begins a comment. Several words of one entry are asked for next to
each other.

    ISIS, ISIL, Daesh, Islamic State
    # ministries
    MoD, Ministry of Defence
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.analysis import fold, is_fragment
from search.clauses import either, every, leaves
from search.errors import BadSynonyms
from search.grammar import MAX_CLAUSES
from search.interpret import joined
from search.numbered import other_spelling
from search.query import And, Boost, Phrase, Query, Term, bare_words
from search.words import split

MAX_BYTES = 1_000_000
MAX_GROUP = 20  # entries of a line: as many clauses as a word may become
MAX_WORDS = 8  # of one entry

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of entries, each found by any of its entries, folded."""

    groups: dict[Key, tuple[Query, ...]] = field(default_factory=dict)

    def widen(self, query: Query) -> Query:
        """The query, its bare words as alternatives with what means the same; the typed word stands first.

        Left as they are: what was typed with quotes, `=`, `+`, a field, NEAR, OR or brackets around an OR; and what
        would make more clauses than a query may hold.
        """
        bare = set(bare_words(query))
        room = MAX_CLAUSES - leaves(query)
        widened: list[Query] = []
        for clause in query.clauses if isinstance(query, And) else (query,):
            others = self._others(clause) if clause in bare else ()
            if len(others) > room:
                others = ()
            room -= len(others)
            widened.append(_alternatives(clause, others))
        return every(widened) or query

    def _others(self, clause: Query) -> tuple[Query, ...]:
        """What means the same as a bare word: its other spelling, where it has one, and the rest of its groups."""
        word = clause.clause if isinstance(clause, Boost) else clause
        key, spelled = _key(word), other_spelling(word)
        known = tuple(each for each in self.groups.get(key, ()) if _key(each) != key)
        return known if spelled is None or spelled in known else (spelled, *known)


NO_SYNONYMS = Synonyms()


def read_synonyms(path: Path) -> Synonyms:
    """The synonyms of a file in UTF-8. Raises BadSynonyms."""
    try:
        with path.open("rb") as file:
            held = file.read(MAX_BYTES + 1)
        text = held.decode("utf-8-sig")
    except OSError as exc:
        raise BadSynonyms(f"the file of synonyms {path} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise BadSynonyms(f"the file of synonyms {path} is not UTF-8: save it as that") from exc
    if len(held) > MAX_BYTES:
        raise BadSynonyms(f"the file of synonyms {path} is longer than {MAX_BYTES:,} bytes: split or shorten it")
    try:
        return synonyms_of(text.splitlines())
    except BadSynonyms as exc:
        raise BadSynonyms(f"{path}, {exc}") from exc


def synonyms_of(lines: Iterable[str]) -> Synonyms:
    """The synonyms of some lines; a word of several groups has the words of all. Raises BadSynonyms with the line."""
    groups: dict[Key, dict[Query, None]] = {}
    for number, line in enumerate(lines, 1):
        entries = [_entry(typed, number) for typed in line.partition("#")[0].split(",") if typed.strip()]
        if len(entries) == 1:
            raise BadSynonyms(f"line {number}: {line.strip()!r} stands alone; write words parted by commas")
        if len(entries) > MAX_GROUP:
            raise BadSynonyms(f"line {number}: {len(entries)} words; a line takes up to {MAX_GROUP}")
        for entry in entries:
            groups.setdefault(_key(entry), {}).update(dict.fromkeys(entries))
    return Synonyms({key: tuple(group)[:MAX_GROUP] for key, group in groups.items()})


def _entry(typed: str, number: int) -> Query:
    words = split(typed)
    if not 1 <= len(words) <= MAX_WORDS:
        raise BadSynonyms(f"line {number}: {typed.strip()!r} has {len(words)} words; an entry takes 1 to {MAX_WORDS}")
    if is_fragment(words[0]) or (len(words) > 1 and split(joined(words)) != words):
        raise BadSynonyms(f"line {number}: {typed.strip()!r} cannot be asked for as one; write its words in letters")
    return Term(words[0]) if len(words) == 1 else Phrase(words, stemmed=True)


def _key(query: Query) -> Key:
    match query:
        case Term(word):
            return (fold(word.lower()),)
        case Phrase(words):
            return tuple(fold(word.lower()) for word in words)
        case _:
            return ()


def _alternatives(clause: Query, others: tuple[Query, ...]) -> Query:
    if not others:
        return clause
    if isinstance(clause, Boost):
        return Boost(either([clause.clause, *others]) or clause.clause, clause.factor)
    return either([clause, *others]) or clause
