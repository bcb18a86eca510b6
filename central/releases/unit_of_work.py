"""What one transaction of the flow knows and changes. Schedules are loaded together and written
together; in between there is only the present state of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select, update

from central.agreements.model.keys import PartKey
from central.cums.service import stated
from central.db.bulk import insert_many
from central.db.work import Work
from central.demand.lines import ScheduleKind
from central.orders.model import ReconciledLine
from central.orders.rules.release_plan import ReleaseException
from central.partners.rules.calendar import IndustryMonth, WorkingCalendar
from central.partners.rules.windows import DeliveryWindow
from central.partners.service import customers as partners
from central.releases import schedules
from central.releases.books import Books
from central.releases.rules.points import Gate, gate_of
from central.releases.rules.states import By, Event, State, move
from central.releases.schedules import StoredSchedule, StreamKey
from central.releases.tables import EXCEPTIONS, LINES, SCHEDULES, STEPS
from central.words.reasons import Reason
from central.words.reasons_json import from_json, to_json

T = TypeVar("T")
ZERO = Decimal(0)
STOPPED = frozenset({State.NOT_RECONCILED, State.OUT_OF_TOLERANCE, State.RELEASE_EXCEPTION})
"""Why a schedule stands in one of these is said when it gets there, and stays."""
DONE = frozenset({State.RELEASED, State.REPLACED, State.REJECTED})


class UnitOfWork:
    """Whoever makes it holds the key of every agreement part of ``wanted``."""

    def __init__(self, work: Work, wanted: Sequence[StoredSchedule]) -> None:
        self.connection = work.connection
        self.by = work.by
        self.now_us = work.now_us
        self._parts: dict[PartKey, list[int]] = {}
        self._rows: dict[int, StoredSchedule] = {}
        self._load_parts({kept.stream.of_part for kept in wanted})
        self._wanted = [kept.schedule for kept in wanted]
        self._changed: set[int] = set()
        self._steps: list[dict[str, Any]] = []
        self._lines: dict[int, tuple[ReconciledLine, ...]] = {}
        self._reconciled: set[int] = set()
        self._agreed: set[int] = set()
        self._counted: set[int] = set()
        self._withdrawn: set[int] = set()
        self._stops: dict[int, tuple[Reason, ...]] = {}
        self._asked: dict[tuple[str, ...], Any] = {}
        self.books = Books(work, wanted)

    def now(self, schedule: int) -> StoredSchedule | None:
        """None: replaced or rejected before."""
        return self._rows.get(schedule)

    def of_stream(self, stream: StreamKey) -> list[StoredSchedule]:
        """All that were alive when the transaction began, as they are now, the oldest first."""
        return [kept for kept in self.of_part(stream.of_part) if kept.stream == stream]

    def of_part(self, part: PartKey) -> list[StoredSchedule]:
        """The same of every kind and unloading point."""
        if part not in self._parts:
            self._load_parts({part})
        return [self._rows[schedule] for schedule in self._parts[part]]

    def gate(self, kept: StoredSchedule) -> Gate | None:
        """The unloading point of the schedule among those of its part; None: there is no other, or
        each has a cum of its own.
        """
        part = self.books.part(kept)
        if part is not None and part.terms.by_point:
            return None
        return gate_of(
            kept.unloading_point,
            (
                other.unloading_point
                for other in self.of_part(kept.stream.of_part)
                if other.state not in (State.REJECTED, State.REPLACED)
            ),
        )

    def points(self, kept: StoredSchedule) -> frozenset[str]:
        """The unloading points whose arrears are a matter of the schedule's."""
        if kept.kind is ScheduleKind.CALL_OFF:
            return frozenset({kept.unloading_point})
        return schedules.points_of_plan(kept, self.of_part(kept.stream.of_part))

    def plans(self, kept: StoredSchedule) -> dict[str, StoredSchedule]:
        """The released plans of its part, by unloading point."""
        return {
            other.unloading_point: other
            for other in self.of_part(kept.stream.of_part)
            if other.kind is ScheduleKind.PLAN and other.state is State.RELEASED
        }

    def previous(self, kept: StoredSchedule) -> StoredSchedule | None:
        """The one it is compared with: the last before it that was not rejected."""
        alive = [
            other
            for other in self.of_stream(kept.stream)
            if other.schedule < kept.schedule and other.state is not State.REJECTED
        ]
        return alive[-1] if alive else None

    def lines(self, kept: StoredSchedule) -> tuple[ReconciledLine, ...]:
        """Those of all schedules of this transaction are loaded at once, and so are those before
        them.
        """
        if kept.schedule not in self._lines:
            together = set(self._wanted)
            if kept.schedule not in together:
                before = (self.previous(self._rows[each]) for each in self._wanted)
                together = {each.schedule for each in before if each is not None}
            together = {kept.schedule} | (together - self._lines.keys())
            self._lines |= schedules.lines_of(self.connection, together)
        return self._lines[kept.schedule]

    def calendar(self, kept: StoredSchedule) -> WorkingCalendar:
        return self._once(
            ("calendar", kept.customer, kept.plant),
            lambda: partners.calendar_of(self.connection, kept.customer, kept.plant),
        )

    def industry_months(self, kept: StoredSchedule) -> tuple[IndustryMonth, ...]:
        return self._once(
            ("months", kept.customer, kept.plant),
            lambda: partners.industry_months_of(self.connection, kept.customer, kept.plant),
        )

    def windows(self, kept: StoredSchedule) -> tuple[DeliveryWindow, ...]:
        return self._once(
            ("windows", kept.customer, kept.plant),
            lambda: partners.windows_of(self.connection, kept.customer, kept.plant),
        )

    def today(self, kept: StoredSchedule) -> date:
        """The customer's date."""

        def ask() -> date:
            customer = partners.customer_of(self.connection, kept.customer)
            return partners.today(customer, self.now_us) if customer else kept.issued_on

        return self._once(("today", kept.customer), ask)

    def is_customer_active(self, kept: StoredSchedule) -> bool:
        def ask() -> bool:
            customer = partners.customer_of(self.connection, kept.customer)
            return customer is not None and customer.active

        return self._once(("active", kept.customer), ask)

    def set_reconciled(self, kept: StoredSchedule, lines: Sequence[ReconciledLine]) -> None:
        ordered = sorted(lines, key=lambda line: line.line.number)
        self._lines[kept.schedule] = tuple(ordered)
        self._reconciled.add(kept.schedule)

    def is_reconciled_now(self, kept: StoredSchedule) -> bool:
        """In this transaction, so that nothing can have gone since."""
        return kept.schedule in self._reconciled

    def change(self, kept: StoredSchedule, **values: Any) -> StoredSchedule:
        changed = replace(self._rows[kept.schedule], **values)
        self._rows[kept.schedule] = changed
        self._changed.add(kept.schedule)
        return changed

    def _tell(self, kept: StoredSchedule, event: Event) -> None:
        """What the cums are told of it."""
        if event is Event.MATCHED:
            self._agreed.add(kept.schedule)
            if self.books.compares(kept):
                self._counted.add(kept.schedule)
        elif event is Event.REJECT:
            self._withdrawn.add(kept.schedule)

    def record(
        self,
        kept: StoredSchedule,
        event: Event,
        reasons: Iterable[Reason],
        *,
        step: str,
        by: By = By.ANYBODY,
    ) -> StoredSchedule:
        """The step by the table of states. RuleRefusedError where there is none."""
        row = move(kept.state, event, by)
        reasons = tuple(reasons)
        changed = self.change(
            kept,
            state=row.then,
            version=kept.version + 1,
            changed_us=self.now_us,
            waits=(),
            due=int(row.then not in DONE),
        )
        self._tell(kept, event)
        self._stops[kept.schedule] = reasons if row.then in STOPPED else ()
        self._steps.append(
            {
                "schedule": kept.schedule,
                "seq": changed.version,
                "at_us": self.now_us,
                "step": step,
                "from_state": kept.state.value,
                "to_state": row.then.value,
                "who": self.by.who,
                "why": self.by.why,
                "reasons": to_json(reasons),
            }
        )
        return changed

    def rest(
        self, kept: StoredSchedule, reasons: tuple[Reason, ...], terms_version: int
    ) -> StoredSchedule:
        """It goes no further now, for these reasons beside those that stopped it: the same that
        stand with its last step, whichever transaction took that.
        """
        if kept.state in STOPPED:
            reasons = (*self.stopped_by(kept), *reasons)
        return self.change(kept, waits=reasons, due=0, terms_version=terms_version)

    def stopped_by(self, kept: StoredSchedule) -> tuple[Reason, ...]:
        """The reasons of the step that brought it where it stands; empty: it is not stopped."""
        if kept.schedule not in self._stops:
            query = (
                select(STEPS.c.reasons)
                .where(STEPS.c.schedule == kept.schedule)
                .order_by(STEPS.c.seq.desc())
                .limit(1)
            )
            said = self.connection.execute(query).scalar()
            self._stops[kept.schedule] = from_json(said) if said else ()
        return self._stops[kept.schedule]

    def open_exceptions(self, kept: StoredSchedule, found: Iterable[ReleaseException]) -> None:
        rows = [
            {
                "schedule": kept.schedule,
                "on_day": each.key.on,
                "at_time": each.key.at,
                "purchase_order": each.key.purchase_order,
                "reference": each.key.reference,
                "reason": to_json([each.reason]),
                "opened_us": self.now_us,
                "closed_us": None,
                "closed_by": "",
                "action": "",
            }
            for each in found
        ]
        self.connection.execute(insert(EXCEPTIONS), rows)

    def close_exceptions(self, kept: StoredSchedule, action: str) -> None:
        self.connection.execute(
            update(EXCEPTIONS)
            .where(EXCEPTIONS.c.schedule == kept.schedule, EXCEPTIONS.c.closed_us.is_(None))
            .values(closed_us=self.now_us, closed_by=self.by.who, action=action)
        )

    def flush(self) -> None:
        """Writes what changed; the last thing that is done."""
        self.books.flush()
        stated.agree(self.connection, self._agreed, self._counted, now_us=self.now_us)
        stated.withdraw(self.connection, self._withdrawn)
        insert_many(self.connection, STEPS, self._steps)
        self._write_lines()
        rows = [
            {
                "of_schedule": kept.schedule,
                "new_state": kept.state.value,
                "new_waits": to_json(kept.waits),
                "new_version": kept.version,
                "new_changed_us": kept.changed_us,
                "new_previous": kept.previous,
                "new_due": kept.due,
                "new_terms_version": kept.terms_version,
            }
            for kept in (self._rows[schedule] for schedule in sorted(self._changed))
        ]
        if rows:
            names = [name.removeprefix("new_") for name in rows[0] if name != "of_schedule"]
            statement = (
                update(SCHEDULES)
                .where(SCHEDULES.c.schedule == bindparam("of_schedule"))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            self.connection.execute(statement, rows)

    def _write_lines(self) -> None:
        """What is left of a line is its quantity, but for the few that something was taken from."""
        if not self._reconciled:
            return
        self.connection.execute(
            update(LINES)
            .where(LINES.c.schedule.in_(sorted(self._reconciled)))
            .values(reconciled=LINES.c.quantity, in_transit=ZERO, backordered=ZERO)
        )
        rows = [
            {
                "of_schedule": schedule,
                "of_number": line.line.number,
                "new_in_transit": line.in_transit,
                "new_backordered": line.backordered,
                "new_reconciled": line.quantity,
            }
            for schedule in sorted(self._reconciled)
            for line in self._lines[schedule]
            if line.in_transit or line.backordered
        ]
        if rows:
            statement = (
                update(LINES)
                .where(
                    LINES.c.schedule == bindparam("of_schedule"),
                    LINES.c.number == bindparam("of_number"),
                )
                .values(
                    in_transit=bindparam("new_in_transit"),
                    backordered=bindparam("new_backordered"),
                    reconciled=bindparam("new_reconciled"),
                )
            )
            self.connection.execute(statement, rows)

    def _load_parts(self, parts: set[PartKey]) -> None:
        found = schedules.alive(self.connection, parts)
        for part in parts:
            kept = found.get(part, [])
            self._parts[part] = [each.schedule for each in kept]
            self._rows |= {each.schedule: each for each in kept}

    def _once(self, key: tuple[str, ...], ask: Callable[[], T]) -> T:
        if key not in self._asked:
            self._asked[key] = ask()
        found: T = self._asked[key]
        return found
