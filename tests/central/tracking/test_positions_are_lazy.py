"""How far a cell is, read from as few racks as say it: the same as from all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, update

from central.db.database import Database
from central.tracking import tables
from central.tracking.service import slots, unbroken
from central.tracking.service.unbroken import DONE, At, Progress, Row, progress
from tests.support.central.cell_and_central import Pair, a_shift
from wire.masters import Filling


class OfAllRacks(unbroken._Line):
    """The slots of every rack are read, and then it is asked which come first."""

    def _all(self) -> Iterator[tuple[Row, list[int]]]:
        for rack in self._standing:
            run = self._runs.get(rack["epoch"])
            found = slots.slots_of(self._connection, rack)
            if found or run is None or not run["jumped"]:
                yield rack, [slot.number for slot in found if slot.state not in DONE]

    def _first_standing(self) -> At | None:
        return next(((it["epoch"], it["first_number"]) for it, _ in list(self._all())), None)

    def _first_open(self) -> At | None:
        found = [it for it, _ in self._all() if it["closed_us"] is None]
        return next(((it["epoch"], it["first_number"]) for it in found), None)

    def _first_undone(self) -> At | None:
        found = [(it, undone) for it, undone in self._all() if it["closed_us"] is None and undone]
        return next(((it["epoch"], min(undone)) for it, undone in found), None)


def told(db: Database, line: type[unbroken._Line], patch: pytest.MonkeyPatch) -> list[Progress]:
    patch.setattr(unbroken, "_Line", line)
    return db.read(lambda c: progress(c, "L1"))


def jump(connection: Connection) -> None:
    """As of a line that does not tell every number, so that racks may have lost their vehicles."""
    connection.execute(update(tables.runs).values(jumped=True))


@pytest.mark.parametrize("filling", [Filling.NUMBER, Filling.DENSE])
@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_all_racks(
    db: Database, seed: int, filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = a_shift(seed, filling)
    pair, lazy = Pair(db, shift.world, seed), unbroken._Line
    known = set()
    for _ in range(6):
        for _ in range(60):
            shift.step()
        pair.send()
        for of_all in (False, True):
            if of_all:
                db.write(jump)
            found = told(db, lazy, monkeypatch)
            assert found == told(db, OfAllRacks, monkeypatch)
            known |= {(row["what"], row["number"]) for row in found}
    assert len(known) > 10


def test_few_racks_are_read_however_many_stand(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = a_shift(1, Filling.DENSE)
    pair = Pair(db, shift.world, 1)
    for _ in range(500):
        shift.step()
    pair.send()
    db.write(jump)
    read: list[str] = []
    slots_of = slots.slots_of

    def counted(connection: Connection, rack: Row) -> object:
        read.append(rack["rack"])
        return slots_of(connection, rack)

    monkeypatch.setattr(unbroken, "slots_of", counted)
    db.read(lambda c: progress(c, "L1"))
    standing = sum(rack.shipped_us is None for rack in shift.world.state.racks.values())
    assert standing > 6
    assert len(read) == len(set(read)) < standing
