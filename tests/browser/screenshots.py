"""Makes the pictures of the pages for the docs: `python -m tests.browser.screenshots`.

The sample news in three widths. With a folder as argument, every page is put there, light and dark: what should be
looked at after a change of the style.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.site import seeds_served
from tests.browser.steps import follow

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "front": "",
    "results": "search?q=ferry+OR+bridge&sort=newest",
    "explained": "search?q=Iraqi+forces&explain=true",
    "nothing": "search?q=brigde&source=Nobody",
    "article": "result?q=iraqi+forces&at=1",
    "copies": "search?q=mapmakers&expand=true",
    "changes": "search?q=edited:true",
    "advanced": "advanced?q=ferry+(bridge+OR+sound)+-oil&from=2010",
    "help": "help",
    "refused": "search?page=x",
}
WIDTHS = {320: 640, 768: 900, 1280: 860}
SHOWN = {
    "front": "light",
    "results": "light",
    "article": "dark",
    "copies": "light",
    "changes": "light",
    "advanced": "dark",
}
QUALITY = 60  # of a JPEG: enough to read, and the whole of the docs stays below a megabyte


def picture(browser: Browser, url: str, path: Path, width: int, scheme: str) -> None:
    """Write what a window of that width shows of a page as a JPEG."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    page.locator("#q[data-ready]").wait_for()
    if path.name.startswith("changes"):
        follow(page, page.locator(".hits h2 a").first)
        follow(page, page.get_by_role("link", name="What changed").first)
    page.screenshot(path=path, type="jpeg", quality=QUALITY)
    context.close()


def main(target: Path | None) -> None:
    """Index the seeds, serve them, take the pictures."""
    home = target or DOCS
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, seeds_served(Path(directory)) as url, chromium() as browser:
        for (name, path), width, scheme in product(PAGES.items(), WIDTHS, ("light", "dark")):
            if target:
                picture(browser, url + path, home / f"{name}-{width}-{scheme}.jpg", width, scheme)
            elif SHOWN.get(name) == scheme:
                picture(browser, url + path, home / f"{name}-{width}.jpg", width, scheme)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
