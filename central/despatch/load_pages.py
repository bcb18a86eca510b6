"""``/office/loads/N``: a load, what is on it, and its departure; making one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.work import Work
from central.despatch import desk_forms
from central.despatch.desk_forms import Desk, Fields, Form, new_key
from central.despatch.service import listings, notes
from central.http.fields import Number
from central.http.problems import ProblemError
from central.orders.rules.note_states import NoteState
from central.orders.service.to_leave import notes_to_leave
from central.partners.service import divisions
from central.web.forms import NOTHING, NOTHING_SENT, Given, Refused, Sent
from central.web.frame import language_of, path, visitor_of, words
from central.web.local_time import local
from central.web.reasons import told
from central.words.reasons import RuleRefusedError, because
from central.words.spelling import MisspeltError

NEW = "/office/loads/new"
Act = Callable[[Work], object]


def add(router: APIRouter, desk: Desk) -> None:
    _making(router, desk)
    _one(router, desk)


def _making(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get(NEW, dependencies=[shipper])
    def show(request: Request) -> Response:
        return _new(desk, request, {})

    @router.post(NEW)
    def make(request: Request, form: Fields, principal: Principal = shipper) -> Response:
        try:
            wanted = _wanted(request, form)
        except MisspeltError as error:
            return _new(desk, request, form, desk_forms.refused(request, error))
        done = desk.done(
            request, "load", form, principal, lambda work: notes.open_load(work, wanted)
        )
        if isinstance(done, Refused):
            return _new(desk, request, form, done)
        return RedirectResponse(path("office", "loads", done), status_code=303)


def _one(router: APIRouter, desk: Desk) -> None:
    reader = Depends(desk.frame.asks(Right.READ_OFFICE))
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get("/office/loads/{load}", dependencies=[reader])
    def show(request: Request, load: Number) -> Response:
        return _page(desk, request, load)

    @router.post("/office/loads/{load}")
    def step(
        request: Request, load: Number, form: Fields, principal: Principal = shipper
    ) -> Response:
        """``action``: add notes, take one off, depart or cancel."""
        action = form.get("action", "")
        try:
            act = _act(action, load, form, words(language_of(request)))
        except MisspeltError as error:
            sent = Sent(refused=desk_forms.refused(request, error), given=form, side=action)
            return _page(desk, request, load, sent)
        done = desk.done(request, f"load {load}", form, principal, act)
        if isinstance(done, Refused):
            return _page(desk, request, load, Sent(refused=done, given=form, side=action))
        return RedirectResponse(path("office", "loads", load), status_code=303)


def _wanted(request: Request, form: Form) -> notes.NewLoad:
    texts, truck = words(language_of(request)), desk_forms.name_typed(form, "truck")
    if not truck:
        raise MisspeltError([("truck", texts["desk.no_truck"])])
    planned = form.get("planned", "")
    return notes.NewLoad(
        truck=truck,
        division=desk_forms.name_typed(form, "division"),
        carrier=desk_forms.name_typed(form, "carrier"),
        route=desk_forms.name_typed(form, "route"),
        dock=desk_forms.name_typed(form, "dock"),
        planned_us=desk_forms.moment_typed(form, "planned", texts) if planned else None,
    )


def _act(action: str, load: int, form: Form, texts: Mapping[str, str]) -> Act:
    """MisspeltError: at these fields. ProblemError 422: there is no such step."""
    seen = desk_forms.whole_typed(form, "version")
    if action == "add":
        names = sorted(desk_forms.chosen(form, "n."))
        return lambda work: _add(work, load, names)
    if action == "off":
        note = desk_forms.name_typed(form, "note")
        return lambda work: notes.take_off_load(work, note)
    if action == "depart":
        at_us = desk_forms.moment_typed(form, "at", texts)
        truck, carrier = (desk_forms.name_typed(form, name) for name in ("truck", "carrier"))

        def depart(work: Work) -> None:
            notes.hold_load(work.connection, load, seen)
            notes.depart_load(work, load, at_us, truck, carrier)

        return depart
    if action == "cancel":
        why = form.get("why", "").strip()
        if not why:
            raise MisspeltError([("why", texts["desk.no_why"])])

        def cancel(work: Work) -> None:
            notes.hold_load(work.connection, load, seen)
            notes.cancel_load(work, load, why)

        return cancel
    raise ProblemError(422, "invalid", f"There is no step {action}.")


def _add(work: Work, load: int, names: list[str]) -> None:
    if not names:
        raise RuleRefusedError(because("load.no_notes", "no note is chosen"))
    for note in names:
        notes.put_on_load(work, note, load)


def _new(desk: Desk, request: Request, given: Form, refused: Refused = NOTHING) -> Response:
    ours = desk.db.read(divisions.divisions)
    return desk.frame.page(
        request,
        "office_new_load.html",
        status=refused.status,
        refused=refused,
        given=Given(given),
        key=given.get("key") or new_key(),
        divisions=[it for it in ours if it.active],
        twice=desk_forms.which_typed,
    )


def _page(desk: Desk, request: Request, load: int, sent: Sent = NOTHING_SENT) -> Response:
    at_us = now_us()

    def found(connection: Connection) -> Mapping[str, Any]:
        row = listings.load_row(connection, load)
        if row is None:
            raise ProblemError(404, "not_found", f"There is no load {load}.")
        waiting = notes_to_leave(connection, at_us)
        return {
            "load": row,
            "on": [it for it in waiting if it["note"] in row["notes"]],
            "ready": [it for it in waiting if it["state"] == NoteState.READY.value],
        }

    values = desk.db.read(found)
    return desk.frame.page(
        request,
        "office_load.html",
        status=sent.refused.status,
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given),
        why_not=_why_not(desk, request, values["load"]),
        now=f"{local(at_us):%Y-%m-%dT%H:%M}",
        which=desk_forms.which_now(at_us),
        twice=desk_forms.which_typed,
        key=new_key,
        **values,
    )


def _why_not(desk: Desk, request: Request, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Why it cannot depart or be cancelled now; nothing: it can."""
    visitor = visitor_of(request)
    if row["departed_us"] or row["cancelled_us"] or visitor is None:
        return {}
    if not visitor.may(Right.POST_DESPATCH):
        return {}
    load, texts = row["load"], words(language_of(request))
    tries: dict[str, Act] = {
        "depart": lambda work: notes.depart_load(work, load, work.now_us),
        "cancel": lambda work: notes.cancel_load(work, load, "-"),
    }
    return {
        name: [told(reason, texts) for reason in desk.why_not(visitor, act)]
        for name, act in tries.items()
    }
