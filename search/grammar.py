"""Lexemes to a query in normal form: NEAR binds tightest, then NOT, then AND (also unwritten), then OR.

An explicit stack of groups stands for the brackets, so that no input can exhaust the interpreter's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from search.clauses import LEAST_FACTOR, MOST_FACTOR, boosted, either, every, leaves, negated, required
from search.days import OPERATORS as DATE_FIELDS
from search.days import is_any_day, ordered, read_days
from search.lexer import Lexeme
from search.query import VALUE_FIELDS, Near, Query, Term
from search.results import SearchWarning
from search.words import READERS, read_address, read_phrase, read_value, read_word

MAX_CLAUSES = 64
MAX_NESTING = 20
MAX_DISTANCE = 100

ONE_VALUED = ("lang", "site", *DATE_FIELDS)  # an article has one, so that several can only be alternatives

Clause = Query | None


@dataclass(slots=True)
class Group:
    """What stands in one pair of brackets, or at the top.

    alternatives: the clauses so far, those of one AND together
    chain:        operands joined by NEAR, the last of them not yet part of `alternatives`; None for no word
    prefixes:     NOT and plus signs waiting for their operand; `before`: those of the chain
    joint:        AND, OR or NEAR waiting for its right operand
    scope:        the field before the brackets; `named`: one waiting for its value
    """

    opened_at: int = 0
    scope: str | None = None
    alternatives: list[list[Clause]] = field(default_factory=lambda: [[]])
    chain: list[Clause] = field(default_factory=list)
    distances: list[int] = field(default_factory=list)
    chain_at: int = 0
    before: list[Lexeme] = field(default_factory=list)
    prefixes: list[Lexeme] = field(default_factory=list)
    joint: Lexeme | None = None
    named: str | None = None

    @property
    def empty(self) -> bool:
        return not self.chain


class Grammar:
    """Reads lexemes one by one. `now` is the reader's wall clock."""

    def __init__(self, lexemes: list[Lexeme], now: datetime) -> None:
        self.lexemes = lexemes
        self.now = now
        self.at = 0
        self.leaves = 0
        self.stack = [Group()]
        self.warnings: list[SearchWarning] = []
        self._by_kind: dict[str, Callable[[Lexeme], None]] = {
            "word": self._leaf,
            "address": self._leaf,
            "phrase": self._leaf,
            "field": self._name,
            "open": self._open,
            "close": self._close,
            "and": self._join,
            "or": self._join,
            "near": self._join,
            "not": self._prefix,
            "plus": self._prefix,
            "slop": self._ignore,
            "boost": self._ignore,
        }

    @property
    def group(self) -> Group:
        return self.stack[-1]

    def run(self) -> Clause:
        while self.at < len(self.lexemes):
            lexeme = self.lexemes[self.at]
            self.at += 1
            self._by_kind[lexeme.kind](lexeme)
        while len(self.stack) > 1:
            self._warn(
                "unclosed_bracket", "a ( was opened and not closed; it was closed at the end", self.group.opened_at
            )
            self._operand(*self._pop())
        return self._finish(self.group)

    def _warn(self, code: str, message: str, at: int) -> None:
        self.warnings.append(SearchWarning(code, message, at))

    def _next(self, kind: str) -> Lexeme | None:
        """The next lexeme if it is of that kind, taken."""
        if self.at < len(self.lexemes) and self.lexemes[self.at].kind == kind:
            self.at += 1
            return self.lexemes[self.at - 1]
        return None

    def _ignore(self, lexeme: Lexeme) -> None:
        """A slop or boost whose clause was dropped."""

    # operators

    def _join(self, lexeme: Lexeme) -> None:
        group = self.group
        if group.empty or group.joint or group.prefixes:
            self._stray(lexeme)
        else:
            group.joint = lexeme

    def _prefix(self, lexeme: Lexeme) -> None:
        if self.group.joint and self.group.joint.kind == "near":
            self._stray(self.group.joint)
            self.group.joint = None
        self.group.prefixes.append(lexeme)

    def _stray(self, lexeme: Lexeme) -> None:
        shown = f"NEAR/{lexeme.text}" if lexeme.kind == "near" else lexeme.text
        self._warn("stray_operator", f"{shown} lacks a word on one side and was ignored", lexeme.at)

    def _name(self, lexeme: Lexeme) -> None:
        self.group.named = lexeme.text

    # brackets

    def _open(self, lexeme: Lexeme) -> None:
        if len(self.stack) > MAX_NESTING:
            self._scope()
            self._warn("too_deep", f"brackets nest up to {MAX_NESTING} deep; what stands deeper was ignored", lexeme.at)
            self._skip_group()
            self._operand(None, lexeme.at)
        else:
            self.stack.append(Group(opened_at=lexeme.at, scope=self._scope()))

    def _skip_group(self) -> None:
        depth = 1
        while depth and self.at < len(self.lexemes):
            depth += {"open": 1, "close": -1}.get(self.lexemes[self.at].kind, 0)
            self.at += 1

    def _close(self, lexeme: Lexeme) -> None:
        if len(self.stack) == 1:
            self._warn("stray_bracket", "a ) was closed and never opened, so it was ignored", lexeme.at)
            self._next("boost")
            return
        self._operand(*self._pop())

    def _pop(self) -> tuple[Clause, int]:
        group = self.stack.pop()
        if group.empty:
            self._warn("empty_group", "brackets with nothing in them were ignored", group.opened_at)
        return self._finish(group), group.opened_at

    # operands

    def _scope(self) -> str | None:
        """The field that the next operand stands in."""
        named, self.group.named = self.group.named, None
        return named or self.group.scope

    def _leaf(self, lexeme: Lexeme) -> None:
        scope = self._scope()
        slop = self._next("slop") if lexeme.kind == "phrase" else None
        self._operand(self._within_limit(lexeme, scope, int(slop.text) if slop else 0), lexeme.at)

    def _within_limit(self, lexeme: Lexeme, scope: str | None, slop: int) -> Clause:
        """The clause, unless the query would hold too many with it: then it and all that follow are ignored."""
        if self.leaves > MAX_CLAUSES:
            return None
        clause = self._read(lexeme, scope, slop)
        self.leaves += leaves(clause)
        if self.leaves <= MAX_CLAUSES:
            return clause
        self._warn("too_many_clauses", f"a query holds up to {MAX_CLAUSES} clauses; the rest was ignored", lexeme.at)
        return None

    def _read(self, lexeme: Lexeme, scope: str | None, slop: int) -> Clause:
        def warn(code: str, message: str) -> None:
            self._warn(code, message, lexeme.at)

        if scope in DATE_FIELDS:
            return self._days(scope, lexeme)
        if scope in READERS:
            return read_value(lexeme.text, scope, warn)
        if lexeme.kind == "phrase":
            return read_phrase(lexeme.text, scope, slop, warn)
        if lexeme.kind == "address":
            return read_address(lexeme.text, scope, warn)
        return read_word(lexeme.text, scope, warn)

    def _days(self, operator: str, lexeme: Lexeme) -> Clause:
        if is_any_day(operator, lexeme.text):
            return negated(Term("true", "undated"))
        days = read_days(operator, lexeme.text, self.now)
        if days is None:
            example = "2017, 2017-10, 2017-10-26, yesterday, 7d, last week" + (
                "" if operator in ("before", "after") else ", 2016..2017"
            )
            self._warn("bad_date", f"{operator}:{lexeme.text} is no date and was ignored; write {example}", lexeme.at)
        elif days != ordered(days):
            self._warn("swapped_dates", f"{lexeme.text} ends before it begins; the ends were swapped", lexeme.at)
        return days and ordered(days)

    def _operand(self, clause: Clause, at: int) -> None:
        """Put an operand behind whatever joins it to what came before."""
        group = self.group
        if boost := self._next("boost"):
            clause = self._boost(clause, boost)
        joint, group.joint = group.joint, None
        if joint and joint.kind == "near":
            group.distances.append(self._distance(joint))
            group.chain.append(clause)
            return
        self._settle(group)
        if (joint and joint.kind == "or") or (joint is None and group.scope in ONE_VALUED and not group.prefixes):
            group.alternatives.append([])
        group.chain, group.chain_at = [clause], at
        group.before, group.prefixes = group.prefixes, []

    def _boost(self, clause: Clause, lexeme: Lexeme) -> Clause:
        factor = float(lexeme.text)
        if not 0 < factor < float("inf"):
            self._warn("bad_boost", f"^{lexeme.text} was ignored; a boost is a number above 0", lexeme.at)
            return clause
        if not LEAST_FACTOR <= factor <= MOST_FACTOR:
            self._warn(
                "out_of_range",
                f"^{lexeme.text} is out of range; a boost goes from {LEAST_FACTOR:g} to {MOST_FACTOR:g}",
                lexeme.at,
            )
        return boosted(clause, min(max(factor, LEAST_FACTOR), MOST_FACTOR))

    def _distance(self, lexeme: Lexeme) -> int:
        typed = int(lexeme.text)
        if not 1 <= typed <= MAX_DISTANCE:
            self._warn("out_of_range", f"NEAR/{typed} is out of range; it goes from 1 to {MAX_DISTANCE}", lexeme.at)
        return min(max(typed, 1), MAX_DISTANCE)

    # what a group comes to

    def _finish(self, group: Group) -> Clause:
        for waiting in (*group.prefixes, *([group.joint] if group.joint else [])):
            self._stray(waiting)
        self._settle(group)
        return either(every(clauses) for clauses in group.alternatives)

    def _settle(self, group: Group) -> None:
        """Close the chain of NEAR and give it its NOT or plus."""
        if group.empty:
            return
        clause = self._near(group) if group.distances else group.chain[0]
        for prefix in reversed(group.before):
            clause = negated(clause) if prefix.kind == "not" else required(clause)
        group.alternatives[-1].append(clause)
        group.chain, group.distances = [], []

    def _near(self, group: Group) -> Clause:
        """Each neighbour of the chain near the next; where they are no plain words, all of them."""
        words = group.chain
        plain = [word for word in words if isinstance(word, Term) and not word.exact and word.field not in VALUE_FIELDS]
        if len(plain) == len(words) and len({word.field for word in plain}) == 1:
            pairs = zip(pairwise(plain), group.distances, strict=True)
            return every(Near((one.word, other.word), distance, one.field) for (one, other), distance in pairs)
        self._warn(
            "near_operand",
            "NEAR stands between two plain words of one field; all were asked for instead",
            group.chain_at,
        )
        return every(words)
