"""Schedules as rows and as what the rules see: loading and storing, nothing decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, func, select, tuple_

from central.agreements.model.horizons import LineStatus
from central.agreements.model.keys import PartKey
from central.cums.model import Authorisation
from central.cums.service.stated import authorisations_from
from central.db.bulk import AT_ONCE
from central.demand.lines import DemandLine, Schedule, ScheduleKind
from central.orders.model import ReconciledLine
from central.releases.rules.admission import Before
from central.releases.rules.points import taking_from
from central.releases.rules.states import AWAITING_APPROVAL, State
from central.releases.tables import LINES, SCHEDULES
from central.words.reasons import Reason
from central.words.reasons_json import from_json


class StreamKey(NamedTuple):
    """Schedules of one stream replace each other. ``point``: the unloading point; empty: none."""

    agreement: str
    part: str
    kind: ScheduleKind
    point: str = ""

    @property
    def of_part(self) -> PartKey:
        return PartKey(self.agreement, self.part)


class HoldKey(NamedTuple):
    """What a transaction holds that changes schedules of an agreement part."""

    room: str
    agreement: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSchedule:
    """A schedule as its row says."""

    schedule: int
    agreement: str
    customer: str
    plant: str
    part: str
    unloading_point: str
    kind: ScheduleKind
    number: str
    previous_number: str
    issued_on: date
    first_day: date
    until_day: date | None
    received_us: int
    interchange: int
    message: int
    partner: str
    state: State
    waits: tuple[Reason, ...]
    received_cum: Decimal | None
    counted_since: date | None
    last_note: str
    authorisations: tuple[Authorisation, ...]
    owner: str
    viewed_us: int | None
    viewed_by: str
    changed_us: int
    version: int
    previous: int | None
    due: int
    terms_version: int
    lines: int
    entered_by: str

    @property
    def stream(self) -> StreamKey:
        return StreamKey(self.agreement, self.part, self.kind, self.unloading_point)

    @property
    def key(self) -> HoldKey:
        return hold_key(self.agreement, self.part)


def hold_key(agreement: str, part: str) -> HoldKey:
    return HoldKey("release", agreement, part)


def load(connection: Connection, schedules: Iterable[int]) -> list[StoredSchedule]:
    """In the order of their numbers; those that are not there are left out."""
    found: list[StoredSchedule] = []
    for some in _portions(sorted(set(schedules))):
        query = select(SCHEDULES).where(SCHEDULES.c.schedule.in_(some))
        found += [_kept(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda kept: kept.schedule)


def load_one(connection: Connection, schedule: int) -> StoredSchedule | None:
    found = load(connection, [schedule])
    return found[0] if found else None


def lines_of(
    connection: Connection, schedules: Collection[int]
) -> Mapping[int, tuple[ReconciledLine, ...]]:
    """By schedule, each in the order of its line numbers."""
    found: dict[int, list[ReconciledLine]] = {schedule: [] for schedule in schedules}
    for some in _portions(sorted(set(schedules))):
        query = select(LINES).where(LINES.c.schedule.in_(some))
        for row in connection.execute(query.order_by(LINES.c.schedule, LINES.c.number)):
            found[row.schedule].append(
                ReconciledLine(
                    line=DemandLine(
                        number=row.number,
                        on=row.on_day,
                        until=row.until_day,
                        at=row.at_time,
                        to=row.until_time,
                        quantity=row.quantity,
                        status=LineStatus(row.status),
                        purchase_order=row.purchase_order,
                        reference=row.reference,
                    ),
                    in_transit=row.in_transit,
                    backordered=row.backordered,
                    cum=row.cum,
                )
            )
    return {schedule: tuple(lines) for schedule, lines in found.items()}


def demand(kept: StoredSchedule, lines: Sequence[ReconciledLine]) -> Schedule:
    """As the customer sent it."""
    return Schedule(
        number=kept.number,
        part=kept.part,
        issued_on=kept.issued_on,
        kind=kept.kind,
        lines=tuple(line.line for line in lines),
        received_cum=kept.received_cum,
        counted_since=kept.counted_since,
        last_note=kept.last_note,
        authorisations=kept.authorisations,
        covers_from=kept.first_day,
        covers_to=kept.until_day,
    )


def line_row(schedule: int, line: ReconciledLine, reconciled: Decimal | None) -> dict[str, Any]:
    return {
        "schedule": schedule,
        "number": line.line.number,
        "on_day": line.line.on,
        "until_day": line.line.until,
        "at_time": line.line.at,
        "until_time": line.line.to,
        "quantity": line.line.quantity,
        "status": str(line.line.status),
        "purchase_order": line.line.purchase_order,
        "reference": line.line.reference,
        "in_transit": line.in_transit,
        "backordered": line.backordered,
        "cum": line.cum,
        "reconciled": reconciled,
    }


_OF_PART = (SCHEDULES.c.agreement, SCHEDULES.c.part, SCHEDULES.c.kind)


def newest(connection: Connection, streams: Collection[StreamKey]) -> Mapping[StreamKey, Before]:
    """The last schedule that was not rejected of each stream, and of those of other unloading
    points beside it.
    """
    found: dict[StreamKey, Before] = {}
    for some in _portions(sorted({stream[:3] for stream in streams})):
        last = (
            select(func.max(SCHEDULES.c.schedule))
            .where(tuple_(*_OF_PART).in_(some), SCHEDULES.c.state != State.REJECTED.value)
            .group_by(*_OF_PART, SCHEDULES.c.unloading_point)
        )
        query = select(SCHEDULES).where(SCHEDULES.c.schedule.in_(last))
        for kept in (_kept(row) for row in connection.execute(query).mappings()):
            found[kept.stream] = before_of(kept)
    return found


def before_of(kept: StoredSchedule) -> Before:
    return Before(
        schedule=kept.schedule,
        number=kept.number,
        issued_on=kept.issued_on,
        state=str(kept.state),
        received_cum=kept.received_cum,
        counted_since=kept.counted_since,
        received_us=kept.received_us,
    )


def alive(
    connection: Connection, parts: Collection[PartKey]
) -> Mapping[PartKey, list[StoredSchedule]]:
    """All schedules of each agreement part that are neither replaced nor rejected, the oldest
    first.
    """
    found: dict[PartKey, list[StoredSchedule]] = defaultdict(list)
    for some in _portions(sorted(parts)):
        query = select(SCHEDULES).where(
            tuple_(SCHEDULES.c.agreement, SCHEDULES.c.part).in_(some),
            SCHEDULES.c.state.not_in([State.REPLACED.value, State.REJECTED.value]),
        )
        rows = connection.execute(query.order_by(SCHEDULES.c.schedule)).mappings()
        for kept in map(_kept, rows):
            found[kept.stream.of_part].append(kept)
    return found


def points_of_plan(kept: StoredSchedule, of_part: Sequence[StoredSchedule]) -> frozenset[str]:
    """The unloading points for which a plan plans: its own, and those of call-offs that take from
    it. ``of_part``: what is alive of its agreement part.
    """
    released = (other for other in of_part if other.state is State.RELEASED)
    plans = {it.unloading_point for it in released if it.kind is ScheduleKind.PLAN}
    plans.add(kept.unloading_point)
    every = {kept.unloading_point, *(it.unloading_point for it in of_part)}
    return taking_from(kept.unloading_point, plans, every)


def awaiting_before(kept: StoredSchedule, of_stream: Sequence[StoredSchedule]) -> str:
    """Number of an earlier schedule of the stream that still awaits approval; empty: none does."""
    for other in of_stream:
        if other.schedule >= kept.schedule or other.stream != kept.stream:
            continue
        if other.state in AWAITING_APPROVAL:
            return other.number or f"{other.issued_on}"
    return ""


def _kept(row: RowMapping) -> StoredSchedule:
    return StoredSchedule(
        **{
            **row,
            "kind": ScheduleKind(row["kind"]),
            "state": State(row["state"]),
            "waits": from_json(row["waits"]),
            "authorisations": authorisations_from(row["authorisations"]),
        }
    )


def _portions(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def newest_of(connection: Connection, interchange: int) -> int | None:
    """The last schedule of an interchange."""
    query = select(func.max(SCHEDULES.c.schedule)).where(SCHEDULES.c.interchange == interchange)
    return connection.execute(query).scalar()
