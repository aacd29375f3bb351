"""Measure what comes out of web pages, beside other programs: `python -m bench.extraction`.

Three collections of real pages under `--data`: strings that must and must not be in the text (468 pages), whole texts
to compare by their 4-word shingles (the news pages among 130), dates of publication (502 pages). Each line is given for
two halves, split by a hash of the page's name: rules may be studied on the first ("seen"), the second is only ever
looked at through these figures ("held out"). Programs that are not installed are named and left out; all come with
`pip install dateline[bench]`.
"""

import argparse
import json
import logging
import re
import signal
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from corpus import Article, Unreadable, extract_article
from corpus.dates import read_date
from corpus.encoding import decode
from corpus.extract import draft_of_page
from corpus.markup import parse, text_of

DATA = Path(__file__).parents[2] / "shared" / "data"
# The pages of `html_readability` that are news stories of a news outlet; the others are wikis, blogs, manuals, cases
# made by hand, and one section front (nytimes-5), which has no story.
NEWS = frozenset((
    "aktualne", "ars-1", "bbc-1", "breitbart", "buzzfeed-1", "citylab-1", "cnet", "cnet-svg-classes", "cnn", "engadget",
    "folha", "gmw", "guardian-1", "heise", "herald-sun-1", "la-nacion", "lemonde-1", "liberation-1", "medicalnewstoday",
    "msn", "nytimes-1", "nytimes-2", "nytimes-3", "nytimes-4", "qq", "quanta-1", "salon-1",
    "seattletimes-1", "telegraph", "theverge", "tmz-1", "wapo-1", "wapo-2", "yahoo-1", "yahoo-2", "yahoo-3", "yahoo-4",
    "youth",
))  # fmt: skip
HALVES = ("seen", "held out")
PAGE_S = 60.0  # how long a program may take for one page before its answer counts as empty


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection: its bytes, and what is known to be true of it."""

    name: str
    url: str | None
    html: bytes
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    text: str = ""
    date: str = ""

    @property
    def half(self) -> str:
        """Which half the page belongs to, by a hash of its address, or of its name where it has none."""
        return HALVES[sha256((self.url or self.name).encode()).digest()[-1] % 2]


@dataclass(slots=True)
class Score:
    """Counts of one program over some pages; `right + wrong` are given, `right + missed` are true."""

    right: float = 0
    wrong: float = 0
    missed: float = 0
    pages: int = 0
    seconds: float = 0.0

    def add(self, right: float, wrong: float, missed: float) -> None:
        self.right += right
        self.wrong += wrong
        self.missed += missed
        self.pages += 1

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


Read = Callable[[bytes, str | None], str]
Count = Callable[[Page, str], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Program:
    """Something that reads pages. `text` and `date` take bytes and an address; a day is ISO, empty where none."""

    name: str
    text: Read | None = None
    date: Read | None = None


Scores = dict[str, Score]


@dataclass(slots=True)
class Table:
    """The scores of the programs on one collection."""

    title: str
    rows: dict[str, Scores] = field(default_factory=dict)


def pages_with_strings(data: Path) -> Iterator[Page]:
    """Give the pages with strings that must, and must not, be in their text."""
    for item, html in _gold(data / "html_trafilatura.tar.gz"):
        yield Page(item["html"], item["url"], html, wanted=tuple(item["with"]), unwanted=tuple(item["without"]))


def pages_with_dates(data: Path) -> Iterator[Page]:
    """Give the pages whose day of publication is known."""
    for item, html in _gold(data / "html_htmldate.tar.gz"):
        yield Page(item["html"], item["url"], html, date=item["date"])


def pages_with_texts(data: Path) -> Iterator[Page]:
    """Give the news pages whose whole text is known."""
    with tarfile.open(data / "html_readability.tar.gz") as archive:
        files = {Path(member.name): member for member in archive if member.isfile()}
        for name in sorted(NEWS):
            html, expected = (
                archive.extractfile(files[Path(name) / file]).read()  # type: ignore[union-attr]
                for file in ("source.html", "expected.html")
            )
            yield Page(name, None, html, text=text_of(parse(decode(expected))))


def _gold(path: Path) -> Iterator[tuple[dict, bytes]]:  # type: ignore[type-arg]
    with tarfile.open(path) as archive:
        listed = archive.extractfile("gold.jsonl")
        assert listed
        for item in [json.loads(line) for line in listed]:
            yield item, archive.extractfile(item["html"]).read()  # type: ignore[union-attr]


def count_strings(page: Page, text: str) -> tuple[float, float, float]:
    """Count the wanted strings found, the unwanted found and the wanted missed, whatever the spaces between words."""
    text = _plain(text)
    found = sum(_plain(wanted) in text for wanted in page.wanted)
    return found, sum(_plain(unwanted) in text for unwanted in page.unwanted), len(page.wanted) - found


def count_shingles(page: Page, text: str) -> tuple[float, float, float]:
    """Compare bags of four words; each page counts the same, whatever its length."""
    spaced = not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", page.text[:200])
    true, given = _shingles(page.text, spaced=spaced), _shingles(text, spaced=spaced)
    both = (true & given).total()
    precision, recall = both / (given.total() or 1), both / (true.total() or 1)
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def count_date(page: Page, given: str) -> tuple[float, float, float]:
    """Tell whether the day given is right, wrong or missing."""
    return given == page.date, bool(given) and given != page.date, not given


def _plain(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())  # a soft hyphen is not seen


def _shingles(text: str, *, spaced: bool = True) -> Counter[tuple[str, ...]]:
    words = [word.lower() for word in re.findall(r"\w+" if spaced else r"\w", text.replace("\xad", ""))]
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def measure(pages: Iterable[Page], read: Read, count: Count) -> Scores:
    """Run one program over pages and give its score for each half and for all; the time is CPU of the reading alone."""
    return side_by_side(pages, {"": read}, count)[""]


def side_by_side(pages: Iterable[Page], readers: dict[str, Read], count: Count) -> dict[str, Scores]:
    """Run programs over pages, one after the other on each page, so that a busy machine slows all of them alike."""
    rows = {name: {half: Score() for half in (*HALVES, "all")} for name in readers}
    for page in pages:
        for name, read in readers.items():
            started = time.process_time()
            answer = _in_time(read, page)
            spent = time.process_time() - started
            counted = count(page, answer)
            for score in (rows[name][page.half], rows[name]["all"]):
                score.add(*counted)
                score.seconds += spent
    return rows


class _TooSlow(BaseException):
    """A program took too long for a page. No `Exception`, since programs catch what they like."""


def _in_time(read: Read, page: Page) -> str:
    """Give the answer of a program, empty where it takes longer than a page may."""
    if not hasattr(signal, "setitimer"):  # Windows
        return read(page.html, page.url)
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, PAGE_S)
    try:
        return read(page.html, page.url)
    except _TooSlow:
        return ""
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(signum: int, frame: object) -> None:
    raise _TooSlow


def _article(html: bytes, url: str | None) -> Article | None:
    try:
        return extract_article(html, url)
    except Unreadable:
        return None


def _our_text(html: bytes, url: str | None) -> str:
    article = _article(html, url)
    return article.body if article else ""


def _our_date(html: bytes, url: str | None) -> str:
    """Give the day on the clock of the page, as the collection has it; an article's own moment is in UTC."""
    try:
        draft = draft_of_page(html, url)
    except Unreadable:
        return ""
    stamp = read_date(draft.published)
    if stamp is None or stamp.precision not in ("day", "minute"):
        return ""
    written = re.match(r"\d{4}-\d\d-\d\d", (draft.published or "").strip())
    return written[0] if written else stamp.at.date().isoformat()


