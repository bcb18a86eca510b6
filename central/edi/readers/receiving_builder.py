"""Shared by the receiving advices: a line from quantities and differences, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from central.edi.model.receiving_advice import Deviation, Difference, ReceivedLine
from central.edi.model.schedule import Cum
from syntax.problems import NOWHERE, Findings, Position

DEVIATIONS: Mapping[str, Deviation] = MappingProxyType({str(kind): kind for kind in Deviation})
"""Roles of a quantity that are differences."""


@dataclass(slots=True)
class LineDraft:
    """What has been read of one line so far. ``stated``: quantities by their role."""

    position: Position = NOWHERE
    part: str = ""
    part_of_supplier: str = ""
    note: str = ""
    order: str = ""
    reference: str = ""
    unit: str = ""
    units: list[str] = field(default_factory=list)
    received_on: date | None = None
    cumulative: Cum | None = None
    stated: dict[str, Decimal] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def add(self, role: str, amount: Decimal, where: Position, findings: Findings) -> None:
        """A quantity by its role. Only what was rejected may come in several parts."""
        if role == "cumulative":
            self.cumulative = Cum(quantity=amount, position=where)
        elif role == "unstated":
            if amount:
                self.differences.append(
                    Difference(kind=Deviation.UNSTATED, quantity=amount, position=where)
                )
        elif role == "rejected":
            self.stated[role] = self.stated.get(role, Decimal(0)) + amount
        elif role in self.stated:
            findings.add("quantity.repeated", f"{role} stands twice in one line", where)
        else:
            self.stated[role] = amount


def line_of(draft: LineDraft, note: str, order: str, findings: Findings) -> ReceivedLine:
    """The line; ``note`` and ``order`` are the document's, for a line without its own.

    A difference stands for its quantity where that is not stated as a quantity as well. Problems:
    no part, nothing to find the delivery by, no quantity at all, more accepted than received.
    """
    amounts = dict(draft.stated)
    for role, kind in DEVIATIONS.items():
        told = [d.quantity for d in draft.differences if d.kind is kind]
        if told:
            amounts.setdefault(role, sum(told, Decimal(0)))
    line = ReceivedLine(
        part=draft.part, note=draft.note or note, part_of_supplier=draft.part_of_supplier,
        order=draft.order or order, reference=draft.reference, unit=draft.unit,
        units=tuple(dict.fromkeys(draft.units)),
        received_on=draft.received_on, despatched=amounts.get("despatched"),
        received=amounts.get("received"), accepted=amounts.get("accepted"),
        rejected=amounts.get("rejected"), over=amounts.get("over"), short=amounts.get("short"),
        cumulative=draft.cumulative, differences=tuple(draft.differences),
        position=draft.position,
    )  # fmt: skip
    _check(line, findings)
    return line


def _check(line: ReceivedLine, findings: Findings) -> None:
    at = line.position
    if not line.part:
        findings.add("part.missing", "no part number of the customer", at)
    if not line.note and not line.order:
        findings.add("note.missing", "neither a despatch note nor an order of this line", at)
    stated = (line.received, line.accepted, line.rejected, line.over, line.short, line.cumulative)
    if all(amount is None for amount in stated) and not line.differences:
        findings.add("quantity.missing", "nothing is said of what was received", at)
    whole, kept, sent_back = line.received, line.accepted, line.rejected
    if whole is not None and kept is not None and kept > whole:
        findings.add("quantity.balance", f"{kept} accepted of {whole} received", at)
    elif whole is not None and kept is None and sent_back is not None and sent_back > whole:
        findings.add("quantity.balance", f"{sent_back} rejected of {whole} received", at)
