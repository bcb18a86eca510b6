"""A schedule that a planner types in, from a fax or a call: kept as typed, and posted as if it had
come as a message. Tried before, so that nothing is sent of which nothing would become a schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from central.agreements.model.points import other_point
from central.agreements.service.contracts import AgreementPart, Place, agreement_part, find_all
from central.db.database import Actor, Database
from central.db.work import Work, tried
from central.exchange import service as exchange
from central.exchange.model import Origin
from central.exchange.rules.entered import WAY, Entered, Kept, kept_bytes, schedule_of
from central.releases import flow, post
from central.releases.preview import DECIDABLE, Preview, Reached, as_far_as_it_goes, changed_by
from central.releases.rules.states import State
from central.releases.schedules import StoredSchedule, newest_of
from central.releases.steps import advance
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """``state``: how far it goes by itself, ``waits``: why no further. ``preview``: what approving
    it would do then, or, where it goes all the way, what sending it does.
    """

    state: State
    waits: tuple[Reason, ...]
    preview: Preview


def trial(db: Database, wanted: Entered, *, by: Actor, now_us: int) -> Trial:
    """What sending it would do; nothing is stored. RuleRefusedError: it would become no schedule,
    for these reasons.
    """
    kept = db.read(lambda connection: _kept(connection, wanted, by, now_us))
    return tried(db, lambda work: _tried(work, _posted(work, kept)), by=by, at_us=now_us)


def enter(db: Database, wanted: Entered, *, by: Actor, now_us: int) -> StoredSchedule:
    """The schedule that it became, as far as it flows by itself. RuleRefusedError: nothing is
    stored.
    """
    kept = db.read(lambda connection: _kept(connection, wanted, by, now_us))
    tried(db, lambda work: _posted(work, kept), by=by, at_us=now_us)
    incoming = exchange.Incoming(name=by.who, data=kept_bytes(kept), way=WAY)
    taken = exchange.take(db, exchange.DESK.answer(), incoming, now_us=now_us, by=by)
    schedule = db.read(lambda connection: newest_of(connection, taken.interchange))
    if schedule is None:
        words = "it came to stand in the inbox meanwhile: look at interchange {interchange}"
        raise RuleRefusedError(because("entry.overtaken", words, interchange=taken.interchange))
    flow.Flow(db).run_one(schedule, now_us)
    return db.read(lambda connection: flow.known(connection, schedule))


def _posted(work: Work, kept: Kept) -> int:
    """The schedule. RuleRefusedError: it becomes none."""
    origin = Origin(
        interchange=0, message=1, partner="", customer=kept.customer, entered_by=work.by.who
    )
    posted = post.post(work, origin, schedule_of(kept))
    if not posted.schedules:
        raise RuleRefusedError(*posted.reasons)
    return posted.schedules[0]


def _kept(connection: Connection, wanted: Entered, by: Actor, now_us: int) -> Kept:
    part = _part_of(connection, wanted)
    return Kept(
        entered_by=by.who,
        entered_at=datetime.fromtimestamp(now_us / 1e6, tz=UTC).isoformat(timespec="microseconds"),
        customer=part.customer,
        plant=part.plant,
        unit=part.unit,
        schedule=wanted,
    )


def _part_of(connection: Connection, wanted: Entered) -> AgreementPart:
    """RuleRefusedError where a message for this part and point would not find the contract."""
    part = agreement_part(connection, wanted.agreement, wanted.part)
    if part is None:
        words = "part {part} is in no contract {agreement}"
        said = because("entry.no_part", words, part=wanted.part, agreement=wanted.agreement)
        raise RuleRefusedError(said)
    place = Place(part.part, part.plant, wanted.unloading_point)
    found = find_all(connection, part.customer, {place})[place]
    if [it.agreement for it in found] != [part.agreement]:
        raise RuleRefusedError(_not_it(part, wanted, [it.agreement for it in found]))
    return part


def _not_it(part: AgreementPart, wanted: Entered, found: list[str]) -> Reason:
    if (other := other_point(part.agreement, part.points, wanted.unloading_point)) is not None:
        return other
    if part.agreement not in found:
        words = (
            "contract {agreement} takes no schedule of part {part} for unloading point {point}: it "
            "is not active, or is for others"
        )
        return because(
            "entry.not_for_it",
            words,
            agreement=part.agreement,
            part=part.part,
            point=wanted.unloading_point or "-",
        )
    words = (
        "part {part} for {point} is in several contracts, {agreements}: name the unloading point"
    )
    return because(
        "entry.several",
        words,
        part=part.part,
        point=wanted.unloading_point or "-",
        agreements=", ".join(found),
    )


def _tried(work: Work, schedule: int) -> Trial:
    stopped: list[StoredSchedule] = []

    def do(unit: UnitOfWork, it: StoredSchedule) -> Reached:
        it = advance(unit, it)
        stopped.append(it)
        if it.state not in DECIDABLE:
            return it, () if it.state is State.RELEASED else unit.stopped_by(it)
        return as_far_as_it_goes(unit, it)

    preview = changed_by(work, schedule, do)
    (it,) = stopped
    return Trial(state=it.state, waits=it.waits, preview=preview)
