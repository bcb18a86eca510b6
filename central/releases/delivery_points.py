"""At which unloading point of their plant a customer wants something: written as it is known here,
whatever their capitals, and held where the plant is off, lists its points and not this one, or
where none is named and each has a cum.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from central.agreements.model.keys import PartKey
from central.agreements.service.contracts import AgreementPart
from central.db import bulk
from central.edi.model import schedule as edi
from central.partners.rules.customers import Customer, point_key
from central.partners.service.customers import customer_of
from central.releases.tables import SCHEDULES
from central.words.reasons import Reason, because


def offered(connection: Connection, part: AgreementPart | None) -> tuple[str, ...]:
    """To choose from: what the contract lists, else what its plant lists and has in use."""
    if part is None or part.points:
        return () if part is None else part.points
    customer = customer_of(connection, part.customer)
    plants = () if customer is None else customer.plants
    own = [plant for plant in plants if plant.plant == part.plant]
    return tuple(it.point for plant in own for it in plant.points if it.active)


class DeliveryPoints:
    """Of one message of a customer. ``parts``: those that it may be about."""

    def __init__(
        self, connection: Connection, customer: Customer, parts: Collection[PartKey]
    ) -> None:
        self._customer = customer
        self._plants = {plant.plant: plant for plant in customer.plants}
        self._spelt: dict[tuple[PartKey, str], list[str]] = {}
        for agreement in sorted({key.agreement for key in parts}):
            numbers = sorted(key.part for key in parts if key.agreement == agreement)
            self._load(connection, agreement, numbers)

    def of(self, part: AgreementPart, item: edi.Item) -> str | Reason:
        """The point as it is written here, or why it is none."""
        point = item.unloading_point
        plant = self._plants.get(part.plant or item.ship_to)
        if plant is not None and not plant.active:
            said = "{customer} {plant} is switched off: switch it on, or ask the customer, then "
            said += "process it again"
            return because(
                "receive.plant_off",
                said,
                customer=self._customer.customer,
                plant=plant.plant,
            )
        if not point:
            return _no_point(part) if part.terms.by_point else point
        if plant is None or not plant.points:
            return self._known(part, point, point)
        in_use = {point_key(it.point): it.point for it in plant.points if it.active}
        if (listed := in_use.get(point_key(point))) is not None:
            return self._known(part, point, listed)
        return because(
            "receive.point_not_listed",
            "{customer} {plant} has no unloading point {point} in use; there are {points}: enter "
            "it there, or ask the customer, then process it again",
            customer=self._customer.customer,
            plant=plant.plant,
            point=point,
            points=", ".join(in_use.values()) or "none",
        )

    def _load(self, connection: Connection, agreement: str, parts: Collection[str]) -> None:
        """How the points of earlier schedules are written."""
        of_part, point = SCHEDULES.c.part, SCHEDULES.c.unloading_point
        query = select(of_part, point).distinct().where(SCHEDULES.c.agreement == agreement)
        for condition in bulk.among(connection, of_part, parts):
            for row in connection.execute(query.where(condition).order_by(of_part, point)):
                self._note(PartKey(agreement, row.part), row.unloading_point)

    def _known(self, part: AgreementPart, point: str, otherwise: str) -> str:
        """What stands already goes on as it is written; else as the plant writes it."""
        key = PartKey(part.agreement, part.part)
        known = self._spelt.get((key, point_key(point)), [])
        if point in known:
            return point
        if known:
            return known[0]
        self._note(key, otherwise)
        return otherwise

    def _note(self, key: PartKey, point: str) -> None:
        self._spelt.setdefault((key, point_key(point)), []).append(point)


def _no_point(part: AgreementPart) -> Reason:
    words = (
        "part {part} in {agreement} has a cum for each unloading point, and the schedule names "
        "none: ask the customer for which it is, or process it again once the contract says "
        "otherwise"
    )
    return because("receive.no_point", words, part=part.part, agreement=part.agreement)
