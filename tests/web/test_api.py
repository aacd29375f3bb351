"""The JSON endpoint keeps its contract: the keys below are what programs rely on."""

import re
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from search import SearchWarning, Suggestion, TotalHits
from tests.web.shelf import story

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SEARCH = (
    "query interpreted matching warnings total total_relation total_articles timed_out generation took_ms page size "
    "pages next prev cursor changed results facets histogram diversity suggestion"
)
ARTICLE = "id version url title source published date_source updated authors section tags agency language place"
HIT = f"{ARTICLE} score rank snippets story copies explanation present_version"


def keys(text):
    return text.split()


def test_a_search_has_the_keys_of_the_contract(client):
    assert list(client.get("/api/v1/search").json) == keys(SEARCH)


def test_a_hit_has_the_keys_of_the_contract(client):
    assert list(client.get("/api/v1/search").json["results"][0]) == keys(HIT)


def test_a_snippet_has_the_keys_of_the_contract(client):
    snippets = client.get("/api/v1/search?q=iraqi").json["results"][0]["snippets"]
    assert [list(snippet) for snippet in snippets] == [["field", "text", "marks", "html"]] * 2


def test_an_article_has_the_keys_of_a_hit_and_its_body(client):
    article = client.get(f"/api/v1/articles/{story(1).id}").json
    assert list(article) == [*keys(ARTICLE), "body"]
    assert article["body"].startswith("The Iraqi forces")


def test_a_score_is_explained_where_that_is_asked_for(client):
    explanation = client.get("/api/v1/search?q=iraqi&explain=true").json["results"][0]["explanation"]
    assert (explanation["value"], explanation["joined"]) == (2.5, "product")
    assert explanation["parts"][0] == {"value": 1.25, "says": "idf", "joined": None, "parts": []}


@pytest.mark.parametrize("address", ["/api/v1/search?q=iraqi", "/api/v1/search?q=iraqi&explain=false"])
def test_a_score_is_not_explained_where_that_is_not_asked_for(client, address):
    assert client.get(address).json["results"][0]["explanation"] is None


def test_what_later_features_fill_is_null(client):
    answer = client.get("/api/v1/search").json
    assert answer["results"][0]["story"] is None


def test_a_slip_comes_with_what_was_probably_meant(client_of):
    client = client_of([story(1)], suggestion=Suggestion("headline", 1))
    suggestion = client.get("/api/v1/search?q=haedline&sort=newest&page=2").json["suggestion"]
    assert suggestion["query"] == "headline"
    assert dict(parse_qsl(urlsplit(suggestion["url"]).query)) == {"q": "headline", "sort": "newest"}


def test_words_that_look_right_bring_no_suggestion(client):
    assert client.get("/api/v1/search?q=offensive").json["suggestion"] is None


def test_a_facet_and_the_histogram_have_the_keys_of_the_contract(client):
    answer = client.get("/api/v1/search").json
    assert list(answer["facets"]["source"][0]) == ["value", "count", "selected", "url"]
    assert list(answer["histogram"]) == ["interval", "undated", "buckets"]
    assert list(answer["histogram"]["buckets"][0]) == ["start", "count", "total", "share"]


@pytest.mark.parametrize("key", keys(f"{SEARCH} {HIT} body code message hint field text marks html"))
def test_every_key_is_in_the_docs(key):
    assert f"`{key}`" in DOCS


def test_every_error_code_is_in_the_docs():
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "web").glob("*.py")))
    refusals = "BadParameter|NotFound|SignInWanted|TooManyRequests|Overloaded|UntrustedHost"
    kinds = f"{refusals}|AddressTooLong|BodyTooLarge|MethodRefused|Fault|IndexTrouble"
    raised = set(re.findall(rf"(?:{kinds})[,(]\s*\"([a-z_]+)\"", sources))
    assert raised
    assert not [code for code in raised if f"`{code}`" not in DOCS]


def test_the_page_as_json_is_the_same_answer(client):
    page, api = (client.get(f"{path}?q=iraqi").json for path in ("/search.json", "/api/v1/search"))
    assert {**page, "facets": {}} == {**api, "facets": {}}


def test_a_name_that_is_none_is_refused_below_api_and_ignored_beside_it(client):
    assert client.get("/api/v1/search?utm_source=x").json["code"] == "unknown_parameter"
    assert client.get("/search.json?utm_source=x").status_code == 200


def test_following_next_meets_every_article_once(client):
    url, met = "http://localhost/api/v1/search?size=5", []
    while url:
        answer = client.get(url).json
        met += [hit["id"] for hit in answer["results"]]
        assert answer["total"] == 12
        url = answer["next"]
    assert sorted(met) == sorted(story(number).id for number in range(1, 13))


