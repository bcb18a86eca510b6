"""/healthz: the process answers. /readyz: it can take facts. /metrics: for Prometheus."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Response
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from central.db.clock import now_us
from central.db.database import FREE_BYTES_MIN, Database
from central.house import House
from central.http.problems import ProblemError
from central.supervision.service import troubles_by_kind
from central.tracking.service.journals import backlog

_log = structlog.get_logger(__name__)


def routes(house: House) -> APIRouter:
    db = house.db
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    def readyz() -> dict[str, str | float | list[str] | None]:
        """503 while the database does not answer or takes nothing. The broker's age is told, not
        judged: facts and telegrams are taken without it. None: never, or another process publishes.
        ``ended``: work in the background that an error of ours ended; restart, and tell us.
        ``failing``: figures that could not be read, for an error of ours; None stands for them.
        """
        try:
            read_only = db.read(_is_read_only)
        except SQLAlchemyError as error:
            raise ProblemError(503, "database_unavailable", "The database is away.") from error
        if read_only:
            raise ProblemError(503, "database_read_only", "The database takes nothing now.")
        _refuse_full(db)
        readings, failing = _readings(house)
        return {
            "status": "ready",
            "incarnation": house.incarnation(),
            "ended": house.ended,
            "failing": failing,
            **readings,
        }

    _metrics(router, house)
    return router


def _metrics(router: APIRouter, house: House) -> None:
    @router.get("/metrics")
    def get_metrics() -> Response:
        try:
            waiting = house.db.read(backlog)
            house.metrics.set_troubles(house.db.read(lambda c: troubles_by_kind(c, now_us())))
        except SQLAlchemyError:
            waiting = None
        return Response(
            house.metrics.render(_readings(house)[0].get("broker_answer_age_s"), waiting, now_us()),
            media_type="text/plain; version=0.0.4; charset=utf-8",
        )


def _readings(house: House) -> tuple[dict[str, float | None], list[str]]:
    """One that raises leaves the others, and central, as they are."""
    found: dict[str, float | None] = {}
    failing: list[str] = []
    for name, read in house.readings.items():
        try:
            found[name] = read()
        except Exception:  # noqa: BLE001 - whatever a capability does there
            _log.exception("a figure of /readyz cannot be read", name=name)
            found[name] = None
            failing.append(name)
    return found, failing


def _refuse_full(db: Database) -> None:
    """After a write that failed another one is tried, of a row that stays as it is."""
    free = db.free_bytes()
    if free is not None and free < FREE_BYTES_MIN:
        said = f"The disk of the database has {free // 2**20} MB left: make room."
        raise ProblemError(503, "disk_full", said)
    if db.write_failed:
        try:
            db.write(_touch)
        except SQLAlchemyError as error:
            said = "The database commits nothing: look at its disk."
            raise ProblemError(503, "database_unavailable", said) from error


def _touch(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


def _is_read_only(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        connection.execute(text("SELECT 1"))
        return False
    return bool(connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on")
