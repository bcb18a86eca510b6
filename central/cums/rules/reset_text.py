"""What is said of a reset that is planned, and of what it carries over into the period that ended.
Pure.
"""

from __future__ import annotations

from central.cums.rules.movements import Carried, CarriedOver, ResetPlanned
from central.words.reasons import Reason, because

_WORDS = {
    Carried.RETURNED: "{quantity} that came back since {start} is of the period before: what "
    "arrived since then is less",
    Carried.COUNTED: "{quantity} that the customer had counted before it came back is of notes "
    "before {start}",
    Carried.DESPATCHED: "a correction of our cum by {quantity} since {start} is of the period "
    "before: the new one cannot have it",
    Carried.RECEIVED: "a correction of the received cum by {quantity} since {start} is of the "
    "period before: the new one cannot have it",
}


def said_carried(movement: CarriedOver) -> Reason:
    return because(
        f"ledger.carried_{movement.of}",
        _WORDS[movement.of],
        quantity=movement.quantity,
        start=movement.on,
    )


def announced(instead: ResetPlanned | None, movement: ResetPlanned) -> Reason:
    words = "a new period is counted from {synchronise}, to be executed on {execute}"
    if instead is None:
        return because(
            "ledger.reset_planned",
            words,
            synchronise=movement.synchronise_on,
            execute=movement.execute_on,
        )
    return because(
        "ledger.reset_planned_instead",
        words + ", instead of the one from {instead}",
        synchronise=movement.synchronise_on,
        execute=movement.execute_on,
        instead=instead.synchronise_on,
    )
