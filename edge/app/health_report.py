"""Health of the running cell, put together from its parts when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.broadcast.subscriber import Subscriber
from edge.cell.holes import holes
from edge.cell.model import FeedState
from edge.health import DeviceHealth, FeedHealth, Health
from edge.journal.store import Journal
from edge.latency import free_disk_bytes, resident_bytes
from edge.node.node import Node
from edge.node.printing import Printing
from edge.planning.planner import Planner
from edge.printers.spooler import SpoolerState
from edge.scanners import Scanner
from edge.sync.link import CentralLink
from wire.ids import DeviceId, FeedId


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """Knows where to look; changes nothing."""

    node: Node
    journal: Journal
    link: CentralLink
    subscriber: Subscriber
    printing: Printing
    planner: Planner
    scanners: Mapping[str, Scanner]
    scanner_kinds: Mapping[str, str]
    scanner_workplaces: Mapping[str, tuple[str, ...]]
    folder: Path
    started_at: float
    monotonic: Callable[[], float]
    now_us: Callable[[], int]

    def health(self) -> Health:
        now = self.monotonic()
        node, link = self.node, self.link.state
        unsent = self.journal.last_offset - link.acknowledged
        refused = node.state.masters_refused
        return Health(
            node=node.node,
            uptime_s=now - self.started_at,
            facts=self.journal.last_offset + 1,
            unsent_facts=unsent,
            oldest_unsent_age_s=self._oldest_unsent_age_s(link.acknowledged + 1),
            last_acknowledgement_age_s=_age(now, link.answered_at),
            broker_age_s=_age(now, self.subscriber.heard_at),
            broker_connected=self.subscriber.connected,
            clock_offset_s=link.clock_offset_s,
            free_disk_bytes=free_disk_bytes(self.folder),
            resident_bytes=resident_bytes(),
            masters_version=node.state.masters_version,
            planner=self.planner.in_use,
            feeds=tuple(self._feed(FeedId(feed), now) for feed in node.feeds.seen),
            scanners=tuple(self._scanner(name, now) for name in self.scanners),
            printers=self._printers(),
            feedback_ms_p50=node.scans.feedback.percentile(50),
            feedback_ms_p99=node.scans.feedback.percentile(99),
            label_ms_p50=node.labels.latency.percentile(50),
            label_ms_p99=node.labels.latency.percentile(99),
            feedback=node.scans.feedback.spread(),
            label=node.labels.latency.spread(),
            effect=node.feeds.effect.figures(),
            troubles=node.troubles,
            at_us=self.now_us(),
            masters_refused=refused.reason if refused else "",
            masters_refused_version=refused.version if refused else 0,
            masters_refused_age_s=(self.now_us() - refused.at_us) / 1e6 if refused else None,
            feeds_unheard=node.feeds.unheard(),
            messages_unread=node.feeds.unread.count,
            message_unread_age_s=_age(now, node.feeds.unread.at),
            message_unread=node.feeds.unread.last,
            plan_refused=self.planner.refused,
        )

    def _oldest_unsent_age_s(self, offset: int) -> float | None:
        """None: central has everything."""
        unsent = offset <= self.journal.last_offset
        oldest_us = self.journal.at_us(offset) if unsent else None
        return None if oldest_us is None else (self.now_us() - oldest_us) / 1e6

    def _feed(self, feed: FeedId, now: float) -> FeedHealth:
        seen = self.node.feeds.seen[feed]
        known = self.node.state.feeds.get(feed)
        missing = [hole.since_us for hole in holes(known)] if known else []
        return FeedHealth(
            feed=feed,
            last_telegram_age_s=self._telegram_age_s(now, seen.telegram_at, known),
            last_head_age_s=_age(now, seen.head_at),
            line_running=seen.line_running,
            holes=len(missing),
            oldest_hole_age_s=(self.now_us() - min(missing)) / 1e6 if missing else None,
        )

    def _telegram_age_s(
        self, now: float, at: float | None, known: FeedState | None
    ) -> float | None:
        """Of the last telegram; before a first one since the start, of the last in the journal."""
        if at is None and known is not None and known.last_telegram_us:
            return max(0.0, (self.now_us() - known.last_telegram_us) / 1e6)
        return _age(now, at)

    def _scanner(self, name: str, now: float) -> DeviceHealth:
        state = self.scanners[name].state
        connected = state.connected_for_s is not None
        return DeviceHealth(
            device=DeviceId(name),
            kind=self.scanner_kinds[name],
            state="connected" if connected else "away",
            detail=state.path or "" if connected else state.last_error or "not opened yet",
            last_ok_age_s=_age(now, self.node.scans.scanned_at.get(DeviceId(name))),
            queue=state.noisy,
            workplaces=self.scanner_workplaces.get(name, ()),
        )

    def _printers(self) -> tuple[DeviceHealth, ...]:
        found = []
        for settings, state in self.printing.states():
            if isinstance(state, SpoolerState):
                trouble = state.paused or state.waiting_for or state.status.detail
                found.append(
                    DeviceHealth(
                        device=DeviceId(settings.name),
                        kind=settings.kind,
                        state="paused" if state.paused else state.status.condition.value,
                        detail=trouble,
                        last_ok_age_s=state.status_age_s,
                        queue=state.queued,
                    )
                )
            else:
                found.append(
                    DeviceHealth(
                        device=DeviceId(settings.name),
                        kind=settings.kind,
                        state="unavailable",
                        detail=state,
                        last_ok_age_s=None,
                    )
                )
        return tuple(found)


def _age(now: float, at: float | None) -> float | None:
    return None if at is None else now - at
