"""Which cells live, and what each says of itself: heartbeats beside the facts that came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from central.broadcast.service import archive
from central.heartbeats.service import newest
from central.supervision.rules import SILENT_S, SILENT_WITHOUT_HEARTBEAT_S, Trouble
from central.tracking.service import overview
from central.web.frame import path
from wire.heartbeat import Heartbeat

NO_ACTION = frozenset({"blocked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSign:
    """``said`` None: the program of the cell sends no heartbeats."""

    node: str
    heard_us: int
    silent: bool
    said: Heartbeat | None
    row: Mapping[str, Any] | None
    """Its journal, as far as it sent facts."""
    said_us: int = 0
    """When ``said`` came, by our clock."""

    def covers_s(self, feed: str, now_us: int) -> list[float]:
        """Of its rack families at this feed, as the cell told them; counted on since, but while the
        line stands.
        """
        since_s = max(0.0, (now_us - self.said_us) / 1e6)
        return [
            it.cover_ms / 1000 - (0.0 if it.standing else since_s)
            for it in (self.said.covers if self.said else ())
            if it.feed == feed
        ]

    @property
    def shown_us(self) -> int:
        """What is shown of it was true then."""
        if self.row is None:
            return self.heard_us
        return int(self.row["shown_us"] if self.row["waiting"] else self.heard_us)


def cell_signs(connection: Connection, now_us: int) -> list[CellSign]:
    """By name. A cell with heartbeats is silent when none came for a while; one without, when
    nothing came although its line sent telegrams. One that was taken out of service is not awaited.
    """
    rows = {str(row["node"]): row for row in overview.nodes(connection)}
    heard = newest(connection)
    feeds = archive.feeds_now(connection)
    telegram_us = max((feed.last_received_us or 0 for feed in feeds), default=0)
    found = []
    for node in sorted({*rows, *heard}):
        row, beat = rows.get(node), heard.get(node)
        last_us = max(int(row["last_heard_us"]) if row else 0, beat.received_us if beat else 0)
        if beat is None:
            silent = telegram_us - last_us > SILENT_WITHOUT_HEARTBEAT_S * 1e6
        else:
            silent = beat.awaited and now_us - last_us > SILENT_S * 1e6
        said = beat.said if beat and beat.awaited else None
        found.append(
            CellSign(
                node=node,
                heard_us=last_us,
                silent=silent,
                said=said,
                row=row,
                said_us=beat.received_us if beat else 0,
            )
        )
    return found


def troubles_of(signs: list[CellSign], others: list[Trouble]) -> Iterator[Trouble]:
    """Cells that are silent; of the others what is wrong with them by their own word, unless it
    stands in ``others``; of all, slots that wait.
    """
    told = {(trouble.kind, node) for trouble in others for node in (trouble.node, "")}
    for sign in signs:
        if sign.silent:
            yield _silent(sign)
        if sign.said is None:
            continue
        for trouble in () if sign.silent else sign.said.troubles:
            one_cause = trouble.kind == "feed_silent" and any(
                each.kind == trouble.kind for each in others
            )
            if (trouble.kind, sign.node) not in told and not one_cause:
                yield Trouble(
                    kind=trouble.kind,
                    subject=trouble.subject or sign.node,
                    node=sign.node,
                    text=trouble.text,
                    since_us=trouble.since_us,
                    action="go",
                )
        yield from _waiting(sign.node, sign.said)


def _silent(sign: CellSign) -> Trouble:
    return Trouble(
        kind="silent_cell",
        subject=sign.node,
        node=sign.node,
        text="",
        since_us=sign.heard_us,
        action="go",
    )


def _waiting(node: str, said: Heartbeat) -> Iterator[Trouble]:
    for each in said.waiting:
        yield Trouble(
            kind=f"held_{each.kind}",
            subject=f"{each.rack} {each.number:04d}" if each.number is not None else each.rack,
            node=node,
            text=each.text,
            since_us=each.since_us,
            owner=each.owner,
            action="take_at_cell",
            link=path("racks", each.rack) if each.rack else "",
        )
    if said.waiting_more:
        yield Trouble(
            kind="held_more",
            subject=node,
            node=node,
            text=str(said.waiting_more),
            since_us=said.at_us,
            action="take_at_cell",
        )
