"""Figures of each cell over the last hours, and how fresh they are: reading only, bounded.

A figure that the facts do not give is None, never a guess. One that would have to be counted over
more than COUNTED_MAX rows is None as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from central.tracking import tables
from central.tracking.service import overview
from central.tracking.service.overview import COUNTED_MAX
from wire.words import LabelState, Verdict

_US_PER_HOUR = 3_600_000_000
_WRONG = frozenset({Verdict.WRONG_PART, Verdict.WRONG_SLOT})
_NOT_READ = frozenset({Verdict.UNREADABLE, Verdict.UNKNOWN})
_NOT_PRINTED = frozenset({LabelState.QUEUED, LabelState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFigures:
    """Counts since the window began, but ``scans`` since the cell's first one.

    ``fact_delay_us``: from the cell's clock at its newest fact to ours when it came, so it is the
    way and the difference of the clocks together.
    """

    node: str
    racks_due: int
    racks_in_time: int
    """Of those due: gone by their deadline."""
    picks: int | None
    attended_h: float
    scans: int
    wrong: int
    not_read: int
    repeated: int
    labels: int | None
    """Sent to a printer for the first time."""
    labels_first: int | None
    """Of those: confirmed at copy 1."""
    reprints: tuple[tuple[str, int], ...]
    """By reason, the most frequent first."""
    last_heard_us: int
    fact_delay_us: int | None

    @property
    def in_time(self) -> float | None:
        return _share(self.racks_in_time, self.racks_due)

    @property
    def picks_per_hour(self) -> float | None:
        return None if self.picks is None else _share(self.picks, self.attended_h)

    @property
    def mis_scans(self) -> float | None:
        return _share(self.wrong, self.scans)

    @property
    def first_labels(self) -> float | None:
        if self.labels is None or self.labels_first is None:
            return None
        return _share(self.labels_first, self.labels)


def cell_figures(connection: Connection, now_us: int, window_us: int) -> list[CellFigures]:
    """Of every cell that was ever heard, by name."""
    since_us = now_us - window_us
    racks = _racks(connection, since_us, now_us)
    picks = _picks(connection, since_us)
    attended = _attended(connection, since_us, now_us)
    scans = _scans(connection)
    labels = _labels(connection, since_us)
    delays = _delays(connection)
    found = []
    for row in overview.nodes(connection):
        node = str(row["node"])
        due, in_time = racks.get(node, (0, 0))
        scanned = scans.get(node, Counter())
        printed = None if labels is None else labels.get(node, _Printed())
        found.append(
            CellFigures(
                node=node,
                racks_due=due,
                racks_in_time=in_time,
                picks=None if picks is None else picks.get(node, 0),
                attended_h=attended.get(node, 0) / _US_PER_HOUR,
                scans=scanned.total(),
                wrong=sum(scanned[verdict] for verdict in _WRONG),
                not_read=sum(scanned[verdict] for verdict in _NOT_READ),
                repeated=scanned[Verdict.ALREADY_DONE],
                labels=None if printed is None else printed.labels,
                labels_first=None if printed is None else printed.first,
                reprints=() if printed is None else tuple(printed.reprints.most_common(5)),
                last_heard_us=row["shown_us"],
                fact_delay_us=delays.get(node),
            )
        )
    return found


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _racks(connection: Connection, since_us: int, now_us: int) -> dict[str, tuple[int, int]]:
    """Racks whose deadline was in the window, and those of them that were gone by then."""
    due, racks = tables.forecasts, tables.racks
    gone = case((racks.c.shipped_us <= due.c.due_us, 1), else_=0)
    query = (
        select(due.c.node, func.count(), func.sum(gone))
        .join(racks, (racks.c.node == due.c.node) & (racks.c.rack == due.c.rack))
        .where(due.c.due_us.between(since_us, now_us))
        .group_by(due.c.node)
    )
    return {node: (count, int(in_time)) for node, count, in_time in connection.execute(query)}


def _picks(connection: Connection, since_us: int) -> dict[str, int] | None:
    table = tables.marriages
    newest = (
        select(table.c.node, table.c.at_us)
        .order_by(table.c.marriage.desc())
        .limit(COUNTED_MAX)
        .subquery()
    )
    query = select(newest.c.node, func.count()).where(newest.c.at_us >= since_us)
    counted = {node: count for node, count in connection.execute(query.group_by(newest.c.node))}
    return None if sum(counted.values()) >= COUNTED_MAX else counted


def _attended(connection: Connection, since_us: int, now_us: int) -> dict[str, int]:
    """Microseconds in which somebody was signed in and not on a break, over all workplaces."""
    table = tables.attendance
    open_or_late = table.c.until_us.is_(None) | (table.c.until_us >= since_us)
    attended: dict[str, int] = defaultdict(int)
    for row in connection.execute(select(table).where(open_or_late)):
        end_us = now_us if row.until_us is None else row.until_us
        attended[row.node] += max(0, min(end_us, now_us) - max(row.since_us, since_us))
    return attended


def _scans(connection: Connection) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in overview.scans(connection):
        counted[row["node"]][row["verdict"]] += row["scans"]
    return counted


class _Label(NamedTuple):
    node: str
    copy: int
    state: str
    reason: str


class _Printed:
    def __init__(self) -> None:
        self.labels = 0
        self.first = 0
        self.reprints: Counter[str] = Counter()


def _labels(connection: Connection, since_us: int) -> Mapping[str, _Printed] | None:
    table = tables.labels
    query = (
        select(table.c.node, table.c.copy, table.c.state, table.c.reason)
        .where(table.c.moved_us >= since_us)
        .order_by(table.c.moved_us.desc())
        .limit(COUNTED_MAX)
    )
    rows = [_Label(*row) for row in connection.execute(query)]
    return None if len(rows) >= COUNTED_MAX else _printed(rows)


def _printed(rows: Iterable[_Label]) -> Mapping[str, _Printed]:
    counted: dict[str, _Printed] = defaultdict(_Printed)
    for node, copy, state, reason in rows:
        if copy > 1:
            counted[node].reprints[reason] += 1
        elif state not in _NOT_PRINTED:
            counted[node].labels += 1
            counted[node].first += state == LabelState.CONFIRMED
    return counted


def _delays(connection: Connection) -> dict[str, int]:
    """Of the newest fact of each node."""
    facts, nodes = tables.facts, tables.nodes
    query = (
        select(nodes.c.node, nodes.c.epoch, facts.c.received_us - facts.c.at_us)
        .join(
            facts,
            (facts.c.node == nodes.c.node)
            & (facts.c.epoch == nodes.c.epoch)
            & (facts.c.offset == nodes.c.high_water),
        )
        .order_by(nodes.c.last_heard_us)
    )
    return {node: delay_us for node, _, delay_us in connection.execute(query)}
