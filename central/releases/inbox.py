"""What did not flow by itself: ranked, each with its owner, age and one action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, TextClause, and_, func, select, text

from central.agreements.model.keys import CumKey
from central.cums.service.addresses import cum_address
from central.cums.service.differences import OpenDifference, open_differences
from central.releases import schedules
from central.releases.consequences import consequences
from central.releases.rules.consequence import Consequence
from central.releases.rules.states import UNRELEASED, State
from central.releases.schedules import StoredSchedule
from central.releases.snoozes import Snooze, asleep, sleeps
from central.releases.tables import SCHEDULES, UNPROCESSED, UNVIEWED
from central.web.navigation import HOME
from central.web.pulse import Count
from central.words.reasons import Reason, because
from central.words.reasons_json import from_json, words

MOST = 200
"""Entries of one rank; of more than these, the oldest."""


class Rank(StrEnum):
    """In the order in which people look at them."""

    RELEASE_EXCEPTION = "release_exception"
    NOT_RECONCILED = "not_reconciled"
    UNPROCESSED = "unprocessed"
    OUT_OF_TOLERANCE = "out_of_tolerance"
    AWAITING_APPROVAL = "awaiting_approval"
    DIFFERENCE = "difference"
    """Missing or rejected of a note by receiving advice, and nobody has closed it."""
    BY_HAND = "by_hand"
    """Another step that a person takes, or an error of ours that stopped it."""
    UNVIEWED = "unviewed"
    """Released, and nobody has looked at it."""


RANKS = tuple(Rank)
ACTIONS = {
    State.RELEASE_EXCEPTION: "rerun",
    State.NOT_RECONCILED: "rerun",
    State.OUT_OF_TOLERANCE: "approve",
    State.RECEIVED: "reconcile",
    State.RECONCILED: "approve",
    State.IN_TOLERANCE: "approve",
    State.APPROVED: "release",
    State.RELEASED: "view",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    """``rank`` counts from 1. ``why`` is the first of ``reasons`` in words. ``schedule``, ``entry``
    (unprocessed) or the note ``number`` of ``agreement`` (difference) is what it is about;
    ``version`` goes with the action.
    """

    rank: int
    what: Rank
    why: str
    reasons: tuple[Reason, ...]
    owner: str
    age_s: int
    customer: str
    part: str
    number: str
    href: str
    action: str
    schedule: int | None = None
    entry: int | None = None
    version: int = 0
    agreement: str = ""
    cause: str = ""
    """The code of its first reason: entries of one customer with the same one are of one cause."""
    holds_up: Consequence | None = None
    """Of a schedule that waits; None: it holds nothing up."""
    newest: int | None = None
    """The last of the schedules that wait behind it."""
    snoozed: Snooze | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """``later``: how many are put off."""

    entries: list[InboxEntry]
    later: int


def inbox(connection: Connection, now_us: int, *, most: int = MOST, snoozed: bool = False) -> Inbox:
    """The most urgent first; of one rank those of one cause together, the oldest first.
    ``snoozed``: those that somebody looks at later, and no others.
    """
    found = [
        *_schedules(connection, now_us, most),
        *_unprocessed(connection, now_us, most),
        *_differences(connection, now_us, most),
    ]
    later = sum(1 for entry in found if entry.snoozed is not None)
    found = [entry for entry in found if (entry.snoozed is not None) is snoozed]
    oldest: dict[Group, int] = {}
    for entry in found:
        oldest[group_of(entry)] = max(oldest.get(group_of(entry), 0), entry.age_s)
    found.sort(key=lambda it: (it.rank, -oldest[group_of(it)], group_of(it), -it.age_s))
    return Inbox(entries=found, later=later)


def how_many_wait(connection: Connection) -> dict[str, Count]:
    """On the page of the inbox; those that somebody looks at later are counted."""
    found = counts(connection)
    return {HOME: Count(number=sum(found.values()) - found[Rank.UNVIEWED])}


class Group(NamedTuple):
    """Entries of one rank, customer and cause."""

    rank: int
    customer: str
    cause: str


def group_of(entry: InboxEntry) -> Group:
    return Group(entry.rank, entry.customer, entry.cause)


def counts(connection: Connection) -> dict[Rank, int]:
    """How many there are of each rank, without the bound."""
    table = SCHEDULES.c
    by_state = {
        State(row.state): row.schedules
        for row in connection.execute(
            select(table.state, func.count().label("schedules"))
            .where(
                table.state.in_([state.value for state in UNRELEASED]),
                table.due == 0,
                table.waits != "[]",
                ~_waits_for_earlier(),
            )
            .group_by(table.state)
        )
    }
    unviewed = select(func.count()).select_from(SCHEDULES).where(_unviewed())
    unprocessed = select(func.count()).where(UNPROCESSED.c.closed_us.is_(None))
    found = dict.fromkeys(RANKS, 0)
    for state, count in by_state.items():
        found[_RANK_OF.get(state, Rank.BY_HAND)] += count
    found[Rank.UNVIEWED] = connection.execute(unviewed).scalar_one()
    found[Rank.UNPROCESSED] = connection.execute(unprocessed).scalar_one()
    found[Rank.DIFFERENCE] = len(open_differences(connection))
    return found


_RANK_OF = {
    State.RELEASE_EXCEPTION: Rank.RELEASE_EXCEPTION,
    State.NOT_RECONCILED: Rank.NOT_RECONCILED,
    State.OUT_OF_TOLERANCE: Rank.OUT_OF_TOLERANCE,
    State.RECONCILED: Rank.AWAITING_APPROVAL,
    State.IN_TOLERANCE: Rank.AWAITING_APPROVAL,
}


def _schedules(connection: Connection, now_us: int, most: int) -> Iterator[InboxEntry]:
    """``most`` of each state, and all that are put off."""
    table = SCHEDULES.c
    put_off = asleep(connection, now_us)
    waiting = and_(table.due == 0, table.waits != "[]", ~_waits_for_earlier())
    of_state: dict[int, Rank] = {}
    for state in (*_RANK_OF, State.RECEIVED, State.APPROVED):
        query = select(table.schedule).where(table.state == state.value, waiting)
        awake = query.where(~sleeps(now_us)).order_by(table.schedule).limit(most)
        later = query.where(sleeps(now_us))
        rank = _RANK_OF.get(state, Rank.BY_HAND)
        for chosen in (awake, later):
            of_state |= dict.fromkeys(connection.execute(chosen).scalars(), rank)
    stored = schedules.load(connection, of_state)
    held_up = consequences(connection, stored, now_us)
    for kept in stored:
        entry = _of_schedule(kept, of_state[kept.schedule], now_us)
        held = held_up[kept.schedule]
        snoozed = put_off.get(kept.schedule)
        if snoozed is not None and snoozed.waiting != held.it.waiting:
            snoozed = None
        yield replace(entry, holds_up=held.it, newest=held.newest, snoozed=snoozed)
    query = select(table.schedule).where(_unviewed()).order_by(table.schedule).limit(most)
    for kept in schedules.load(connection, connection.execute(query).scalars()):
        yield _of_schedule(kept, Rank.UNVIEWED, now_us)


def _waits_for_earlier() -> ColumnElement[bool]:
    """The earlier one stands in the list."""
    return SCHEDULES.c.waits.contains('"step.earlier"', autoescape=True)


def _unviewed() -> TextClause:
    """By its index, which a parameter would not find."""
    return text(UNVIEWED)


def _of_schedule(kept: StoredSchedule, what: Rank, now_us: int) -> InboxEntry:
    return InboxEntry(
        rank=RANKS.index(what) + 1,
        what=what,
        why=kept.waits[0].text if kept.waits else "",
        reasons=kept.waits,
        owner=kept.owner,
        age_s=max(0, now_us - kept.changed_us) // 1_000_000,
        customer=kept.customer,
        part=kept.part,
        number=kept.number,
        href=f"/office/schedules/{kept.schedule}",
        action=action_of(kept),
        cause=kept.waits[0].code if kept.waits else "",
        schedule=kept.schedule,
        version=kept.version,
    )


def action_of(kept: StoredSchedule) -> str:
    """The one that is offered first."""
    codes = {reason.code for reason in kept.waits}
    if kept.state is State.RECONCILED and "step.check_tolerance_by_hand" in codes:
        return "check_tolerance"
    return ACTIONS.get(kept.state, "")


def _unprocessed(connection: Connection, now_us: int, most: int) -> Iterator[InboxEntry]:
    query = select(UNPROCESSED).where(UNPROCESSED.c.closed_us.is_(None))
    for row in connection.execute(query.order_by(UNPROCESSED.c.entry).limit(most)):
        reasons = from_json(row.reasons)
        yield InboxEntry(
            rank=RANKS.index(Rank.UNPROCESSED) + 1,
            what=Rank.UNPROCESSED,
            why=words(reasons[:1]),
            reasons=reasons,
            owner=row.owner,
            age_s=max(0, now_us - row.opened_us) // 1_000_000,
            customer=row.customer or row.partner,
            part=row.part,
            number="",
            href=f"/office/interchanges/{row.interchange}",
            action="reprocess",
            cause=reasons[0].code if reasons else "",
            entry=row.entry,
        )


def _differences(connection: Connection, now_us: int, most: int) -> Iterator[InboxEntry]:
    for it in open_differences(connection)[:most]:
        reason = _why_open(it)
        yield InboxEntry(
            rank=RANKS.index(Rank.DIFFERENCE) + 1,
            what=Rank.DIFFERENCE,
            why=reason.text,
            reasons=(reason,),
            owner=it.owner,
            age_s=max(0, now_us - it.since_us) // 1_000_000,
            customer=it.customer,
            part=it.part,
            number=it.difference.note,
            href=cum_address(CumKey(it.agreement, it.part, it.point)),
            action="close",
            cause=reason.code,
            agreement=it.agreement,
        )


def _why_open(it: OpenDifference) -> Reason:
    return because(
        "difference.open",
        "note {note} of {on}: {despatched} despatched, {received} received, {open} missing or "
        "rejected by receiving advice: close it as found, lost or returned",
        note=it.difference.note,
        on=it.difference.on,
        despatched=it.despatched,
        received=it.received,
        open=it.difference.open,
    )
