"""The chain over the history, and what a check of it says. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec

BEGINNING = "0" * 64
"""What the first hash follows on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the history; before and after are JSON as the database wrote it."""

    change: int
    at_us: int
    who: str
    why: str
    object: str
    action: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The chain's head as it once was, kept elsewhere. ``seal`` 0: nothing was sealed yet."""

    seal: int
    hash: str
    at_us: int = 0


START = Anchor(seal=0, hash=BEGINNING)


class Verdict(StrEnum):
    INTACT = "intact"
    """Every change is as it was sealed, and every anchor lies on the chain."""
    MISMATCH = "mismatch"
    """From this seal on the history is not what was sealed."""
    LONGER = "longer"
    """Changes stand in the history that the chain does not know: put in around it."""
    SHORTER = "shorter"
    """An anchor lies beyond the chain's end: its tail was cut off."""
    ANCHOR_DIFFERS = "anchor_differs"
    """The chain holds in itself but an anchor says another hash: it was written anew."""
    ROWS_DIFFER = "rows_differ"
    """The history holds, but what stands in the tables is not what it says was written last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``seal``: where, for all verdicts but INTACT, LONGER and ROWS_DIFFER. ``head``: as it is
    now.
    """

    verdict: Verdict
    head: Anchor
    seal: int = 0
    detail: str = ""


def next_hash(before: str, change: Change) -> str:
    """sha256 over the hash before and the change's values in the order of its fields."""
    values = (
        change.change,
        change.at_us,
        change.who,
        change.why,
        change.object,
        change.action,
        change.before,
        change.after,
    )
    return sha256(before.encode() + msgspec.json.encode(values)).hexdigest()


class Link(NamedTuple):
    """One link of the chain. ``change`` None: it is gone."""

    seal: int
    hash: str
    change: Change | None

    @property
    def at_us(self) -> int:
        return 0 if self.change is None else self.change.at_us


def verify(chain: Iterable[Link], anchors: Iterable[Anchor], loose: int) -> Report:
    """``chain`` in order. ``loose``: how many changes have no seal though they are older than what
    is sealed each second. The verdict is of the first thing that is wrong, from the beginning on.
    """
    wanted = {anchor.seal: anchor for anchor in anchors if anchor.seal > 0}
    head, differing = START, 0
    for link in chain:
        if (broken := _break_at(head, link)) is not None:
            return broken
        head = Anchor(seal=link.seal, hash=link.hash, at_us=link.at_us)
        anchor = wanted.get(link.seal)
        if anchor is not None and anchor.hash != link.hash and not differing:
            differing = link.seal
    if differing:
        detail = "the chain holds in itself, but it is not the one that the anchor was taken from"
        return Report(verdict=Verdict.ANCHOR_DIFFERS, head=head, seal=differing, detail=detail)
    beyond = [seal for seal in wanted if seal > head.seal]
    if beyond:
        detail = f"an anchor stands at seal {max(beyond)}, the chain ends at {head.seal}"
        return Report(verdict=Verdict.SHORTER, head=head, seal=max(beyond), detail=detail)
    if loose:
        return Report(
            verdict=Verdict.LONGER, head=head, detail=f"{loose} changes are outside of the chain"
        )
    return Report(verdict=Verdict.INTACT, head=head)


def _break_at(head: Anchor, link: Link) -> Report | None:
    """Why the link does not go on from the head; None: it does."""
    seal, change = link.seal, link.change
    if seal != head.seal + 1:
        seal, detail = head.seal + 1, f"seal {head.seal + 1} is gone, {seal} follows"
    elif change is None:
        detail = "its change is gone"
    elif next_hash(head.hash, change) != link.hash:
        detail = f"change {change.change} of {change.object} is not as it was sealed"
    else:
        return None
    return Report(verdict=Verdict.MISMATCH, head=head, seal=seal, detail=detail)


def differs(
    now: str | None,
    action: str | None,
    after: str | None,
    but: Iterable[str] = (),
    numbers: Collection[str] = (),
) -> str:
    """What is wrong with a row, given the newest change of it; empty: nothing.

    ``now``: the row as JSON as it stands, None: it is gone. ``action`` None: no change is known.
    Columns that are not in both, and those in ``but``, say nothing: the table has changed since.
    ``numbers`` are texts of which 1.50 is 1.5.
    """
    if action is None:
        return "stands there and no change made it"
    if now is None:
        return "" if action == "delete" else "is gone and no change removed it"
    if action == "delete":
        return "stands there although it was removed"
    row, last = msgspec.json.decode(now), msgspec.json.decode(after or "{}")
    names = sorted((row.keys() & last.keys()) - set(but))
    other = [
        name
        for name in names
        if row[name] != last[name] and not (name in numbers and _same_number(row[name], last[name]))
    ]
    return f"has another {', '.join(other)} than was written last" if other else ""


def _same_number(one: object, other: object) -> bool:
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False
