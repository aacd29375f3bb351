"""The bounds of every door, in one place; docs/api.md states them."""

MAX_REQUEST_LINE_BYTES = 8 * 1024
MAX_BODY_BYTES = 16 * 1024
MAX_HEADER_BYTES = 64 * 1024  # the server's own net, wide enough for the page to refuse a long request line itself
MAX_PAGE = 1_000_000
MAX_SIZE = 100
MAX_FILTER_VALUES = 32
MAX_FILTER_CHARACTERS = 200
MAX_SOURCES = 10_000  # outlets listed in one answer
MAX_CURSOR = 600  # characters