def test_following_prev_comes_back_to_the_start(client):
    url, pages = "http://localhost/api/v1/search?size=5&page=3", []
    while url:
        answer = client.get(url).json
        pages.append(answer["page"])
        url = answer["prev"]
    assert pages == [3, 2, 1]


def test_a_page_past_the_end_is_empty_and_leads_back_to_the_last(client):
    answer = client.get("/api/v1/search?size=5&page=99").json
    assert (answer["results"], answer["total"], answer["pages"], answer["next"]) == ([], 12, 3, None)
    assert parse_qs(urlsplit(answer["prev"]).query)["page"] == ["3"]


def test_nothing_found_has_no_neighbors(client):
    answer = client.get("/api/v1/search?q=zzz&page=2").json
    assert (answer["pages"], answer["next"], answer["prev"]) == (0, None, None)


def test_addresses_begin_with_the_name_asked_for(client):
    answer = client.get("/api/v1/search?size=1", headers={"Host": "127.0.0.1:8123"}).json
    assert answer["next"].startswith("http://127.0.0.1:8123/api/v1/search?")


def test_the_url_of_a_facet_switches_it(client):
    chosen = client.get(client.get("/api/v1/search").json["facets"]["section"][0]["url"]).json
    assert (chosen["total"], chosen["facets"]["section"][0]["selected"]) == (1, True)
    assert client.get(chosen["facets"]["section"][0]["url"]).json["total"] == 12


def test_only_the_facets_asked_for_are_counted(client):
    answer = client.get("/api/v1/search?facet=year&facet=lang").json
    assert (list(answer["facets"]), answer["histogram"]) == (["year", "lang"], None)


def test_no_facet_is_counted_where_none_is_wanted(client):
    answer = client.get("/api/v1/search?facet=none").json
    assert (answer["facets"], answer["histogram"]) == ({}, None)


def test_the_share_is_of_all_articles_of_the_time(client_of):
    answer = client_of([story(1, title="oil"), story(2), story(3), story(4)]).get("/api/v1/search?q=oil").json
    assert answer["histogram"]["buckets"] == [{"start": "2017-10-01", "count": 1, "total": 4, "share": 0.25}]


def test_an_answer_cut_short_says_so_and_is_not_kept(client_of):
    response = client_of([story(1)], timed_out=True, total=TotalHits(1, exact=False)).get("/api/v1/search")
    assert (response.json["timed_out"], response.json["total_relation"]) == (True, "gte")
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_warnings_of_parser_and_engine_come_in_the_order_of_the_text(client_of):
    late = SearchWarning("too_many_words", "cut", 900)
    warnings = client_of([story(1)], warnings=(late,)).get('/api/v1/search?q="oil').json["warnings"]
    assert [list(warning) for warning in warnings] == [["code", "message", "at"]] * 2
    assert [warning["at"] for warning in warnings] == [0, 900]


def test_marks_count_code_points(client_of):
    hit = client_of([story(1, title="🛢️ oil")]).get("/api/v1/search?q=oil").json["results"][0]
    (start, end) = hit["snippets"][0]["marks"][0]
    assert hit["snippets"][0]["text"][start:end] == "oil"


def test_statistics_are_those_of_the_snapshot(client):
    stats = client.get("/api/v1/stats").json
    assert list(stats) == keys("articles sources languages undated first last segments bytes generation")
    assert (stats["articles"], stats["first"], stats["last"]) == (12, "2017-10-02", "2017-10-13")


def test_health_tells_the_age_of_the_newest_article(client):
    response = client.get("/api/v1/health")
    assert response.json["newest_age_days"] == 18
    assert response.headers["Cache-Control"] == "no-store"


def test_health_of_an_empty_index_has_no_age(client_of):
    assert client_of([]).get("/api/v1/health").json["newest_age_days"] is None


@pytest.mark.parametrize("id", ["nowhere", "a" * 26, "A" * 26, "a" * 5000, "..%2f..%2fetc%2fpasswd"])
def test_an_unknown_article_is_not_found(client, id):
    response = client.get(f"/api/v1/articles/{id}")
    assert response.status_code == 404
    assert list(response.json) == ["status", "code", "message", "hint"]


def test_files_of_the_server_are_its_own_business(client_of):
    article = story(1, paths=("/srv/secret/a.html",))
    client = client_of([article])
    for address in ("/api/v1/search", f"/api/v1/articles/{article.id}", f"/article/{article.id}", "/search"):
        assert "secret" not in client.get(address).text
