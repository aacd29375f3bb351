"""Addresses of the same search with something changed: another page, a filter more or less, another order."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from urllib.parse import urlencode, urlsplit

from web.params import Pairs


@dataclass(frozen=True, slots=True)
class SearchLinks:
    """One search's address, from which others are made.

    path:  where the search is answered: `/search`, or `http://localhost:8000/api/v1/search`
    pairs: its parameters as typed, in order, each with a value
    """

    path: str
    pairs: Pairs

    def here(self) -> str:
        """The address as it stands."""
        return _address(self.path, self.pairs)

    def on(self, path: str) -> "SearchLinks":
        """The same search answered elsewhere."""
        return SearchLinks(path, self.pairs)

    def page(self, number: int) -> str:
        """The same list at another page; the first needs no number."""
        return self._with("page") if number == 1 else self._with("page", ("page", str(number)))

    def sort(self, order: str) -> str:
        """The same matches in another order, from the first page; relevance is the default and needs no word."""
        return self._with("page sort") if order == "relevance" else self._with("page sort", ("sort", order))

    def sized(self, size: int) -> str:
        """The same list with another number of hits on a page, from its start."""
        return self._with("page size", ("size", str(size)))

    def switching(self, name: str) -> str:
        """The very same page with something told that it leaves out (`name=true`), or without it if it is told."""
        rest = tuple(pair for pair in self.pairs if pair[0] != name)
        return _address(self.path, rest if self.has(name, "true") else (*rest, (name, "true")))

    def adding(self, name: str, value: str) -> str:
        """The search narrowed by one more value."""
        return self._with("page", (name, value))

    def removing(self, name: str, value: str | None = None) -> str:
        """The search without one value of a filter, or without any of it; case does not tell values apart."""
        kept = (
            pair
            for pair in _without(self.pairs, ("page",))
            if pair[0] != name or (value is not None and pair[1].casefold() != value.casefold())
        )
        return _address(self.path, tuple(kept))

    def toggling(self, name: str, value: str) -> str:
        """The search with this value of a filter if it is without, without it if it is with."""
        return self.removing(name, value) if self.has(name, value) else self.adding(name, value)

    def asking(self, query: str) -> str:
        """Another query, narrowed and ordered as this one."""
        return _address(self.path, (("q", query), *self.hidden("q")))

    def beside(self, rank: int) -> str:
        """The list with a place in it, from 1, whatever page it is on."""
        return self._with("page", ("at", str(rank)))

    def between(self, low: str, high: str) -> str:
        """The search narrowed to a range of dates instead of the one it has."""
        return self._with("page from to", ("from", low), ("to", high))

    def unfiltered(self) -> str:
        """The query in its order, without any filter."""
        return _address(self.path, tuple(pair for pair in self.pairs if pair[0] in ("q", "sort", "size")))

    def has(self, name: str, value: str) -> bool:
        """Whether the search is narrowed by this value, whatever its case."""
        return any(n == name and v.casefold() == value.casefold() for n, v in self.pairs)

    def hidden(self, *apart_from: str) -> Pairs:
        """What a form must carry on besides its own fields."""
        return _without(self.pairs, ("page", *apart_from))

    def _with(self, instead_of: str, *pairs: tuple[str, str]) -> str:
        """The address with some parameters instead of others, named in a row."""
        stem = _stem(self.path, self.pairs, instead_of)
        return stem + "&".join(starmap(_written, pairs)) if pairs else stem[:-1]


def _without(pairs: Pairs, names: tuple[str, ...]) -> Pairs:
    # A cursor belongs to the list as it stands: what is changed about it starts anew.
    return tuple(pair for pair in pairs if pair[0] not in (*names, "cursor"))


def _address(path: str, pairs: Pairs) -> str:
    return f"{path}?{'&'.join(starmap(_written, pairs))}" if pairs else path


# A page has a hundred addresses, which begin in three or four ways, and are made of the same few pairs.
@lru_cache(maxsize=1024)
def _stem(path: str, pairs: Pairs, without: str) -> str:
    """An address without some parameters, up to where others are added."""
    kept = _address(path, _without(pairs, tuple(without.split())))
    return kept + ("&" if "?" in kept else "?")


@lru_cache(maxsize=4096)
def _written(name: str, value: str) -> str:
    return urlencode(((name, value),))


def safe_url(url: str | None) -> str | None:
    """The address of an original if a reader may follow it: http or https, with a host, and nothing hidden in it.

    Browsers drop tabs and newlines inside a scheme, so that an address with any character below `!` is refused.
    """
    if url is None or any(character <= " " or character == "\x7f" or character == "\\" for character in url):
        return None
    try:
        parts = urlsplit(url)
        ok = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if ok and url.partition(":")[2].startswith("//") else None
