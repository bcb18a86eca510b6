"""What a line of a schedule and an order line are the same by. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from central.agreements.model.options import PoInformation, References
from central.agreements.model.terms import Terms


class Key(NamedTuple):
    """Day, purchase order number, time of day and reference; the number and the reference are empty
    where the agreement does not use them, the time where the customer says none.
    """

    on: date
    purchase_order: str = ""
    at: str = ""
    reference: str = ""


class Line(Protocol):
    """Of a schedule, or an order line."""

    @property
    def on(self) -> date: ...
    @property
    def purchase_order(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def reference(self) -> str: ...


Stands = TypeVar("Stands", bound=Line)


def key_of(line: Line, terms: Terms) -> Key:
    """By what the line says itself."""
    by_order = terms.po_information is PoInformation.USE_PO_INFORMATION
    by_reference = terms.references is References.USE_REFERENCES
    return Key(
        on=line.on,
        purchase_order=line.purchase_order if by_order else "",
        at=line.at,
        reference=line.reference if by_reference else "",
    )


def by_key(
    standing: Iterable[Stands], asked: Collection[Key], terms: Terms
) -> dict[Key, list[Stands]]:
    """Order lines by what is asked. By its reference a line is found on whatever day, if the
    reference is asked for once; else by its day and window, or by the day where that is asked for
    as a whole.
    """
    once = _asked_once(asked)
    found: dict[Key, list[Stands]] = {}
    for line in standing:
        own = key_of(line, terms)
        found.setdefault(_meant(own, asked, once), []).append(line)
    return found


def _meant(own: Key, asked: Collection[Key], once: dict[str, Key]) -> Key:
    if own in asked:
        return own
    if own.reference:
        return once.get(own.reference, own)
    whole_day = own._replace(at="")
    named = [key for key in asked if key._replace(reference="", at="") == whole_day]
    if len(named) == 1 and named[0].at in ("", own.at):
        return named[0]
    return own if any(key.at for key in named) else whole_day


def _asked_once(asked: Collection[Key]) -> dict[str, Key]:
    times = Counter(key.reference for key in asked)
    return {key.reference: key for key in asked if key.reference and times[key.reference] == 1}
