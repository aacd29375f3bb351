"""The search page and the JSON endpoint. Imports search, and the values it hands out."""

from web.app import create_app
from web.errors import CannotListen
from web.server import Server, running, serve
from web.settings import BadSetting, Settings, from_environment, with_values
from web.snapshots import FixedSnapshot, Searchers, Snapshot, Snapshots

__all__ = [
    "BadSetting",
    "CannotListen",
    "FixedSnapshot",
    "Searchers",
    "Server",
    "Settings",
    "Snapshot",
    "Snapshots",
    "create_app",
    "from_environment",
    "running",
    "serve",
    "with_values",
]
