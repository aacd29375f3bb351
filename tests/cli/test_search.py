import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, TIMEOUT_S, environment, run

TITLE = "Iraqi Forces Push into 'Last Den' Of Isis in Country"


def results(indexed: Path, *arguments: str) -> list[dict[str, object]]:
    found = json.loads(run("search", *arguments, "--json", cwd=indexed).out)["results"]
    assert isinstance(found, list)
    return found


def titles(indexed: Path, *arguments: str) -> list[str]:
    return [str(result["title"]) for result in results(indexed, *arguments)]


def test_the_seed_comes_first_for_iraqi_forces(indexed: Path) -> None:
    assert titles(indexed, "iraqi forces")[0] == TITLE


def test_matches_are_marked_in_a_pipe(indexed: Path) -> None:
    done = run("search", "iraqi forces", cwd=indexed)
    assert done.code == 0
    assert "1. **Iraqi Forces** Push into 'Last Den' Of Isis in Country" in done.out
    assert "**Iraqi forces** on Thursday" in done.out


def test_a_score_is_explained_below_its_hit(indexed: Path) -> None:
    done = run("search", "iraqi forces", "--explain", "--size", "1", cwd=indexed)
    assert done.code == 0
    assert "  all of these, the sum of:\n" in done.out
    assert " articles have it\n" in done.out


def test_an_explained_score_is_the_one_listed(indexed: Path) -> None:
    (hit,) = results(indexed, "iraqi forces", "--explain", "--size", "1")
    assert isinstance(hit["explanation"], dict)
    assert round(hit["explanation"]["value"], 6) == hit["score"]


def test_a_table_has_no_room_for_explanations(indexed: Path) -> None:
    assert run("search", "iraqi", "--explain", "--csv", cwd=indexed).code == 2


def test_several_arguments_are_one_query(indexed: Path) -> None:
    assert json.loads(run("search", "iraqi", "forces", "--json", cwd=indexed).out)["query"] == "iraqi forces"


def test_colors_can_be_forced_into_a_pipe(indexed: Path) -> None:
    assert "\x1b[" in run("search", "iraqi forces", cwd=indexed, FORCE_COLOR="1", TERM="xterm").out


def test_no_color_leaves_bold_and_underline(indexed: Path) -> None:
    out = run("search", "iraqi forces", cwd=indexed, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm").out
    assert "\x1b[1;4m" in out
    assert "33" not in out.split("Iraqi")[0]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("O'Neill", "O'Neill Hands Over the Keys of Lock Nine After 51 Years"),
        ("AT&T", "Old Relay Tower Finds Work Again, as a Weather Station"),
        ("F-16", "Retired F-16 Makes Its Last Journey on a Barge"),
        ("Müller core", "Ice Core Holds the Sound of a Summer 900 Years Ago"),
        ("C++", "Tide Tables From 1911 Turn Out to Be Right, Says a Program That Was Not"),
        ('"to be or not to be"', "A Prince, No Prompter and Four Hundred People Who Knew the Line"),
        ("Bir-al-Noor", "The Well at Bir-al-Noor Gives Water Again"),
        ("U.S. salt", "High Pass Reopens to Trucks as Neighbors Settle Three-Year Quarrel Over Salt"),
        ("zarabusca", "El pueblo que imprimió su propio diccionario"),
        ("grives", "À Port-aux-Dunes, le phare s’éteint une heure pour laisser passer les oiseaux"),
        ("Turmuhr", "Müllers Uhr geht wieder: Nordhagen bekommt seine Viertelstunde zurück"),
    ],
)
def test_words_that_break_search_boxes_find_their_article(indexed: Path, query: str, title: str) -> None:
    assert titles(indexed, query)[0] == title


@pytest.mark.parametrize(("query", "count"), [("covid-19", 3), ("mapmakers moving coast", 4), ('"20,000 charts"', 4)])
def test_a_story_told_several_times_is_found_as_often(indexed: Path, query: str, count: int) -> None:
    found = json.loads(run("search", query, "--json", "--group", "off", cwd=indexed).out)
    assert found["total"] == count


def test_a_filter_narrows_to_an_outlet(indexed: Path) -> None:
    sources = {result["source"] for result in results(indexed, "--source", "northern ledger")}
    assert sources == {"Northern Ledger"}


