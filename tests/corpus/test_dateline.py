from datetime import UTC, datetime

import pytest

from corpus.dateline import Dateline, complete_date, read_dateline
from corpus.dates import Stamp


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("PARIS, March 3 (Reuters) - Ministers met.", Dateline("Paris", "Reuters", None, 3, 3)),
        ("WASHINGTON (AP) — Lawmakers met.", Dateline("Washington", "AP")),
        ("NEW YORK, Feb 26 (Reuters) - Traders met.", Dateline("New York", "Reuters", None, 2, 26)),
        ("NEW DELHI — Ministers met.", Dateline("New Delhi")),
        ("NAIROBI, March 3 (Capital News) - Ministers met.", Dateline("Nairobi", None, None, 3, 3)),
        ("LA PAZ (Prensa del Sur) — Ministers met.", Dateline("La Paz")),
        ("BERLIN, 3. März (dpa) - Minister trafen sich.", Dateline("Berlin", "dpa", None, 3, 3)),
        ("Berlin (dpa) - Minister trafen sich.", Dateline("Berlin", "dpa")),
        ("Madrid, 3 mar (EFE).- Los ministros.", Dateline("Madrid", "EFE", None, 3, 3)),
        ("MOSCOW, March 3. /TASS/. Ministers met.", Dateline("Moscow", "TASS", None, 3, 3)),
        ("BEIJING, March 3, 2017 (Xinhua) -- Ministers met.", Dateline("Beijing", "Xinhua", 2017, 3, 3)),
        ("March 16 (UPI) — Ministers met.", Dateline(None, "UPI", None, 3, 16)),
        ("(Reuters) - Ministers met.", Dateline(None, "Reuters")),
        ("SHANGHAI/BEIJING (Reuters) - Ministers met.", Dateline("Shanghai", "Reuters")),
        ("PORT-AU-PRINCE, Haiti (AP) — Ministers met.", Dateline("Port-au-Prince, Haiti", "AP")),
        ("CHARLESTON, S.C. (Reuters) - A trial began.", Dateline("Charleston, S.C.", "Reuters")),
        ("WASHINGTON, D.C. — Ministers met.", Dateline("Washington, D.C.")),
        ("CLEVELAND — Ministers met.", Dateline("Cleveland")),
        ("GREELEY, Colo.—Here on the outskirts.", Dateline("Greeley, Colo.")),
        ("SÃO PAULO - Ministros.", Dateline("São Paulo")),
        ("Baghdad, Iraq – Ministers met.", Dateline("Baghdad, Iraq")),
        ("Washington (CNN) The court met.", Dateline("Washington")),
        ("By Ann Bell\n\nLONDON (AFP) - Ministers met.", Dateline("London", "AFP")),
        ("HONG KONG (dpa/AFP) - Ministers met.", Dateline("Hong Kong", "dpa")),
        ("Ein Satz. (APA, Reuters, 10.4.2013)", Dateline(None, "APA", 2013, 4, 10)),
    ],
)
def test_a_dateline_is_read(opening, expected):
    assert read_dateline(opening) == expected


@pytest.mark.parametrize(
    "opening",
    [
        "Iraqi forces on Thursday thrust into the last area.",
        "BREAKING — Ministers met.",
        "NEW — Ministers met.",
        "NATO (the alliance) - ministers met.",
        "Nairobi (Capital News) reported it.",
        "FILE - In this photo, ministers meet.",
        "Marco Rubio — the senator — spoke.",
        "“One thing I’ve learned in politics – and life – is.",
        "It’s here. The ban (AP) is back.",
        "Facebook, Google, Microsoft – alle arbeiten daran.",
        "Live-Übertragung am 11. August – Bildregie.",
        "Thousands gathered (AP) in the square.",
        "Senator Bob Casey (D-Pa.) said so.",
        "WHO – the agency (left) – said so." * 0 + "The Mueller report - long awaited - is out.",
        "He was left out (alle angeschlagen)",
        "",
    ],
)
def test_prose_has_no_dateline(opening):
    assert read_dateline(opening) is None


@pytest.mark.parametrize(
    ("dateline", "published", "completed"),
    [
        pytest.param(Dateline(month=3, day=3), None, None, id="no year anywhere"),
        pytest.param(Dateline(year=2017, month=3, day=3), None, "2017-03-03", id="its own year"),
        pytest.param(Dateline(month=3, day=3), ("2017-01-01", "year"), "2017-03-03", id="the known year"),
        pytest.param(Dateline(month=3, day=3), ("2017-03-01", "month"), "2017-03-03", id="the known month"),
        pytest.param(Dateline(month=3, day=3), ("2017-04-01", "month"), None, id="another month"),
        pytest.param(Dateline(month=2, day=30), ("2017-01-01", "year"), None, id="no such day"),
        pytest.param(Dateline(month=3, day=3), ("2017-03-04", "day"), None, id="the day is known already"),
    ],
)
def test_a_dateline_completes_a_date_only_where_it_is_sure(dateline, published, completed):
    stamp = Stamp(datetime.fromisoformat(published[0]).replace(tzinfo=UTC), published[1]) if published else None
    found = complete_date(dateline, stamp)
    assert (found.at.date().isoformat() if found else None) == completed
