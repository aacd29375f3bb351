import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus import Article, Failure, read_articles

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "reuters21578.zip"
needs_data = pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"no research data at {ARCHIVE}")

STORY = """<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="1" NEWID="7">
<DATE>{date}</DATE>
<TOPICS><D>ship</D><D>crude</D></TOPICS>
<PLACES><D>norway</D></PLACES>
<PEOPLE></PEOPLE>
<UNKNOWN>
&#5;&#5;&#5;C T
</UNKNOWN>
<TEXT>&#2;
<TITLE>FERRY &lt;FRY> SAILS</TITLE>
<AUTHOR>    By ANN BELL and Cem Dorn, Reuters</AUTHOR>
<DATELINE>    NEW YORK, Feb 26 - </DATELINE><BODY>The ferry sails, said
Smith &amp; Sons of the harbor.
    It returns.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
"""
UNPROCESSED = """<REUTERS NEWID="8"><DATE> 9-APR-1987 13:32:06.7</DATE><TOPICS></TOPICS>
<TEXT TYPE="UNPROC">&#2;
TIDES AT NOON
    High..........3.2 up....0.1
&#3;</TEXT></REUTERS>
"""


def read(tmp_path, *stories):
    path = tmp_path / "reut2-000.sgm"
    path.write_text('<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + "".join(stories), encoding="latin-1")
    return list(read_articles(path))


def test_a_story_has_all_its_fields(tmp_path):
    [article] = read(tmp_path, STORY.format(date="26-FEB-1987 15:01:01.79"))
    assert (article.title, article.record, article.agency) == ("FERRY <FRY> SAILS", "7", "Reuters")
    assert article.body == "NEW YORK, Feb 26 - The ferry sails, said Smith & Sons of the harbor.\n\nIt returns."
    assert article.published == datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)
    assert article.authors == ("ANN BELL", "Cem Dorn")
    assert (article.tags, article.place) == (("ship", "crude", "norway"), "New York")


@pytest.mark.parametrize(
    ("written", "read_as", "precision"),
    [
        pytest.param(" 3-MAR-1987  09:15:05.40", datetime(1987, 3, 3, 9, 15, 5, tzinfo=UTC), "minute", id="spaces"),
        pytest.param("27-MAR-1987 00:02:59.13&#5;RM", datetime(1987, 3, 27, 0, 2, 59, tzinfo=UTC), "minute", id="mark"),
        pytest.param("9-APR-1987 00:00:00.00  # guess", datetime(1987, 4, 9, tzinfo=UTC), "day", id="midnight"),
    ],
)  # fmt: skip
def test_a_date_is_read_whatever_stands_around_it(tmp_path, written, read_as, precision):
    [article] = read(tmp_path, STORY.format(date=written))
    assert (article.published, article.published_precision) == (read_as, precision)


def test_of_a_date_with_an_impossible_time_the_day_is_taken_and_the_rest_reported(tmp_path):
    article, failure = read(tmp_path, STORY.format(date="31-MAR-1987 605:12:19.12"))
    assert (article.published, article.published_precision) == (datetime(1987, 3, 31, tzinfo=UTC), "day")
    assert failure.item == "NEWID 7, date"
    assert "605:12" in failure.reason


@pytest.mark.parametrize("date", ["", "yesterday", "99-XYZ-1987 10:00:00"])
def test_a_story_whose_date_is_none_is_undated_and_reported(tmp_path, date):
    article, failure = read(tmp_path, STORY.format(date=date))
    assert article.published is None
    assert "undated" in failure.reason


def test_an_unprocessed_story_has_its_first_line_as_title(tmp_path):
    [article] = read(tmp_path, UNPROCESSED)
    assert (article.title, article.body) == ("TIDES AT NOON", "High..........3.2 up....0.1")
    assert article.published == datetime(1987, 4, 9, 13, 32, 6, tzinfo=UTC)


def test_a_story_that_is_cut_off_is_a_failure_of_its_own(tmp_path):
    article, failure = read(tmp_path, UNPROCESSED, STORY.format(date="26-FEB-1987 15:01:01")[:300])
    assert isinstance(article, Article)
    assert (failure.item, failure.kind) == ("NEWID 7", "failed")


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reuters")
    zipfile.ZipFile(ARCHIVE).extractall(folder)
    return list(read_articles(folder))


@needs_data
def test_every_item_of_the_collection_is_an_article_or_named_as_none(collection):
    articles = [found for found in collection if isinstance(found, Article)]
    failures = [found for found in collection if isinstance(found, Failure)]
    assert {article.record for article in articles} | {"12793"} == {str(number) for number in range(1, 21_579)}
    assert [(failure.kind, failure.item) for failure in failures] == [
        ("skipped", "NEWID 12793"),  # empty in the collection itself
        ("failed", "NEWID 17192, date"),
    ]


@needs_data
def test_every_article_of_the_collection_is_dated_and_nearly_every_dateline_placed(collection):
    articles = [found for found in collection if isinstance(found, Article)]
    assert Counter(article.published_precision for article in articles) == {"minute": 21_575, "day": 2}
    assert sum(article.place is not None for article in articles) >= 18_950  # of 19,043; the others name no place
    assert sum(bool(article.authors) for article in articles) == 875


SAMPLE = {
    "1": ("1987-02-26T15:01:01", "Salvador", (), ("cocoa", "el-salvador", "usa", "uruguay")),
    "4": ("1987-02-26T15:07:13", "Los Angeles", ("Janie Gabbett",), ("usa", "brazil")),
    "5000": ("1987-03-13T15:04:51", None, (), ()),
    "19999": ("1987-10-19T23:30:37", "Tokyo", (), ("japan",)),
    "21578": ("1987-10-19T13:30:41", "New York", (), ("usa", "amex")),
    "28": ("1987-02-26T15:38:26", "Washington", ("Michael Gelb",), ("usa", "reagan")),
}


@needs_data
@pytest.mark.parametrize("record", SAMPLE)
def test_a_checked_sample_of_the_collection_is_right(collection, record):
    article = next(found for found in collection if isinstance(found, Article) and found.record == record)
    published = article.published.replace(tzinfo=None).isoformat()
    assert (published, article.place, article.authors, article.tags) == SAMPLE[record]
