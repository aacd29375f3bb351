"""Connections to the port, and which of them are hung up on, so that nobody can take all of them and keep them.

A client may be slow. But a request is to arrive within `PATIENCE_S`, what is sent is to be taken within as much, and
where every connection is taken, the one that has waited longest for its client makes room.
"""

import sys
from collections.abc import Iterable

from waitress.channel import HTTPChannel

from web.unread import Parser, Refusal

if sys.platform != "win32":
    import resource

PATIENCE_S = 30
MOST = 1000


class Connection(HTTPChannel):
    """A connection whose client has to make headway."""

    parser_class = Parser
    error_task_class = Refusal
    _moved_at = _looked_at = 0.0

    def handle_read(self) -> None:
        """Read what there is. A request that drips in counts as idle from its first byte on."""
        arriving, since = self.request, self.last_activity
        super().handle_read()
        if arriving is not None and self.request is arriving:
            self.last_activity = since

    def is_waiting(self) -> bool:
        """Whether there is nothing to do or to send for it."""
        return not self.requests and not self.total_outbufs_len

    def is_stalled(self, now: float) -> bool:
        """Whether its client has taken nothing for long of what it is to get. To be asked every now and then.

        now: in seconds, monotonic
        """
        if not self.total_outbufs_len or self.last_activity != self._moved_at:
            self._moved_at, self._looked_at = self.last_activity, now
        return now - self._looked_at > PATIENCE_S


def hang_up_on_stalled(connections: Iterable[Connection], now: float) -> None:
    """End the connections whose clients do not read. waitress never would, as nothing can be written to them."""
    for connection in [connection for connection in connections if connection.is_stalled(now)]:
        connection.handle_close()


def make_room(connections: Iterable[Connection]) -> None:
    """End the connection that has waited longest for its client, if any waits."""
    waiting = [connection for connection in connections if connection.is_waiting()]
    if waiting:
        min(waiting, key=lambda connection: connection.last_activity).handle_close()


def most_connections() -> int:
    """How many connections are kept at most: 1,000, or half of the files that this process may have open."""
    if sys.platform == "win32":
        return MOST // 4  # select takes 512 there
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST, files // 2) if files != resource.RLIM_INFINITY else MOST
