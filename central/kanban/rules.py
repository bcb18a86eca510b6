"""What a movement does to the stock, and when a loop asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from wire.events import KanbanMoved, Movement


class CardMovement(NamedTuple):
    """A movement as a cell recorded it: its fact's number and time."""

    fact: int
    at_us: int
    moved: KanbanMoved


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


class Asks(StrEnum):
    """Why a loop asks for more."""

    BELOW_MINIMUM = "below_minimum"
    EMPTY_CARDS = "empty_cards"


def reason_of(loop: LoopStock) -> Asks | None:
    """None: it does not ask."""
    if loop.stock < loop.minimum:
        return Asks.BELOW_MINIMUM
    return Asks.EMPTY_CARDS if loop.empty_cards else None
