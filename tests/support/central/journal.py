"""A node's journal as a test writes it: facts in, verified batches out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from wire.codec import chain_hash, encode
from wire.events import (
    AnyFact,
    DivorceReason,
    LabelKind,
    LabelMoved,
    LabelRequested,
    LabelState,
    Marriage,
    Need,
    PartDivorced,
    RackFormed,
    Reaction,
    RunOpened,
    Scanned,
    TelegramTaken,
    Verdict,
)
from wire.sync import GENESIS, Entry, FactBatch
from wire.telegram import Status, Telegram


class Journal:
    """Facts of one node and epoch with their chain."""

    def __init__(self, node: str = "cell-a", epoch: int = 0) -> None:
        self.node, self.epoch = node, epoch
        self.entries: list[Entry] = []

    def write(self, *facts: AnyFact, at_us: int | None = None) -> Journal:
        for fact in facts:
            self.write_bytes(encode(fact), at_us)
        return self

    def write_bytes(self, body: bytes, at_us: int | None = None) -> Journal:
        offset = len(self.entries)
        at = 1_000_000 + offset if at_us is None else at_us
        digest = chain_hash(self.hash_at(offset - 1), offset, at, body)
        entry = Entry(offset=offset, at_us=at, hash=digest, fact=msgspec.Raw(body))
        self.entries.append(entry)
        return self

    def hash_at(self, offset: int) -> str:
        return GENESIS if offset < 0 else self.entries[offset].hash

    @property
    def last(self) -> int:
        return len(self.entries) - 1

    def batch(self, first: int = 0, last: int | None = None) -> FactBatch:
        """Entries first..last, both included."""
        end = len(self.entries) if last is None else last + 1
        return FactBatch(
            wire_version=1,
            node=self.node,
            epoch=self.epoch,
            previous_hash=self.hash_at(first - 1),
            entries=tuple(self.entries[first:end]),
        )

    def fork(self, offset: int) -> Journal:
        """Another history from ``offset`` on."""
        other = Journal(self.node, self.epoch)
        other.entries = self.entries[:offset]
        return other


FEED = "L1"
RACK = "R-1-0001"


def telegram(number: int, call: str = "", **changes: object) -> Telegram:
    values: dict[str, object] = {
        "feed": FEED,
        "call_number": call or f"C{number:04}",
        "sequence_number": f"{number:04}",
        "status": Status.FINAL,
        "vin": f"VXN{number:014}",
        "position": number,
    }
    return Telegram(**{**values, **changes})  # type: ignore[arg-type]


def run_opened(first: int = 1, epoch: int = 1) -> RunOpened:
    return RunOpened(
        feed=FEED, epoch=epoch, first=first, first_number=1, last_number=9999, window=50
    )


NEED = Need(
    family="seat", part="P1", quantity=1, face="F1", rack_family="R", rule="A", serial_tracked=True
)


def taken(
    number: int,
    call: str = "",
    reaction: Reaction = Reaction.IN_ORDER,
    needs: Sequence[Need] = (NEED,),
    order: tuple[int, ...] = (),
    **changes: object,
) -> TelegramTaken:
    if "status" in changes:
        changes["status"] = Status(str(changes["status"]))
    message = telegram(number, call, **changes)
    return TelegramTaken(
        telegram=message,
        reaction=reaction,
        epoch=1,
        number=None if message.status in (Status.CANCELLED, Status.FITTED) else number,
        needs=tuple(needs),
        order=order or (1, message.position or 0, 0),
    )


def rack_formed(first: int = 1, size: int = 4, rack: str = RACK) -> RackFormed:
    return RackFormed(
        rack=rack,
        rack_family="R",
        point_of_fit="FIT",
        feed=FEED,
        epoch=1,
        first_number=first,
        size=size,
    )


def marriage(number: int, serial: str = "", call: str = "", slot: int | None = None) -> Marriage:
    return Marriage(
        feed=FEED,
        call_number=call or f"C{number:04}",
        vin=f"VXN{number:014}",
        point_of_fit="FIT",
        rack=RACK,
        slot=number - 1 if slot is None else slot,
        family="seat",
        part="P1",
        serial=serial or f"S{number}",
        piece=1,
        quantity=1,
    )


def scanned(married: Marriage | None = None, verdict: Verdict = Verdict.RIGHT) -> Scanned:
    return Scanned(
        device="gun-1",
        workplace="W1",
        person="ann",
        verdict=verdict,
        code="part.ok",
        text="P1",
        raw_id=1,
        rack="" if married is None else married.rack,
        slot=0 if married is None else married.slot,
        marriage=married,
    )


def divorced(married: Marriage) -> PartDivorced:
    return PartDivorced(marriage=married, reason=DivorceReason.REWORK, person="ann")


def label(name: str, copy: int = 1) -> LabelRequested:
    return LabelRequested(
        label=f"{name}-{copy}", kind=LabelKind.PART, copy=copy, printer="zpl", rack=RACK, slot=0
    )


def label_moved(name: str, state: LabelState) -> LabelMoved:
    return LabelMoved(label=name, state=state)


def plain_day(numbers: Iterable[int] = range(1, 5)) -> list[AnyFact]:
    """A run, a rack, vehicles and their picks."""
    facts: list[AnyFact] = [run_opened(), rack_formed()]
    for number in numbers:
        facts += [taken(number), scanned(marriage(number))]
    return facts
