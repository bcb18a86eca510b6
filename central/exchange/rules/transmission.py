"""The chain of transmissions: each names itself and the one before it.

Gaps in the numbers are normal; what counts is that the old number is the last one received.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import Reason, because


class Link(StrEnum):
    FIRST = "first"
    FOLLOWS = "follows"
    REPEATED = "repeated"
    """The last one once more: taken once."""
    BROKEN = "broken"
    """A transmission is lost: hold this one and tell somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    link: Link
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """Numbers as sent; leading zeros do not count."""

    old: str
    new: str


def judge(last: Transmission | None, sent: Transmission) -> Chained:
    """What a transmission is to the last one received of the same partner and kind."""
    if last is None:
        return Chained(
            link=Link.FIRST,
            reasons=(
                because("transmission.first", "first transmission received, {new}", new=sent.new),
            ),
        )
    if (_plain(sent.old), _plain(sent.new)) == (_plain(last.old), _plain(last.new)):
        link, words = Link.REPEATED, "transmission {new} was received already"
    elif _plain(sent.old) == _plain(last.new):
        link, words = Link.FOLLOWS, "transmission {new} follows {last}"
    else:
        link = Link.BROKEN
        words = "transmission {new} follows {old}, but the last received is {last}: one is lost"
    reason = because(f"transmission.{link}", words, new=sent.new, old=sent.old, last=last.new)
    return Chained(link=link, reasons=(reason,))


def _plain(number: str) -> str:
    return number.strip().lstrip("0")
