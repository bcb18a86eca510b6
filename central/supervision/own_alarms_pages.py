"""``/troubles/<alarm>``: one thing that central itself saw, who looks after it, and its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.bus import Changes
from central.db.database import Database
from central.db.work import Work
from central.http.fields import Number
from central.http.problems import ProblemError
from central.tracking.service import own_alarms
from central.web import forms
from central.web.forms import NOTHING_SENT, Sent
from central.web.frame import Frame, path

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]


def routes(db: Database, frame: Frame, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/troubles", include_in_schema=False)
    taker = Depends(frame.asks(Right.TAKE_ALARMS))

    def done(
        request: Request,
        alarm: Number,
        principal: Principal,
        form: Mapping[str, str],
        do: Callable[[Work], None],
    ) -> Response:
        refused = forms.tried(db, request, form, principal, do)
        if refused is not None:
            return _page(db, frame, request, alarm, Sent(refused=refused, given=form))
        changes.publish(own_alarms.TOPIC)
        return RedirectResponse(path("troubles", alarm), status_code=303)

    @router.get("/{alarm}", dependencies=[Depends(frame.reader)])
    def show(request: Request, alarm: Number) -> Response:
        return _page(db, frame, request, alarm)

    @router.post("/{alarm}/take")
    def take(request: Request, alarm: Number, principal: Principal = taker) -> Response:
        owner = principal.name or principal.who
        why = {"why": "takes the alarm"}
        return done(request, alarm, principal, why, lambda w: own_alarms.take(w, alarm, owner))

    @router.post("/{alarm}/close")
    def close(
        request: Request, alarm: Number, form: Fields, principal: Principal = taker
    ) -> Response:
        reason = form.get("why", "")
        return done(request, alarm, principal, form, lambda w: own_alarms.close(w, alarm, reason))

    return router


def _page(
    db: Database, frame: Frame, request: Request, alarm: Number, sent: Sent = NOTHING_SENT
) -> Response:
    found = db.read(lambda c: own_alarms.find_alarm(c, alarm))
    if found is None:
        raise ProblemError(404, "not_found", f"There is no alarm {alarm}.")
    return frame.page(
        request,
        "own_alarm.html",
        status=sent.refused.status,
        alarm=found,
        sent=sent,
        opens_again=own_alarms.opens_again(found),
    )
