from tests.web.commits import commits_while_searched, mixed


def test_no_search_fails_or_mixes_generations_while_commits_come(tmp_path):
    met, held = commits_while_searched(tmp_path / "index", commits=6, clients=3)
    assert met.failures == []
    assert len({answer["generation"] for answer in met.answers}) > 1
    assert not [answer for answer in met.answers if mixed(answer, held)]
