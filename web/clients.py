"""How much one client may ask: a bucket of tokens each, so that a burst passes and a flood does not.

A bucket fills at the allowed rate up to the burst; a request takes one token. Only clients that asked lately are
remembered, and of those a bounded number: whoever is forgotten starts with a full bucket.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

MOST_CLIENTS = 20_000
_SITE_PREFIX = 64  # what one subscriber of IPv6 has at least; counting addresses would be counting to 2**64


class RateLimit:
    """Counts requests by client. `clock` gives seconds, monotonic."""

    def __init__(self, per_minute: int, burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when they were counted

    def wait_s(self, client: str) -> float:
        """0 where the client may ask now, which takes a token; else the seconds until it may."""
        now = self._clock()
        with self._lock:
            tokens, counted_at = self._buckets.pop(client, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - counted_at) * self._per_second)
            allowed = tokens >= 1
            self._buckets[client] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._per_second


def client_name(address: str | None) -> str:
    """Who an address counts for: itself, or its network of IPv6; what is no address counts for all of its kind.

    >>> client_name("2001:db8:1:2:3:4:5:6"), client_name("::ffff:192.0.2.1")
    ('2001:db8:1:2::/64', '192.0.2.1')
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _SITE_PREFIX), strict=False))
