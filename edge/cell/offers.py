"""What a person may order now, and why not: the rules themselves are asked, each with the order
that the person would give and stand-ins for what they would add. Nothing of the answers is kept, so
an offer and a refusal cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from msgspec.structs import replace

from edge.cell import inputs, load_inputs, unit_inputs
from edge.cell.block_inputs import LiftBlock
from edge.cell.decide import decide
from edge.cell.inputs import Input, RefusedError
from edge.cell.life_inputs import ReleaseCall
from edge.cell.single_inputs import BeginSingle, EndSingle
from edge.cell.situation import Situation
from edge.cell.substitute_inputs import ReleaseSubstitute
from edge.cell.version_inputs import DecideVersion
from wire.events import DivorceReason, Source
from wire.ids import CallNumber, FeedId, PersonId, WorkplaceId
from wire.masters import LoadOrder
from wire.telegram import Status, Telegram

Value = str | int | bool | None

_FIRST, _SECOND = PersonId("?"), PersonId("??")
"""Stand-ins: no masters call anybody so."""


class Who(StrEnum):
    """Who may give an order: a picker, shipping; a lead may give each."""

    EVERYBODY = "picker"
    SHIPPING = "shipping"
    LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """``body`` is what is sent for it, beside ``asks``, which the person adds. ``code`` and ``why``
    say why it is not permitted now; empty: it is.
    """

    action: str
    body: Mapping[str, Value]
    who: Who
    asks: tuple[str, ...] = ()
    code: str = ""
    why: str = ""

    @property
    def permitted(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class Order:
    """``ways``: how a lead may give it with a reason where it is not permitted plainly, the mildest
    first.
    """

    given: Callable[..., Input]
    who: Who
    asks: tuple[str, ...] = ()
    ways: tuple[Mapping[str, bool], ...] = field(default=())


def _sign_out(*, workplace: WorkplaceId, person: PersonId) -> Input:
    return inputs.SignIn(workplace=workplace, person=PersonId(""))


def _decide_version(*, take: str, **given: Any) -> Input:
    return DecideVersion(take_new=take == "new", **given)


def _keyed(*, feed: FeedId, telegram: Telegram, **given: Any) -> Input:
    return inputs.TelegramArrived(
        feed=feed, raw_id=0, telegram=telegram, source=Source.HAND, **given
    )


def _open_load(*, truck: str, dock: str, workplace: WorkplaceId, person: PersonId) -> Input:
    return load_inputs.OpenLoad(
        truck=truck, dock=dock, order=LoadOrder.SAME, workplace=workplace, person=person
    )


def _divorce(*, reason: str, **given: Any) -> Input:
    return inputs.Divorce(reason=DivorceReason.REWORK, **given)


_AHEAD = ({"out_of_order": True},)
_LET_GO = ({"unchecked": True}, *_AHEAD, {"out_of_order": True, "unchecked": True})

ORDERS: dict[str, Order] = {
    "ship-rack": Order(
        inputs.ShipRack,
        Who.SHIPPING,
        ways=_LET_GO,
    ),
    "close-short": Order(inputs.CloseShort, Who.LEAD, ("reason",)),
    "bind-carrier": Order(inputs.BindCarrier, Who.EVERYBODY, ("carrier",)),
    "print": Order(inputs.PrintOnDemand, Who.EVERYBODY),
    "open-load": Order(_open_load, Who.SHIPPING, ("truck", "dock")),
    "load-rack": Order(load_inputs.LoadRack, Who.SHIPPING, ways=_LET_GO),
    "unload-rack": Order(load_inputs.UnloadRack, Who.SHIPPING, ("reason",)),
    "depart-load": Order(load_inputs.DepartLoad, Who.SHIPPING, ("seal",), _AHEAD),
    "deliver-load": Order(load_inputs.DeliverLoad, Who.SHIPPING, ("place",)),
    "return-rack": Order(load_inputs.ReturnRack, Who.SHIPPING, ("reason",)),
    "put-on-unit": Order(unit_inputs.PutOnUnit, Who.SHIPPING, ("unit",)),
    "take-off-unit": Order(unit_inputs.TakeOffUnit, Who.SHIPPING, ("reason",)),
    "load-unit": Order(unit_inputs.LoadUnit, Who.SHIPPING, ways=_LET_GO),
    "return-unit": Order(unit_inputs.ReturnUnit, Who.SHIPPING, ("reason",)),
    "skip-number": Order(inputs.SkipNumber, Who.LEAD, ("reason",)),
    "release-rework": Order(inputs.ReleaseRework, Who.LEAD, ("reason",)),
    "confirm-put": Order(inputs.ConfirmPut, Who.LEAD, ("reason",)),
    "divorce": Order(_divorce, Who.LEAD, ("reason",)),
    "release-substitute": Order(ReleaseSubstitute, Who.LEAD, ("reason", "second_badge")),
    "decide-version": Order(_decide_version, Who.LEAD, ("reason",)),
    "release-call": Order(ReleaseCall, Who.LEAD, ("reason",)),
    "telegram": Order(_keyed, Who.LEAD, ("telegram", "reason", "second_badge")),
    "reprint": Order(inputs.Reprint, Who.LEAD, ("reason", "second_badge")),
    "begin-single": Order(BeginSingle, Who.EVERYBODY),
    "end-single": Order(EndSingle, Who.SHIPPING, ("reason",)),
    "lift-block": Order(LiftBlock, Who.LEAD, ("reason", "second_badge")),
    "fill-face": Order(inputs.FillFace, Who.EVERYBODY),
    "handle-exception": Order(inputs.HandleException, Who.LEAD, ("note",)),
    "resume-printer": Order(inputs.ResumePrinter, Who.LEAD),
    "sign-out": Order(_sign_out, Who.EVERYBODY),
    "help": Order(inputs.CallHelp, Who.EVERYBODY),
    "defer-pick": Order(inputs.DeferPick, Who.EVERYBODY),
}
"""Orders that can be offered, by the names of their addresses."""


def offer(
    at: Situation,
    action: str,
    *,
    person: PersonId = _FIRST,
    added: Mapping[str, Any] | None = None,
    **body: Value,
) -> Offer:
    """Plainly, or else in the mildest way in which a lead may. ``added`` is what a person adds,
    where a stand-in cannot be judged.
    """
    order = ORDERS[action]
    refused: RefusedError | None = None
    for way in ({}, *order.ways):
        wanted = (*order.asks, "reason") if way else order.asks
        asks = tuple(name for name in dict.fromkeys(wanted) if name not in body)
        try:
            given = order.given(**_added(asks, person, added or {}), **body, **way)
            decide(at.state, at.masters, given, at.now_us)
        except RefusedError as error:
            refused = refused or error
            continue
        who = Who.LEAD if way else order.who
        return Offer(action=action, body={**body, **way}, who=who, asks=asks)
    code, why = (refused.code, refused.detail) if refused else ("", "")
    asks = tuple(name for name in order.asks if name not in body)
    return Offer(action=action, body=body, who=order.who, asks=asks, code=code, why=why)


def _added(asks: Iterable[str], person: PersonId, added: Mapping[str, Any]) -> dict[str, Any]:
    """Stand-ins for what a person adds: each is something, which is all that a rule wants of it."""
    found: dict[str, Any] = {name: added.get(name, "?") for name in asks}
    if found.pop("second_badge", None):
        found["second_person"] = _SECOND
    return {**found, "person": person}


def of_keyed(at: Situation, feed: FeedId, call: CallNumber) -> Iterator[Offer]:
    """Whether what the line says may be keyed in: judged by what is known of the call."""
    known = at.state.feeds[feed].vehicles.get(call) if feed in at.state.feeds else None
    if known is not None:
        yield offer(at, "telegram", added={"telegram": as_keyed(known.telegram)}, feed=feed)


def as_keyed(said: Telegram) -> Telegram:
    """As a person would key it in: no message counts it, and it is a vehicle to build."""
    return replace(
        said,
        flags=(),
        status=Status.FINAL,
        transmission=None,
        previous_transmission=None,
        position=None,
    )
