"""Copies of one text, as a reader meets them among the seeds."""

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.steps import follow

OTHERS = "+2 outlets"


def test_four_copies_of_a_wire_text_are_one_result(window):
    page = window("search?q=mapmakers")
    assert page.locator(".hits > li").count() == 1
    assert "1 story in 4 articles" in page.locator("p.status").inner_text()
    assert page.get_by_role("link", name=OTHERS).is_visible()


def test_a_result_leads_to_all_copies_in_order_of_publication(window):
    page = window("search?q=mapmakers")
    follow(page, page.get_by_role("link", name=OTHERS))
    times = page.locator(".copies time").evaluate_all("found => found.map(each => each.dateTime)")
    assert page.locator(".copies article").count() == 4
    assert times == sorted(times)
    assert "credited to Reuters" in page.locator("main").inner_text()


@pytest.mark.skipif(not axe.SOURCE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_on_the_page_of_a_story(window):
    page = window("search?q=mapmakers")
    follow(page, page.get_by_role("link", name=OTHERS))
    assert axe.violations(page) == []


def test_every_copy_can_be_listed_by_itself(window):
    page = window("search?q=mapmakers&group=off")
    assert page.locator(".hits > li").count() == 4


def test_copies_are_listed_under_their_result_and_hidden_again(window):
    page = window("search?q=mapmakers")
    button = page.get_by_role("button", name="List them")
    button.focus()
    page.keyboard.press("Enter")
    listed = page.get_by_role("list", name="Copies of result 1")
    expect(listed.get_by_role("listitem")).to_have_count(4)
    assert page.url.endswith("search?q=mapmakers")
    times = listed.locator("time").evaluate_all("found => found.map(each => each.dateTime)")
    assert times == sorted(times)
    page.get_by_role("button", name="Hide them").click()
    expect(listed).to_be_hidden()


def test_copies_are_listed_without_a_script(window):
    page = window("search?q=mapmakers", java_script_enabled=False)
    follow(page, page.get_by_role("link", name="With the copies of each story"))
    assert page.get_by_role("list", name="Copies of result 1").get_by_role("listitem").count() == 4
    follow(page, page.get_by_role("link", name="Without the copies"))
    assert page.get_by_role("list", name="Copies of result 1").count() == 0


@pytest.mark.skipif(not axe.SOURCE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_result_with_its_copies(window, scheme):
    assert axe.violations(window("search?q=mapmakers&expand=true", width=320, color_scheme=scheme)) == []
