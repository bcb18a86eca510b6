"""A picker: looks at the screen, walks, takes a part, scans it, sticks labels and scans them back,
and errs. Pure: time is an argument, chance a seeded generator, and nothing is known but what the
screen shows, what the scanner answers and what lies in the printer's tray.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hardware_sim.failings import GARBAGE, Failings, Pace
from hardware_sim.scanner import Slip, badge_label, command_card, plain_label, supplier_label
from hardware_sim.store import Store

View = dict[str, Any]
"""TerminalView as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The pick on the screen. ``index``: which of several parts of the family; 0: there is one."""

    rack: str
    slot: int
    family: str
    index: int
    piece: int
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A physical part in the hand. ``serial`` empty: its label carries only the part number."""

    part: str
    serial: str
    lot: str = ""
    wrong: bool = False
    """Taken by mistake: not what the screen showed."""

    def label(self) -> str:
        if not self.serial:
            return plain_label(self.part)
        return supplier_label(self.part, self.serial, lot=self.lot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What goes over the scanner. ``what`` is part, put, carrier, label, old_label, badge, card,
    kanban or garbage.
    """

    what: str
    text: str
    slip: Slip = Slip.NONE
    part: Part | None = None
    spot: Spot | None = None


@dataclass(slots=True)
class Tally:
    """What the picker did, as they remember it."""

    scans: int = 0
    placed: list[tuple[Spot, Part]] = field(default_factory=list)
    wrong_parts: int = 0
    """Scans of a part that was not the one on the screen."""
    labels_confirmed: list[str] = field(default_factory=list)
    labels_refused: list[tuple[str, str]] = field(default_factory=list)
    unanswered: int = 0
    kanban: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


_WHOLE = (Slip.NONE, Slip.DOUBLE, Slip.BOUNCE, Slip.SPLIT)
"""The code arrives; after the other slips the scan is done again."""
LABEL_TRIES = 3
LOOK_AGAIN_S = 0.5
VIEW_WAIT_S = 1.5
BOX = 12
"""Pieces of a lot."""
COUNTED = "scan.counted"
SAME_CODE_S = 0.35
"""Nobody scans two parts with the same code in less; a scanner that bounces does."""


class Boxes:
    """Pieces with a serial come out of boxes; each box is a lot."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._taken: dict[str, int] = {}

    def take(self, part: str) -> str:
        """The lot of the next piece."""
        taken = self._taken.get(part, 0)
        self._taken[part] = taken + 1
        return f"{self._name}-{taken // BOX + 1}"

    def leave(self, part: str) -> None:
        """What is left in this box may be bad too: on with the next one."""
        self._taken[part] = (self._taken.get(part, 0) // BOX + 1) * BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """``parts`` lie in the cell; those in ``serial_tracked`` (families) carry serials."""

    parts: Sequence[str]
    serial_tracked: Sequence[str]


class Picker:
    """``see`` and ``hear`` when something comes, ``step`` to ask what they do now."""

    def __init__(
        self,
        name: str,
        badge: str,
        *,
        shelves: Shelves,
        store: Store,
        failings: Failings,
        pace: Pace,
        rng: Random,
    ) -> None:
        """``store`` has the containers of the cell, which those who work there share."""
        self.name = name
        self.badge = badge
        self.tally = Tally()
        self._parts = list(shelves.parts)
        self._serial_tracked = frozenset(shelves.serial_tracked)
        self._store = store
        self._failings = failings
        self._pace = pace
        self._rng = rng
        self._serial = 0
        self._boxes = Boxes(name)
        self._carriers = 0
        self._view: View | None = None
        self._spot: Spot | None = None
        self._arrives_s = 0.0
        self._place = (0, 0)
        self._hand: Part | None = None
        self._asked: Scan | None = None
        self._after: Spot | None = None
        """Answered already; the screen still has to move on."""
        self._unsure = False
        self._changing = False
        """They signed in, paused or resumed; the screen still has to say so."""
        self._wait_until_s = 0.0
        self._labels: deque[tuple[str, int]] = deque()
        self._old_labels: list[str] = []
        self._last_code = ""
        self._last_code_s = -1e9

    # -- what reaches them

    def see(self, view: View) -> None:
        """The screen changed."""
        if self._changing and self._view is not None and _mode(view) != _mode(self._view):
            self._changing, self._wait_until_s = False, 0.0
        self._view = view

    def look_away(self) -> None:
        """The screen is dark or stale."""
        self._view = None

    def find_labels(self, codes: Sequence[str]) -> None:
        """Labels taken from the tray, by their codes."""
        self._labels.extend((code, 0) for code in codes)

    @property
    def labels_in_hand(self) -> int:
        return len(self._labels)

    @property
    def idle(self) -> bool:
        """Nothing in the hand, nothing to stick or to put down, nothing on the screen."""
        return (
            self._hand is None
            and not self._store.waiting
            and not self._labels
            and self._asked is None
            and self._view is not None
            and not self._view.get("put")
            and _spot(self._view) is None
        )

    def hear(self, verdict: str | None, code: str, now_s: float) -> None:
        """The answer to the last scan; None: there was none."""
        scan, self._asked = self._asked, None
        if scan is None:
            return
        seen = verdict or "none"
        self.tally.verdicts[seen] = self.tally.verdicts.get(seen, 0) + 1
        self.tally.unanswered += verdict is None
        if scan.what == "label":
            self._hear_of_label(scan, verdict)
        elif scan.what == "part" and scan.slip in _WHOLE:
            self._hear_of_part(scan, verdict, code, now_s)
        elif scan.what in ("put", "carrier"):
            self._wait_until_s = now_s + LOOK_AGAIN_S / 5
        elif verdict is None or scan.what in ("badge", "card"):
            self._wait_until_s = now_s + LOOK_AGAIN_S
            self._changing = scan.what in ("badge", "card")

    def _hear_of_label(self, scan: Scan, verdict: str | None) -> None:
        tries = self._labels[0][1] + 1
        if verdict == "confirmed":
            self.tally.labels_confirmed.append(scan.text)
            self._old_labels = [*self._old_labels[-20:], scan.text]
        elif verdict == "superseded" or (verdict is not None and tries >= LABEL_TRIES):
            self.tally.labels_refused.append((scan.text, verdict))
        else:
            self._labels[0] = (scan.text, tries)
            self._labels.rotate(-1)
            return
        self._labels.popleft()

    def _hear_of_part(self, scan: Scan, verdict: str | None, code: str, now_s: float) -> None:
        part = scan.part
        if part is None or scan.spot is None:
            return
        if verdict is None:
            self._unsure = True
            self._wait_until_s = now_s + LOOK_AGAIN_S
            return
        if verdict == "unreadable" or (code == COUNTED and not self._unsure):
            return  # the cell means the piece before: this one is shown once more
        self.tally.wrong_parts += part.wrong
        if verdict == "right" or (verdict == "already_done" and self._unsure):
            self._put_down(scan.spot, part)
            self._after, self._wait_until_s = scan.spot, now_s + VIEW_WAIT_S
        else:
            if not part.wrong and part.lot:
                self._boxes.leave(part.part)
            self._hand = None
            self._wait_until_s = now_s + (0.0 if part.wrong else LOOK_AGAIN_S / 5)
        self._unsure = False

    def _put_down(self, spot: Spot, part: Part) -> None:
        self.tally.placed.append((spot, part))
        self._hand = None

    # -- what they do

    def step(self, now_s: float) -> Scan | None:
        """The next scan, if it is time for one. Ask again after ``see``, ``hear`` or a while."""
        if self._asked is not None or self._view is None:
            return None
        scan = self._next(self._view, now_s)
        if scan is not None:
            self._asked = scan
            self._last_code, self._last_code_s = scan.text, now_s
            self.tally.scans += 1
        return scan

    @property
    def wants_new_view(self) -> bool:
        """The screen should have moved on by now: look at it again."""
        return self._unsure or self._after is not None

    def _next(self, view: View, now_s: float) -> Scan | None:
        if self._changing and now_s < self._wait_until_s:
            return None
        self._changing = False
        if not view.get("person"):
            return Scan(what="badge", text=badge_label(self.badge))
        if view.get("paused"):
            return Scan(what="card", text=command_card("RESUME"))
        put = view.get("put")
        if put and not put["more"]:
            return self._put_scan(put) if now_s >= self._wait_until_s else None
        if self._labels:
            return self._label_scan()
        if brought := self._store.put_down():
            return self._kanban_scan(brought)
        spot = _spot(view)
        if not self._ready(spot, now_s) or spot is None:
            return None
        return self._errand() or self._part_scan(view, spot, now_s)

    def _ready(self, spot: Spot | None, now_s: float) -> bool:
        """Whether the screen can be trusted to show the next pick."""
        if self._after is not None:
            if spot == self._after and now_s < self._wait_until_s:
                return False
            self._after, self._wait_until_s = None, now_s
        if self._unsure:
            if now_s < self._wait_until_s:
                return False
            if self._hand is not None and self._spot is not None and spot != self._spot:
                self._put_down(self._spot, self._hand)  # the screen moved on: it was taken
                self._unsure = False
        return now_s >= self._wait_until_s

    def _put_scan(self, put: View) -> Scan:
        """The compartment, or by mistake the one beside it; an empty rack has a carrier first."""
        if not put["carrier"]:
            self._carriers += 1
            return Scan(what="carrier", text=f"LS:CARRIER:{self.name}-{self._carriers}")
        place = int(put["slot"]) + 1
        if self._rng.random() < self._failings.wrong_label:
            place += 1
        return Scan(what="put", text=f"LS:PUT:{put['carrier']}:{place}")

    def _label_scan(self) -> Scan:
        if self._old_labels and self._rng.random() < self._failings.wrong_label:
            return Scan(what="old_label", text=self._rng.choice(self._old_labels))
        return Scan(what="label", text=self._labels[0][0])

    def _errand(self) -> Scan | None:
        chance = self._rng.random()
        if chance < self._failings.garbage:
            return Scan(what="garbage", text=self._rng.choice(GARBAGE))
        chance -= self._failings.garbage
        if chance < self._failings.kanban and (used := self._store.use_up(self._rng)):
            return self._kanban_scan(used)
        chance -= self._failings.kanban
        if chance < self._failings.pause:
            return Scan(what="card", text=command_card("PAUSE"))
        return None

    def _kanban_scan(self, text: str) -> Scan:
        self.tally.kanban += 1
        return Scan(what="kanban", text=text)

    def _part_scan(self, view: View, spot: Spot, now_s: float) -> Scan | None:
        if spot != self._spot:
            self._spot = spot
            self._hand = None
            self._arrives_s = now_s + self._walk_s(view["current"])
        if now_s < self._arrives_s:
            return None
        if self._hand is None:
            self._hand = self._take(spot)
        part = self._hand
        if part.label() == self._last_code and not part.serial:
            ready_s = self._last_code_s + SAME_CODE_S
            if now_s < ready_s:
                self._wait_until_s = ready_s
                return None
        return Scan(what="part", text=part.label(), slip=self._draw_slip(), part=part, spot=spot)

    def _take(self, spot: Spot) -> Part:
        """The part shown, or by mistake another one that lies near it."""
        self._serial += 1
        family, shown = spot.family, spot.part
        serial = f"{self.name}{self._serial:06d}"
        if self._rng.random() < self._failings.wrong_part:
            others = [part for part in self._parts if part != shown] or [shown + "X"]
            return Part(part=self._rng.choice(others), serial=serial, wrong=True)
        if family not in self._serial_tracked:
            return Part(part=shown, serial="")
        return Part(part=shown, serial=serial, lot=self._boxes.take(shown))

    def _draw_slip(self) -> Slip:
        chance = self._rng.random()
        if chance < self._failings.double:
            return self._rng.choice((Slip.DOUBLE, Slip.BOUNCE))
        if chance > 1 - self._failings.slips:
            return self._rng.choice(
                (Slip.SPLIT, Slip.GLUED, Slip.LOST_TERMINATOR, Slip.BAD_CHARACTER)
            )
        return Slip.NONE

    def _walk_s(self, current: View) -> float:
        place = (int(current["aisle"]), int(current["position"]))
        metres = 3 * abs(place[0] - self._place[0]) + abs(place[1] - self._place[1])
        self._place = place
        return metres * self._pace.walk_s_per_m + self._pace.reach_s

    def wake_after_s(self, now_s: float) -> float:
        """How long ``step`` need not be asked if nothing comes."""
        due = max(self._wait_until_s, self._arrives_s)
        return max(0.005, min(LOOK_AGAIN_S, due - now_s)) if due > now_s else LOOK_AGAIN_S


def _mode(view: View) -> tuple[object, object]:
    return view.get("person"), view.get("paused")


def _spot(view: View) -> Spot | None:
    current = view.get("current")
    if not current:
        return None
    return Spot(
        rack=str(current["rack"]),
        slot=int(current["slot"]),
        family=str(current["family"]),
        index=int(current.get("index", 0)),
        piece=int(current["piece"]),
        part=str(current["part"]),
    )
