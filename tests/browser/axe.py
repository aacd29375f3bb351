"""axe-core, the checker of accessible pages, from npm: `npm install --no-save axe-core`."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map(found => `${found.id}: ${found.help}: ${found.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)"""


def violations(page: Page) -> list[str]:
    """What axe-core, all its rules on, finds wrong with an open page."""
    # Evaluated by the driver, so that the page's policy against scripts stays as it is.
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    return list(page.evaluate(RUN))
