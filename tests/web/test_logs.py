import io
import json
import logging

import pytest

from tests.web.shelf import ShelfSearcher, story
from web import FixedSnapshot, Settings, create_app
from web.logs import logging_to


def logged(path, **settings):
    """What a site writes of one request."""
    chosen = Settings(access_log="on", **settings)
    client = create_app(FixedSnapshot(ShelfSearcher([story(1)])), chosen).test_client()
    stream = io.StringIO()
    with logging_to(stream, chosen):
        client.get(path)
    return stream.getvalue()


def test_a_request_is_a_line():
    line = logged("/search")
    assert line.count("\n") == 1
    assert " info dateline.access 127.0.0.1 GET /search 200 " in line


def test_a_request_is_an_object():
    line = json.loads(logged("/nowhere", log_format="json"))
    assert list(line)[:4] == ["time", "level", "logger", "message"]
    assert (line["client"], line["method"], line["path"], line["status"]) == ("127.0.0.1", "GET", "/nowhere", 404)
    assert line["bytes"] > 0


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_was_searched_for_is_not_logged(log_format):
    assert "whistleblower" not in logged("/search?q=whistleblower", log_format=log_format)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_address_forges_a_line(log_format):
    assert logged("/a%0a2026-01-01%20info%20forged%1b[2J%e2%80%a8b", log_format=log_format).splitlines()[1:] == []


def test_a_refused_request_is_logged_too():
    assert " 401 " in logged("/search", token="0123456789abcdef")


def test_requests_are_not_logged_by_default(client):
    stream = io.StringIO()
    with logging_to(stream, Settings()):
        client.get("/search")
    assert stream.getvalue() == ""


def test_a_fault_is_an_object_with_its_trace():
    stream = io.StringIO()
    with logging_to(stream, Settings(log_format="json")):
        try:
            raise ValueError("lost")
        except ValueError as error:
            logging.getLogger("dateline.web").error("GET /search", exc_info=error)
    line = json.loads(stream.getvalue())
    assert (line["level"], "ValueError: lost" in line["trace"]) == ("error", True)
