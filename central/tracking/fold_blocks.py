"""Pieces that nobody may use, the end of that, and pieces that came back. Pure."""

from __future__ import annotations

import msgspec

from central.tracking.memory import Happened, Known
from central.tracking.rules import FactRefusedError
from wire import events
from wire.events import PersonNeeded

_json = msgspec.json.Encoder()


def pieces_blocked(known: Known, happened: Happened, fact: events.PiecesBlocked) -> None:
    row = {
        "node": known.node,
        "block": str(fact.block),
        "part": str(fact.part),
        "lot": fact.lot,
        "serials": _json.encode(fact.serials),
        "person": str(fact.person),
        "reason": fact.reason,
        "at_us": happened.at_us,
        "lifted_us": None,
        "lifted_by": "",
        "second_person": "",
        "lift_reason": "",
        "told": fact.told,
        "fact": happened.fact_id,
    }
    known.blocks.put(row, fact.block)


def block_lifted(known: Known, happened: Happened, fact: events.BlockLifted) -> None:
    """What was told of racks that had left is settled too."""
    row = known.blocks.get(fact.block)
    if row is None or row["lifted_us"] is not None:
        raise FactRefusedError("block.unknown", f"no block {fact.block!r} is in force")
    changes = {
        "lifted_us": happened.at_us,
        "lifted_by": str(fact.person),
        "second_person": str(fact.second_person),
        "lift_reason": fact.reason,
    }
    known.blocks.put({**row, **changes}, fact.block)
    of_block = f"{PersonNeeded.BLOCKED_SHIPPED.value}:{fact.block}:"
    for told in list(known.exceptions.rows.values()):
        if told["exception"].startswith(of_block) and told["closed_us"] is None:
            closed = {"owner": str(fact.person), "note": fact.reason, "closed_us": happened.at_us}
            known.exceptions.put({**told, **closed}, told["exception"])


def scrap_released(known: Known, happened: Happened, fact: events.ScrapReleased) -> None:
    """A piece that is still with a vehicle left with its rack and came back: it is not on two
    vehicles when it is picked again.
    """
    for row in list(known.marriages.rows.values()):
        piece = (row["part"], row["serial"])
        if piece == (fact.part, fact.serial) and row["divorced_by"] is None:
            if row["back_us"] is None:
                known.marriages.put({**row, "back_us": happened.at_us}, row["marriage"])
