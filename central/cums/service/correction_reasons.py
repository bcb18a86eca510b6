"""Why a correction or an accepted count is refused or disputed, with its figures."""

from __future__ import annotations

from decimal import Decimal

from central.cums.service.arrived import Arrived
from central.words.reasons import Reason, because


def beyond_ours(after: Arrived) -> Reason:
    apart = after.count.ends - after.count.now if after.count is not None else 0
    if after.count is not None and apart and after.count.ends > after.balance.despatched:
        return because(
            "ledger.below_count_apart",
            "our despatched cum would be {despatched}, {disputed} below the customer's count "
            "{count} of {on} and {apart} that was known before not to arrive: correct it by less, "
            "close the difference, accept another count of the customer, or both people say that "
            "the count is disputed",
            despatched=after.balance.despatched,
            disputed=after.disputed,
            count=after.count.now,
            on=after.count.on,
            apart=apart,
        )
    if after.count is not None and after.count.now > after.balance.despatched:
        return because(
            "ledger.below_count",
            "our despatched cum would be {despatched}, {disputed} below the customer's count "
            "{count} of {on}: correct it by less, accept another count of the customer, or both "
            "people say that the count is disputed",
            despatched=after.balance.despatched,
            disputed=after.disputed,
            count=after.count.now,
            on=after.count.on,
        )
    return because(
        "ledger.beyond_differences",
        "received cum {received} and {differing} missing or rejected of {notes} would be "
        "{disputed} above our despatched cum {despatched}: close the difference as found instead, "
        "or correct by less",
        received=after.balance.received,
        differing=after.differing,
        notes=", ".join(each.note for each in after.differences),
        disputed=after.disputed,
        despatched=after.balance.despatched,
    )


def counted_after_all(cum: Decimal, arrived: Arrived) -> Reason:
    return because(
        "ledger.count_above_arriving",
        "the customer's count {cum} is above our despatched cum {sent} less the {differing} "
        "missing or rejected of {notes}, which is {arriving}: close the difference as found first",
        cum=cum,
        sent=arrived.balance.despatched,
        differing=arrived.differing,
        notes=", ".join(each.note for each in arrived.differences),
        arriving=arrived.balance.despatched - arrived.differing,
    )


def disputed_beyond(after: Arrived) -> Reason:
    return because(
        "ledger.disputed",
        "{disputed} that the customer confirmed beyond our despatched cum {despatched} is disputed",
        disputed=after.disputed,
        despatched=after.balance.despatched,
    )
