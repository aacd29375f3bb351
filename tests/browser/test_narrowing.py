"""The ways to narrow a search in a real browser."""

from tests.browser.steps import follow


def total(page):
    return page.locator("p.status").inner_text()


def test_a_bar_of_the_timeline_narrows_to_its_time(window):
    page = window("search", java_script_enabled=False)
    before = total(page)
    follow(page, page.locator(".timeline svg a:has(rect + rect)").last)
    assert total(page) != before
    assert page.locator(".chips a").count() >= 2


def test_the_keyboard_narrows_by_the_table(window):
    page = window("search")
    page.locator(".timeline summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_navigation(url="**from=**"):
        page.keyboard.press("Enter")
    assert page.locator(".chips a").count() >= 2


def test_a_bar_and_its_row_lead_to_the_same_place(window):
    page = window("search")
    bars, rows = (
        page.locator(selector).evaluate_all("links => links.map(link => link.getAttribute('href'))")
        for selector in (".timeline svg a:has(rect + rect)", ".timeline table a")
    )
    assert bars
    assert bars == rows


def test_another_size_of_page_shows_more(window):
    page = window("search")
    follow(page, page.get_by_role("navigation", name="Results on a page").get_by_role("link", name="25"))
    assert page.locator(".hits > li").count() == 25


def test_the_advanced_form_writes_the_query(window):
    page = window("advanced", java_script_enabled=False)
    page.get_by_label("All of these words").fill("forces")
    page.get_by_label("These words in this order").fill("last den")
    follow(page, page.get_by_role("button", name="Search so"))
    assert page.locator("#q").input_value() == 'forces "last den"'
    assert total(page) == "1 article"


def test_forced_colors_keep_the_timeline(window):
    page = window("search", forced_colors="active")
    fill = page.locator(".timeline rect + rect").first.evaluate("bar => getComputedStyle(bar).fill")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert fill != ground


def test_printed_results_are_the_list(window):
    page = window("search?q=iraqi+forces")
    page.emulate_media(media="print")
    assert page.locator(".hits").is_visible()
    ground = "mark => getComputedStyle(mark).background"
    assert "gradient" not in page.locator("h2 mark").first.evaluate(ground)
    hidden = (".narrow", ".sizes", ".pages", ".colophon")
    assert not [part for part in hidden if page.locator(part).count() and page.locator(part).first.is_visible()]
