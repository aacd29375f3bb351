"""Debian's chromium, driven headless and quiet: it asks nobody anything but the page it is sent to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def where() -> str | None:
    """The path of chromium; None where it is not installed."""
    return shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser, closed at the end. Raises FileNotFoundError where chromium is not installed."""
    path = where()
    if path is None:
        raise FileNotFoundError("chromium is not installed; `apt-get install chromium` brings it")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
