"""What stands beside the schedules of one transaction: agreements, cums, order lines, what is
called off. Asked for all of their agreement parts at once, and written together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select, tuple_

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import COUNTING, Returns
from central.agreements.service.contracts import AgreementPart, agreement_parts
from central.cums.rules.ledger import Ledger
from central.cums.service.authorised import Authorised
from central.cums.service.ledgers import despatched_by_day, first_days, ledgers_of, sums_of
from central.db.bulk import AT_ONCE, insert_many
from central.db.work import Work
from central.demand.lines import ScheduleKind, Slot
from central.orders.model import Backorder, CalledOff
from central.orders.rules.line_keys import Key
from central.orders.service import lines as orders
from central.orders.service import write as order_writing
from central.orders.service.lines import Standing
from central.orders.service.write import Writing
from central.releases.rules.admission import needs_notes
from central.releases.schedules import StoredSchedule, StreamKey
from central.releases.tables import CALLED, EXCEPTIONS

ByPoint = dict[str, dict[Slot, Decimal]]
ZERO = Decimal(0)
CALLED_DAYS_BACK = 400
"""What was called off for days before is forgotten."""


class Books:
    """Whoever makes it holds the keys of the agreement parts of ``wanted``."""

    def __init__(self, work: Work, wanted: Sequence[StoredSchedule]) -> None:
        connection = work.connection
        self._work = work
        self._connection = connection
        self._all = sorted({of(kept) for kept in wanted})
        self._schedules = sorted({kept.schedule for kept in wanted})
        self._parts = agreement_parts(connection, self._all)
        self._returns: dict[CumKey, Returns] = {}
        for kept in wanted:
            if (part := self._parts.get(of(kept))) is not None:
                self._returns[part.cum_at(kept.unloading_point)] = part.terms.returns
        self.authorised = Authorised(connection, self._returns)
        self._ledgers: dict[CumKey, Ledger] = {}
        self._sums: dict[CumKey, Ledger] | None = None
        self._begun: dict[CumKey, date] | None = None
        self._standing: dict[PartKey, Standing] | None = None
        self._called: dict[PartKey, ByPoint] | None = None
        self._removed: dict[int, set[Key]] | None = None
        self._called_now: dict[StreamKey, list[dict[str, Any]]] = {}
        self._writings: list[Writing] = []
        self._consumed: list[CalledOff] = []

    def part(self, kept: StoredSchedule) -> AgreementPart | None:
        """None: it is no longer in the agreement."""
        return self._parts.get(of(kept))

    def cum(self, kept: StoredSchedule) -> CumKey:
        """Whose cum counts what it asks for."""
        return self._parts[of(kept)].cum_at(kept.unloading_point)

    def compares(self, kept: StoredSchedule) -> bool:
        """Whether what the schedule states was compared as the ledger of its part is."""
        part = self._parts.get(of(kept))
        if part is None:
            return False
        own, of_part = part.terms.of(kept.kind).reconcile, part.terms.compares
        return own is of_part or own in COUNTING

    def sums(self, kept: StoredSchedule) -> Ledger:
        """Its cums and periods, without notes."""
        if self._sums is None:
            self._sums = sums_of(self._connection, self._returns)
        return self._sums[self.cum(kept)]

    def begun(self, kept: StoredSchedule) -> date | None:
        """No despatch or correction is earlier; None: there is none."""
        if self._begun is None:
            self._begun = first_days(self._connection, self._returns)
        return self._begun.get(self.cum(kept))

    def ledger(self, kept: StoredSchedule) -> Ledger:
        """Whole; those of all agreement parts that reconcile by notes are loaded together."""
        key = self.cum(kept)
        returns = self._returns
        if key not in self._ledgers:
            by_notes = {
                each
                for each in returns
                for terms in [self._parts[each.of_part].terms]
                if needs_notes(terms.plan) or needs_notes(terms.call_off)
            }
            missing = ({key} | by_notes) - self._ledgers.keys()
            self._ledgers |= ledgers_of(self._connection, {each: returns[each] for each in missing})
        return self._ledgers[key]

    def moved(self, kept: StoredSchedule) -> None:
        """A movement was posted: what was known of its cums is asked anew."""
        key = self.cum(kept)
        returns = {key: self._returns[key]}
        self._ledgers |= ledgers_of(self._connection, returns)
        self._sums = (self._sums or {}) | sums_of(self._connection, returns)

    def standing(self, kept: StoredSchedule) -> Standing:
        """The open order lines as they are now; nobody else changes them."""
        key = of(kept)
        if self._standing is None:
            self._standing = dict(orders.standing_of(self._connection, self._all))
        if key not in self._standing:
            self._write_orders()
            self._standing |= orders.standing_of(self._connection, [key])
        return self._standing[key]

    def overdue(self, kept: StoredSchedule, points: Collection[str]) -> tuple[Backorder, ...]:
        """Order lines for ``points`` before the schedule's period. A plan asks for all that is
        open; a call-off takes what it asks from the plan, so the plan's own arrears are no matter
        of its.
        """
        kind = kept.kind.value if kept.kind is ScheduleKind.CALL_OFF else ""
        before = min(kept.first_day, kept.issued_on)
        return self.standing(kept).at(points).overdue(before, kind)

    def ordered(self, kept: StoredSchedule, first: date, last: date) -> dict[date, Decimal]:
        """Of all parts of its agreement: despatched on each day from ``first`` to ``last``, and
        what is open of order lines that are due on it.
        """
        self._write_orders()
        found = despatched_by_day(self._connection, kept.agreement, first, last)
        for on, quantity in orders.open_by_day(
            self._connection, kept.agreement, first, last
        ).items():
            found[on] = found.get(on, ZERO) + quantity
        return found

    def write(
        self,
        kept: StoredSchedule,
        writings: Sequence[Writing],
        called_off: Sequence[CalledOff],
    ) -> None:
        """Order lines and forecasts, and what is called off of forecasts: all of one agreement
        part, each line once.
        """
        if self._standing is not None:
            self._standing.pop(of(kept), None)
        self._writings += writings
        self._consumed += called_off

    def called(self, kept: StoredSchedule) -> Mapping[str, Mapping[Slot, Decimal]]:
        """What call-offs ask for each time, by unloading point."""
        return self._all_called()[of(kept)]

    def _all_called(self) -> dict[PartKey, ByPoint]:
        if self._called is None:
            called: dict[PartKey, ByPoint] = {key: {} for key in self._all}
            whose = CALLED.c.agreement, CALLED.c.part
            what = CALLED.c.unloading_point, CALLED.c.on_day, CALLED.c.at_time, CALLED.c.quantity
            for start in range(0, len(self._all), AT_ONCE):
                some = self._all[start : start + AT_ONCE]
                query = select(*whose, *what).where(tuple_(*whose).in_(some))
                for row in self._connection.execute(query):
                    days = called[PartKey(row.agreement, row.part)].setdefault(
                        row.unloading_point, {}
                    )
                    days[Slot(row.on_day, row.at_time)] = row.quantity
            self._called = called
        return self._called

    def set_called(self, kept: StoredSchedule, called: Mapping[Slot, Decimal]) -> None:
        """For the schedule's own unloading point."""
        forgotten = kept.issued_on - timedelta(days=CALLED_DAYS_BACK)
        now = {slot: quantity for slot, quantity in called.items() if slot.on >= forgotten}
        self._all_called()[of(kept)][kept.unloading_point] = now
        self._called_now[kept.stream] = [
            {
                "agreement": kept.agreement,
                "part": kept.part,
                "unloading_point": kept.unloading_point,
                "on_day": slot.on,
                "at_time": slot.at,
                "quantity": quantity,
                "schedule": kept.schedule,
            }
            for slot, quantity in now.items()
        ]

    def removed(self, kept: StoredSchedule) -> Collection[Key]:
        """What a person left out."""
        if self._removed is None or kept.schedule not in self._removed:
            asked = {*self._schedules, kept.schedule}
            found: dict[int, set[Key]] = {schedule: set() for schedule in asked}
            table = EXCEPTIONS.c
            what = table.on_day, table.purchase_order, table.at_time, table.reference
            query = select(table.schedule, *what).where(
                table.schedule.in_(sorted(asked)), table.action == "remove"
            )
            for row in self._connection.execute(query):
                found[row.schedule].add(Key(*row[1:]))
            self._removed = (self._removed or {}) | found
        return self._removed[kept.schedule]

    def flush(self) -> None:
        self._write_orders()
        self.authorised.flush()
        keys = sorted(self._called_now)
        for start in range(0, len(keys), AT_ONCE):
            whose = tuple_(CALLED.c.agreement, CALLED.c.part, CALLED.c.unloading_point)
            some = [(it.agreement, it.part, it.point) for it in keys[start : start + AT_ONCE]]
            self._connection.execute(delete(CALLED).where(whose.in_(some)))
        rows = [row for key in keys for row in self._called_now[key]]
        insert_many(self._connection, CALLED, rows)
        self._called_now = {}

    def _write_orders(self) -> None:
        if self._writings:
            order_writing.write_all(self._work, self._writings)
        order_writing.consume_forecasts(self._connection, self._consumed)
        self._writings, self._consumed = [], []


def of(kept: StoredSchedule) -> PartKey:
    return PartKey(kept.agreement, kept.part)
