"""Team lead and shipping of one cell: what a program must not decide. Pure: lists of the cell's
API in, orders out.

The lead phones the line about a number that stays missing, lets withdrawn vehicles' slots stay
empty, sends late changes to rework, reprints labels nobody knows of, closes the last rack of the
day short; shipping sends closed racks off once no change can come any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardware_sim.dock import Dock

Row = Mapping[str, Any]
UNSETTLED = frozenset({"queued", "sending", "sent", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One action at the cell: ``POST /api/v1/actions/<name>``."""

    name: str
    body: dict[str, Any]
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the lead sees now: the cell's lists, and whether the line says that the day is over."""

    racks: Sequence[Row]
    holes: Sequence[Row]
    labels: Sequence[Row]
    status: Row
    exceptions: Sequence[Row] = ()
    loads: Sequence[Row] = ()
    blocks: Sequence[Row] = ()
    singles: Sequence[Row] = ()
    """Parts that the line ordered again and that are not brought to it yet."""
    day_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds before the lead acts, so that what settles by itself may do so."""

    hole_s: float = 3.0
    unknown_label_s: float = 2.0
    sent_label_s: float = 15.0
    """A label sent and never seen in the tray."""
    repeat_s: float = 2.0
    """Before the same order is given again."""


@dataclass(slots=True)
class TeamLead:
    """``badges`` by role: team_lead, supervisor (the second person), shipping."""

    badges: Mapping[str, str]
    phone: Callable[[str, int], dict[str, Any] | None]
    """Asks a feed's line for the vehicle with a number; None: it is on its way."""
    change_window: int
    dock: Dock | None = None
    """None: racks leave one by one."""
    patience: Patience = field(default_factory=Patience)
    orders: dict[str, int] = field(default_factory=dict)
    """How often each was given."""
    singles: dict[str, str] = field(default_factory=dict)
    """Every single pick that they have seen, and the call that it is for."""
    _given: dict[str, float] = field(default_factory=dict)

    def decide(self, sight: Sight, now_s: float) -> list[Order]:
        wanted: list[Order] = []
        for order in self._wanted(sight):
            key = f"{order.name} {sorted(order.body.items())!r}"
            if now_s - self._given.get(key, -1e9) >= self.patience.repeat_s:
                self._given[key] = now_s
                self.orders[order.name] = self.orders.get(order.name, 0) + 1
                wanted.append(order)
        return wanted

    def _wanted(self, sight: Sight) -> Iterator[Order]:
        yield from self._missing(sight)
        waiting: set[tuple[str, str]] = set()
        """Rack families of a feed of which an earlier rack does not go yet."""
        leaving: list[Order] = []
        for rack in sorted(sight.racks, key=_in_line):
            if rack["phase"] == "shipped":
                continue
            yield from self._held(rack)
            family = (rack["feed"], rack["rack_family"])
            if rack["phase"] == "open":
                yield from self._short(rack, sight)
                waiting.add(family)
            elif family not in waiting:
                going = list(self._ship(rack, sight))
                leaving += going
                if not going:
                    waiting.add(family)
        yield from self._leave(leaving, sight)
        yield from self._singles(sight)
        yield from self._labels(sight)
        yield from self._printers(sight)
        yield from self._exceptions(sight)

    def _leave(self, going: Sequence[Order], sight: Sight) -> Iterator[Order]:
        """One by one, or by the trucks of the dock."""
        if self.dock is None:
            yield from going
            return
        racks = [order.body["rack"] for order in going]
        for name, body in self.dock.orders(racks, sight.loads):
            yield Order(name=name, body=body, badge=self.badges["shipping"])

    def _missing(self, sight: Sight) -> Iterator[Order]:
        for hole in sight.holes:
            if hole["age_s"] < self.patience.hole_s:
                continue
            for number in range(int(hole["number"]), int(hole["last"]) + 1):
                yield from self._keyed(hole["feed"], number)

    def _keyed(self, feed: str, number: int) -> Iterator[Order]:
        telegram = self.phone(feed, number)
        if telegram is not None:
            yield self._lead(
                "telegram",
                feed=feed,
                telegram=telegram,
                reason="read out by phone",
                second_badge=self.badges["supervisor"],
            )

    def _held(self, rack: Row) -> Iterator[Order]:
        for slot in rack["slots"]:
            reasons = set(slot["reasons"])
            if slot["state"] != "held":
                continue
            if "fitted" in reasons:
                yield self._skip(rack, slot, "the car has passed; the part is carried to it")
            elif "withdrawn" in reasons:
                yield self._skip(rack, slot, "the line cancelled the vehicle")
            elif reasons & {"late_change", "blocked"}:
                yield self._lead(
                    "release-rework",
                    rack=rack["rack"],
                    number=slot["number"],
                    reason="late change or block confirmed",
                )

    def _skip(self, rack: Row, slot: Row, reason: str) -> Order:
        return self._lead(
            "skip-number",
            feed=rack["feed"],
            epoch=rack["epoch"],
            number=slot["number"],
            reason=reason,
        )

    def _singles(self, sight: Sight) -> Iterator[Order]:
        """What was ordered again is brought to the line once its label sticks."""
        for single in sight.singles:
            self.singles[single["rack"]] = single["call_number"]
            sticks = all(
                label["state"] == "confirmed"
                for label in sight.labels
                if label["rack"] == single["rack"] and not label["superseded"]
            )
            if single["picked"] == single["quantity"] and sticks:
                body = {"rack": single["rack"], "delivered": True}
                yield Order(name="end-single", body=body, badge=self.badges["shipping"])

    def _short(self, rack: Row, sight: Sight) -> Iterator[Order]:
        """Every number that ever came is done, and the day, or the run, is over."""
        states = [slot["state"] for slot in rack["slots"]]
        done = all(state in ("picked", "skipped", "missing") for state in states)
        hole = any(rack["rack"] in hole["racks"] for hole in sight.holes)
        if "missing" in states and done and self._run_over(rack, sight) and not hole:
            yield self._lead("close-short", rack=rack["rack"], reason="end of the run")

    def _run_over(self, rack: Row, sight: Sight) -> bool:
        if sight.day_over:
            return True
        return any(
            feed["feed"] == rack["feed"] and feed["epoch"] > rack["epoch"]
            for feed in sight.status["feeds"]
        )

    def _ship(self, rack: Row, sight: Sight) -> Iterator[Order]:
        unsettled = any(
            label["rack"] == rack["rack"]
            and label["state"] in UNSETTLED
            and not label["superseded"]
            for label in sight.labels
        )
        held = any(slot["state"] == "held" for slot in rack["slots"])
        if not unsettled and not held and self._safe(rack, sight):
            yield Order(
                name="ship-rack",
                body={"rack": rack["rack"]},
                badge=self.badges["shipping"],
            )

    def _safe(self, rack: Row, sight: Sight) -> bool:
        """The line has gone on so far that none of these vehicles changes any more."""
        if sight.day_over:
            return True
        for feed in sight.status["feeds"]:
            if feed["feed"] == rack["feed"] and feed["frontier"] is not None:
                if feed["epoch"] == rack["epoch"]:
                    return bool(feed["frontier"] - rack["last_number"] > 2 * self.change_window)
                return bool(feed["frontier"] > 3 * self.change_window)
        return False

    def _labels(self, sight: Sight) -> Iterator[Order]:
        for label in sight.labels:
            if label["superseded"]:
                continue
            waited = label["age_s"]
            lost = label["state"] == "unknown" and waited >= self.patience.unknown_label_s
            never_seen = label["state"] == "sent" and waited >= self.patience.sent_label_s
            if lost or never_seen:
                yield self._lead(
                    "reprint",
                    label=label["label"],
                    reason="nobody has it",
                    second_badge=self.badges["supervisor"],
                )

    def _printers(self, sight: Sight) -> Iterator[Order]:
        """They have looked at the printer (and put in paper); it may go on."""
        for printer in sight.status["health"]["printers"]:
            if printer["state"] == "paused":
                yield self._lead("resume-printer", printer=printer["device"])

    def _exceptions(self, sight: Sight) -> Iterator[Order]:
        for found in sight.exceptions:
            yield self._lead(
                "handle-exception",
                exception=found["exception"],
                closed=True,
                note="looked at",
            )

    def _lead(self, name: str, **body: Any) -> Order:
        return Order(name=name, body=body, badge=self.badges["team_lead"])


def _in_line(rack: Row) -> tuple[str, tuple[int, int]]:
    """The cell refuses a rack that would leave before an earlier one of its family."""
    return rack["feed"], (rack["epoch"], rack["first_number"])
