"""An office with a customer: schedules come in as messages, people act, figures are read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from central.agreements.model.agreement import Agreement, Part
from central.agreements.model.duration import ModelYear
from central.agreements.model.keys import CumKey
from central.agreements.model.own_terms import PartTerms
from central.agreements.model.terms import Terms
from central.agreements.service import write as agreement_writing
from central.agreements.service.contracts import agreement_of, agreement_part
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Despatched, DespatchUndone, Movement
from central.cums.service.ledger_store import ledger_of, post_movement
from central.cums.tables_authorised import AUTHORISED
from central.db.database import Actor, Database
from central.db.work import Work
from central.edi.model import schedule as edi
from central.edi.model.interchange import Party, Syntax
from central.exchange.model import Origin
from central.orders import tables as order_tables
from central.orders.service import lines as orders
from central.partners.rules.customers import Currency, Customer
from central.partners.service import write as partner_writing
from central.partners.service.customers import customer_of
from central.releases import flow, schedules
from central.releases import post as receive
from central.releases.tables import EXCEPTIONS, SCHEDULES, STEPS, UNPROCESSED
from central.words.reasons_json import from_json

ANN = Actor(who="ann", why="looked at it")
BOB = Actor(who="bob", why="looked at it too")
DAY = date(2026, 5, 4)
"""A Monday."""
FIRM, FORECAST, INFORMATION = edi.Status.FIRM, edi.Status.FORECAST, edi.Status.INFORMATION


def at(day: date) -> int:
    """Noon."""
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) * 1_000_000


def d(text: object) -> Decimal:
    return Decimal(str(text))


def day(n: int) -> date:
    """The day of the month of the tests."""
    return date(2026, 5, n)


def line(on: date, quantity: object, status: edi.Status = FIRM, **more: Any) -> edi.Line:
    last = more.pop("until", on)
    return edi.Line(quantity=d(quantity), first=on, last=last, status=status, **more)


def item(part: str, *lines: edi.Line, cum: object = None, **more: Any) -> edi.Item:
    since = more.pop("since", None)
    note = more.pop("note", "")
    return edi.Item(
        part=part,
        lines=lines,
        received=edi.Cum(quantity=d(cum), since=since) if cum is not None else None,
        last_receipt=edi.Receipt(note=note) if note else None,
        **more,
    )


def said(
    number: str,
    *items: edi.Item,
    issued: date | None = DAY,
    kind: edi.Kind = edi.Kind.PLAN,
    test: bool = False,
    **more: Any,
) -> edi.Schedule:
    party = Party(id="P")
    source = edi.Source(
        syntax=Syntax.EDIFACT,
        message="DELFOR",
        version="D97A",
        sender=party,
        recipient=party,
        interchange="1",
        interchange_old="",
        reference="1",
        test=test,
    )
    return edi.Schedule(
        kind=kind, source=source, number=number, issued_on=issued, items=items, **more
    )


def call_off(number: str, *items: edi.Item, **more: Any) -> edi.Schedule:
    return said(number, *items, kind=edi.Kind.CALL_OFF, **more)


class Desk:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.interchanges = 0
        self.today = DAY

        def work(connection: Connection) -> None:
            partner_writing.save_currency(connection, Currency(currency="EUR"))
            partner_writing.save_customer(
                Work(connection, ANN, self.now_us), Customer(customer="C", name="Customer")
            )

        db.write(work)

    @property
    def now_us(self) -> int:
        return at(self.today)

    def windows(self, *windows: Any) -> None:
        def work(connection: Connection) -> None:
            partner_writing.save_customer(
                Work(connection, ANN, self.now_us),
                Customer(customer="C", name="Customer", windows=windows, version=1),
            )

        self.db.write(work)

    def plants(self, *plants: Any) -> None:
        """Of the customer, in place of those there are."""

        def work(connection: Connection) -> None:
            known = customer_of(connection, "C")
            assert known is not None
            wanted = replace(known, plants=plants)
            partner_writing.save_customer(Work(connection, ANN, self.now_us), wanted)

        self.db.write(work)

    def agreement(
        self,
        name: str = "A",
        *parts: str,
        plant: str = "",
        years: Sequence[ModelYear] = (),
        customer: str = "C",
        points: tuple[str, ...] = (),
        own: dict[str, PartTerms] | None = None,
        **terms: Any,
    ) -> None:
        """``own``: what is agreed otherwise, by part."""

        def work(connection: Connection) -> None:
            known = agreement_of(connection, name)
            agreement_writing.save(
                Work(connection, ANN, self.now_us),
                Agreement(
                    agreement=name,
                    customer=customer,
                    plant=plant,
                    points=points,
                    terms=Terms(**terms),
                    years=tuple(years),
                    parts=tuple(
                        Part(part=part, terms=(own or {}).get(part)) for part in parts or ("P",)
                    ),
                    version=known.version if known is not None else 0,
                ),
            )

        self.db.write(work)

    def post(self, what: edi.Schedule, *, again: int | None = None, customer: str = "C") -> Any:
        """As a new interchange, or as the one of that number once more."""
        if again is None:
            self.interchanges += 1

        origin = Origin(
            interchange=again or self.interchanges, message=1, partner="edi-c", customer=customer
        )

        def do(connection: Connection) -> Any:
            if again is not None:
                receive.close_unprocessed(Work(connection, ANN, self.now_us), again)
            return receive.post(Work(connection, Actor(who="edi"), self.now_us), origin, what)

        return self.db.write(do)

    def posted(self, what: edi.Schedule) -> int:
        """The one schedule of it."""
        (schedule,) = self.post(what).schedules
        return int(schedule)

    def run(self) -> int:
        return flow.Flow(self.db).run(self.now_us)

    def taken(self, what: edi.Schedule) -> int:
        """Posted, and run as far as it flows."""
        schedule = self.posted(what)
        self.run()
        return schedule

    def kept(self, schedule: int) -> schedules.StoredSchedule:
        found = self.db.read(lambda connection: schedules.load_one(connection, schedule))
        assert found is not None
        return found

    def state(self, schedule: int) -> str:
        return str(self.kept(schedule).state)

    def waits(self, schedule: int) -> list[str]:
        return [reason.code for reason in self.kept(schedule).waits]

    def act(
        self, what: Any, schedule: int, *, by: Actor = ANN, **more: Any
    ) -> schedules.StoredSchedule:
        more.setdefault("version", self.kept(schedule).version)
        found: schedules.StoredSchedule = what(self.db, schedule, by=by, now_us=self.now_us, **more)
        return found

    def move(self, movement: Movement, name: str = "A", part: str = "P", point: str = "") -> None:
        def work(connection: Connection) -> None:
            found = agreement_part(connection, name, part)
            assert found is not None
            post_movement(
                Work(connection, Actor(who="ann"), self.now_us),
                CumKey(name, part, point),
                movement,
                found.terms.returns,
            )

        self.db.write(work)

    def despatched(self, note: str, quantity: object, on: date, **whose: str) -> None:
        self.move(Despatched(note=note, on=on, quantity=d(quantity)), **whose)

    def undone(self, note: str, on: date) -> None:
        self.move(DespatchUndone(note=note, on=on))

    def ledger(self, name: str = "A", part: str = "P", point: str = "") -> Ledger:
        def work(connection: Connection) -> Ledger:
            found = agreement_part(connection, name, part)
            assert found is not None
            return ledger_of(connection, CumKey(name, part, point), found.terms.returns)

        return self.db.read(work)

    def orders(self, part: str = "P", kind: str = "") -> dict[date, Decimal]:
        """Open, by day."""
        found: dict[date, Decimal] = {}
        rows = self.db.read(
            lambda connection: orders.standing(connection, "A", part, date.min, None, kind)
        )
        for row in rows:
            found[row.on] = found.get(row.on, Decimal(0)) + row.quantity
        return found

    def standing(self, part: str = "P") -> Any:
        return self.db.read(
            lambda connection: orders.standing(connection, "A", part, date.min, None)
        )

    def forecasts(self, part: str = "P") -> dict[date, Decimal]:
        """What is left of the active ones, by day."""
        table = order_tables.forecasts
        found: dict[date, Decimal] = {}
        for row in self.rows(table):
            if row.active and row.part == part and row.quantity != row.called_off:
                left = row.quantity - row.called_off
                found[row.on_day] = found.get(row.on_day, Decimal(0)) + left
        return found

    def pick(self, on: date, part: str = "P", picked: bool = True) -> None:
        rows = [row for row in self.standing(part) if row.on == on and row.picked is not picked]

        def work(connection: Connection) -> None:
            for row in rows:
                orders.mark_picked(connection, int(row.line), now_us=self.now_us, picked=picked)

        assert rows
        self.db.write(work)

    def rows(self, table: Any) -> list[Any]:
        query = select(table).order_by(*table.primary_key)
        return list(self.db.read(lambda connection: connection.execute(query).all()))

    def steps(self, schedule: int) -> list[tuple[str, str]]:
        return [(r.step, r.to_state) for r in self.rows(STEPS) if r.schedule == schedule]

    def open_entries(self) -> list[tuple[str, str, list[str]]]:
        return [
            (r.what, r.part, [reason.code for reason in from_json(r.reasons)])
            for r in self.rows(UNPROCESSED)
            if r.closed_us is None
        ]

    def open_exceptions(self, schedule: int) -> list[date]:
        return [
            r.on_day
            for r in self.rows(EXCEPTIONS)
            if r.schedule == schedule and r.closed_us is None
        ]

    def authorised(self, part: str = "P") -> Any:
        return next((r for r in self.rows(AUTHORISED) if r.part == part), None)

    def schedules(self) -> list[Any]:
        return self.rows(SCHEDULES)

    def as_test(self, what: edi.Schedule) -> edi.Schedule:
        return replace(what, source=replace(what.source, test=True))
