"""Posts what a customer sent: each part of a message becomes a schedule, or an unprocessed entry
with the reason. Nothing is dropped, and a part is never half posted.

This module is the desk to which the exchange of messages hands over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select, tuple_

from central.agreements.model import units
from central.agreements.model.duration import Duration
from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import COUNTING
from central.agreements.service.contracts import AgreementPart, find_all
from central.cums.rules.ledger import Ledger
from central.cums.service.authorised import Authorised
from central.cums.service.ledger_store import ledger_of
from central.cums.service.ledgers import sums_of
from central.cums.service.receipts import book
from central.db import bulk
from central.db.database import hold_all
from central.db.work import Work
from central.demand.lines import Schedule, ScheduleKind
from central.edi.model import schedule as edi
from central.edi.model.receiving_advice import ReceivingAdvice
from central.exchange.model import Origin, What
from central.partners.rules.customers import Customer
from central.partners.service import customers as partners
from central.releases import schedules
from central.releases.addressees import not_one, place_of
from central.releases.delivery_points import DeliveryPoints
from central.releases.falls import known_fall
from central.releases.post_rows import Message, Taken, store, year_start
from central.releases.rules.admission import (
    Before,
    Stopped,
    count_before,
    counts_apart,
    cum_fell,
    implausible,
    merged,
    out_of_order,
    same_number,
)
from central.releases.rules.horizons import with_status, without_type
from central.releases.rules.intake import KINDS, NOT_WHOLE, Intake, intake
from central.releases.rules.places import placed
from central.releases.rules.states import State
from central.releases.schedules import StreamKey
from central.releases.tables import SCHEDULES
from central.releases.unprocessed import (
    close_unprocessed,
    entry_row,
    open_entries,
    unprocessed,
)
from central.words.reasons import Reason, because

__all__ = ["Posted", "close_unprocessed", "post", "receipt", "unprocessed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """``reasons``: why the entries are unprocessed."""

    schedules: tuple[int, ...] = ()
    unprocessed: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Group:
    """The items of one agreement part for one unloading point."""

    part: AgreementPart
    point: str
    items: list[Intake] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What stands when the message comes."""

    sent: Message
    before: Mapping[StreamKey, Before]
    numbered: Mapping[StreamKey, Sequence[Before]]
    sums: Mapping[CumKey, Ledger]
    authorised: Authorised

    @property
    def connection(self) -> Connection:
        return self.sent.work.connection

    def others(self, stream: StreamKey, part: AgreementPart) -> list[Before]:
        """The newest of each other unloading point of the part and kind that is counted with it."""
        if part.terms.by_point:
            return []
        return [it for key, it in self.before.items() if key[:3] == stream[:3] and key != stream]


def post(work: Work, origin: Origin, said: edi.Schedule) -> Posted:
    """In the caller's work; parts of the message that were posted before are skipped."""
    name = origin.customer
    customer = partners.customer_of(work.connection, name) if name else None
    entries: list[tuple[str, Stopped]] = []
    taken: list[Taken] = []
    today = partners.today(customer, work.now_us) if customer is not None else date.min
    sent = Message(work=work, origin=origin, said=said, today=today)
    if customer is None or not customer.active:
        entries.append(("", _nobody(origin, customer)))
    else:
        groups = _groups(sent, customer, entries)
        taken = _admitted(sent, groups, entries)
    rows = [
        entry_row(origin, part, stopped.what, stopped.reasons, work.now_us)
        for part, stopped in entries
    ]
    return Posted(
        schedules=store(sent, taken),
        unprocessed=open_entries(work.connection, rows),
        reasons=tuple(
            placed(reason, part, said.items)
            for part, stopped in entries
            for reason in stopped.reasons
        ),
    )


def _nobody(origin: Origin, customer: Customer | None) -> Stopped:
    """Why a customer who is not known, or switched off, gets no schedule."""
    if customer is None:
        words = "the partner {partner} stands for customer {customer}, who is not known"
        name = origin.customer or "none"
        reason = because("receive.unknown_customer", words, partner=origin.partner, customer=name)
        return Stopped(what=What.UNKNOWN_PARTNER, reasons=(reason,))
    words = "{customer} is switched off: switch them on and process it again, or dismiss it"
    reason = because("receive.customer_off", words, customer=customer.customer)
    return Stopped(what=What.REFUSED, reasons=(reason,))


def receipt(work: Work, origin: Origin, said: ReceivingAdvice) -> Posted:
    """A receiving advice, in the caller's work: it moves the received cum."""

    def keep(part: str, reasons: tuple[Reason, ...]) -> int:
        return unprocessed(work, origin, What.REFUSED, reasons, part)

    booked = book(work, origin, said, keep=keep)
    return Posted(unprocessed=booked.unprocessed, reasons=booked.reasons)


