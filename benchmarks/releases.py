"""A plan of 5,000 lines from its file to released orders, all of it stored: one part with 5,000
lines, and 500 parts with 10 lines each, on SQLite and on a PostgreSQL of its own, both durable.
A plan after another one is measured, the best of a few: it is reconciled by cum against notes,
checked against the plan before it, and rewrites its orders. ``cpu_ms`` is what this process used,
whatever else the machine did.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import make_url

from benchmarks.private_postgres import cluster
from central.agreements.model import options as o
from central.agreements.model.agreement import Agreement, Part
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.agreements.model.keys import CumKey
from central.agreements.model.terms import Terms
from central.agreements.service import write as agreements
from central.cums.rules.movements import Despatched
from central.cums.service.ledger_store import post_movement
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.edi.read import read
from central.exchange.model import Origin
from central.migrations.schema import migrate
from central.partners.rules.customers import Currency, Customer
from central.partners.service import write as partners
from central.releases import post as receive
from central.releases.flow import Flow
from central.releases.rules.states import State
from central.releases.service import SchedulesWanted, schedule_list

ISSUED = date(2026, 3, 6)
NOTES = 40
"""Despatched of each part before."""
BY = Actor(who="bench")
TERMS = Terms(
    reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
    tolerance_check=o.ToleranceCheck.AUTOMATIC,
    tolerance_template=(
        ToleranceHorizon(
            name="All",
            length=Length(count=400),
            minus_percent=Decimal(50),
            plus_percent=Decimal(50),
        ),
    ),
    approval=o.Approval.AUTO,
    release=o.Release.AUTOMATIC,
)


def rows(*, full: bool = False) -> Iterator[dict[str, Any]]:
    for name, url in _databases():
        for parts, lines in ((1, 5_000), (500, 10)):
            with url() as address:
                yield _measured(name, address, parts, lines, 7 if full else 3)


def _measured(name: str, address: str, parts: int, lines: int, runs: int) -> dict[str, Any]:
    db = Database(make_url(address))
    migrate(db)
    _office(db, parts)
    _whole_way(db, _delfor(1, parts, lines), 1)
    best: dict[str, float] = {}
    for run in range(2, 2 + runs):
        taken = _whole_way(db, _delfor(run, parts, lines), run)
        if not best or taken["ours_ms"] < best["ours_ms"]:
            best = taken
    wanted = SchedulesWanted(state=State.RELEASED)
    released = db.read(lambda c: schedule_list(c, wanted, most=parts + 1))
    assert len(released) == parts
    db.close()
    return {
        "name": f"DELFOR to released orders, {name}",
        "n": parts * lines,
        "parts": parts,
        **best,
        "lines_per_s": parts * lines / best["ours_ms"] * 1000,
    }


def _whole_way(db: Database, data: bytes, number: int) -> dict[str, float]:
    now_us = int(datetime(2026, 3, 6, 12, tzinfo=UTC).timestamp()) * 1_000_000
    begun, used = perf_counter(), process_time()
    reading = read(data)
    assert not reading.all_problems(), reading.all_problems()[:3]
    (said,) = reading.schedules()
    was_read = perf_counter()

    origin = Origin(interchange=number, message=1, partner="bench", customer="C")
    posted = transact(db, lambda work: receive.post(work, origin, said), by=BY, at_us=now_us)
    assert posted.schedules and not posted.unprocessed
    was_posted = perf_counter()
    Flow(db).run(now_us)
    ended = perf_counter()
    return {
        "ours_ms": (ended - begun) * 1000,
        "read_ms": (was_read - begun) * 1000,
        "post_ms": (was_posted - was_read) * 1000,
        "flow_ms": (ended - was_posted) * 1000,
        "cpu_ms": (process_time() - used) * 1000,
    }


def _office(db: Database, parts: int) -> None:
    def fill(work: Work) -> None:
        partners.save_currency(work.connection, Currency(currency="EUR"))
        partners.save_customer(work, Customer(customer="C", name="C"))
        names = [Part(part=f"P{n}") for n in range(parts)]
        whole = Agreement(agreement="A", customer="C", terms=TERMS, parts=tuple(names))
        agreements.save(work, whole)
        for part in names:
            for note in range(1 if parts > 1 else NOTES):
                movement = Despatched(
                    note=f"N{note}", on=ISSUED - timedelta(days=90 - note), quantity=Decimal(100)
                )
                post_movement(work, CumKey("A", part.part), movement, TERMS.returns)

    transact(db, fill, by=BY, at_us=1)


def _delfor(number: int, parts: int, lines: int) -> bytes:
    """Every quantity differs from that of the plan before it; a fifth of the lines is forecast."""
    body = [
        f"UNH+{number}+DELFOR:D:97A:UN",
        f"BGM+241+R{number:06}+5",
        f"DTM+137:{ISSUED:%Y%m%d}:102",
        "NAD+BY+CUST::92",
        "NAD+SU+LINE::92",
        "GIS+37",
    ]
    for part in range(parts):
        body += [f"LIN+{part + 1}++P{part}:IN", "QTY+70:60:PCE", "DTM+51:20250101:102"]
        for line in range(lines):
            # a long plan has several lines a day
            day = ISSUED + timedelta(days=line * 200 // lines if lines > 200 else line + 1)
            firm = line * 5 < lines * 4
            body += [
                f"SCC+{1 if firm else 4}",
                f"QTY+113:{100 + (line + number) % 7}:PCE",
                f"DTM+2:{day:%Y%m%d}:102",
            ]
    body.append(f"UNT+{len(body) + 1}+{number}")
    envelope = [f"UNB+UNOC:3+CUST:ZZ+LINE:ZZ+260306:0512+{number:05}", *body]
    envelope.append(f"UNZ+1+{number:05}")
    return "".join(f"{segment}'\n" for segment in envelope).encode()


def _databases() -> Iterator[tuple[str, Any]]:
    yield "SQLite", _sqlite
    with cluster() as running:
        if running is None:
            return
        count = iter(range(100))

        @contextmanager
        def own() -> Iterator[str]:
            name = f"releases{next(count)}"
            running.execute(f"CREATE DATABASE {name}")
            yield running.url(name)

        yield "PostgreSQL", own


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/central.db"
