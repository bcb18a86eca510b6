"""The kanban loops of one cell as things: containers that stand full, and cards that are out to be
filled. Pure; and what the books must say of them afterwards.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from hardware_sim.plant import Loop
from hardware_sim.scanner import kanban_card

CARDS = 4
"""In each loop; all come filled when the day begins."""
MINIMUM_CARDS = 2
"""What the office wants to stand here."""
ORDER_AGAIN_S = 3.0
"""What was put down is in the office's books by then."""
_SIGN = {"consume": -1, "empty": 0, "replenish": 1}


class Store:
    """Shared by those who work in the cell. Each container that is put down or used up gives the
    text of a card to be scanned; whether the scan arrives is the network's affair.
    """

    def __init__(self, loops: Sequence[Loop]) -> None:
        self._full: dict[str, list[str]] = {loop.loop: [] for loop in loops}
        self._out: dict[str, list[str]] = {loop.loop: [] for loop in loops}
        self._coming = deque(
            (loop.loop, f"{card:03d}") for card in range(1, CARDS + 1) for loop in loops
        )
        self._made = CARDS
        self._brought_s: dict[str, float] = {}

    @property
    def waiting(self) -> bool:
        """Containers came and nobody has put them down."""
        return bool(self._coming)

    def put_down(self) -> str | None:
        """The next container that came now stands here: its card."""
        if not self._coming:
            return None
        loop, card = self._coming.popleft()
        self._full[loop].append(card)
        return kanban_card(loop, card, "replenish")

    def use_up(self, rng: Random) -> str | None:
        """The last piece of some container is taken: its card. None: nothing stands here."""
        loops = [loop for loop, cards in self._full.items() if cards]
        if not loops:
            return None
        loop = rng.choice(loops)
        card = self._full[loop].pop(0)
        self._out[loop].append(card)
        return kanban_card(loop, card, "consume")

    def bring(self, loop: str, cards: int, now_s: float) -> None:
        """The office asks for so many containers. One whose scan was lost gets a new card."""
        if loop not in self._full or any(coming == loop for coming, _ in self._coming):
            return
        if now_s - self._brought_s.get(loop, -1e9) < ORDER_AGAIN_S:
            return
        self._brought_s[loop] = now_s
        for _ in range(min(cards, CARDS)):
            self._coming.append((loop, self._take_card(loop)))

    def _take_card(self, loop: str) -> str:
        if self._out[loop]:
            return self._out[loop].pop(0)
        self._made += 1
        return f"{self._made:03d}"


def stock_problems(
    loops: Iterable[Loop],
    moved: Sequence[Mapping[str, Any]],
    scanned: Mapping[str, int],
    confirmed: Mapping[str, int],
    stock: Mapping[tuple[str, str], int],
) -> Iterator[str]:
    """``moved`` are the movements in the journals, ``scanned`` and ``confirmed`` count card texts
    that went over a scanner and that were answered so, ``stock`` is central's by location and part.
    """
    booked = Counter(kanban_card(m["loop"], m["card"], m["movement"]) for m in moved)
    for text in {*booked, *confirmed}:
        if not confirmed.get(text, 0) <= booked[text] <= scanned.get(text, 0):
            yield (
                f"{text}: {scanned.get(text, 0)} scanned, {confirmed.get(text, 0)} confirmed, "
                f"{booked[text]} in the journals"
            )
    by_name = {loop.loop: loop for loop in loops}
    wanted: Counter[tuple[str, str]] = Counter()
    for fact in moved:
        loop = by_name[fact["loop"]]
        wanted[loop.location, loop.part] += _SIGN[fact["movement"]] * loop.quantity
    for place in sorted({*wanted, *stock}):
        if wanted[place] != stock.get(place, 0):
            yield f"{place[0]} {place[1]}: cards say {wanted[place]}, central {stock.get(place, 0)}"