def _groups(
    sent: Message, customer: Customer, entries: list[tuple[str, Stopped]]
) -> dict[StreamKey, _Group]:
    """Items by stream; what belongs to none is an entry. Their parts are held from here on: how a
    point is spelt goes by the schedules that are there.
    """
    groups: dict[StreamKey, _Group] = {}
    kind = KINDS[sent.said.kind]
    said = sent.said
    if not said.items:
        empty = because("receive.empty", "{number} names no part", number=said.number)
        entries.append(("", Stopped(what=What.REFUSED, reasons=(empty,))))
    if said.source.test:
        reason = because("receive.test", "{number} is a test: not posted", number=said.number)
        entries += [(item.part, Stopped(what=What.TEST, reasons=(reason,))) for item in said.items]
        return groups
    wanted = {place_of(item) for item in said.items}
    found = find_all(sent.work.connection, sent.origin.customer, wanted)
    of_parts = {PartKey(it.agreement, it.part) for parts in found.values() for it in parts}
    hold_all(sent.work.connection, [schedules.hold_key(*of_part) for of_part in of_parts])
    keys = {PartKey(it.agreement, it.part) for key in wanted if key.point for it in found[key]}
    points = DeliveryPoints(sent.work.connection, customer, keys)
    for each in intake(said, issued_on=sent.today):
        item = each.item
        key = place_of(item)
        if each.schedule is None:
            what = What.NOT_WHOLE if said.function in NOT_WHOLE else What.REFUSED
            entries.append((item.part, Stopped(what=what, reasons=each.reasons)))
        elif len(found[key]) != 1:
            entries.append((item.part, not_one(sent, item, found[key])))
        else:
            part = found[key][0]
            point = points.of(part, item)
            if isinstance(point, Reason):
                entries.append((item.part, Stopped(what=What.UNKNOWN_PART, reasons=(point,))))
                continue
            each = replace(each, item=replace(item, unloading_point=point))
            stream = StreamKey(part.agreement, part.part, kind, point)
            groups.setdefault(stream, _Group(part=part, point=point)).items.append(each)
    return groups


def _admitted(
    sent: Message,
    streams: Mapping[StreamKey, _Group],
    entries: list[tuple[str, Stopped]],
) -> list[Taken]:
    if not streams:
        return []
    connection = sent.work.connection
    posted = _posted_before(sent)
    stating = {
        group.part.cum_at(stream.point): group.part.terms.returns
        for stream, group in streams.items()
        if any(each.schedule and each.schedule.authorisations for each in group.items)
    }
    known = _Known(
        sent=sent,
        before=schedules.newest(connection, streams),
        numbered=_numbered(connection, streams, sent.said.number),
        sums=sums_of(connection, stating),
        authorised=Authorised(connection, stating),
    )
    taken = []
    apart = _counts_apart(streams)
    for stream, group in streams.items():
        if stream in posted:
            continue
        whole = apart.get(stream.of_part) or merged(group.items)
        found = whole if isinstance(whole, Stopped) else _judged(known, stream, group, whole)
        if isinstance(found, Stopped):
            entries.append((group.part.part, found))
        else:
            taken.append(found)
    known.authorised.flush()
    return taken


def _counts_apart(streams: Mapping[StreamKey, _Group]) -> dict[PartKey, Stopped]:
    """Parts of which the message tells another count for another unloading point."""
    counts: dict[PartKey, dict[str, Decimal | None]] = {}
    terms = {}
    for stream, group in streams.items():
        if group.part.terms.by_point:
            continue
        told = (_schedule(each).received_cum for each in group.items)
        counts.setdefault(stream.of_part, {})[stream.point] = max(
            (cum for cum in told if cum is not None), default=None
        )
        terms[stream.of_part] = group.part.terms.of(stream.kind)
    found = {of: counts_apart(of.part, counts[of], terms[of]) for of in counts}
    return {of: stopped for of, stopped in found.items() if stopped is not None}


def _schedule(intake: Intake) -> Schedule:
    """Of an item in a group, which holds schedules only."""
    if intake.schedule is None:
        raise LookupError("an item without a schedule is of no group")
    return intake.schedule


def _untyped(schedule: Schedule, part: AgreementPart) -> Stopped | None:
    silent = without_type(schedule, part.terms.of(schedule.kind).line_types)
    return Stopped(what=What.IMPLAUSIBLE, reasons=silent) if silent else None


