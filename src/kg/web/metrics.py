"""Figures for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from kg.store.interface import QueryStore
from kg.store.readers import ReaderPool
from kg.web.cache import AnswerCache
from kg.web.running import RunningQueries

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """Counts the requests, and reads what the other parts hold when it is asked."""

    def __init__(self, store: QueryStore, running: RunningQueries, cache: AnswerCache) -> None:
        """Count from zero."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "kg_http_requests",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "kg_http_request_seconds",
            "Time from a request to the last byte of its answer.",
            ["route"],
            registry=self._registry,
        )
        self._of = lru_cache(self._labelled)
        self._store = store
        self._snapshot = Gauge(
            "kg_snapshot_triples",
            "Triples of the default graph of the current snapshot, which the label names.",
            ["snapshot"],
            registry=self._registry,
        )
        self._gauge("kg_queries_running", "Queries at work or waiting.", running.count)
        self._gauge("kg_cache_bytes", "Bytes of answers that are kept.", lambda: cache.size)
        self._gauge("kg_cache_answers", "Answers that are kept.", lambda: len(cache))
        self._gauge("kg_cache_hits", "Answers given from those kept.", lambda: cache.hits)
        self._gauge("kg_cache_misses", "Answers that were not kept.", lambda: cache.misses)

        if isinstance(store, ReaderPool) and (forwarder := store.forwarder) is not None:
            counts = forwarder.counts
            self._gauge("kg_service_requests", "Requests of SERVICE.", lambda: counts.requests)
            self._gauge("kg_service_failures", "Those without answer.", lambda: counts.failures)
            self._gauge("kg_service_bytes", "Bytes of their answers.", lambda: counts.bytes)

    def _gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        Gauge(name, text, registry=self._registry).set_function(read)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request: its method, the rule of its address, what it was answered and when."""
        method = method if method in _METHODS else "other"
        counted, timed = self._of(method, route, status)
        counted.inc()
        timed.observe(seconds)

    def _labelled(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, status), self._seconds.labels(route)

    def text(self) -> bytes:
        """Return all figures in the text format."""
        self._snapshot.clear()
        self._snapshot.labels(self._store.snapshot.id).set(self._store.snapshot.triples)
        return generate_latest(self._registry)
