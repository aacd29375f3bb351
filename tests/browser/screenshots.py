"""Makes the picture of the page for the docs: `python -m tests.browser.screenshots docs/search-page.png`.

A second argument, `all`, puts every page beside it, in the widths and colors a change of the style should be looked at.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.site import seeds_served

PAGES = {
    "front": "",
    "results": "search?q=iraqi+forces",
    "narrowed": "search?q=the&lang=en&from=2017",
    "nothing": "search?q=zzyzx",
    "help": "help",
    "refused": "search?page=x",
}


def picture(browser: Browser, url: str, path: Path, width: int, scheme: str = "light", height: int = 900) -> None:
    """Write one page as a PNG."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    page.screenshot(path=path)
    context.close()


def article(browser: Browser, url: str) -> str:
    """The address of the first result."""
    page = browser.new_page()
    page.goto(url + PAGES["results"])
    href = page.locator(".hits h2 a").first.get_attribute("href")
    page.close()
    return (href or "").lstrip("/")


def main(target: Path, everything: bool) -> None:
    """Index the seeds, serve them, take the pictures."""
    with tempfile.TemporaryDirectory() as directory, seeds_served(Path(directory)) as url, chromium() as browser:
        picture(browser, url + PAGES["results"], target, 1200, height=760)
        if everything:
            pages = {**PAGES, "article": article(browser, url)}
            for (name, path), width, scheme in product(pages.items(), (320, 390, 1280), ("light", "dark")):
                picture(browser, url + path, target.with_name(f"{name}-{width}-{scheme}.png"), width, scheme)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] == ["all"])
