"""What is offered can be done at once, and what is not offered is refused: over random shifts, each
offer is given through the cell's own door, with its body and what it asks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from edge.cell import offers_of
from edge.cell.decide import decide
from edge.cell.exceptions import exceptions
from edge.cell.inputs import Decision, Input
from edge.cell.load_inputs import LoadRack, OpenLoad
from edge.cell.offers import ORDERS, Offer, Who, as_keyed, offer
from edge.cell.situation import Situation
from edge.cell.unit_inputs import PutOnUnit
from edge.screen.app import create_screen
from tests.support.cell.random_shift import Shift, numbers_of
from tests.support.cell.world import ANNA, FEED, World, masters
from tests.support.screen import Client, FakePort
from wire.badges import plain_hash
from wire.ids import PersonId, RackId, UnitId, WorkplaceId
from wire.masters import LoadOrder, Masters, Part, Person, Role

ROLES = {"pia": Role.PICKER, "sam": Role.SHIPPING, "tom": Role.TEAM_LEAD, "uli": Role.SUPERVISOR}
SAID: dict[str, Any] = {}
"""What the line last said of the call whose offers are looked at."""
RARE = frozenset({"release-substitute", "take-off-unit", "unload-rack"})
"""No step of a random shift makes it possible for sure."""
ADDED = {
    "reason": "because",
    "second_badge": "uli!",
    "seal": "S1",
    "place": "gate 4",
    "carrier": "R99",
    "truck": "M-AB 99",
    "dock": "3",
    "unit": "P99",
}


def peopled(masters: Masters) -> Masters:
    people = tuple(
        Person(person=PersonId(name), name=name, role=role, badge_hash=plain_hash(f"{name}!"))
        for name, role in ROLES.items()
    )
    part = Part(part="S-LEATHER", name="Leather", substitutes=("S-CLOTH",))
    return msgspec.structs.replace(masters, people=(*masters.people, *people), parts=(part,))


class Door(FakePort):
    """Decides by the cell's rules and folds nothing: every offer meets the same state."""

    world: World

    async def submit(self, given: Input) -> Decision:
        return decide(self.world.state, self.compiled, given, self.moment_us)


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
def client(door: Door) -> Client:
    return Client(create_screen(door))


class OfferedShift(Shift):
    """A random shift with trucks, and people who may give every order."""

    def masters(self) -> None:
        super().masters()
        self.version += 1
        named = peopled(self.world.compiled.masters)
        self.world.adopt(msgspec.structs.replace(named, version=self.version))

    def trucks(self) -> None:
        truck = OpenLoad(
            truck=f"T{len(self.world.facts)}", dock="1", order=LoadOrder.SAME, person=ANNA
        )
        if len(self.world.state.loads) < 3:
            self.world.do(truck)
        for rack in list(self.world.state.racks):
            for each in offers_of.of_rack(situation(self.world), rack):
                if each.action == "put-on-unit" and each.permitted and self.rng.random() < 0.3:
                    self.world.do(PutOnUnit(unit=UnitId("P1"), person=ANNA, **each.body))
        at = situation(self.world)
        for load in list(self.world.state.loads):
            for each in offers_of.of_load(at, load):
                if each.action == "load-rack" and each.permitted and self.rng.random() < 0.5:
                    self.world.do(LoadRack(person=ANNA, reason="r", **each.body))
                    at = situation(self.world)


def situation(world: World) -> Situation:
    return Situation(world.state, world.compiled, world.now_us)


def everything(world: World, rng: Random) -> Iterator[Offer]:
    """Offers of some of each kind of thing, and of things that are not there."""
    at, state = situation(world), world.state

    def some(of: Iterable[Any]) -> list[Any]:
        found = list(of)
        return rng.sample(found, min(2, len(found)))

    for rack in [*some(state.racks.values()), *some(state.racks.values())]:
        yield from offers_of.of_rack(at, rack.rack)
        for number in some(numbers_of(rack)):
            yield from offers_of.of_slot(at, rack.rack, number)
    feed = state.feeds[FEED]
    for call in [*some(feed.vehicles), *some(feed.conflicts), "C-none"]:
        for it in offers_of.of_call(at, FEED, call):
            known = feed.vehicles.get(call)
            SAID[it.action] = known.telegram if known else None
            yield it
    for view in some(exceptions(state, world.now_us)):
        yield from offers_of.of_exception(at, view.exception)
    for label in some(state.labels):
        yield from offers_of.of_label(at, label)
    for single in [*some(state.singles), "RE-999"]:
        yield from offers_of.of_single(at, single)
    for load in [*some(state.loads), "T-none"]:
        yield from offers_of.of_load(at, load)
    for unit in [*some(dict.fromkeys(state.units.values())), "P-none"]:
        yield from offers_of.of_unit(at, UnitId(unit))
    for place in state.workplaces:
        yield from offers_of.of_workplace(at, place)
    for block in [*some(state.blocks), "Q-none"]:
        yield offer(at, "lift-block", block=block)
    for printer in ("printer-rack", "printer-none"):
        yield offer(at, "resume-printer", printer=printer)
    yield from offers_of.of_exception(at, "none")
    yield from offers_of.of_rack(at, "NONE-1-0001")


