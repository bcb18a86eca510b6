"""Customers, their plants and calendars, currencies and divisions by HTTP.

A body carries the ``version`` that it was read at (0: new); one that is older is a 409. A change
of a plant or of an unloading point counts as a change of its customer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http import bodies
from central.http.bodies import Table
from central.http.problems import ProblemError
from central.partners.rules.customers import (
    Calendar,
    Currency,
    Customer,
    Plant,
    UnloadingPoint,
    point_key,
)
from central.partners.rules.divisions import Division
from central.partners.rules.parties import UNKNOWN, Identity
from central.partners.rules.windows import DeliveryWindow
from central.partners.service import customers, divisions, write
from central.partners.service.roles import Parties, parties_of

DAYS_MAX = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantIn:
    """A plant and the version of its customer."""

    plant: str
    version: int
    name: str = ""
    calendar: str = ""
    identity: Identity = UNKNOWN
    active: bool = True
    points: tuple[UnloadingPoint, ...] = ()
    windows: tuple[DeliveryWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointIn:
    point: str
    version: int
    name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """``closed``: the name of what closes the day; empty: it is worked."""

    day: date
    closed: str


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/partners", tags=["partners"])
    _lists(router, db, guard)
    _calendars(router, db, guard)
    _customers(router, db, guard)
    _plants(router, db, guard)
    _points(router, db, guard)
    return router


def _lists(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))

    @router.get("/currencies", dependencies=[reader])
    def get_currencies() -> Response:
        return bodies.answer(db.read(customers.currencies))

    @router.put("/currencies/{currency}", openapi_extra=bodies.takes(Currency, "currency"))
    def put_currency(currency: str, body: Table, principal: Principal = writer) -> Response:
        wanted = bodies.of(Currency, body, currency=currency)
        db.write(lambda c: write.save_currency(c, wanted), by=Actor(who=principal.who))
        return bodies.answer(wanted)

    @router.get("/divisions", dependencies=[reader])
    def get_divisions() -> Response:
        return bodies.answer(db.read(divisions.divisions))

    @router.put("/divisions/{division}", openapi_extra=bodies.takes(Division, "division"))
    def put_division(division: str, body: Table, principal: Principal = writer) -> Response:
        """The division whole, with its ranges; ``next`` of a range: 0 where it stands as it is. A
        range that gave numbers never goes back: a lower ``next`` leaves it where it stands.
        """
        wanted = bodies.of(Division, body, division=division)

        def save(work: Work) -> Division | None:
            divisions.save_division(work, wanted)
            return divisions.division_of(work.connection, division)

        return bodies.answer(transact(db, save, by=Actor(who=principal.who)))


def _calendars(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))

    @router.get("/calendars", dependencies=[reader])
    def get_calendars() -> Response:
        return bodies.answer(db.read(customers.calendars))

    @router.get("/calendars/{calendar}", dependencies=[reader])
    def get_calendar(calendar: str) -> Response:
        found = db.read(lambda c: customers.calendar_sheet(c, calendar))
        return bodies.answer(bodies.known(found, f"calendar {calendar}"))

    @router.get("/calendars/{calendar}/days", dependencies=[reader])
    def get_days(
        calendar: str,
        first: Annotated[date, Query()],
        last: Annotated[date, Query()],
    ) -> Response:
        """Every day from first to last, with what closes it."""
        if not 0 <= (last - first).days < DAYS_MAX:
            raise ProblemError(422, "invalid", f"first to last: 1 to {DAYS_MAX} days.")
        found = db.read(lambda c: customers.calendar_sheet(c, calendar))
        sheet = customers.working(bodies.known(found, f"calendar {calendar}"))
        days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
        return bodies.answer(
            [DayView(day=day, closed=sheet.closed_because(day) or "") for day in days]
        )

    @router.put("/calendars/{calendar}", openapi_extra=bodies.takes(Calendar, "calendar"))
    def put_calendar(calendar: str, body: Table, principal: Principal = writer) -> Response:
        wanted = bodies.of(Calendar, body, calendar=calendar)

        def save(work: Work) -> Calendar | None:
            write.save_calendar(work, wanted)
            return customers.calendar_sheet(work.connection, calendar)

        return bodies.answer(transact(db, save, by=Actor(who=principal.who)))


def _customers(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))

    @router.get("/customers", dependencies=[reader])
    def get_customers() -> Response:
        return bodies.answer(db.read(customers.customers))

    @router.get("/customers/{customer}", dependencies=[reader])
    def get_customer(customer: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, customer)))

    @router.get("/customers/{customer}/parties", dependencies=[reader])
    def get_parties(customer: str, plant: str = "", point: str = "") -> Response:
        """Who is sold to, shipped to, invoiced, pays, and the group; for that place of theirs."""

        def work(connection: Connection) -> Parties:
            found = _known(connection, customer)
            at = _point(found, plant, point) if point else ""
            if plant:
                _plant(found, plant)
            return parties_of(connection, found, plant, at)

        return bodies.answer(db.read(work))

    @router.put("/customers/{customer}", openapi_extra=bodies.takes(Customer, "customer"))
    def put_customer(customer: str, body: Table, principal: Principal = writer) -> Response:
        """The customer whole, with plants, unloading points and delivery windows."""
        wanted = bodies.of(Customer, body, customer=customer)
        return _saved(db, customer, principal, lambda _: wanted)


def _plants(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))

    @router.get("/customers/{customer}/plants", dependencies=[reader])
    def get_plants(customer: str) -> Response:
        return bodies.answer(db.read(lambda c: _known(c, customer)).plants)

    @router.get("/customers/{customer}/plants/{plant}", dependencies=[reader])
    def get_plant(customer: str, plant: str) -> Response:
        return bodies.answer(_plant(db.read(lambda c: _known(c, customer)), plant))

    @router.put(
        "/customers/{customer}/plants/{plant}", openapi_extra=bodies.takes(PlantIn, "plant")
    )
    def put_plant(
        customer: str, plant: str, body: Table, principal: Principal = writer
    ) -> Response:
        given = bodies.of(PlantIn, body, plant=plant)
        names = [it.name for it in fields(Plant)]
        wanted = Plant(**{name: getattr(given, name) for name in names})

        def change(was: Customer) -> Customer:
            others = tuple(it for it in was.plants if it.plant != plant)
            return replace(was, plants=(*others, wanted), version=given.version)

        return _saved(db, customer, principal, change)


def _points(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    writer = Depends(guard.requires(Right.WRITE_PARTNERS))
    points = "/customers/{customer}/plants/{plant}/unloading-points"

    @router.get(points, dependencies=[reader])
    def get_points(customer: str, plant: str) -> Response:
        return bodies.answer(_plant(db.read(lambda c: _known(c, customer)), plant).points)

    @router.put(points + "/{point}", openapi_extra=bodies.takes(PointIn, "point"))
    def put_point(
        customer: str, plant: str, point: str, body: Table, principal: Principal = writer
    ) -> Response:
        given = bodies.of(PointIn, body, point=point)
        wanted = UnloadingPoint(point=point, name=given.name, active=given.active)

        def change(was: Customer) -> Customer:
            place = _plant(was, plant)
            others = tuple(it for it in place.points if it.point != point)
            place = replace(place, points=(*others, wanted))
            plants = tuple(it for it in was.plants if it.plant != plant)
            return replace(was, plants=(*plants, place), version=given.version)

        return _saved(db, customer, principal, change)


def _known(connection: Connection, customer: str) -> Customer:
    return bodies.known(customers.customer_of(connection, customer), f"customer {customer}")


def _plant(customer: Customer, plant: str) -> Plant:
    found = next((it for it in customer.plants if it.plant == plant), None)
    return bodies.known(found, f"plant {plant} of {customer.customer}")


def _point(customer: Customer, plant: str, point: str) -> str:
    """As the plant writes it; a 404 where it lists its points and this is none that is in use."""
    listed = _plant(customer, plant).points
    known = {point_key(it.point): it.point for it in listed if it.active}
    found = known.get(point_key(point), None if listed else point)
    return bodies.known(found, f"unloading point {point} of {plant} in use")


def _saved(
    db: Database, customer: str, principal: Principal, change: Callable[[Customer], Customer]
) -> Response:
    """The customer as they are after the change, which is given them as they were."""

    def save(work: Work) -> Customer:
        was = customers.customer_of(work.connection, customer)
        wanted = change(was or Customer(customer=customer, name=""))
        write.save_customer(work, wanted)
        return _known(work.connection, customer)

    return bodies.answer(transact(db, save, by=Actor(who=principal.who)))
