"""Steps of a reader that have to be waited for."""

from playwright.sync_api import Locator, Page


def follow(page: Page, link: Locator) -> None:
    """Press a link or a button and wait for the page it leads to, so that nothing is asked of the old one."""
    with page.expect_navigation():
        link.click()
