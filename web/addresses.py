"""The addresses that every page has, built once; they differ only by the path the site is mounted at."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from flask import request, url_for

AN_ID = "a" * 26  # stands for the id of any article while an address is built


def page_addresses() -> Callable[[str], str]:
    """A function that gives the address of a page by its endpoint."""

    @lru_cache(maxsize=256)
    def built(root: str, endpoint: str) -> str:
        return url_for(endpoint)

    return lambda endpoint: built(request.script_root, endpoint)


def file_addresses(folder: Path) -> Callable[[str], str]:
    """A function that gives the address of a static file by its name; it changes with the file."""

    @lru_cache(maxsize=256)
    def built(root: str, name: str) -> str:
        return url_for("static", filename=name, v=blake2b((folder / name).read_bytes(), digest_size=6).hexdigest())

    return lambda name: built(request.script_root, name)


def stem_of(endpoint: str) -> str:
    """What the addresses of one endpoint have before the id of an article."""
    return url_for(endpoint, id=AN_ID).removesuffix(AN_ID)
