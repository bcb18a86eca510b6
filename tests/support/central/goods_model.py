"""What the manuals say of the goods of one part, in plain dictionaries, and not how it is done.

Our record of deliveries rises with each delivery. What the customer states to have received must
match it. In transit is what we sent less what they have and less what they said is missing or
rejected. A schedule is the customer's whole open demand: what is on its way is deducted from it.
A new year counts anew what leaves in it. What came back was neither sent nor received, where that
is agreed. Nothing that is counted by itself at one dock is a matter of another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Note = dict[str, Any]
"""dock, year, sent, got, missing, rejected, back; closed: of what is missing or rejected, what no
person looks at any more; anew: of all of it, what they asked for once more.
"""


@dataclass
class Goods:
    """``counted_at``: of which counts are kept: each dock, or all of them together (empty)."""

    counted_at: tuple[str, ...]
    advises: bool
    deducts: bool
    notes: dict[str, Note] = field(default_factory=dict)
    year: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    word: dict[str, int] = field(default_factory=dict)

    def whose(self, dock: str) -> str:
        return dock if dock in self.counted_at else ""

    def of(self, key: str) -> list[Note]:
        """The notes of the present year of the count, as they left."""
        return [
            note
            for note in self.notes.values()
            if self.whose(note["dock"]) == key and self.is_counted(note)
        ]

    def is_counted(self, note: Note) -> bool:
        return note["year"] == self.year.get(self.whose(note["dock"]), 0)

    def despatched(self, key: str) -> int:
        back = sum(note["back"] for note in self.of(key)) if self.deducts else 0
        return sum(note["sent"] for note in self.of(key)) - back

    def received(self, key: str) -> int:
        """By receiving advice."""
        back = sum(note["back"] for note in self.of(key)) if self.deducts else 0
        return sum(note["got"] for note in self.of(key)) - back if self.advises else 0

    def count(self, key: str) -> int:
        """What the customer counts."""
        back = sum(note["back"] for note in self.of(key)) if self.deducts else 0
        return sum(note["got"] for note in self.of(key)) - back

    def gone(self, key: str) -> int:
        return sum(note["missing"] + note["rejected"] for note in self.of(key))

    def moving(self, key: str, dock: str = "") -> int:
        """In transit, to the dock or to any: what nobody has said anything of yet."""
        told, found = self.told.get(key, 0), 0
        for note in self.of(key):
            known = note["got"] + note["missing"] + note["rejected"]
            if not self.advises:
                known = min(told, note["sent"])
                told -= known
            found += note["sent"] - known if dock in ("", note["dock"]) else 0
        return found

    def asks(self, dock: str, quantity: int) -> None:
        """Their newest word, with their count: what they know not to come they ask for anew."""
        key = self.whose(dock)
        self.told[key] = self.count(key)
        moving = self.moving(key, dock)
        self.open[dock] = max(0, quantity - moving)
        self.word[dock] = max(quantity, moving)
        for note in self.notes.values():
            if note["dock"] == dock:
                lost = note["missing"] + note["rejected"]
                note["anew"] = lost if self.is_counted(note) else note["sent"]

    def leaves(self, name: str, dock: str, quantity: int) -> None:
        key = self.whose(dock)
        none = dict.fromkeys(("got", "missing", "rejected", "back", "closed", "anew"), 0)
        self.notes[name] = {**none, "dock": dock, "year": self.year.get(key, 0), "sent": quantity}
        self.open[dock] -= quantity

    def comes_back(self, name: str, quantity: int) -> None:
        """It never left, or some of it: it is open again, but for what was asked anew."""
        note = self.notes[name]
        note["sent"] -= quantity
        for which in ("missing", "rejected"):
            less = min(quantity, note[which])
            note[which] -= less if note["sent"] < note["missing"] + note["rejected"] else 0
        anew = min(quantity, note["anew"])
        note["anew"] -= anew
        self.open[note["dock"]] += quantity - anew
        if not note["sent"]:
            del self.notes[name]

    def is_closed(self, name: str, quantity: int, how: str) -> None:
        note = self.notes[name]
        if how == "lost" or (how == "returned" and not self.deducts):
            note["closed"] += quantity
            return
        found = min(quantity, note["missing"])
        note["missing"] -= found
        note["rejected"] -= quantity - found
        note["got"] += quantity
        note["back"] += quantity if how == "returned" else 0

    def begins_anew(self, key: str) -> None:
        self.year[key] = self.year.get(key, 0) + 1
        self.told[key] = 0