def _judged(known: _Known, stream: StreamKey, group: _Group, whole: Intake) -> Taken | Stopped:
    schedule, part, before = _schedule(whole), group.part, known.before.get(stream)
    stopped = (
        same_number(schedule, known.numbered.get(stream, ()))
        or implausible(schedule, [each.item for each in group.items], known.sent.today)
        or out_of_order(schedule, before)
        or _untyped(schedule, part)
    )
    if stopped is not None:
        return stopped
    terms = part.terms.of(stream.kind)
    counted = count_before(before, known.others(stream, part), terms, schedule.issued_on)
    schedule, statuses = with_status(schedule, terms.line_types)
    reasons = [*whole.reasons, *statuses, *_outside_years(part, schedule.issued_on)]
    stated = [unit for each in group.items for unit in (each.item.unit, *each.item.units)]
    unit = units.said(part.part, part.unit, stated)
    if unit is not None and unit[1]:
        return Stopped(what=What.IMPLAUSIBLE, reasons=(unit[0],))
    reasons += [unit[0]] if unit is not None else []
    reasons += _converted(part.part, group.items)
    if broken := units.fractions(part.part, part.unit, _quantities(schedule)):
        return Stopped(what=What.IMPLAUSIBLE, reasons=broken)
    of = part.cum_at(stream.point)
    if _falls(schedule, counted):
        if (fell := _fell(known.connection, of, part, schedule, counted)) is not None:
            return fell
    elif schedule.authorisations:
        reasons += known.authorised.raise_to(
            of,
            schedule.authorisations,
            ledger=known.sums[of],
            since=schedule.counted_since,
            begun=schedule.issued_on,
            by_cum=part.terms.compares in COUNTING,
        )
    return Taken(
        part=part, item=whole.item, schedule=schedule, before=before, reasons=tuple(reasons)
    )


def _converted(part: str, items: Sequence[Intake]) -> list[Reason]:
    counted = dict.fromkeys(text for each in items for text in each.item.counted_as)
    words = "part {part}: the customer's quantities times their unit: {counted}"
    return [because("receive.converted", words, part=part, counted=text) for text in counted]


def _fell(
    connection: Connection,
    of: CumKey,
    part: AgreementPart,
    schedule: Schedule,
    counted: Before | None,
) -> Stopped | None:
    ledger = ledger_of(connection, of, part.terms.returns)
    start = year_start(part, schedule.issued_on)
    counted = known_fall(connection, of, counted, schedule.received_cum, ledger)
    terms = part.terms.of(schedule.kind)
    return cum_fell(schedule, ledger, terms, before=counted, year_start=start)


def _quantities(schedule: Schedule) -> Iterator[Decimal]:
    """All that it states in the part's unit."""
    yield from (line.quantity for line in schedule.lines)
    yield from () if schedule.received_cum is None else (schedule.received_cum,)
    yield from (stated.cum for stated in schedule.authorisations)


def _falls(schedule: Schedule, before: Before | None) -> bool:
    last = before.received_cum if before is not None else None
    return last is not None and schedule.received_cum is not None and schedule.received_cum < last


def _outside_years(part: AgreementPart, day: date) -> tuple[Reason, ...]:
    if not part.years or Duration(years=part.years).year_of(day) is not None:
        return ()
    words = "{day} is in no model year of {agreement}"
    return (because("receive.outside_years", words, day=day, agreement=part.agreement),)


def _posted_before(sent: Message) -> set[StreamKey]:
    table = SCHEDULES.c
    query = select(table.agreement, table.part, table.kind, table.unloading_point).where(
        SCHEDULES.c.interchange == sent.origin.interchange,
        SCHEDULES.c.message == sent.origin.message,
    )
    rows = sent.work.connection.execute(query)
    return {StreamKey(one, part, ScheduleKind(kind), point) for one, part, kind, point in rows}


_OF_STREAM = (
    SCHEDULES.c.agreement,
    SCHEDULES.c.part,
    SCHEDULES.c.kind,
    SCHEDULES.c.unloading_point,
)


def _numbered(
    connection: Connection, streams: Mapping[StreamKey, _Group], number: str
) -> Mapping[StreamKey, list[Before]]:
    """Schedules of that number that were not rejected."""
    found: dict[StreamKey, list[Before]] = {}
    keys = sorted(streams)
    for start in range(0, len(keys), bulk.AT_ONCE):
        query = select(SCHEDULES.c.schedule).where(
            tuple_(*_OF_STREAM).in_(keys[start : start + bulk.AT_ONCE]),
            SCHEDULES.c.number == number,
            SCHEDULES.c.state != State.REJECTED.value,
        )
        same = [row.schedule for row in connection.execute(query)]
        for kept in schedules.load(connection, same):
            found.setdefault(kept.stream, []).append(schedules.before_of(kept))
    return found
