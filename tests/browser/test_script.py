"""What the page's script adds; that nothing needs it is `test_reading.py`'s and `test_narrowing.py`'s."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.steps import follow
from tests.browser.test_reading import FOUND

WORD = {"kind": "word", "text": "iraqi", "query": "iraqi", "articles": 3, "id": None, "url": "/search?q=iraqi"}
SUGGESTED = {
    "query": "iraq",
    "suggestions": [
        WORD,
        {**WORD, "kind": "source", "text": "Iraq News", "query": 'source:"Iraq News"'},
        {**WORD, "kind": "title", "text": "Iraq Today", "query": 'title:"Iraq Today"', "id": "a" * 26, "url": "/help"},
    ],
}
SLIDER = ".drawing [role=slider]"


@pytest.fixture
def article(window):
    page = window(FOUND)
    follow(page, page.locator(".hits h2 a").first)
    expect(page.locator(".stepper")).to_be_visible()
    return page


def days_of(bars):
    """The first and the last day of each bar, as its link has them."""
    addresses = bars.evaluate_all("bars => bars.map(bar => bar.getAttribute('href'))")
    return [re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", address) for address in addresses]


def current(page):
    return page.locator("mark.current").evaluate_all("marks => marks.map(mark => mark.id)")


def test_a_slash_goes_to_the_box(window):
    page = window(FOUND)
    expect(page.locator("#q[data-ready]")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    assert page.locator("#q").input_value() == "iraqi forces"


def test_keys_go_from_match_to_match_and_round(article):
    article.keyboard.press("n")
    assert current(article) == ["m1"]
    article.keyboard.press("n")
    assert current(article) == ["m2"]
    article.keyboard.press("p")
    article.keyboard.press("p")
    assert current(article) == [f"m{article.locator('mark').count()}"]


def test_a_key_is_a_letter_where_one_types(article):
    article.locator("#q").fill("")
    article.keyboard.type("pn/")
    assert article.locator("#q").input_value() == "pn/"
    assert current(article) == []


def test_keys_can_be_turned_off_for_good(window):
    page = window("help")
    page.get_by_role("button", name="Turn these keys off").click()
    page.goto(page.url.replace("help", FOUND))
    expect(page.locator("#q[data-ready]")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_the_button_tells_which_match_it_went_to(article):
    article.get_by_role("button", name="Next match").click()
    expect(article.locator(".stepper [role=status]")).to_have_text(re.compile("^1 of [0-9]+$"))


def test_the_citation_is_copied(browser, site):
    context = browser.new_context(base_url=site, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + FOUND)
    follow(page, page.locator(".hits h2 a").first)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".copy [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    context.close()


def test_a_drag_over_the_timeline_narrows_to_its_span(window):
    page = window("search")
    bars = page.locator(".timeline svg a")
    days = days_of(bars)
    page.locator(SLIDER).scroll_into_view_if_needed()
    first, third = (bars.nth(place).locator("rect").first.bounding_box() for place in (0, 2))
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(third["x"] + third["width"] / 2, third["y"] + 20, steps=4)
    with page.expect_navigation(url=f"**from={days[0][0]}&to={days[2][1]}"):
        page.mouse.up()
    assert page.locator(".chips a").count() >= 2


def test_the_keyboard_chooses_a_span_of_the_timeline(window):
    page = window("search")
    days = days_of(page.locator(".timeline svg a"))
    page.locator(SLIDER).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(SLIDER)).to_have_attribute("aria-valuetext", re.compile(", to "))
    with page.expect_navigation(url=f"**from={days[1][0]}&to={days[2][1]}"):
        page.keyboard.press("Enter")


def test_a_press_on_a_bar_is_still_a_link(window):
    page = window("search")
    follow(page, page.locator(".timeline svg a:has(rect + rect)").last)
    assert page.locator(".chips a").count() >= 2


@pytest.fixture
def suggesting(window):
    page = window()
    # An answer of the server's own may be late, which it then says nothing about.
    page.route("**/api/v1/suggest?*", lambda route: route.fulfill(json=SUGGESTED))
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("iraq")
    expect(page.get_by_role("listbox")).to_be_visible()
    return page


def test_the_box_suggests_how_to_go_on(suggesting):
    assert suggesting.get_by_role("option").all_inner_texts() == ["iraqi", "Iraq News\noutlet", "Iraq Today\nheadline"]
    expect(suggesting.locator(".search [role=status]")).to_have_text("3 suggestions")
    assert not axe.SOURCE.exists() or axe.violations(suggesting) == []


def test_a_suggestion_is_text_whatever_it_holds(window):
    page = window()
    hostile = {**WORD, "text": "<img src=x onerror=alert(1)>", "query": "<b>x</b>"}
    page.route("**/api/v1/suggest?*", lambda route: route.fulfill(json={"query": "", "suggestions": [hostile]}))
    page.locator("#q").press_sequentially("iraq")
    expect(page.get_by_role("option")).to_have_text("<b>x</b>")
    assert page.locator("#suggestions img, #suggestions b").count() == 0


def test_a_suggested_headline_leads_to_its_article(suggesting):
    for _ in range(3):
        suggesting.keyboard.press("ArrowDown")
    with suggesting.expect_navigation(url="**/help"):
        suggesting.keyboard.press("Enter")


def test_the_keyboard_takes_a_suggestion(suggesting):
    wanted = suggesting.get_by_role("option").first.get_attribute("data-query")
    suggesting.keyboard.press("ArrowDown")
    expect(suggesting.get_by_role("combobox")).to_have_value(wanted)
    assert suggesting.get_by_role("combobox").get_attribute("aria-activedescendant") == "suggestion-0"
    with suggesting.expect_navigation(url="**/search?q=*"):
        suggesting.keyboard.press("Enter")


def test_escape_gives_back_what_was_typed(suggesting):
    suggesting.keyboard.press("ArrowDown")
    suggesting.keyboard.press("Escape")
    expect(suggesting.get_by_role("combobox")).to_have_value("iraq")
    expect(suggesting.get_by_role("listbox")).to_be_hidden()


def test_a_suggestion_can_be_pressed(suggesting):
    with suggesting.expect_navigation(url="**/search?q=*"):
        suggesting.get_by_role("option").first.click()
