"""Articles and queries by chance, from a vocabulary so small that words meet."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from corpus import Article
from search import All, And, Boost, Filters, Fuzzy, Near, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard

TEXT = (
    "iraq iraqi force forces Forces' oil oils O'Neill O’Neill's oneill us US U.S. covid 19 covid-19 Al-Qaim Müller "
    "muller AT&T 20,000 3.5 C++ 北京大学 大学 l'homme homme Häuser haus läuft don't to be or not"
)
WORDS = tuple(TEXT.split())
COMMON = ("iraq", "oil", "oils", "us", "covid-19", "O'Neill")
SOURCES = ("The Courier", "the courier", "Wire", "Harbor  Times", None)
NAMES = ("Ann O'Dea", "ann o'dea", "Bo Li")
URLS = (
    None,
    "https://news.example.org/oil-prices/1",
    "http://www.example.org/iraq",
    "https://example.com/2017/10/forces",
)
MOMENTS = (
    (None, None),
    (datetime(2017, 10, 26, tzinfo=UTC), "day"),
    (datetime(2017, 10, 27, tzinfo=UTC), "day"),
    (datetime(2017, 10, 1, tzinfo=UTC), "month"),
    (datetime(2017, 1, 1, tzinfo=UTC), "year"),
    (datetime(2017, 10, 26, 23, 30, tzinfo=UTC), "minute"),
    (datetime(2018, 1, 1, 3, 15, tzinfo=UTC), "minute"),
    (datetime(1999, 12, 31, 23, 59, tzinfo=UTC), "minute"),
    (datetime(1850, 6, 1, tzinfo=UTC), "month"),
)
DAYS = (
    None,
    date(1850, 6, 1),
    date(1999, 12, 31),
    date(2017, 1, 1),
    date(2017, 10, 26),
    date(2017, 10, 31),
    date(2017, 12, 31),
)
ZONES = ("UTC", "America/New_York", "Asia/Kolkata")
IDS = tuple("abcdefgh")


words = st.one_of(st.sampled_from(COMMON), st.sampled_from(WORDS))


def texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(words, max_size=most).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    id = draw(st.sampled_from(IDS))
    published, precision = draw(st.sampled_from(MOMENTS))
    return Article(
        id=id,
        key=id,
        title=draw(texts(4)),
        body=draw(st.one_of(texts(14), texts(14), copied)),
        published=published,
        published_precision=precision,
        source=draw(st.sampled_from(SOURCES)),
        section=draw(st.sampled_from(("World", "world", "Oil Markets", None))),
        agency=draw(st.sampled_from(("Reuters", None))),
        place=draw(st.sampled_from(("Al-Qaim", "PARIS", None))),
        authors=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        tags=tuple(draw(st.lists(st.sampled_from(("oil", "Oil", "iraq war")), max_size=2))),
        language=draw(st.sampled_from(("en", "de", "fr", "zh", None))),
        url=draw(st.sampled_from(URLS)),
    )


WIRE = (
    "Iraqi forces took the last den of the militia on Monday, the army said, while oil and covid-19 kept the ministers "
    "of Kirkuk busy. Some 20,000 people had left O'Neill's district before the offensive, aid workers told us.\n\n"
    "The roads to the north were open again in the evening, and the first trucks came through with flour and water."
)
copied = st.sampled_from(
    (
        WIRE,
        f"KIRKUK (Reuters) - {WIRE}",
        WIRE.partition("\n")[0],
        WIRE.replace("20,000", "512").replace("Kirkuk", "Mosul"),
        f"{WIRE}\n\nRead more: oil and us",
    )
)

Change = Article | str  # an article to upsert, or the id of one to delete


def commits() -> st.SearchStrategy[list[list[Change]]]:
    """What happened to an index: a few commits of a few changes, the first ones all new."""
    change = st.one_of(articles(), articles(), articles(), st.sampled_from(IDS))
    first = st.lists(articles(), min_size=3, max_size=8, unique_by=lambda article: article.id)
    rest = st.lists(st.lists(change, max_size=3), max_size=3)
    return st.tuples(first, rest).map(lambda both: [both[0], *both[1]])


anywhere = st.sampled_from((None, None, None, "title", "body"))
named = st.sampled_from(("source", "author", "section", "tag", "agency", "place", "url"))
anyfield = st.one_of(anywhere, named)
shapes = st.sampled_from(("*", "*o*", "f?rces", "o*l", "?i?", "*s", "北*", "u*", "*19", "ü?ller", "m?ller", "c*-"))
phrases = st.lists(words, min_size=1, max_size=3).map(tuple)

leaves = st.one_of(
    st.builds(Term, words, anyfield, st.booleans()),
    st.builds(Term, words, anywhere, st.booleans()),
    st.builds(Phrase, phrases, anyfield, st.integers(0, 3), st.booleans()),
    st.builds(Near, st.tuples(words, words), st.integers(1, 4), anyfield),
    st.builds(Prefix, st.sampled_from(("", "o", "iraq", "O'N", "cov", "北", "us", "f")), anyfield),
    st.builds(Wildcard, shapes, anyfield),
    st.builds(Fuzzy, words, st.sampled_from((1, 2)), anyfield),
    st.builds(Range, st.sampled_from(DAYS), st.sampled_from(DAYS)),
    st.builds(Term, st.sampled_from(("en", "DE", "xx")), st.just("lang")),
    st.builds(Term, st.sampled_from(("example.org", "news.example.org", "org", "example.com")), st.just("site")),
    st.builds(Prefix, st.sampled_from(("", "e", "ne")), st.sampled_from(("lang", "site"))),
    st.builds(Term, st.sampled_from(("true", "false")), st.sampled_from(("undated", "edited"))),
    st.just(All()),
)


def _combined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, inner),
        st.builds(Boost, inner, st.sampled_from((0.5, 2.0, 3.7))),
    )


queries: st.SearchStrategy[Query] = st.recursive(leaves, _combined, max_leaves=5)

filters = st.builds(
    Filters,
    source=st.sampled_from(((), (), ("the courier",), ("WIRE", "nothing"))),
    author=st.sampled_from(((), (), ("Bo Li",))),
    tag=st.sampled_from(((), (), ("OIL",))),
    language=st.sampled_from(((), (), ("en", "fr"))),
    year=st.sampled_from(((), (), (2017,), (1999, 2018))),
    published_from=st.sampled_from((None, None, *DAYS)),
    published_to=st.sampled_from((None, None, *DAYS)),
)
