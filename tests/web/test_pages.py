"""The pages as a browser reads them: structure, words, links."""

from datetime import UTC, datetime
from itertools import pairwise

import html5lib
import pytest

from search import Explanation, Hit, Snippet, Suggestion, parse
from tests.web.shelf import story
from web import Settings
from web.article import MarkedArticle, Origin, article_view
from web.front import teaser
from web.help_page import TOPICS
from web.links import SearchLinks

ID = story(1).id
PAGES = [
    "/",
    "/search",
    "/search?q=iraqi",
    "/search?q=iraqi&explain=true",
    "/search?q=zzz",
    f"/article/{ID}?q=iraqi",
    "/help",
    "/nowhere",
    "/search?page=x",
]


def read(client, address):
    return html5lib.parse(client.get(address).data, namespaceHTMLElements=False)


def text(element):
    return " ".join("".join(element.itertext()).split())


def marked(tree):
    return [text(mark) for mark in tree.iter("mark")]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_of_the_first_level_and_skips_none(client, address):
    levels = [int(e.tag[1]) for e in read(client, address).iter() if e.tag in ("h1", "h2", "h3")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_its_landmarks_and_a_way_past_the_first(client, address):
    tree = read(client, address)
    main = tree.find(".//main")
    assert tree.find(".//a[@class='skip']").attrib["href"] == f"#{main.attrib['id']}"
    assert tree.find(".//form[@role='search']") is not None
    assert tree.find(".//header") is not None
    assert tree.find(".//footer") is not None


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label(client, address):
    tree = read(client, address)
    labels = {label.attrib["for"] for label in tree.iter("label")}
    fields = [field for field in tree.iter("input") if field.attrib.get("type") != "hidden"]
    assert {field.attrib["id"] for field in fields} == labels


@pytest.mark.parametrize("address", PAGES)
def test_no_two_elements_share_an_id(client, address):
    ids = [element.attrib["id"] for element in read(client, address).iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_one_style_sheet_and_one_script(client, address):
    tree = read(client, address)
    assert len(tree.findall(".//link[@rel='stylesheet']")) == 1
    assert [script.attrib["type"] for script in tree.iter("script")] == ["module"]
    assert b"style=" not in client.get(address).data


def test_ten_ordinary_results_with_all_that_belongs_to_them_weigh_under_60_kb(client_of):
    crowd = [
        story(
            number,
            title=f"Iraqi forces push into the last den of the group in the country {number}",
            body=f"Iraqi forces have retaken {number} percent of the land. " * 20,
            source=f"The Harbor Courier and Gazette of the Valley {number}",
            section=f"World and Nation {number}",
            authors=(f"Ada Marsh {number}", f"Bo Lind {number}"),
            agency=f"Tern Agency {number}",
            place="Port Elster",
            published=datetime(2017, 1 + number % 10, 1, tzinfo=UTC),
        )
        for number in range(1, 31)
    ]
    client = client_of(crowd)
    address = "/search?q=iraqi+forces&lang=en&from=1999"
    tree = read(client, address)
    assert len(tree.findall(".//ol[@class='hits']/li")) == 10
    parts = [tree.find(".//link[@rel='stylesheet']").attrib["href"], tree.find(".//script").attrib["src"]]
    weight = 0
    for part in (address, *parts):
        with client.get(part) as response:
            weight += len(response.data)
    assert weight < 60_000


def test_a_full_page_of_a_hundred_results_weighs_little_more(client_of):
    crowd = [story(number, body="iraqi forces " * 30, section=f"Section {number}") for number in range(100)]
    assert len(client_of(crowd).get("/search?q=iraqi&size=100").data) < 200_000


def test_a_result_leads_to_its_article_with_the_search(client):
    link = read(client, "/search?q=iraqi&lang=en").find(".//ol[@class='hits']//h2/a")
    assert link.attrib["href"] == f"/article/{ID}?q=iraqi&lang=en&at=1"
    assert marked(link) == ["Iraqi"]


def test_what_was_probably_meant_is_offered(client_of):
    page = read(client_of([story(1)], suggestion=Suggestion("iraqi", 7)), "/search?q=iraki")
    assert text(page.find(".//p[@class='meant']")) == "Did you mean iraqi? 7 articles"


def test_the_count_is_announced(client):
    status = read(client, "/search?q=iraqi").find(".//*[@role='status']")
    assert text(status) == "1 article"


def test_a_result_tells_its_language_and_direction(client_of):
    heading = read(client_of([story(1, language="ar")]), "/search").find(".//ol[@class='hits']//h2")
    assert (heading.attrib["lang"], heading.attrib["dir"]) == ("ar", "auto")


def test_the_list_is_numbered_on_across_pages(client):
    assert read(client, "/search?page=2").find(".//ol[@class='hits']").attrib["start"] == "11"


def test_what_was_repaired_is_shown(client):
    notes = read(client, '/search?q="iraqi').find(".//ul[@class='notes']")
    assert text(notes)


def test_the_interpreted_query_is_shown(client):
    assert parse("iraqi AND forces").interpreted in text(read(client, "/search?q=iraqi+AND+forces").find(".//main"))


def test_nothing_found_offers_a_way_on(client):
    tree = read(client, "/search?q=zzz&source=Nobody")
    assert "/search?q=zzz" in [link.attrib["href"] for link in tree.iter("a")]


def test_the_box_keeps_what_was_typed(client):
    assert read(client, "/search?q=%22last+den%22").find(".//input[@type='search']").attrib["value"] == '"last den"'


def test_a_bad_parameter_is_explained_on_a_page(client):
    page = read(client, "/search?from=2017-13").find(".//main")
    assert "from '2017-13' cannot be read" in text(page)
    assert "2017-10-26" in text(page)


def test_an_article_shows_the_whole_text_with_the_matches_marked(client):
    tree = read(client, f"/article/{ID}?q=forces")
    assert [text(paragraph) for paragraph in tree.findall(".//div[@class='text']/p")] == [
        "The Iraqi forces advanced.",
        "So did others.",
    ]
    assert marked(tree) == ["forces", "forces"]


def test_an_article_without_a_query_is_not_marked(client):
    assert marked(read(client, f"/article/{ID}")) == []


def test_an_article_leads_back_to_the_search(client):
    back = read(client, f"/article/{ID}?q=iraqi").find(".//nav[@class='back']/a")
    assert back.attrib["href"] == "/search?q=iraqi"


@pytest.mark.parametrize(
    ("given", "back"),
    [
        ("q=iraqi&source=A&at=1", "/search?q=iraqi&source=A#hit-1"),
        ("q=iraqi&page=7&at=23", "/search?q=iraqi&page=3#hit-23"),
        ("sort=newest&size=50&at=51", "/search?sort=newest&size=50&page=2#hit-51"),
        ("q=iraqi&at=0", "/search?q=iraqi"),
        ("q=iraqi&at=٣&size=x", "/search?q=iraqi&size=x"),
    ],
)
def test_the_way_back_leads_to_the_page_and_the_place(client, given, back):
    links = read(client, f"/article/{ID}?{given}").findall(".//nav[@class='back']/a")
    assert [link.attrib["href"] for link in links] == [back]


def test_an_article_leads_to_the_results_before_and_after_it(client):
    steps = read(client, f"/article/{ID}?q=story&at=2").findall(".//span[@class='steps']/a")
    assert [(text(step), step.attrib["href"]) for step in steps] == [
        ("Previous", "/result?q=story&at=1"),
        ("Next", "/result?q=story&at=3"),
    ]


def test_a_place_in_a_list_leads_to_its_article(client):
    response = client.get("/result?sort=oldest&at=2")
    assert (response.status_code, response.location) == (303, f"/article/{story(2).id}?sort=oldest&at=2")


def test_behind_the_last_result_is_the_list(client):
    assert client.get("/result?q=iraqi&at=2").location == "/search?q=iraqi"


@pytest.mark.parametrize("at", ["", "0", "x", "-1", "1e3", "1000000"])
def test_a_place_that_is_none_is_refused(client, at):
    assert client.get("/result", query_string={"at": at}).status_code == 400


def test_each_match_of_an_article_can_be_jumped_to(client):
    tree = read(client, f"/article/{ID}?q=iraqi+forces")
    jumps = [link.attrib["href"] for link in tree.findall(".//nav[@class='matches']//a")]
    assert jumps == [f"#{mark.attrib['id']}" for mark in tree.iter("mark")] == ["#m1", "#m2", "#m3", "#m4"]


def test_an_article_can_be_cited(client_of):
    page = read(client_of([story(1, authors=("Ada Marsh",))]), f"/article/{ID}?q=x")
    assert text(page.find(".//p[@id='citation']")) == (
        f"Ada Marsh. “Headline 1.” The Harbor Courier, October 2, 2017. http://localhost/article/{ID}"
    )
    assert page.find(".//p[@class='addresses']/a").attrib["href"] == f"http://localhost/article/{ID}"


def test_an_article_tells_where_its_date_is_from(client):
    assert "date from the page’s metadata" in text(read(client, f"/article/{ID}").find(".//article"))


def test_the_original_is_followed_without_telling_or_trusting(client_of):
    link = read(client_of([story(1, url="https://example.org/a")]), f"/article/{ID}").find(".//p[@class='original']/a")
    assert link.attrib == {"href": "https://example.org/a", "rel": "noopener noreferrer nofollow"}


def test_the_facts_of_an_article_lead_to_the_others_that_share_them():
    article = story(1, section="World", authors=("A", "B"), place=None, version=2)
    facts = article_view(MarkedArticle(article), "Dateline", "UTC", Origin(SearchLinks("/search", ()))).facts
    assert [(fact.label, fact.text, fact.url) for fact in facts] == [
        ("Outlet", "The Harbor Courier", "/search?source=The+Harbor+Courier"),
        ("Section", "World", "/search?section=World"),
        ("Author", "A", "/search?author=A"),
        ("Author", "B", "/search?author=B"),
        ("Language", "English", "/search?lang=en"),
        ("Version", "2", None),
    ]


@pytest.mark.parametrize("id", ["nowhere", "b" * 26, "A" * 26, "a" * 25])
def test_an_old_address_of_an_article_is_answered_kindly(client, id):
    response = client.get(f"/article/{id}")
    assert response.status_code == 404
    assert "Search for its headline" in response.text


def test_the_front_page_opens_with_the_newest(client):
    headings = [text(heading) for heading in read(client, "/").findall(".//section[@class='newest']//h3")]
    assert headings == [f"Headline {number}" for number in range(12, 5, -1)]


def test_the_front_page_is_dated(client):
    assert text(read(client, "/").find(".//p[@class='strip']/span")) == "Tuesday, October 31, 2017"


def test_the_front_page_tells_what_the_index_holds(client):
    holdings = [text(line) for line in read(client, "/").findall(".//aside[@class='holdings']//dl/div/dd")]
    assert holdings == ["12", "1", "October 2, 2017 to October 13, 2017", "English", "answering, commit 1"]


def test_the_front_page_of_an_empty_index_says_how_to_fill_it(client_of):
    assert "dateline index PATH" in client_of([]).get("/").text


def test_a_teaser_is_cut_between_words():
    assert teaser("one two\n\nthree four", 10) == "one two\u00a0…"


def test_a_short_text_is_its_own_teaser():
    assert teaser("one\n two") == "one two"


@pytest.mark.parametrize("typed", [typed for *_, examples in TOPICS for typed, _ in examples])
def test_an_example_of_the_help_page_is_understood_without_a_repair(typed):
    assert parse(typed).warnings == ()


def test_the_title_of_the_site_is_the_operators(client_of):
    assert text(read(client_of([], settings=Settings(title="The <Daily>")), "/").find(".//h1")) == "The <Daily>"


def test_related_articles_are_listed_under_an_article(client):
    headings = read(client, f"/article/{ID}").findall(".//section[@class='related']//h3")
    assert [text(heading) for heading in headings] == [f"Headline {number}" for number in range(2, 7)]


def test_the_copies_of_an_article_are_a_step_away(client_of):
    pair = [story(1, body="The same."), story(2, body="The same.", source="The Meridian Post")]
    links = read(client_of(pair), f"/article/{story(2).id}").findall(".//aside//section/p/a")
    assert (f"/story/{ID}", "2 copies in 2 outlets") in [(link.attrib["href"], text(link)) for link in links]


def test_a_page_shows_every_part_of_a_score(client):
    why = read(client, "/search?q=iraqi&explain=true").find(".//ol[@class='hits']/li//details")
    assert text(why.find("summary")) == "Score 2.5 of result 1, and how it is made up"
    assert [text(part) for part in why.iter("p")] == ["2.5 iraqi, the product of:", "1.25 idf", "2 saturated"]


def test_what_a_score_is_made_of_is_text_and_never_markup(client_of):
    article = story(1)
    hit = Hit(article, 1.0, 1, Snippet("title", article.title), explanation=Explanation(1.0, "<b>&"))
    tree = read(client_of([article], hits=(hit,)), "/search?explain=true")
    assert text(tree.find(".//details[@class='why']//p")) == "1 <b>&"
