"""Random articles in several languages, and the same articles in both kinds of index."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from corpus import Article

WORDS = [
    "the",
    "of",
    "Obama's",
    "obama",
    "OBAMA",
    "O'Neill",
    "O’Neill",
    "oneill",
    "iraq",
    "Iraqi",
    "iraqis",
    "U.S.",
    "US",
    "us",
    "u.s.'s",
    "AT&T",
    "C++",
    "C#",
    "3.5",
    "20,000",
    "covid-19",
    "Al-Qaim",
    "résumé",
    "resume",
    "Häuser",
    "häuser",
    "l'homme",
    "d'accord",
    "北京大学",
    "東京",
    "ไทย",
    "naïve",
    "don't",
    "he'll",
    "1,234.5",
    "oil",
    "oils",
    "running",
    "runner",
    "run",
    "ΣΊΣΥΦΟΣ",
    "οδος",
    "İstanbul",
    "ǆ",
    "été",
    "soft\xadhyphen",
    "10,000m",
    "1.2.3",
    "a.m.",
    "J.R.R.",
    "x",
    "+5",
    "#tag",
    "'tis",
]
GLUE = (" ", " ", " ", ", ", ". ", "\n\n", " - ", "/", "’", '"', ".", ",", "&", "'")
LANGUAGES = ("en", "en", "de", "fr", "ar", None, "xx")

texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=25).map(
    lambda parts: "".join(word + glue for word, glue in parts)
)
wild = st.text(st.characters(exclude_categories=("Cc",)), max_size=40)


@st.composite
def articles(draw: st.DrawFn, id: str | None = None) -> Article:
    published = draw(st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
    return Article(
        id=id or draw(st.sampled_from([f"a{n}" for n in range(12)])),
        title=draw(texts | wild),
        body=draw(texts | wild),
        language=draw(st.sampled_from(LANGUAGES)),
        url=draw(st.none() | st.sampled_from(["https://news.bbc.co.uk/iraq-war", "http://x.example/AT&T", "nonsense"])),
        published=published.replace(tzinfo=UTC) if published else None,
        published_precision="day" if published else None,
        source=draw(st.none() | st.sampled_from(["BBC News", "Le Monde", "The New York Times"])),
        authors=tuple(draw(st.lists(st.sampled_from(["Ann Lee", "Bo O'Neill"]), max_size=2, unique=True))),
        tags=tuple(draw(st.lists(st.sampled_from(["War", "Oil", "Øresund"]), max_size=2, unique=True))),
    )


def long_article(number: int, words: Sequence[str] = WORDS) -> Article:
    """A longer article, the same for the same number."""
    body = " ".join(
        words[(number * 7 + i * i) % len(words)] + (f" w{(number + i) % 97}" if i % 3 else "") for i in range(60)
    )
    return Article(
        id=f"long{number}", title=f"{words[number % len(words)]} report {number % 5}", body=body, language="en"
    )
