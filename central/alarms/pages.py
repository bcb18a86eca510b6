"""``/alarms``: what is told to whom, and who takes it. ``/andon``: how quickly calls for help were
answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.alarms import service
from central.alarms.api import take_it
from central.alarms.days import calls_of_day, responses
from central.db.clock import now_us
from central.db.database import Database
from central.http.fields import Number
from central.tracking.service.calls import Call
from central.ways import WaySettings
from central.ways.rules import AlarmRule
from central.web.csv_text import csv_line
from central.web.frame import Frame, language_of, words
from central.web.local_time import day_of
from central.web.printed import moment
from wire.sentences import in_language

SENDINGS_SHOWN = 50
COLUMNS = ("at", "kind", "node", "text", "taken_by", "taken_s", "closed_s")


def routes(
    db: Database, frame: Frame, ways: Sequence[WaySettings], rules: Sequence[AlarmRule]
) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    reader = [Depends(frame.reader)]
    taker = Depends(frame.asks(Right.TAKE_ALARMS))

    @router.get("/alarms", dependencies=reader)
    def alarms(request: Request) -> Response:
        open_now, sent = db.read(
            lambda c: (service.alarms_now(c), service.sendings_now(c, SENDINGS_SHOWN))
        )
        return frame.page(
            request, "alarms.html", alarms=open_now, sendings=sent, ways=ways, rules=rules
        )

    @router.post("/alarms/{alarm}/take")
    def take(alarm: Number, principal: Principal = taker) -> Response:
        take_it(db, alarm, principal)
        return RedirectResponse("/alarms", 303)

    @router.get("/andon", dependencies=reader)
    def andon(request: Request, day: date | None = None) -> Response:
        today = day_of(now_us())
        chosen = day or today
        found, calls = db.read(lambda c: (list(responses(c, today)), calls_of_day(c, chosen)))
        return frame.page(request, "andon.html", responses=found, calls=calls, chosen=chosen)

    @router.get("/andon.csv", dependencies=reader)
    def export(request: Request, day: date | None = None) -> Response:
        chosen = day or day_of(now_us())
        calls = db.read(lambda c: calls_of_day(c, chosen))
        return _csv(calls, chosen, language_of(request))

    return router


def _csv(calls: Iterable[Call], day: date, language: str) -> Response:
    texts = words(language)
    lines = [[texts[f"andon.{name}"] for name in COLUMNS]]
    lines += [
        [
            moment(it.at_us, language),
            texts[f"kind.{it.kind}"],
            it.node,
            in_language(it.text, language),
            it.owner,
            _seconds(it.taken_s),
            _seconds(it.closed_s),
        ]
        for it in calls
    ]
    return Response(
        "\ufeff" + "".join(csv_line(cells, language) for cells in lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="andon-{day}.csv"'},
    )


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
