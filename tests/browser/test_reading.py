"""What a reader meets in a real browser, on the seeds."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import AFTER, BEFORE
from tests.browser.steps import follow

SEED = "Iraqi Forces Push into 'Last Den' Of Isis in Country"
FOUND = "search?q=iraqi+forces"
PAGES = ["", FOUND, "search?q=zzyzx", "search?q=the&size=50", "help", "nowhere", "search?page=x"]

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The lowest contrast of any text with what lies behind it (WCAG 2.2, relative luminance).
CONTRAST = """() => {
  const rgb = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length && (color.length < 4 || color[3] > 0)) return color;
    }
    return [255, 255, 255];
  };
  let lowest = [21, ''];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own && element.tagName !== 'INPUT') continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, element.outerHTML.slice(0, 80)];
  }
  return lowest;
}"""


def marks(locator):
    return [text.lower() for text in locator.locator("mark").all_inner_texts()]


def test_a_search_finds_the_seed_first_with_the_words_marked(window):
    first = window(FOUND).locator(".hits > li").first
    assert first.locator("h2").inner_text() == SEED
    assert set(marks(first.locator("h2"))) == {"iraqi", "forces"}
    assert {"iraqi", "forces"} <= set(marks(first.locator(".passage")))


def test_following_a_result_shows_the_article_with_the_words_marked(window):
    page = window(FOUND)
    follow(page, page.locator(".hits h2 a").first)
    assert page.locator("h1").inner_text() == SEED
    assert {"iraqi", "forces"} <= set(marks(page.locator(".text")))


def test_an_article_leads_back_to_its_results(window):
    page = window(FOUND)
    follow(page, page.locator(".hits h2 a").first)
    follow(page, page.get_by_text("Back to the results"))
    assert page.locator("#q").input_value() == "iraqi forces"


def test_the_keyboard_alone_leads_from_the_box_to_an_article(window):
    page = window()
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("iraqi forces")
    with page.expect_navigation(url="**/search?q=iraqi+forces"):
        page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.hits h2') !== null"):
            break
    with page.expect_navigation(url="**/article/**"):
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == SEED


def test_the_first_stop_of_the_keyboard_leads_to_the_content(window):
    page = window(FOUND)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_every_stop_of_the_keyboard_can_be_seen(window):
    page = window(FOUND)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_page_scrolls_sideways(window, path, width):
    assert window(path, width=width).evaluate(OVERFLOW) <= 0


def test_a_place_on_a_phone_goes_to_the_next_line_whole(window):
    place = window("search?q=ferry+OR+bridge&sort=newest", width=320).locator(".hits .meta bdi", has_text="Saltmere")
    assert place.first.evaluate("element => element.getClientRects().length") == 1


@pytest.mark.parametrize("width", [320, 640])
def test_an_article_does_not_scroll_sideways(window, width):
    page = window(FOUND, width=width)
    follow(page, page.locator(".hits h2 a").first)
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "search?q=iraqi+forces&source=Nobody"])
def test_text_stands_out_from_its_ground(window, path, scheme):
    ratio, where = window(path, color_scheme=scheme).evaluate(CONTRAST)
    assert ratio >= 4.5, where


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_stands_out_from_its_ground(window, scheme):
    page = window(FOUND, color_scheme=scheme)
    follow(page, page.locator(".hits h2 a").first)
    ratio, where = page.evaluate(CONTRAST)
    assert ratio >= 4.5, where


def test_the_dark_page_is_dark(window):
    shades = [
        window(color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert shades[0] != shades[1]


def test_the_whole_path_needs_no_script(window):
    page = window(java_script_enabled=False)
    page.locator("#q").fill("iraqi forces")
    follow(page, page.get_by_role("button", name="Search"))
    follow(page, page.locator(".hits h2 a").first)
    assert page.locator("h1").inner_text() == SEED


def test_a_facet_narrows_and_its_chip_widens_again(window):
    page = window("search")
    total = page.locator("p.status").inner_text()
    follow(page, page.locator(".narrow nav a").first)
    assert page.locator("p.status").inner_text() != total
    follow(page, page.locator(".chips a").first)
    assert page.locator("p.status").inner_text() == total


def test_the_form_of_dates_narrows(window):
    page = window("search")
    page.get_by_label("From").fill("1900")
    page.get_by_label("Until").fill("1901")
    follow(page, page.get_by_role("button", name="Apply"))
    assert page.locator("p.status").inner_text() == "No article matches"


def test_the_browser_finds_nothing_to_complain_of(browser, site):
    context = browser.new_context(base_url=site)
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", FOUND, "help"):
        page.goto(site + path)
    context.close()
    assert said == []
    assert not [url for url in asked if not url.startswith(site)]


def test_a_printed_article_is_its_text(window):
    page = window(FOUND)
    follow(page, page.locator(".hits h2 a").first)
    page.emulate_media(media="print")
    assert page.locator(".text").is_visible()
    assert not page.locator("#q").is_visible()


def test_a_score_opens_to_its_parts_without_a_script(window):
    page = window("search?q=Iraqi+forces&explain=true", width=320, java_script_enabled=False)
    why = page.locator(".why").first
    why.locator("summary").press("Enter")
    expect(why.get_by_text("relevance times recency")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0


def test_what_changed_in_an_article_is_marked_word_by_word(window):
    page = window("search?q=edited:true", java_script_enabled=False)
    assert page.locator(".hits > li").count() == 1
    follow(page, page.locator(".hits h2 a"))
    follow(page, page.get_by_role("link", name="What changed"))
    gone, new = (" ".join(page.locator(f".changes {kind}").all_inner_texts()) for kind in ("del", "ins"))
    assert (gone.strip(), new.strip()) == (BEFORE, AFTER)
    follow(page, page.get_by_role("link", name="Back to the article"))
    assert AFTER in page.locator(".text").inner_text()
