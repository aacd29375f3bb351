"""The search page and the JSON endpoint. Imports search, and the values it hands out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from web.errors import CannotListen
from web.settings import BadSetting, Settings, from_environment, with_values

if TYPE_CHECKING:
    from web.app import create_app
    from web.server import Server, running, serve
    from web.snapshots import FixedSnapshot, Searchers, Snapshot, Snapshots
    from web.workers import Duties, counters_folder, serve_by_workers

# Loaded at first use: `dateline search` reads settings and answers here, and needs no server.
LATE = {
    "FixedSnapshot": "web.snapshots",
    "Searchers": "web.snapshots",
    "Server": "web.server",
    "Snapshot": "web.snapshots",
    "Snapshots": "web.snapshots",
    "create_app": "web.app",
    "running": "web.server",
    "serve": "web.server",
    "Duties": "web.workers",
    "counters_folder": "web.workers",
    "serve_by_workers": "web.workers",
}

__all__ = [
    "BadSetting",
    "CannotListen",
    "Duties",
    "FixedSnapshot",
    "Searchers",
    "Server",
    "Settings",
    "Snapshot",
    "Snapshots",
    "counters_folder",
    "create_app",
    "from_environment",
    "running",
    "serve",
    "serve_by_workers",
    "with_values",
]


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module {__name__} has no {name}")
    return getattr(import_module(LATE[name]), name)
