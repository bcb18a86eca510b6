"""Lists of the office with sums over a million order lines of 10,000 parts, on SQLite and on a
PostgreSQL of its own: what a planner waits for. Each is timed with its rows read; the best of a
few. ``cpu_ms`` is what this process used, with PostgreSQL's one process for it, whatever else the
machine did; ``python_ms``: the same sum where each row comes to Python first.

The lines are filled in behind the history (its triggers would write a million changes), and the
database is analysed before it is asked, as it is once it has been at work.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, make_url, select, text

from benchmarks.private_postgres import cluster
from central.agreements.model.agreement import Agreement, NewPrice, Part
from central.agreements.service import write as agreements
from central.audit import triggers
from central.cums.service import view
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.migrations.schema import migrate
from central.orders.service import lines as standing
from central.orders.service import reading, totals
from central.orders.service.reading import Wanted
from central.orders.tables import lines
from central.partners.rules.customers import Currency, Customer
from central.partners.service import write as partners

BY = Actor(who="bench")
FIRST = date(2026, 1, 1)
PARTS_OF_EACH = 100
FULL, SMALL = 1_000_000, 20_000
LINES_OF_PART = 100
_FILL = """
INSERT INTO orders_lines (line, agreement, customer, plant, part, on_day, at_time, quantity,
  despatched, picked, state, purchase_order, reference, schedule, kind, changed_us)
SELECT n, 'A' || (n % {parts} / 100), 'C' || (n % {parts} / 1000), '', 'P' || (n % {parts}), {day},
  '', CAST(1 + n % 5000 * 7919 % 5000 AS BIGINT) * 1000000 + n % 7 * 125000, 500000, 0, 'open',
  '', '', 1, 'plan', 1
FROM {numbers}
"""
_FILL_CUMS = """
INSERT INTO releases_cums (agreement, part, period, start, despatched, received, returns, seq)
SELECT 'A' || (n / 100), 'P' || n, 0, NULL,
  CAST(n % 9000 * 7919 % 9000 AS BIGINT) * 1000000 + 9000000000,
  CAST(n % 5000 * 7919 % 5000 AS BIGINT) * 1000000, 'keep_cum', 1 FROM {numbers}
"""
_OF_SQLITE = """(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {last})
  SELECT n FROM s) AS numbers"""
_OF_POSTGRESQL = "generate_series(0, {last}) AS n"
_DAY_OF_SQLITE = "date('2026-01-01', '+' || (n / {parts} * 3) || ' days')"
_DAY_OF_POSTGRESQL = "date '2026-01-01' + n / {parts} * 3"


def rows(*, full: bool = False) -> Iterator[dict[str, Any]]:
    count, runs = (FULL, 5) if full else (SMALL, 3)
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("SQLite", f"sqlite:///{folder}/central.db", count, runs)
    with cluster() as running:
        if running is not None:
            running.execute("CREATE DATABASE lists")
            yield from _measured("PostgreSQL", str(running.url("lists")), count, runs)


def _measured(name: str, address: str, count: int, runs: int) -> Iterator[dict[str, Any]]:
    db = Database(make_url(address))
    migrate(db)
    parts = count // LINES_OF_PART
    _office(db, parts)
    _fill(db, count, parts)
    by_hand = _best(db, _added_up_in_python, 1)["ours_ms"]
    for what, ask in _asked().items():
        row = {"name": f"{what}, {name}", "n": count, "parts": parts, **_best(db, ask, runs)}
        yield row | ({"python_ms": by_hand} if ask is _total else {})
    db.close()


def _asked() -> dict[str, Callable[[Connection], Any]]:
    late = totals.past(datetime(2026, 6, 1))  # noqa: DTZ001 - as a customer's clock shows it

    def parts(sort: str) -> Callable[[Connection], Any]:
        return lambda c: totals.part_page(c, Wanted(), late=late, sort=sort)

    return {
        "total of all order lines": _total,
        "order lines, 100 most open": lambda c: reading.line_page(c, Wanted(sort="open")),
        "parts, 100 most open, with worth": parts("open"),
        "parts, 100 most late, with worth": parts("late"),
        "parts, 100 worth most": parts("value"),
        "open by day, one contract of 100 parts": lambda c: standing.open_by_day(
            c, "A1", FIRST, date(2027, 1, 1)
        ),
        "cums, greatest in transit first": lambda c: view.cum_rows(
            c, view.CumsWanted(sort="in_transit")
        ),
    }


def _total(connection: Connection) -> totals.LineTotals:
    return totals.totals_of(connection, Wanted())


def _added_up_in_python(connection: Connection) -> Decimal:
    found = Decimal(0)
    for quantity, despatched in connection.execute(select(lines.c.quantity, lines.c.despatched)):
        found += quantity - despatched
    return found


def _best(db: Database, ask: Callable[[Connection], Any], runs: int) -> dict[str, float]:
    def work(connection: Connection) -> float:
        if db.is_sqlite:
            ask(connection)
            return 0.0
        connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
        before = _server_s(connection)
        ask(connection)
        return _server_s(connection) - before

    best: dict[str, float] = {}
    for _ in range(runs):
        begun, used = perf_counter(), process_time()
        server_s = db.read(work)
        taken = {
            "ours_ms": (perf_counter() - begun) * 1000,
            "cpu_ms": (process_time() - used + server_s) * 1000,
        }
        best = min(best or taken, taken, key=lambda it: it["ours_ms"])
    return best


def _server_s(connection: Connection) -> float:
    """CPU of the process that serves the connection, on this machine; to 10 ms."""
    process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _office(db: Database, parts: int) -> None:
    """Contracts of 100 parts, ten of them a customer; each part with two prices."""

    def fill(work: Work) -> None:
        partners.save_currency(work.connection, Currency(currency="EUR"))
        for number in range(max(1, parts // PARTS_OF_EACH)):
            customer, name = f"C{number // 10}", f"A{number}"
            if number % 10 == 0:
                partners.save_customer(work, Customer(customer=customer, name=customer))
            own = [f"P{number * PARTS_OF_EACH + at}" for at in range(PARTS_OF_EACH)]
            whole = tuple(Part(part=it) for it in own)
            agreements.save(work, Agreement(agreement=name, customer=customer, parts=whole))
            prices = [
                NewPrice(part=it, valid_from=on, each=Decimal(each))
                for it in own
                for on, each in ((date(2025, 1, 1), "1.25"), (date(2026, 5, 1), "0.0355"))
            ]
            agreements.add_prices(work, name, prices)

    transact(db, fill, by=BY, at_us=1)


def _fill(db: Database, count: int, parts: int) -> None:
    numbers = _OF_SQLITE if db.is_sqlite else _OF_POSTGRESQL
    day = _DAY_OF_SQLITE if db.is_sqlite else _DAY_OF_POSTGRESQL
    fill = _FILL.format(
        day=day.format(parts=parts), parts=parts, numbers=numbers.format(last=count - 1)
    )

    def work(connection: Connection) -> None:
        if db.is_sqlite:
            for action in ("insert", "update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER audit_orders_lines_{action}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(text(fill))
        connection.execute(text(_FILL_CUMS.format(numbers=numbers.format(last=parts - 1))))
        triggers.install(connection)

    db.write(work)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if db.is_sqlite else "VACUUM ANALYZE")
