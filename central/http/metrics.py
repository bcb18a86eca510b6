"""What Prometheus may ask. A registry of our own: nothing global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from httpd.traffic import Traffic
from wire.sync import Acknowledgement

_DOOR: tuple[tuple[str, str, Callable[[Traffic], float]], ...] = (
    ("lineside_connections", "Open now", lambda it: it.connections),
    (
        "lineside_connections_refused",
        "Since the start: came when all places were taken",
        lambda it: it.refused_connections,
    ),
    (
        "lineside_accept_errors",
        "Since the start: the system had no room for a connection",
        lambda it: it.accept_errors,
    ),
    (
        "lineside_names_refused",
        "Since the start: asked under a name that is not ours, or sent from a page elsewhere",
        lambda it: it.refused_names,
    ),
    ("lineside_body_bytes", "Bytes of bodies in work now", lambda it: it.body_bytes),
    (
        "lineside_bodies_refused",
        "Since the start: bodies for which the others left no room",
        lambda it: it.refused_bodies,
    ),
)


class Backlog(Protocol):
    """Facts that are stored and not projected, the oldest since ``since_us``."""

    @property
    def facts(self) -> int: ...
    @property
    def since_us(self) -> int | None: ...


class Metrics:
    """Counters since the start of this process; ages are set when asked."""

    def __init__(self) -> None:
        self.traffic = Traffic()
        """Counted by the door itself."""
        self._registry = CollectorRegistry()
        self._facts = Counter(
            "lineside_facts", "Facts by what became of them", ["outcome"], registry=self._registry
        )
        self._telegrams = Counter(
            "lineside_telegrams", "Telegrams taken in", ["feed"], registry=self._registry
        )
        self._published = Counter(
            "lineside_telegrams_published", "Telegrams the broker has", registry=self._registry
        )
        self._broker_age = Gauge(
            "lineside_broker_answer_age_seconds",
            "Since the broker last answered; -1: never",
            registry=self._registry,
        )
        self._waiting = Gauge(
            "lineside_facts_waiting",
            "Facts stored and not projected yet; -1: the database does not answer",
            registry=self._registry,
        )
        self._waiting_age = Gauge(
            "lineside_projection_lag_seconds",
            "Age of the oldest fact that is not projected yet; 0: none waits",
            registry=self._registry,
        )
        self._troubles = Gauge(
            "lineside_troubles",
            "What the desk says needs a person, by kind and level",
            ["kind", "level"],
            registry=self._registry,
        )
        for name, text, read in _DOOR:
            gauge = Gauge(name, text, registry=self._registry)
            gauge.set_function(partial(read, self.traffic))

    def count_answer(self, answer: Acknowledgement) -> None:
        for outcome, count in (
            ("applied", answer.applied),
            ("duplicate", answer.duplicates),
            ("refused", len(answer.refused)),
            ("conflict", len(answer.conflicts)),
        ):
            if count:
                self._facts.labels(outcome).inc(count)

    def count_telegram(self, feed: str) -> None:
        self._telegrams.labels(feed).inc()

    def count_published(self, count: int) -> None:
        self._published.inc(count)

    def set_troubles(self, counts: Mapping[tuple[str, str], int]) -> None:
        """By kind and level, as of now."""
        self._troubles.clear()
        for (kind, level), count in counts.items():
            self._troubles.labels(kind, level).set(count)

    def render(self, broker_age_s: float | None, waiting: Backlog | None, now_us: int) -> bytes:
        """The text format of Prometheus. ``waiting`` None: nobody could say."""
        self._waiting.set(-1 if waiting is None else waiting.facts)
        since_us = None if waiting is None else waiting.since_us
        self._waiting_age.set(0 if since_us is None else max(0, now_us - since_us) / 1e6)
        self._broker_age.set(-1 if broker_age_s is None else broker_age_s)
        return generate_latest(self._registry)