def test_several_values_of_a_filter_are_any_of_them(indexed: Path) -> None:
    found = results(indexed, "--source", "Northern Ledger", "--source", "Nordwind-Bote", "--size", "50")
    assert {result["source"] for result in found} == {"Northern Ledger", "Nordwind-Bote"}


def test_days_are_included(indexed: Path) -> None:
    found = titles(indexed, "--from", "2019-05-27", "--to", "2019-05-28", "--sort", "oldest")
    assert [title.split()[0] for title in found] == ["Ferry", "Velden"]


def test_newest_first_is_by_date(indexed: Path) -> None:
    dates = [str(result["published"]) for result in results(indexed, "--sort", "newest", "--year", "2024")]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) > 3


def test_pages_go_on_where_the_last_one_ended(indexed: Path) -> None:
    pages = [titles(indexed, "the", "--size", "4", "--page", str(page)) for page in (1, 2)]
    assert pages[0] + pages[1] == titles(indexed, "the", "--size", "8")


def test_the_object_is_the_one_of_the_endpoint(indexed: Path) -> None:
    found = json.loads(run("search", "ferry", "--json", cwd=indexed).out)
    assert {"query", "interpreted", "matching", "warnings", "total", "page", "results", "facets"} <= set(found)


def test_a_table_has_a_row_for_each_hit(indexed: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("search", "ferry", "--csv", "--size", "3", cwd=indexed).out)))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]


def test_nothing_found_is_1_and_said_on_stderr(indexed: Path) -> None:
    done = run("search", "xylophonist", cwd=indexed)
    assert (done.code, done.out) == (1, "")
    assert "nothing found for xylophonist" in done.err


def test_nothing_found_is_still_an_object(indexed: Path) -> None:
    done = run("search", "xylophonist", "--json", cwd=indexed)
    assert done.code == 1
    assert json.loads(done.out)["total"] == 0


def test_falling_back_to_any_word_is_said_on_stderr(indexed: Path) -> None:
    done = run("search", "ferry xylophonist", cwd=indexed)
    assert done.code == 0
    assert "no article has all of these words" in done.err


def test_what_was_probably_meant_is_said_on_stderr(indexed: Path) -> None:
    done = run("search", "brigde", cwd=indexed)
    assert "did you mean bridge? (4 articles)" in done.err


def test_a_repaired_query_is_a_warning_on_stderr(indexed: Path) -> None:
    done = run("search", '"ferry', cwd=indexed)
    assert done.code == 0
    assert "at character 1" in done.err


def test_a_page_past_the_end_says_which_is_the_last(indexed: Path) -> None:
    done = run("search", "iraqi forces", "--page", "99", cwd=indexed)
    assert (done.code, done.out) == (0, "")
    assert "past the end" in done.err


def test_a_reader_that_stops_reading_is_no_error(indexed: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "search", "the", "--size", "100"],
        cwd=indexed,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        error = program.stderr.read()
        assert program.wait(TIMEOUT_S) == 0
    assert error == b""


def test_an_encoding_without_the_letter_gets_an_escape(indexed: Path) -> None:
    done = run("search", "zarabusca", cwd=indexed, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.code == 0
    assert "imprimi\\xf3" in done.out


def test_an_object_in_an_encoding_without_the_letter_stays_json(indexed: Path) -> None:
    done = run("search", "zarabusca", "--json", cwd=indexed, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(done.out)["results"][0]["title"] == "El pueblo que imprimió su propio diccionario"


def test_the_copies_of_a_story_are_listed_below_its_hit(indexed: Path) -> None:
    done = run("search", "mapmakers", "--expand", "--size", "1", cwd=indexed)
    copies = [line.split(" · ") for line in done.out.splitlines() if " · credits Reuters · " in line]
    assert [copy[0].strip() for copy in copies] == [
        "March 3, 2023", "March 3, 2023, 17:20 UTC", "March 4, 2023", "undated",
    ]  # fmt: skip
    assert copies[2][1] == "+1 day"


def test_copies_are_json_where_that_is_asked_for(indexed: Path) -> None:
    (hit,) = results(indexed, "mapmakers", "--expand", "--size", "1")
    assert isinstance(hit["copies"], list)
    assert len(hit["copies"]) == 4


def test_a_table_has_no_room_for_copies(indexed: Path) -> None:
    assert run("search", "mapmakers", "--expand", "--csv", cwd=indexed).code == 2
