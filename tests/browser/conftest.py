"""One browser and one site for all; a fresh window for each test."""

import pytest

pytest.importorskip("playwright", reason="playwright is not installed; `pip install -e '.[dev]'` brings it")

from tests.browser import chromium
from tests.browser.site import seeds_served


@pytest.fixture(scope="session")
def browser():
    if chromium.where() is None:
        pytest.skip("chromium is not installed; `apt-get install chromium` brings it")
    with chromium.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with seeds_served(tmp_path_factory.mktemp("site")) as url:
        yield url


@pytest.fixture
def window(browser, site):
    """Opens a page of the site in a window of its own."""
    contexts = []

    def open_window(path="", width=1280, **options):
        contexts.append(browser.new_context(base_url=site, viewport={"width": width, "height": 800}, **options))
        page = contexts[-1].new_page()
        page.goto(site + path)
        return page

    yield open_window
    for context in contexts:
        context.close()
