"""`/robots.txt`: crawlers may read articles, not walk the endless combinations of a search."""

from flask import Blueprint, Response

pages = Blueprint("robots", __name__)
RULES = "User-agent: *\nDisallow: /search\nDisallow: /api/\n"


@pages.get("/robots.txt")
def robots() -> Response:
    """The rules for crawlers."""
    response = Response(RULES, mimetype="text/plain")
    response.cache_control.max_age = 86_400
    return response
