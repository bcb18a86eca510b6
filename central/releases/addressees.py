"""Which agreement part an item of a message is for, and why it is for none or for several."""

from __future__ import annotations

from collections.abc import Sequence

from central.agreements.service.contracts import AgreementPart, Place, find, find_all
from central.edi.model import schedule as edi
from central.exchange.model import What
from central.releases.post_rows import Message
from central.releases.rules.admission import Stopped
from central.words.reasons import Reason, because


def place_of(item: edi.Item) -> Place:
    return Place(item.part, item.ship_to, item.unloading_point)


def not_one(sent: Message, item: edi.Item, found: Sequence[AgreementPart]) -> Stopped:
    if found:
        reason = because(
            "receive.ambiguous",
            "part {part} of {customer} for {plant} is in the agreements {agreements}: end all but "
            "one, or give each its plant or its unloading points",
            part=item.part,
            customer=sent.origin.customer,
            plant=item.ship_to or "any plant",
            agreements=", ".join(each.agreement for each in found),
        )
        return Stopped(what=What.AMBIGUOUS, reasons=(reason,))
    if (other := _other_point(sent, item)) is not None:
        return Stopped(what=What.UNKNOWN_PART, reasons=(other,))
    elsewhere = find(sent.work.connection, sent.origin.customer, item.part) if item.ship_to else ()
    part = item.part or "without a number"
    if elsewhere:
        reason = because(
            "receive.other_plant",
            "part {part} is in no agreement with {customer} for {plant}, but in {agreements}: "
            "enter the plant or correct the agreement",
            part=part,
            customer=sent.origin.customer,
            plant=item.ship_to,
            agreements=", ".join(f"{it.agreement} ({it.plant or '-'})" for it in elsewhere),
        )
    else:
        words = "part {part} is in no active agreement with {customer}"
        reason = because("receive.unknown_part", words, part=part, customer=sent.origin.customer)
    return Stopped(what=What.UNKNOWN_PART, reasons=(reason,))


def _other_point(sent: Message, item: edi.Item) -> Reason | None:
    """Agreements with the part that are for other unloading points."""
    anywhere = place_of(item)._replace(point="")
    found = find_all(sent.work.connection, sent.origin.customer, [anywhere])[anywhere]
    if not found:
        return None
    words = (
        "part {part} for unloading point {point}: the agreements {agreements} are for others: "
        "enter it there, or ask the customer"
    )
    listed = ", ".join(f"{it.agreement} ({', '.join(it.points)})" for it in found)
    return because(
        "receive.other_point",
        words,
        part=item.part,
        point=item.unloading_point,
        agreements=listed,
    )