def given(client: Client, world: World, it: Offer, badge: str = "tom") -> tuple[int, str]:
    """Status and code of the order that the offer describes, as that person."""
    added = {name: ADDED.get(name, "?") for name in it.asks}
    if it.action == "divorce":
        added["reason"] = "rework"
    if it.action == "telegram":
        added["telegram"] = msgspec.to_builtins(as_keyed(SAID["telegram"]))
    if it.action == "open-load":
        added["order"] = "same"
    place = world.state.workplaces.get(WorkplaceId(str(it.body.get("workplace"))))
    person = place.person if place and it.action == "begin-single" else badge
    answer = client.post(
        f"/api/v1/actions/{it.action}",
        json={**it.body, **added},
        headers={"Authorization": f"Badge {person}!"},
    )
    return answer.status_code, answer.json().get("code", "")


def moments(door: Door, seeds: range) -> Iterator[OfferedShift]:
    """Random shifts, each early and late; the door stands before the one that is told."""
    for seed in seeds:
        shift = OfferedShift(seed)
        for _ in range(2):
            for _ in range(120):
                shift.step()
            shift.trucks()
            door.world = world = shift.world
            door.state, door.compiled, door.moment_us = world.state, world.compiled, world.now_us
            yield shift


def test_what_is_offered_can_be_done_and_what_is_not_is_refused(door: Door, client: Client) -> None:
    met: Counter[tuple[str, bool]] = Counter()
    for shift in moments(door, range(4)):
        for it in everything(shift.world, shift.rng):
            status, code = given(client, shift.world, it)
            assert status == (200 if it.permitted else 409), (it, status, code)
            assert code == it.code, it
            met[it.action, it.permitted] += 1
    assert {action for action, _ in met} >= ORDERS.keys() - RARE


def test_who_may_give_an_order_is_said_truly(door: Door, client: Client) -> None:
    shift = next(moments(door, range(1, 2)))
    world = shift.world
    may = {
        Who.EVERYBODY: {"pia", "tom"},
        Who.SHIPPING: {"sam", "tom"},
        Who.LEAD: {"tom"},
    }
    for it in everything(world, shift.rng):
        if it.action == "begin-single":
            continue
        for name in ("sam", "pia", "tom"):
            refused = given(client, world, it, badge=name)[0] == 403
            assert refused == (name not in may[it.who]), (it, name)


def test_what_random_shifts_seldom_reach_is_offered_truly_too(door: Door, client: Client) -> None:
    world = World()
    world.adopt(peopled(masters()))
    world.line(1, 8, options={"TRIM": "L1"})
    world.start()
    door.world = world
    door.state, door.compiled, door.moment_us = world.state, world.compiled, world.now_us
    slot = offers_of.of_slot(situation(world), RackId("SEAT-1-0001"), 1)
    (substitute,) = [it for it in slot if it.action == "release-substitute"]
    assert substitute.permitted
    assert given(client, world, substitute) == (200, "")
    world.pick_all()
    opened = world.do(OpenLoad(truck="T", dock="1", order=LoadOrder.SAME, person=ANNA)).facts[0]
    rack = RackId("MIRROR-1-0001")
    world.do(LoadRack(load=opened.load, rack=rack, person=ANNA))  # type: ignore[union-attr]
    found = {it.action: it for it in offers_of.of_rack(situation(world), rack)}
    assert found["unload-rack"].permitted
    assert given(client, world, found["unload-rack"]) == (200, "")
    assert found["ship-rack"].code == "rack.loaded"
    assert given(client, world, found["ship-rack"]) == (409, "rack.loaded")
