"""The store of interchanges with a desk written by hand, and files of partners."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from central.db.database import Actor, Database
from central.db.work import Work
from central.exchange import partners, service
from tests.support.central.exchange_desk import POSTED, FakeDesk
from tests.support.paths import MESSAGES

BY = Actor(who="test")
NOW = 1_767_600_000_000_000


class Office:
    """The store with its desk, as a test asks it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.desk = FakeDesk()
        db.write(POSTED.create)
        self.now_us = NOW

    def partner(self, name: str = "acme", **changes: Any) -> None:
        table = {
            "partner": name,
            "customer": "ACME",
            "profile": {"ids": ["PLANT-LN", "CUSTOMER", "KUNDE"]},
            "answers": ["contrl", "aperak", "x12_997", "x12_824"],
            **changes,
        }
        self.db.write(lambda c: partners.save(Work(c, BY, self.now_us), table))

    def take(self, data: bytes, **changes: Any) -> service.Taken:
        self.now_us += 1
        of_file = {
            name: changes.pop(name)
            for name in ("name", "way", "partner", "claim")
            if name in changes
        }
        incoming = service.Incoming(**{"name": "a.edi", "way": "http", "data": data, **of_file})
        return service.take(self.db, self.desk, incoming, **{"now_us": self.now_us, **changes})

    def again(self, interchange: int, **changes: Any) -> Any:
        self.now_us += 1
        return service.reprocess(self.db, self.desk, interchange, BY, self.now_us, **changes)

    def posted(self) -> list[str]:
        """Numbers of the schedules and receipts that the desk has."""
        rows = self._rows()
        return [row.number for row in rows if not row.what.startswith("!")]

    def unprocessed(self) -> list[str]:
        """What waits for people."""
        return [row.what[1:] for row in self._rows() if row.what.startswith("!") and not row.closed]

    def _rows(self) -> list[Any]:
        return self.db.read(lambda c: c.execute(select(POSTED).order_by(POSTED.c.id)).all())

    def row(self, interchange: int) -> Any:
        from central.exchange import store

        return self.db.read(lambda c: store.load(c, interchange))

    def answers(self, interchange: int) -> list[Any]:
        from central.exchange import store
        from central.exchange.tables import interchanges

        statement = (
            select(interchanges.c.interchange)
            .where(interchanges.c.answers == interchange)
            .order_by(interchanges.c.interchange)
        )
        return [
            self.db.read(lambda c, i=i: (store.load(c, i), store.raw_of(c, i)))
            for i in self.db.read(lambda c: c.execute(statement).scalars().all())
        ]


def delfor(reference: str = "42", part: str = "00002612", number: str = "RL000117") -> bytes:
    data = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
    return (
        data.replace(b"000042", reference.encode())
        .replace(b"00002612", part.encode())
        .replace(b"RL000117", number.encode())
    )


def x830(reference: int = 118) -> bytes:
    data = (MESSAGES / "x12_830_weekly.edi").read_bytes()
    return data.replace(b"000000118", b"%09d" % reference).replace(
        b"IEA*1*118", b"IEA*1*%d" % reference
    )


def vda(new: int = 20, old: int = 19) -> bytes:
    data = (MESSAGES / "vda_4905.txt").read_bytes()
    return data.replace(b"0001900020", b"%05d%05d" % (old, new), 1)
