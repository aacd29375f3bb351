"""Every page can be used by everybody: axe-core finds nothing, and nothing needs a pointer."""

import pytest

from tests.browser import axe
from tests.browser.steps import follow
from tests.browser.test_reading import FOUND, PAGES

pytestmark = pytest.mark.skipif(
    not axe.SOURCE.exists(), reason="axe-core is not installed; `npm install --no-save axe-core` brings it"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "search?q=iraqi+forces&source=Nobody", "advanced", "api"])
def test_axe_finds_nothing_on_a_page(window, path, scheme):
    assert axe.violations(window(path, color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_an_article(window, scheme):
    page = window(FOUND, color_scheme=scheme)
    follow(page, page.locator(".hits h2 a").first)
    assert axe.violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_a_score_explained_on_a_phone(window, scheme):
    page = window("search?q=Iraqi+forces&explain=true", width=320, color_scheme=scheme)
    page.locator(".why summary").first.click()
    assert axe.violations(page) == []


def test_axe_finds_nothing_with_the_table_open_on_a_phone(window):
    page = window("search", width=320)
    page.locator(".timeline summary").click()
    assert axe.violations(page) == []


def test_axe_finds_what_is_wrong(window):
    page = window()
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [found for found in axe.violations(page) if found.startswith("html-has-lang")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_changed_in_an_article(window, scheme):
    page = window("search?q=edited:true", width=320, color_scheme=scheme)
    follow(page, page.locator(".hits h2 a"))
    assert axe.violations(page) == []
    follow(page, page.get_by_role("link", name="What changed"))
    assert axe.violations(page) == []
