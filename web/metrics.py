"""`/metrics`: what happens on the site, for Prometheus. Closed to other machines unless a setting opens it."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from typing import cast

from flask import Blueprint, Flask, Request, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index import DatelineIndexError
from web.errors import NotFound
from web.settings import Settings
from web.site import this_site
from web.snapshots import Searchers

pages = Blueprint("metrics", __name__)
_KEY = "dateline.metrics"
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# A proxy that is not declared makes every visitor look local; these betray it.
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP")


class Metrics:
    """One application's counters. Routes are labeled by their rule, never by what was asked.

    folder: where the processes of a server put what each counts, so that any of them can tell the sum; empty where
    there is but one
    """

    def __init__(self, searchers: Searchers, folder: str = "") -> None:
        if folder:
            # How prometheus_client is told; for this process and those forked from it.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._index = _IndexGauges(searchers)
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "dateline_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "dateline_request_seconds", "Time to answer.", ("route",), registry=self.registry, buckets=BUCKETS_S
        )
        self.at_work = Gauge(
            "dateline_requests_at_work", "Requests being answered.", registry=self.registry, multiprocess_mode="livesum"
        )
        self.registry.register(self._index)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything counted, in Prometheus' text format."""
        if not self._folder:
            return generate_latest(self.registry)
        summed = CollectorRegistry()
        MultiProcessCollector(summed, self._folder)  # type: ignore[no-untyped-call]
        summed.register(self._index)
        return generate_latest(summed)


class _IndexGauges(Collector):
    """The state of the index at the time of asking."""

    def __init__(self, searchers: Searchers) -> None:
        self._searchers = searchers

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._searchers.use() as snapshot:
                stats = snapshot.searcher.stats()
        except DatelineIndexError:
            yield GaugeMetricFamily("dateline_index_ready", "Whether searches can be answered.", 0)
            return
        yield GaugeMetricFamily("dateline_index_ready", "Whether searches can be answered.", 1)
        yield GaugeMetricFamily("dateline_index_articles", "Articles in the index.", stats.articles)
        yield GaugeMetricFamily("dateline_index_generation", "Number of the last commit.", stats.generation)
        yield GaugeMetricFamily("dateline_index_bytes", "Size of the index on disk.", stats.bytes)


@pages.get("/metrics")
def metrics() -> Response:
    """What was counted; for whom it is closed, there is no such page."""
    site = this_site()
    if not may_read(request, site.settings):
        raise NotFound("not_found", "There is no page at this address.", "Search, or start from the front page.")
    counted = cast(Metrics, current_app.extensions[_KEY])
    return Response(counted.text(), content_type=CONTENT_TYPE_LATEST)


def attach_metrics(app: Flask, metrics: Metrics) -> None:
    """Give an application its counters."""
    app.extensions[_KEY] = metrics


def may_read(asked: Request, settings: Settings) -> bool:
    """Whether a request may see the counters."""
    if settings.metrics != "local":
        return settings.metrics == "all"
    if settings.trusted_proxies == 0 and any(name in asked.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(asked.remote_addr or "").is_loopback
    except ValueError:
        return False
