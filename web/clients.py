"""How much one client may ask: a bucket of tokens each, so that a burst passes and a flood does not.

A bucket fills at the allowed rate up to the burst; a request takes one token. Only clients that asked lately are
remembered, and of those a bounded number: whoever is forgotten starts with a full bucket. The buckets are in memory
that processes forked later share, so that the rate is that of the site, whichever process answers.
"""

import mmap
import struct
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

if sys.platform != "win32":
    import fcntl

SETS, WAYS = 4096, 8  # of buckets; a client's is in one set, where it takes the place of who asked longest ago
_BUCKET = struct.Struct("<8sdd")  # who, tokens, when they were counted
_SITE_PREFIX = 64  # what one subscriber of IPv6 has at least; counting addresses would be counting to 2**64


class RateLimit:
    """Counts requests by client. `clock` gives seconds, monotonic, the same in every process."""

    def __init__(self, per_minute: int, burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._thread = threading.Lock()
        self._process = tempfile.TemporaryFile()  # noqa: SIM115  its lock is wanted for as long as this lives
        weakref.finalize(self, self._process.close)
        self._buckets = mmap.mmap(-1, SETS * WAYS * _BUCKET.size)

    def wait_s(self, client: str) -> float:
        """0 where the client may ask now, which takes a token; else the seconds until it may."""
        who = blake2b(client.encode(), digest_size=8).digest()
        with self._alone():
            now = self._clock()
            at, tokens, counted_at = self._bucket(who, now)
            tokens = min(self._burst, tokens + (now - counted_at) * self._per_second)
            allowed = tokens >= 1
            _BUCKET.pack_into(self._buckets, at, who, tokens - 1 if allowed else tokens, now)
        return 0.0 if allowed else (1 - tokens) / self._per_second

    def _bucket(self, who: bytes, now: float) -> tuple[int, float, float]:
        """Where a client's bucket is, or is to be; its tokens, and when they were counted."""
        first = int.from_bytes(who[:4], "little") % SETS * WAYS * _BUCKET.size
        places = range(first, first + WAYS * _BUCKET.size, _BUCKET.size)
        held = {at: _BUCKET.unpack_from(self._buckets, at) for at in places}
        for at, (whose, tokens, counted_at) in held.items():
            if whose == who:
                return at, tokens, counted_at
        return min(places, key=lambda at: held[at][2] if any(held[at][0]) else -1.0), float(self._burst), now

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes out; the system lets go for a process that dies."""
        with self._thread:
            if sys.platform != "win32":
                fcntl.lockf(self._process, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if sys.platform != "win32":
                    fcntl.lockf(self._process, fcntl.LOCK_UN)


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
