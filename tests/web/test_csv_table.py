import csv
import io

import pytest

from tests.web.shelf import story
from web.csv_table import COLUMNS, harmless


def rows(response):
    return list(csv.DictReader(io.StringIO(response.text)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=repr)
def test_a_spreadsheet_computes_nothing(start):
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_plain_text_stays_as_it_is():
    assert [harmless(text) for text in ("", "Oil = money", "2017-10-26")] == ["", "Oil = money", "2017-10-26"]


def test_the_table_is_the_page(client):
    response = client.get("/search.csv?size=5&page=2&sort=oldest")
    page = client.get("/search.json?size=5&page=2&sort=oldest").json
    assert [row["id"] for row in rows(response)] == [hit["id"] for hit in page["results"]]
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="search.csv"'


def test_every_column_of_hostile_text_is_harmless(client_of):
    bad = "=cmd|' /C calc'!A0"
    fields = {"source": bad, "section": bad, "agency": bad, "place": bad, "authors": (bad,), "tags": (bad, bad)}
    (row,) = rows(client_of([story(1, title=bad, body=bad, url=bad, **fields)]).get("/search.csv"))
    assert not [name for name, cell in row.items() if cell.startswith(("=", "+", "-", "@"))]


def test_nothing_found_is_a_header_alone(client):
    assert client.get("/search.csv?q=zzz").text == ",".join(COLUMNS) + "\r\n"


def test_cells_hold_quotes_commas_and_lines(client_of):
    (row,) = rows(client_of([story(1, title='He said "no", twice', body="a\n\nb")]).get("/search.csv"))
    assert (row["title"], row["passage"]) == ('He said "no", twice', "a\n\nb")


def test_several_values_share_a_cell(client_of):
    (row,) = rows(client_of([story(1, authors=("Ada Marsh", "Bo Lind"))]).get("/search.csv"))
    assert row["authors"] == "Ada Marsh; Bo Lind"
