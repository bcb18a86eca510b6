"""What the cell says of itself to central every few seconds: that it lives, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from edge.cell.exception_ranks import PUT
from edge.cell.exceptions import exceptions
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, HoldReason
from edge.cell.slot_times import cover_minutes
from edge.health import Complaint, DeviceHealth, Health, complaints
from wire.heartbeat import SIGNS_MAX, CoverSign, DeviceSign, Heartbeat, TroubleSign, WaitingSign
from wire.ids import NodeId

TOLD_BY_FACTS = frozenset({HoldReason.GAP, HoldReason.VERSION, HoldReason.USAGE})
"""A hole, a conflict and a part that is not clear stand on central's desk as facts."""
WAITING = {reason.value for reason in HoldReason} - TOLD_BY_FACTS | {PUT}
NO_NEWS = "central_silent"
"""To who hears it."""
TEXT_MAX = 1000


@dataclass(slots=True, kw_only=True)
class Pulse:
    """Keeps since when each complaint lasts."""

    health: Callable[[], Health]
    state: Callable[[], CellState]
    masters: Callable[[], CompiledMasters | None]
    _since_us: dict[tuple[str, str], int] = field(default_factory=dict)

    def beat(self) -> Heartbeat:
        health = self.health()
        found = tuple(each for each in complaints(health) if each.kind != NO_NEWS)
        waiting = tuple(_waiting(self.state(), health.at_us))
        return Heartbeat(
            node=NodeId(health.node),
            at_us=max(0, health.at_us),
            devices=tuple(_devices(health)),
            troubles=tuple(self._aged(found, health))[:SIGNS_MAX],
            waiting=waiting[:SIGNS_MAX],
            waiting_more=max(0, len(waiting) - SIGNS_MAX),
            covers=tuple(_covers(self.state(), self.masters(), health.at_us))[:SIGNS_MAX],
        )

    def _aged(self, found: tuple[Complaint, ...], health: Health) -> Iterator[TroubleSign]:
        told = {trouble.kind.value: trouble.since_us for trouble in health.troubles}
        before, self._since_us = self._since_us, {}
        for each in found:
            key = each.kind, each.subject
            since_us = told.get(each.kind) or before.get(key, health.at_us)
            self._since_us[key] = since_us
            yield TroubleSign(
                kind=each.kind,
                subject=each.subject,
                text=each.text[:TEXT_MAX],
                since_us=max(0, since_us),
            )


def _devices(health: Health) -> Iterator[DeviceSign]:
    for kind, devices in (("scanner", health.scanners), ("printer", health.printers)):
        for device in devices[: SIGNS_MAX // 2]:
            yield DeviceSign(
                device=device.device,
                kind=kind,
                state=device.state[:200],
                good=device.good,
                detail=device.detail[:TEXT_MAX],
                last_ok_us=_last_ok_us(device, health.at_us),
            )


def _last_ok_us(device: DeviceHealth, at_us: int) -> int | None:
    age_s = device.last_ok_age_s
    return None if age_s is None else max(0, at_us - round(age_s * 1e6))


def _waiting(state: CellState, now_us: int) -> Iterator[WaitingSign]:
    for view in exceptions(state, now_us):
        if view.kind in WAITING:
            yield WaitingSign(
                kind=view.kind,
                text=view.text[:TEXT_MAX],
                since_us=max(0, view.at_us),
                rack=view.rack,
                number=view.number,
                owner=view.owner,
                action=view.action,
            )


def _covers(state: CellState, masters: CompiledMasters | None, now_us: int) -> Iterator[CoverSign]:
    for name, family in masters.rack_families.items() if masters else ():
        minutes = cover_minutes(state, masters, name, now_us) if masters else None
        if minutes is not None:
            feed = state.feeds.get(family.feed)
            yield CoverSign(
                feed=family.feed,
                rack_family=name,
                cover_ms=round(minutes * 60_000),
                standing=feed is not None and not feed.line_running,
            )
