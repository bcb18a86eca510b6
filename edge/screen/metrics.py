"""The cell's figures for Prometheus, read from its health and state when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from edge.health import DeviceHealth, Health, Spread, complaints
from edge.screen.limits import StreamPlaces
from edge.screen.port import CellPort
from httpd.traffic import Traffic


class CellFigures(Collector):
    def __init__(
        self, port: CellPort, refusals: Counter[str], streams: StreamPlaces, traffic: Traffic
    ) -> None:
        self._traffic = traffic
        self._port = port
        self._refusals = refusals
        self._streams = streams

    def collect(self) -> Iterator[Metric]:
        health = self._port.health()
        yield from _figures(health)
        yield _complaints(health)
        yield from _delays(health)
        yield from self._counters(health)
        yield from self._door()
        yield from _feeds(health)
        yield _devices("lineside_scanner_age_seconds", "Since the last good read", health.scanners)
        yield _devices("lineside_printer_age_seconds", "Since the last good word", health.printers)

    def _counters(self, health: Health) -> Iterator[Metric]:
        yield _counts(
            "lineside_scans", "Scans by verdict", "verdict", self._port.state.scans.items()
        )
        yield _counts(
            "lineside_refusals", "Requests refused by code", "code", self._refusals.items()
        )
        yield _counter(
            "lineside_messages_unread",
            "Messages on our topics that could not be read",
            health.messages_unread,
        )

    def _door(self) -> Iterator[Metric]:
        yield _gauge("lineside_event_streams", "Open event streams", self._streams.taken)
        yield _gauge("lineside_connections", "Open now", self._traffic.connections)
        yield _gauge(
            "lineside_connections_refused",
            "Since the start: came when all places were taken",
            self._traffic.refused_connections,
        )
        yield _gauge(
            "lineside_accept_errors",
            "Since the start: the system had no room for a connection",
            self._traffic.accept_errors,
        )
        yield _gauge(
            "lineside_names_refused",
            "Since the start: asked under a name that is not ours, or sent from a page elsewhere",
            self._traffic.refused_names,
        )
        yield _gauge("lineside_body_bytes", "Bodies in work now", self._traffic.body_bytes)


def exposition(
    port: CellPort, refusals: Counter[str], streams: StreamPlaces, traffic: Traffic
) -> bytes:
    """Prometheus text."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(CellFigures(port, refusals, streams, traffic))
    return generate_latest(registry)


def _delays(health: Health) -> Iterator[Metric]:
    yield _histogram(
        "lineside_scan_feedback_seconds",
        "From a scan's first byte to its answer, durable write included",
        health.feedback,
    )
    yield _histogram(
        "lineside_telegram_label_seconds",
        "From a telegram's arrival to the last byte of its label",
        health.label,
    )


def _figures(health: Health) -> Iterator[Metric]:
    for name, text, value in (
        ("lineside_uptime_seconds", "Since the process was ready", health.uptime_s),
        ("lineside_facts", "Facts in the journal", health.facts),
        ("lineside_unsent_facts", "Facts that central has not acknowledged", health.unsent_facts),
        ("lineside_unsent_age_seconds", "Oldest unsent fact", health.oldest_unsent_age_s),
        (
            "lineside_acknowledgement_age_seconds",
            "Since central last acknowledged",
            health.last_acknowledgement_age_s,
        ),
        ("lineside_broker_age_seconds", "Since the broker was last heard", health.broker_age_s),
        ("lineside_clock_offset_seconds", "Our clock minus central's", health.clock_offset_s),
        ("lineside_free_disk_bytes", "Free where the journal is", health.free_disk_bytes),
        ("lineside_resident_bytes", "Memory of the process", health.resident_bytes),
        ("lineside_masters_version", "Masters in use", health.masters_version),
        (
            "lineside_masters_refused",
            "1 while the newest masters of central cannot be used",
            int(bool(health.masters_refused)),
        ),
        (
            "lineside_feeds_unheard",
            "Feeds of the masters that the configuration does not name",
            len(health.feeds_unheard),
        ),
    ):
        yield _gauge(name, text, value)


def _complaints(health: Health) -> Metric:
    family = GaugeMetricFamily(
        "lineside_trouble", "1 for each thing that does not live now", labels=["kind", "subject"]
    )
    for each in complaints(health):
        family.add_metric([each.kind, each.subject], 1)
    return family


def _feeds(health: Health) -> Iterator[Metric]:
    age = GaugeMetricFamily(
        "lineside_telegram_age_seconds", "Since the last telegram", labels=["feed"]
    )
    holes = GaugeMetricFamily("lineside_holes", "Numbers that are missing", labels=["feed"])
    link = GaugeMetricFamily(
        "lineside_heartbeat_age_seconds", "Since the gateway's last heartbeat", labels=["feed"]
    )
    for feed in health.feeds:
        if feed.last_telegram_age_s is not None:
            age.add_metric([feed.feed], feed.last_telegram_age_s)
        if feed.last_head_age_s is not None:
            link.add_metric([feed.feed], feed.last_head_age_s)
        holes.add_metric([feed.feed], feed.holes)
    yield age
    yield link
    yield holes


def _devices(name: str, text: str, devices: tuple[DeviceHealth, ...]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["device"])
    for device in devices:
        if device.last_ok_age_s is not None:
            family.add_metric([device.device], device.last_ok_age_s)
    return family


def _gauge(name: str, text: str, value: float | None) -> Metric:
    family = GaugeMetricFamily(name, text)
    if value is not None:
        family.add_metric([], value)
    return family


def _histogram(name: str, text: str, spread: Spread) -> Metric:
    buckets = [(str(ms / 1000), float(count)) for ms, count in spread.at_most]
    return HistogramMetricFamily(
        name,
        text,
        buckets=[*buckets, ("+Inf", float(spread.count))],
        sum_value=spread.sum_ms / 1000,
    )


def _counter(name: str, text: str, value: int) -> Metric:
    family = CounterMetricFamily(name, text)
    family.add_metric([], value)
    return family


def _counts(name: str, text: str, label: str, items: Iterable[tuple[str, int]]) -> Metric:
    family = CounterMetricFamily(name, text, labels=[label])
    for key, count in items:
        family.add_metric([key], count)
    return family
