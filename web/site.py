"""What every page can reach: the snapshots, the settings, the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from web.gate import Gate
from web.kept_answers import KeptAnswers
from web.links import SearchLinks
from web.params import Pairs
from web.settings import Settings
from web.snapshots import Searchers

_KEY = "dateline"


@dataclass(frozen=True, slots=True)
class Site:
    """One application's own things.

    clock:   gives aware moments
    kept:    the answers given of late
    streams: lets in who fetches a whole result
    """

    searchers: Searchers
    settings: Settings
    clock: Callable[[], datetime]
    kept: KeptAnswers
    streams: Gate

    def today(self) -> str:
        """The day it is where the readers are, ISO."""
        return self.clock().astimezone(ZoneInfo(self.settings.timezone)).date().isoformat()


@dataclass(frozen=True, slots=True)
class Chrome:
    """What surrounds every page.

    site:    the name in the masthead
    title:   of the page, before the site's name in the window's title; empty for the site's name alone
    query:   what stands in the search box
    carried: the filters that a new query in the box keeps
    indexed: whether search engines may list the page
    canonical: the one address, absolute, of a page that has several; empty where it has none of its own
    feed:    the address of the same list as a feed; empty where there is none
    """

    site: str
    title: str = ""
    query: str = ""
    carried: Pairs = ()
    indexed: bool = False
    canonical: str = ""
    feed: str = ""

    @property
    def as_form(self) -> str:
        """What an address of the advanced form ends in, so that it is filled with this search; empty without one."""
        return SearchLinks("", (("q", self.query), *self.carried) if self.query or self.carried else ()).here()


def attach(app: Flask, site: Site) -> None:
    """Give an application its site."""
    app.extensions[_KEY] = site


def this_site() -> Site:
    """The site of the application that answers the current request."""
    return cast(Site, current_app.extensions[_KEY])