def _trafilatura() -> Program:
    library = import_module("trafilatura")

    def read(html: bytes, url: str | None) -> object:
        return library.bare_extraction(html, url=url, with_metadata=True, include_comments=False)

    def text(html: bytes, url: str | None) -> str:
        return getattr(read(html, url), "text", "") or ""

    def date(html: bytes, url: str | None) -> str:
        return getattr(read(html, url), "date", "") or ""

    return Program(f"trafilatura {library.__version__}", text, date)


def _readability() -> Program:
    library = import_module("readability")

    def text(html: bytes, url: str | None) -> str:
        try:
            return text_of(parse(library.Document(decode(html)).summary()))
        except Exception:  # it raises what it likes on a page without text
            return ""

    return Program("readability-lxml", text)


def _newspaper() -> Program:
    library = import_module("newspaper")

    def read(html: bytes, url: str | None):  # type: ignore[no-untyped-def]
        article = library.Article(url or "https://example.org/")
        try:
            article.download(input_html=decode(html))
            article.parse()
        except Exception:  # as above
            return None
        return article

    def text(html: bytes, url: str | None) -> str:
        return getattr(read(html, url), "text", "") or ""

    def date(html: bytes, url: str | None) -> str:
        published = getattr(read(html, url), "publish_date", None)
        return published.date().isoformat() if published else ""

    return Program(f"newspaper4k {library.__version__}", text, date)


