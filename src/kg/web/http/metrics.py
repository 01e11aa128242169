"""Counts for Prometheus: of requests and queries as they happen, of the endpoint when it is asked.

Each site has a registry of its own.  What belongs to a version (workers replaced, answers kept)
begins at zero with the next one, which Prometheus takes for a restart of the counter.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version as installed_version

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from kg.endpoint.service import Endpoint
from kg.web.http.request_log import Exchange

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one site."""

    def __init__(self, endpoint: Endpoint) -> None:
        # A second series for each counter would be made, which nobody reads.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "kg_requests", "Requests by route and status.", ["route", "status"], registry=self._registry
        )
        self._request_seconds = Histogram(
            "kg_request_seconds", "Time of a request.", buckets=_SECONDS, registry=self._registry
        )
        self._queries = Counter(
            "kg_queries",
            "SPARQL queries by outcome: ok, or the kind of the problem.",
            ["outcome"],
            registry=self._registry,
        )
        self._queries.labels("ok")  # so that there is a zero before the first
        self._query_seconds = Histogram(
            "kg_query_seconds", "Time of a SPARQL query.", buckets=_SECONDS, registry=self._registry
        )
        self._registry.register(_EndpointState(endpoint))

    def record(self, exchange: Exchange) -> None:
        """Count a request and its response."""
        self._requests.labels(exchange.route, str(exchange.status)).inc()
        self._request_seconds.observe(exchange.seconds)
        if exchange.query is not None:
            self._queries.labels(exchange.outcome).inc()
            self._query_seconds.observe(exchange.seconds)

    def expose(self, accept: str) -> tuple[bytes, str]:
        """The metrics and their media type, in the text format of Prometheus that is accepted."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


class _EndpointState(Collector):
    """What the endpoint says of itself at the moment of the question."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def collect(self) -> Iterator[Metric]:
        state = self._endpoint.state()
        info = GaugeMetricFamily(
            "kg_version_info", "What is served, and by what.", labels=["data", "kg", "engine"]
        )
        info.add_metric([state.version[:12], installed_version("kg-curation"), state.engine], 1)
        yield info
        gauges = {
            "kg_workers": ("Worker processes for public queries.", state.workers),
            "kg_workers_alive": ("Workers that can take a query.", state.alive),
            "kg_workers_busy": ("Workers that evaluate a query.", state.busy),
            "kg_queue_length": ("Queries that wait for a worker.", state.waiting),
            "kg_cache_bytes": ("Memory that kept answers take.", state.cache_bytes),
            "kg_newer_version_refused": ("1 while /readyz names a problem.", bool(state.problem)),
        }
        for name, (meaning, value) in gauges.items():
            yield GaugeMetricFamily(name, meaning, value=value)
        counters = {
            "kg_workers_replaced": (
                "Workers replaced: ended at a limit, for a client that left or cancelled, or dead.",
                state.replaced,
            ),
            "kg_cache_hits": ("Queries answered from kept answers.", state.cache_hits),
            "kg_cache_misses": ("Queries that had to be evaluated.", state.cache_misses),
        }
        for name, (meaning, value) in counters.items():
            yield CounterMetricFamily(name, meaning, value=value)
