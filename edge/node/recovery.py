"""Start-up is recovery: the newest checkpoint that reads, then the facts since; without one, all
facts.

A checkpoint is only a cache. Its shape is that of ``CellState``; one that does not decode (another
version wrote it, not one that ``state_of`` knows) is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import structlog

from edge.cell.evolve import evolve
from edge.cell.model import CellState
from edge.journal.chain import Damage
from edge.journal.store import Checkpoint, Journal

log = structlog.get_logger()

_decoder: msgspec.msgpack.Decoder[CellState] = msgspec.msgpack.Decoder(CellState)
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """``folded`` facts were read beyond ``checkpoint_offset`` (-1: there was no checkpoint).
    ``damage``: where the state ends, because what stands there is not what was written.
    """

    state: CellState
    checkpoint_offset: int
    folded: int
    damage: Damage | None = None


def recover(journal: Journal) -> Recovered:
    """The state after the last fact of the journal, or before the first damaged one. Verified are
    all facts that are read here, and all that central does not have.
    """
    state, checkpoint_offset = _newest(journal)
    acknowledged = int(journal.mark("acknowledged") or -1)
    damage = journal.damage_after(min(checkpoint_offset, acknowledged))
    folded = 0
    for each in journal.facts_after(checkpoint_offset, damage):
        evolve(state, each.fact, each.at_us, each.offset)
        folded += 1
    return Recovered(state=state, checkpoint_offset=checkpoint_offset, folded=folded, damage=damage)


def checkpoint_of(state: CellState) -> Checkpoint:
    return Checkpoint(offset=state.offset, state=_encoder.encode(state))


def state_of(checkpoint: Checkpoint) -> CellState:
    """Raises MsgspecError for what no version known here wrote."""
    try:
        return _decoder.decode(checkpoint.state)
    except msgspec.ValidationError:
        units = msgspec.msgpack.decode(checkpoint.state, type=_ByUnit).units
        plain = msgspec.msgpack.decode(checkpoint.state)
        plain["units"] = {rack: unit for unit, racks in units.items() for rack in racks}
        return msgspec.convert(plain, CellState)


class _ByUnit(msgspec.Struct):
    """Of a program that kept the racks of each unit. The facts that such a checkpoint was folded
    from may be forgotten, so that it cannot be passed over.
    """

    units: dict[str, list[str]]


def _newest(journal: Journal) -> tuple[CellState, int]:
    for checkpoint in journal.checkpoints():
        if checkpoint.offset > journal.last_offset:
            continue
        try:
            return state_of(checkpoint), checkpoint.offset
        except msgspec.MsgspecError as error:
            log.warning("checkpoint passed over", offset=checkpoint.offset, error=str(error))
    return CellState(), -1
