"""What releasing a schedule writes: order lines made, rewritten, taken out, and forecasts.

A picked quantity is never rewritten, and of an order line that is packed in part, that part stays:
demand below them is a Release Exception, and while one stands nothing of the schedule is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from central.agreements.model.options import (
    DeliverAuthorisation,
    PlanForecast,
)
from central.agreements.model.terms import Terms
from central.demand.lines import DemandLine, LineStatus, ScheduleKind
from central.orders.model import ReconciledLine
from central.orders.rules.line_keys import Key, by_key, key_of
from central.orders.rules.purchase_orders import Numbers
from central.partners.rules.windows import DeliveryWindow, split
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """As it stands. ``line`` identifies it, ``quantity`` is what is open of it; what is picked of
    it stays. ``awaiting``: of that, what is in units or on notes that have not left, which is the
    least that a rewrite keeps. ``at`` to ``to``: its delivery window, HH:MM, if it has one.
    ``by_hand``: of no schedule, until one names it.
    """

    line: str
    on: date
    quantity: Decimal
    picked: bool = False
    awaiting: Decimal = ZERO
    purchase_order: str = ""
    at: str = ""
    reference: str = ""
    to: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    on: date
    quantity: Decimal
    purchase_order: str = ""
    at: str = ""
    reference: str = ""
    """The customer's, where the agreement uses references."""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An order line that keeps its identity and gets another day or window."""

    line: str
    on: date
    at: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseException:
    key: Key
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """Written as a whole, and only if ``exceptions`` is empty."""

    create: tuple[Wanted, ...] = ()
    rewrite: tuple[tuple[str, Decimal], ...] = ()
    """Order line and its new quantity."""
    take_out: tuple[str, ...] = ()
    forecast: tuple[DemandLine, ...] = ()
    exceptions: tuple[ReleaseException, ...] = ()
    reasons: tuple[Reason, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(slots=True)
class _Draft:
    moved: list[Moved] = field(default_factory=list)
    create: list[Wanted] = field(default_factory=list)
    rewrite: list[tuple[str, Decimal]] = field(default_factory=list)
    take_out: list[str] = field(default_factory=list)
    exceptions: list[ReleaseException] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class _Asked:
    """What a schedule wants as orders, by identity. ``gone``: what of it is on its way or overdue;
    ``to``: where its window ends.
    """

    quantity: dict[Key, Decimal] = field(default_factory=dict)
    gone: dict[Key, Decimal] = field(default_factory=dict)
    to: dict[Key, str] = field(default_factory=dict)

    def add(self, line: ReconciledLine, terms: Terms) -> None:
        key = key_of(line.line, terms)
        self.quantity[key] = self.quantity.get(key, ZERO) + line.quantity
        self.gone[key] = self.gone.get(key, ZERO) + line.in_transit + line.backordered
        self.to[key] = self.to.get(key) or line.line.to

    def wanted(self, key: Key) -> Wanted:
        return Wanted(
            on=key.on,
            quantity=self.quantity.get(key, ZERO),
            purchase_order=key.purchase_order,
            at=key.at,
            reference=key.reference,
            to=self.to.get(key, ""),
        )


def plan_release(
    lines: Sequence[ReconciledLine],
    kind: ScheduleKind,
    terms: Terms,
    *,
    standing: Sequence[OrderLine],
    numbers: Numbers | None = None,
    removed: Collection[Key] = (),
    windows: Sequence[DeliveryWindow] = (),
) -> ReleasePlan:
    """``standing``: the order lines of the period that this schedule replaces.

    ``numbers``: None: the agreement uses none. ``removed``: excepted keys that a person left out;
    their order lines stay as they are. ``windows``: what a day is split over; none: one line a day.
    """
    draft, asked, forecast = _Draft(), _Asked(), []
    for line in lines:
        if becomes_order(line.line, kind, terms):
            asked.add(line, terms)
        elif (kept := _forecast_of(line, kind, terms, draft.reasons)) is not None:
            forecast.append(kept)
    present = by_key(standing, asked.quantity, terms)
    numbers = _freed(numbers, terms, present, removed)
    for key in sorted({*asked.quantity, *present} - set(removed)):
        wanted = asked.wanted(key)
        if (fault := numbers.fault(key, wanted.quantity)) is not None:
            draft.exceptions.append(ReleaseException(key=key, reason=fault))
            continue
        gone = asked.gone.get(key, ZERO)
        split_over = _Windows(() if key.at else windows, terms.quantum, gone, key.at)
        _settle(key, wanted, present.get(key, []), draft, split_over)
    return ReleasePlan(
        moved=tuple(draft.moved),
        create=tuple(draft.create),
        rewrite=tuple(draft.rewrite),
        take_out=tuple(draft.take_out),
        forecast=tuple(forecast),
        exceptions=tuple(draft.exceptions),
        reasons=tuple(draft.reasons),
    )


def _freed(
    numbers: Numbers | None,
    terms: Terms,
    present: Mapping[Key, Sequence[OrderLine]],
    left_out: Collection[Key],
) -> Numbers:
    """With what is open of the lines that are asked anew."""
    numbers = numbers or Numbers(known={}, creation=terms.order_creation)
    numbers.free(it for key, each in present.items() if key not in left_out for it in each)
    return numbers


def delivers(kind: ScheduleKind, option: DeliverAuthorisation) -> bool:
    """Whether schedules of this kind become orders."""
    if option is DeliverAuthorisation.BOTH:
        return True
    return (kind is ScheduleKind.CALL_OFF) == (option is DeliverAuthorisation.CALL_OFFS)


def becomes_order(line: DemandLine, kind: ScheduleKind, terms: Terms) -> bool:
    """Authorised, of a kind that is delivered, and not of a plan that is forecast as a whole."""
    if kind is ScheduleKind.PLAN and terms.plan_forecast is PlanForecast.AUTHORISED_TOO:
        return False
    return line.status is LineStatus.FIRM and delivers(kind, terms.deliver_authorisation)


def _forecast_of(
    line: ReconciledLine, kind: ScheduleKind, terms: Terms, reasons: list[Reason]
) -> DemandLine | None:
    """The line with what is left of it, as forecast, or None and the reason. A call-off asks again
    for what the plan asks: where it is not delivered it is no demand beside the plan's.
    """
    status, number = line.line.status, line.line.number
    if kind is ScheduleKind.CALL_OFF and not delivers(kind, terms.deliver_authorisation):
        reasons.append(
            because(
                "orders.call_off_not_delivered",
                "line {number}: {quantity} called off becomes neither order nor forecast: "
                "the agreement delivers plans",
                number=number,
                quantity=line.quantity,
            )
        )
        return None
    if status is LineStatus.FIRM and terms.plan_forecast is PlanForecast.UNAUTHORISED_ONLY:
        reasons.append(
            because(
                "orders.authorised_not_forecast",
                "line {number}: {quantity} authorised becomes neither order nor forecast, "
                "by the agreement",
                number=number,
                quantity=line.quantity,
            )
        )
        return None
    if status not in (LineStatus.FIRM, LineStatus.FORECAST) or not line.quantity:
        return None
    return replace(line.line, quantity=line.quantity)


@dataclass(frozen=True, slots=True)
class _Windows:
    """``gone``: of the day, on its way already or on an overdue line. ``at``: the window that the
    schedule says, which is not split.
    """

    windows: Sequence[DeliveryWindow]
    quantum: Decimal
    gone: Decimal
    at: str

    def unpicked(self, quantity: Decimal, picked: Iterable[OrderLine]) -> dict[str, Decimal]:
        """What each window still needs: what is gone was for the earliest, more picked in one than
        its share is less in the latest.
        """
        picked = list(picked)
        if not self.windows:
            return {self.at: quantity - sum((line.quantity for line in picked), ZERO)}
        shares = split(quantity + self.gone, self.windows, self.quantum)
        needs = {f"{at:%H:%M}": share for at, share in shares}
        gone = self.gone
        for at in sorted(needs):
            portion = min(gone, needs[at])
            gone -= portion
            needs[at] -= portion
        for line in picked:
            if line.at in needs:
                needs[line.at] -= line.quantity
        excess = sum((line.quantity for line in picked if line.at not in needs), ZERO)
        excess -= sum((need for need in needs.values() if need < 0), ZERO)
        for at in sorted(needs, reverse=True):
            portion = min(excess, max(ZERO, needs[at]))
            excess -= portion
            needs[at] = max(ZERO, needs[at]) - portion
        return needs

    def of(self, line: OrderLine) -> str:
        return line.at if self.windows else self.at


def _settle(
    key: Key, wanted: Wanted, present: Sequence[OrderLine], draft: _Draft, windows: _Windows
) -> None:
    """Brings the order lines of one identity to the quantity; what is picked stays."""
    on_hand = [line for line in present if line.picked]
    picked = sum((line.quantity for line in on_hand), ZERO)
    elsewhere = [line for line in on_hand if line.reference and _moves(line, wanted)]
    if elsewhere and wanted.quantity:
        draft.exceptions.append(_picked_for_another(key, elsewhere[0]))
        return
    if wanted.quantity < picked:
        draft.exceptions.append(_picked_more(key, picked, wanted.quantity))
        return
    unpicked = [line for line in present if not line.picked]
    awaiting = [replace(line, quantity=line.awaiting) for line in unpicked if line.awaiting]
    least = picked + _sum(awaiting)
    elsewhere = [line for line in awaiting if line.reference and _moves(line, wanted)]
    if wanted.quantity < least or elsewhere:
        draft.exceptions.append(_awaits(key, _sum(awaiting), picked, wanted.quantity))
        return
    free: dict[str, list[OrderLine]] = {}
    for line in unpicked:
        free.setdefault(windows.of(line), []).append(line)
    needs = windows.unpicked(wanted.quantity, [*on_hand, *awaiting])
    for at in sorted({*needs, *free}):
        of_window = free.get(at, [])
        kept = sum((line.awaiting for line in of_window), ZERO)
        portion = replace(wanted, quantity=needs.get(at, ZERO) + kept, at=at)
        _settle_window(portion, of_window, draft)


def _sum(lines: Iterable[OrderLine]) -> Decimal:
    return sum((line.quantity for line in lines), ZERO)


def _moves(line: OrderLine, wanted: Wanted) -> bool:
    return line.on != wanted.on or (bool(wanted.at) and line.at != wanted.at)


def _picked_more(key: Key, picked: Decimal, quantity: Decimal) -> ReleaseException:
    reason = because(
        "orders.picked_at" if key.at else "orders.picked",
        "{picked} is picked for {on} {at}, the schedule asks {quantity}: rerun or remove"
        if key.at
        else "{picked} is picked for {on}, the schedule asks {quantity}: rerun or remove",
        picked=picked,
        on=key.on,
        at=key.at,
        quantity=quantity,
    )
    return ReleaseException(key=key, reason=reason)


def _picked_for_another(key: Key, line: OrderLine) -> ReleaseException:
    reason = because(
        "orders.picked_elsewhen",
        "{reference} is picked for {picked} {picked_at}, the schedule asks it for {on} {at}: rerun "
        "or remove",
        reference=line.reference,
        picked=line.on,
        picked_at=line.at,
        on=key.on,
        at=key.at,
    )
    return ReleaseException(key=key, reason=reason)


def _awaits(key: Key, awaiting: Decimal, picked: Decimal, quantity: Decimal) -> ReleaseException:
    reason = because(
        "orders.awaits_departure",
        "{awaiting} for {on} await departure in units or on notes that have not left, beside "
        "{picked} that are picked; the schedule asks {quantity}: let them leave, unpack them or "
        "void the note, then rerun, or remove",
        awaiting=awaiting,
        on=key.on,
        picked=picked,
        quantity=quantity,
    )
    return ReleaseException(key=key, reason=reason)


def _settle_window(wanted: Wanted, free: list[OrderLine], draft: _Draft) -> None:
    """The first unpicked line carries what is left, on its day and in its window; others keep what
    awaits departure. Those of which something does are the first.
    """
    rest = wanted.quantity
    if rest:
        draft.moved += [
            Moved(line=line.line, on=wanted.on, at=wanted.at, to=wanted.to)
            for line in free
            if line.by_hand or _other_window(line, wanted)
        ]
    if rest == sum((line.quantity for line in free), ZERO):
        return
    if rest and not free:
        draft.create.append(wanted)
    for place, line in enumerate(sorted(free, key=lambda line: not line.awaiting)):
        others = sum((it.awaiting for it in free if it is not line), ZERO)
        keeps = line.awaiting if place else rest - others
        if not keeps:
            draft.take_out.append(line.line)
        elif keeps != line.quantity:
            draft.rewrite.append((line.line, keeps))


def _other_window(line: OrderLine, wanted: Wanted) -> bool:
    return (line.on, line.at, line.to) != (wanted.on, wanted.at, wanted.to)
