"""What a movement does to the stock, and when a loop asks for more."""

from __future__ import annotations

from dataclasses import dataclass

from wire.events import Movement


def stock_change(movement: Movement, quantity: int) -> int:
    """Pieces added to the stock at the card's location. An empty container changes no stock by
    itself: what was in it was consumed card by card; it asks to be filled.
    """
    if movement is Movement.CONSUME:
        return -quantity
    if movement is Movement.REPLENISH:
        return quantity
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopStock:
    """A loop with what is at its location now. ``minimum`` in pieces, ``quantity`` a card."""

    loop: str
    part: str
    location: str
    quantity: int
    minimum: int
    stock: int
    empty_cards: int


def cards_wanted(loop: LoopStock) -> int:
    """Cards to bring the stock to its minimum again, and never fewer than stand empty."""
    missing = max(0, loop.minimum - loop.stock)
    return max(-(-missing // loop.quantity), loop.empty_cards)


def reason_of(loop: LoopStock) -> str:
    """Why a loop asks; empty when it does not."""
    if loop.stock < loop.minimum:
        return "below_minimum"
    return "empty_cards" if loop.empty_cards else ""