def _htmldate() -> Program:
    library = import_module("htmldate")

    def date(html: bytes, url: str | None) -> str:
        return library.find_date(html, url=url, original_date=True, extensive_search=True) or ""

    return Program(f"htmldate {library.__version__}", date=date)


def programs(names: Iterable[str]) -> Iterator[Program]:
    """Give the programs named that are installed; say of each other one that it is left out."""
    for name in names:
        try:
            yield PROGRAMS[name]()
        except ImportError as missing:
            print(f"{name}: left out, {missing.name} is not installed; `pip install dateline[bench]` brings it")


PROGRAMS: dict[str, Callable[[], Program]] = {
    "dateline": lambda: Program("dateline", _our_text, _our_date),
    "trafilatura": _trafilatura,
    "readability": _readability,
    "newspaper": _newspaper,
    "htmldate": _htmldate,
}


def strings(data: Path, measured: list[Program]) -> Table:
    """Measure texts by strings: precision, recall and F1 of all strings together."""
    pages = list(pages_with_strings(data))
    rows = side_by_side(pages, {one.name: one.text for one in measured if one.text}, count_strings)
    return Table(f"Strings in the text, {len(pages)} pages (html_trafilatura)", rows)


def shingles(data: Path, measured: list[Program]) -> Table:
    """Measure whole texts: means over the pages."""
    pages = list(pages_with_texts(data))
    rows = side_by_side(pages, {one.name: one.text for one in measured if one.text}, count_shingles)
    return Table(f"Whole texts by 4-word shingles, {len(pages)} news pages (html_readability)", rows)


def dates(data: Path, measured: list[Program]) -> Table:
    """Measure days of publication."""
    pages = list(pages_with_dates(data))
    rows = side_by_side(pages, {one.name: one.date for one in measured if one.date}, count_date)
    return Table(f"Day of publication, {len(pages)} pages (html_htmldate)", rows)


def _of_strings(score: Score) -> str:
    return f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"


def _of_shingles(score: Score) -> str:
    pages = score.pages or 1
    return f"P {score.wrong / pages:.3f}  R {score.missed / pages:.3f}  F1 {score.right / pages:.3f}"


def _of_dates(score: Score) -> str:
    pages = score.pages or 1
    return f"right {score.right / pages:.3f}  wrong {score.wrong / pages:.3f}  none {score.missed / pages:.3f}"


PARTS = {"strings": (strings, _of_strings), "shingles": (shingles, _of_shingles), "dates": (dates, _of_dates)}


def show(table: Table, written: Callable[[Score], str]) -> None:
    print(f"\n{table.title}")
    for name, scores in table.rows.items():
        for half, score in scores.items():
            print(
                f"  {name:<18} {half:<9} {written(score)}  {1000 * score.seconds / (score.pages or 1):6.1f} ms a page"
            )


def main() -> int:
    """Print the tables; give 2 where the data is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the three collections")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this; may be repeated")
    parser.add_argument("--program", choices=PROGRAMS, action="append", help="measure only this; may be repeated")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"no data at {options.data}: give its folder with --data", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    measured = list(programs(options.program or PROGRAMS))
    for part in options.only or PARTS:
        table, written = PARTS[part]
        show(table(options.data, measured), written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
