"""The site under test: a fixed clock, a shelf of articles, and a client to ask it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from corpus import Article
from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app

NOW = datetime(2017, 10, 31, 12, tzinfo=UTC)
ClientOf = Callable[..., FlaskClient]


@pytest.fixture
def client_of() -> ClientOf:
    """Makes a client of a site over the given articles, with the given settings and changes to its answers."""

    def make(articles: Iterable[Article] = (), settings: Settings | None = None, **answer: object) -> FlaskClient:
        searcher = FixedSnapshot(ShelfSearcher(articles, **answer))
        return create_app(searcher, settings or Settings(), clock=lambda: NOW).test_client()

    return make


@pytest.fixture
def client(client_of: ClientOf) -> FlaskClient:
    """A client of a site with twelve plain articles, the first of them about Iraqi forces."""
    first = story(1, title="Iraqi forces push on", body="The Iraqi forces advanced.\n\nSo did others.", section="World")
    return client_of([first, *(story(number) for number in range(2, 13))])
