"""Shipping at a dock: opens a truck, loads it in the order that the truck wants, once by mistake
the wrong rack first, seals it and sends it off; the driver says when it arrived. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Wanted = tuple[str, dict[str, Any]]
"""An order's name and body."""


@dataclass(slots=True)
class Dock:
    """``racks_max`` fit on a truck. Every second truck is loaded in reverse."""

    racks_max: int = 4
    trucks: int = 0
    mistaken: bool = False
    """The wrong rack was brought once."""

    def orders(self, going: Sequence[str], loads: Sequence[Row]) -> Iterator[Wanted]:
        """``going``: racks that may leave, in the order of the line, those on a truck included."""
        here = [load for load in loads if load["state"] == "open"]
        for load in loads:
            if load["state"] == "departed":
                yield "deliver-load", {"load": load["load"], "place": "customer gate 4"}
        for load in here:
            yield from self._fill(load, set(going))
        on_trucks = {rack for load in here for rack in load["planned"]}
        free = [rack for rack in going if rack not in on_trucks][: self.racks_max]
        if free and not here:
            order = "reverse" if self.trucks % 2 else "same"
            self.trucks += 1
            body = {"truck": f"TRUCK {self.trucks}", "dock": "1", "order": order, "racks": free}
            yield "open-load", body

    def _fill(self, load: Row, going: set[str]) -> Iterator[Wanted]:
        name = load["load"]
        for rack in load["racks"]:
            if rack not in going:
                yield "unload-rack", {"load": name, "rack": rack, "reason": "held on the truck"}
        wanted = list(load["planned"])
        if load["order"] == "reverse":
            wanted.reverse()
        left = [rack for rack in wanted if rack not in load["racks"]]
        if not left:
            yield "depart-load", {"load": name, "seal": f"SEAL-{self.trucks}"}
            return
        if not self.mistaken and left[-1] not in load["next"]:
            self.mistaken = True
            yield "load-rack", {"load": name, "rack": left[-1]}
        for rack in left:
            if rack not in going:
                return
            yield "load-rack", {"load": name, "rack": rack}
