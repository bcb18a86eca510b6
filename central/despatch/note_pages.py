"""``/office/notes/N``: a despatch note, what may be done with it now, and why other things may
not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.cums.service.note_accounts import accounts_of, end_of
from central.db.clock import now_us
from central.db.work import Work
from central.despatch import desk_forms
from central.despatch.desk_forms import Desk, Fields, Form, new_key
from central.despatch.service import drafts, listings, notes
from central.http.problems import ProblemError
from central.orders.rules.note_states import NOTE_TRANSITIONS, NoteEvent, NoteState
from central.orders.service import reading
from central.orders.service.despatch import Part, undo_some, undo_whole
from central.orders.service.notes import step_note
from central.partners.service.days import day_of
from central.web.forms import NOTHING_SENT, Given, Refused, Sent
from central.web.frame import language_of, path, visitor_of, words
from central.web.local_time import local
from central.web.reasons import told
from central.words.spelling import MisspeltError

Act = Callable[[Work], object]
STEPS = "/office/despatch/steps/"


def add(router: APIRouter, desk: Desk) -> None:
    _reading(router, desk)
    _stepping(router, desk)
    _undoing(router, desk)


def _reading(router: APIRouter, desk: Desk) -> None:
    reader = Depends(desk.frame.asks(Right.READ_OFFICE))

    @router.get("/office/notes/{note:path}", dependencies=[reader])
    def show(request: Request, note: str) -> Response:
        return _page(desk, request, note)


def _stepping(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.post(STEPS + "{note:path}")
    def step(request: Request, note: str, form: Fields, principal: Principal = shipper) -> Response:
        """``action``: make_ready, reopen, load, unload, depart or void."""
        action = form.get("action", "")
        try:
            act = _act(action, note, form, words(language_of(request)))
        except MisspeltError as error:
            sent = Sent(refused=desk_forms.refused(request, error), given=form, side=action)
            return _page(desk, request, note, sent)
        return _done(desk, request, note, Sent(given=form, side=action), principal, act)


def _undoing(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.post("/office/notes/{note:path}")
    def undo(request: Request, note: str, form: Fields, principal: Principal = shipper) -> Response:
        """The whole of it came back."""
        texts = words(language_of(request))
        try:
            on, _ = desk_forms.day_typed(form, "on", texts), _why(form, texts)
        except MisspeltError as error:
            sent = Sent(refused=desk_forms.refused(request, error), given=form, side="undo")
            return _page(desk, request, note, sent)
        sent = Sent(given=form, side="undo")
        return _done(desk, request, note, sent, principal, lambda w: undo_whole(w, note, on))

    @router.post("/office/despatch/undone-parts/{note:path}")
    def undo_part(
        request: Request, note: str, form: Fields, principal: Principal = shipper
    ) -> Response:
        """Some of a line came back."""
        side = f"part {form.get('line', '')} {form.get('agreement', '')} {form.get('part', '')}"
        try:
            part = _part(request, note, form)
        except MisspeltError as error:
            sent = Sent(refused=desk_forms.refused(request, error), given=form, side=side)
            return _page(desk, request, note, sent)
        sent = Sent(given=form, side=side)
        return _done(desk, request, note, sent, principal, lambda w: undo_some(w, part))


def _done(
    desk: Desk, request: Request, note: str, sent: Sent, principal: Principal, act: Act
) -> Response:
    done = desk.done(request, f"note {note}"[:70], sent.given, principal, act)
    if isinstance(done, Refused):
        again = Sent(refused=done, given=sent.given, side=sent.side)
        return _page(desk, request, note, again)
    return RedirectResponse(path("office", "notes", note), status_code=303)


def _why(form: Form, texts: Mapping[str, str]) -> str:
    why = form.get("why", "").strip()
    if not why:
        raise MisspeltError([("why", texts["desk.no_why"])])
    return why


def _part(request: Request, note: str, form: Form) -> Part:
    language = language_of(request)
    texts = words(language)
    _why(form, texts)
    typed = form.get("quantity", "")
    return Part(
        note=note,
        key=form.get("key", "")[: desk_forms.NAME_MAX] or new_key(),
        line=desk_forms.whole_typed(form, "line"),
        quantity=desk_forms.quantity_typed(typed, language, "quantity"),
        on=desk_forms.day_typed(form, "on", texts),
        agreement=desk_forms.name_typed(form, "agreement"),
        part=desk_forms.name_typed(form, "part"),
    )


def _act(action: str, note: str, form: Form, texts: Mapping[str, str]) -> Act:
    """MisspeltError: at these fields. ProblemError 422: there is no such step."""
    seen = desk_forms.whole_typed(form, "version")
    if action in (NoteEvent.MAKE_READY, NoteEvent.REOPEN):
        return lambda work: step_note(work, note, NoteEvent(action), seen)
    if action == NoteEvent.LOAD:
        load = desk_forms.whole_typed(form, "load")
        if not load:
            raise MisspeltError([("load", texts["desk.no_load"])])
        return lambda work: notes.put_on_load(work, note, load, seen)
    if action == NoteEvent.UNLOAD:
        return lambda work: notes.take_off_load(work, note, seen)
    if action == NoteEvent.DEPART:
        at_us = desk_forms.moment_typed(form, "at", texts)
        return lambda work: notes.depart_note(work, note, at_us, seen)
    if action == NoteEvent.VOID:
        why, keep = _why(form, texts), form.get("keep_units") == "1"
        return lambda work: notes.void(work, note, why, keep_units=keep, seen=seen)
    raise ProblemError(422, "invalid", f"There is no step {action}.")


def _tries(note: str, today: date) -> Mapping[NoteEvent, Act]:
    """What is tried before it is offered."""
    return {
        NoteEvent.MAKE_READY: lambda work: step_note(work, note, NoteEvent.MAKE_READY),
        NoteEvent.DEPART: lambda work: notes.depart_note(work, note, work.now_us),
        NoteEvent.UNDO: lambda work: undo_whole(work, note, today),
    }


def _offers(
    desk: Desk, request: Request, row: Mapping[str, Any], today: date
) -> dict[str, list[str]]:
    """By what may be done with a note in that state: why it is refused all the same; nothing: it
    may be done. Nothing at all for whoever may not post.
    """
    visitor, state = visitor_of(request), NoteState(row["state"])
    if visitor is None or not visitor.may(Right.POST_DESPATCH):
        return {}
    texts = words(language_of(request))
    tries = _tries(row["note"], today)
    found: dict[str, list[str]] = {}
    for step in NOTE_TRANSITIONS:
        if step.state is not state or (state, step.event) == (NoteState.LOADED, NoteEvent.DEPART):
            continue
        act = tries.get(step.event)
        why = desk.why_not(visitor, act) if act is not None else ()
        found[step.event.value] = [told(reason, texts) for reason in why]
    return found


def _page(desk: Desk, request: Request, note: str, sent: Sent = NOTHING_SENT) -> Response:
    def found(connection: Connection) -> Mapping[str, Any]:
        stored = reading.note_of(connection, note)
        if stored is None:
            raise ProblemError(404, "not_found", f"There is no note {note}.")
        row, lines = stored
        loads = listings.load_rows(connection, rows=200).rows
        return {
            "note": row,
            "lines": lines,
            "loose": drafts.loose_on(connection, note),
            "undone": reading.parts_undone(connection, note),
            "units": listings.units_on(connection, note).rows,
            "load": next((it for it in loads if note in it["notes"]), None),
            "loads": [
                it for it in loads if it["departed_us"] is None and it["cancelled_us"] is None
            ],
            "today": day_of(connection, row["customer"], now_us()),
            "accounts": accounts_of(connection, [note]).get(note, ()),
        }

    values = desk.db.read(found)
    return desk.frame.page(
        request,
        "office_note.html",
        status=sent.refused.status,
        refused=sent.refused,
        side=sent.side,
        given=Given(sent.given),
        offers=_offers(desk, request, values["note"], values["today"]),
        ended=end_of(values["accounts"]),
        now=f"{local(now_us()):%Y-%m-%dT%H:%M}",
        which=desk_forms.which_now(now_us()),
        twice=desk_forms.which_typed,
        key=new_key,
        **values,
    )
