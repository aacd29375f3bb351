import json
import signal
import time
from pathlib import Path

from tests.cli.program import NEWS, SEED, SEEDS, TIMEOUT_S, next_line, run, started


def test_a_build_tells_what_it_read_on_stdout(seeds: Path) -> None:
    done = run("index", "seeds", cwd=seeds)
    assert done.code == 0
    assert "articles read: " in done.out
    assert "added" in done.out


def test_progress_is_quiet_when_nobody_watches(seeds: Path) -> None:
    assert run("index", "seeds", cwd=seeds).err == ""


def test_every_item_of_the_seeds_is_accounted_for(seeds: Path) -> None:
    report = json.loads(run("index", "seeds", "--json", cwd=seeds).out)
    articles = report["articles"]
    delivered = articles["added"] + articles["updated"] + articles["unchanged"] + articles["merged"]
    assert report["items"] == delivered + report["items_skipped"] + report["items_failed"]
    assert report["files"]["found"] == sum(1 for path in SEEDS.rglob("*") if path.is_file())


def test_the_seeds_hold_forty_four_articles_and_nothing_fails(seeds: Path) -> None:
    report = json.loads(run("index", "seeds", "--json", cwd=seeds).out)
    assert report["articles"]["added"] == 44
    assert report["failures"] == []


def test_a_second_run_says_that_nothing_changed(seeds: Path) -> None:
    run("index", "seeds", cwd=seeds)
    again = run("index", "seeds", cwd=seeds)
    assert again.code == 0
    assert again.out.startswith("Nothing changed")


def test_a_new_file_is_all_that_is_read(seeds: Path) -> None:
    run("index", "seeds", cwd=seeds)
    (seeds / "seeds" / "new.txt").write_text(NEWS)
    report = json.loads(run("index", "seeds", "--json", cwd=seeds).out)
    assert (report["files"]["read"], report["articles"]["added"]) == (1, 1)


def test_the_articles_of_a_file_that_is_gone_go(seeds: Path) -> None:
    run("index", "seeds", cwd=seeds)
    (seeds / "seeds" / SEED).unlink()
    report = json.loads(run("index", "seeds", "--json", cwd=seeds).out)
    assert report["articles"]["deleted"] == 1


def test_a_rebuild_ends_with_the_same_answer(seeds: Path) -> None:
    run("index", "seeds", cwd=seeds)
    before = run("search", "iraqi forces", "--csv", cwd=seeds).out
    assert run("index", "seeds", "--rebuild", cwd=seeds).code == 0
    assert run("search", "iraqi forces", "--csv", cwd=seeds).out == before


def test_the_index_stands_where_the_option_says(seeds: Path) -> None:
    run("index", "seeds", "--index", "elsewhere", cwd=seeds)
    assert (seeds / "elsewhere").is_dir()
    assert not (seeds / ".dateline").exists()


def test_the_index_stands_where_the_environment_says(seeds: Path) -> None:
    run("index", "seeds", cwd=seeds, DATELINE_INDEX="elsewhere")
    assert (seeds / "elsewhere").is_dir()


def test_a_broken_file_is_named_and_stops_nothing(seeds: Path) -> None:
    (seeds / "seeds" / "broken.jsonl").write_text('{"title": "Whole", "body": "This line is."}\n{"title": \n')
    done = run("index", "seeds", cwd=seeds)
    assert done.code == 0
    assert "seeds/broken.jsonl, line 2" in done.out


def test_several_paths_make_one_index(seeds: Path) -> None:
    done = run("index", f"seeds/{SEED}", "seeds/northern-ledger.csv", "--json", cwd=seeds)
    assert json.loads(done.out)["articles"]["added"] == 7


def test_a_pattern_is_read_where_the_shell_left_it(seeds: Path) -> None:
    assert json.loads(run("index", "seeds/*/*.html", "--json", cwd=seeds).out)["articles"]["added"] == 15


def test_following_indexes_a_new_file_until_interrupted(seeds: Path) -> None:
    with started("index", "seeds", "--follow", "--json", cwd=seeds) as process:
        assert json.loads(next_line(process))["articles"]["added"] == 44
        (seeds / "seeds" / "new.txt").write_text(NEWS)
        assert json.loads(next_line(process))["articles"]["added"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT_S) == 0


def test_an_interrupted_run_is_130_and_can_go_on(seeds: Path) -> None:
    with (seeds / "seeds" / "many.jsonl").open("w") as file:
        file.writelines(json.dumps({"title": f"Item {n}", "body": f"Text {n} of many."}) + "\n" for n in range(1_500))
    with started("index", "seeds", cwd=seeds) as process:
        while not (seeds / ".dateline").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert next_line(process)
        assert process.wait(TIMEOUT_S) == 130
    report = json.loads(run("index", "seeds", "--json", cwd=seeds).out)
    assert not report["interrupted"]
    assert json.loads(run("stats", "--json", cwd=seeds).out)["articles"] == 1_544
