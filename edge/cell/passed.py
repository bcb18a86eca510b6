"""Whether a vehicle counts as fitted. The newest word decides, but for one case: the telegram that
first gives it a place came late, and its car has passed already. Such a telegram calls no car back,
whatever its transmission. A later one than the first does, and so does a person.
"""

from __future__ import annotations

from edge.cell.model import Vehicle
from wire.telegram import Status, Telegram

Order = tuple[int, ...]


def orders_after(
    known: Vehicle | None, telegram: Telegram, order: Order, number: int | None, *, keyed: bool
) -> tuple[Order, Order]:
    """``fitted_order`` and ``placed_order`` of the vehicle, once the telegram is heard."""
    fitted, placed = _orders(known)
    if telegram.status is Status.FITTED:
        return max(fitted, order), placed
    if keyed and placed and telegram.status is not Status.CANCELLED:
        return (), placed
    if number is not None and telegram.status is not Status.CANCELLED:
        placed = min(placed, order) if placed else order
    return fitted, placed


def orders_decided(
    known: Vehicle | None, telegram: Telegram, order: Order, number: int | None
) -> tuple[Order, Order]:
    """The same, once a person says that the telegram counts, whatever came before."""
    placed = number is not None or bool(_orders(known)[1])
    return (
        order if telegram.status is Status.FITTED else (),
        order if placed else (),
    )


def passed(
    known: Vehicle | None, telegram: Telegram, order: Order, number: int | None, *, keyed: bool
) -> bool | None:
    """Whether it is fitted, where the newest word alone would say otherwise. None: as that says."""
    if known is None:
        return None
    newest = order >= known.order
    withdrawn = telegram.status is Status.CANCELLED if newest else known.withdrawn
    by_newest = telegram.status is Status.FITTED if newest else known.fitted
    fitted, placed = orders_after(known, telegram, order, number, keyed=keyed)
    if withdrawn:
        return None
    counts = bool(fitted) and (fitted >= max(order, known.order) or not placed or fitted < placed)
    return None if counts is by_newest else counts


def _orders(known: Vehicle | None) -> tuple[Order, Order]:
    """A checkpoint of before has neither."""
    if known is None:
        return (), ()
    fitted = known.fitted_order or (known.order if known.fitted else ())
    placed = known.placed_order or (known.content_order if known.number is not None else ())
    return fitted, placed
