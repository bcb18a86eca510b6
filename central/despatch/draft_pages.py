"""Making a despatch note of what is due at a place, and changing a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.work import Work
from central.despatch import desk_forms, place_form
from central.despatch.desk_forms import Desk, Fields, Form, new_key
from central.despatch.place_form import Choice
from central.despatch.service import drafts, notes
from central.http.problems import ProblemError
from central.orders.rules.note_states import NoteState
from central.partners.service import divisions
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import language_of, path, words
from central.web.typed import as_typed
from central.words.spelling import MisspeltError

NEW = "/office/despatch/new-note"


def add(router: APIRouter, desk: Desk) -> None:
    _making(router, desk)
    _changing(router, desk)


def _making(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get(NEW, dependencies=[shipper])
    def show(request: Request) -> Response:
        """``?customer=&plant=&point=&days=``; all that is free goes, as it stands at first."""
        given = place_form.asked(request)
        found = desk.db.read(lambda c: _choice(c, given))
        filled = {f"q{row['line']}": as_typed(row["free"]) for row in found.lines}
        filled |= {"on": f"{found.today}"}
        return _page(desk, request, {**filled, **given}, found)

    @router.post(NEW)
    def make(request: Request, form: Fields, principal: Principal = shipper) -> Response:
        try:
            wanted = _wanted(request, form, desk_forms.name_typed(form, "note"))
        except MisspeltError as error:
            return _page(desk, request, form, refused=desk_forms.refused(request, error))
        done = desk.done(request, "note", form, principal, lambda work: notes.draft(work, wanted))
        if isinstance(done, Refused):
            return _page(desk, request, form, refused=done)
        return RedirectResponse(path("office", "notes", done), status_code=303)


def _changing(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get("/office/despatch/change/{note:path}", dependencies=[shipper])
    def show(request: Request, note: str) -> Response:
        found = desk.db.read(lambda c: drafts.standing_on(c, note))
        if found is None:
            raise ProblemError(404, "not_found", f"There is no note {note}.")
        if found.state is not NoteState.DRAFT:
            return RedirectResponse(path("office", "notes", note), status_code=303)
        given = {
            "on": f"{found.on}",
            "version": f"{found.version}",
            **{f"q{line}": as_typed(quantity) for line, quantity in found.lines.items()},
            **{f"u.{unit}": "1" for unit in found.units},
        }
        return _change_page(desk, request, note, given)

    @router.post("/office/despatch/change/{note:path}")
    def change(
        request: Request, note: str, form: Fields, principal: Principal = shipper
    ) -> Response:
        try:
            wanted = _wanted(request, form, note)
        except MisspeltError as error:
            refused = desk_forms.refused(request, error)
            return _change_page(desk, request, note, form, refused)
        seen = desk_forms.whole_typed(form, "version")

        def act(work: Work) -> str:
            return drafts.change(work, note, wanted, seen)

        done = desk.done(request, f"change {note}"[:70], form, principal, act)
        if isinstance(done, Refused):
            return _change_page(desk, request, note, form, done)
        return RedirectResponse(path("office", "notes", note), status_code=303)


def _wanted(request: Request, form: Form, note: str) -> notes.Draft:
    """MisspeltError: at these fields."""
    language = language_of(request)
    return notes.Draft(
        note=note,
        on=desk_forms.day_typed(form, "on", words(language)),
        division=desk_forms.name_typed(form, "division"),
        units=desk_forms.chosen(form, "u."),
        lines=desk_forms.quantities_typed(form, language),
    )


def _choice(connection: Connection, given: Form) -> Choice:
    to, days = place_form.place_asked(given), place_form.days_asked(given)
    return place_form.choice(connection, to, days, _named(given))


def _named(given: Form) -> list[int]:
    """Lines that a form names."""
    found = [desk_forms.whole_typed({"n": name[1:]}, "n") for name in given if name[:1] == "q"]
    return [line for line in found if line]


def _page(
    desk: Desk,
    request: Request,
    given: Form,
    found: Choice | None = None,
    *,
    refused: Refused = NOTHING,
) -> Response:
    chosen = desk.db.read(lambda c: _choice(c, given)) if found is None else found
    return _form(desk, request, given, refused, {"choice": chosen, "note": "", "mine": []})


def _change_page(
    desk: Desk, request: Request, note: str, given: Form, refused: Refused = NOTHING
) -> Response:
    def work(connection: Connection) -> Mapping[str, Any]:
        standing = drafts.standing_on(connection, note)
        if standing is None:
            raise ProblemError(404, "not_found", f"There is no note {note}.")
        days = place_form.days_asked({**given, **place_form.asked(request)})
        found = place_form.choice(connection, standing.to, days, [*standing.lines, *_named(given)])
        return {"choice": found, "note": note, "mine": list(standing.units), "had": standing.lines}

    return _form(desk, request, given, refused, desk.db.read(work))


def _form(
    desk: Desk, request: Request, given: Form, refused: Refused, values: Mapping[str, Any]
) -> Response:
    ours = desk.db.read(divisions.divisions)
    return desk.frame.page(
        request,
        "office_despatch_draft.html",
        status=refused.status,
        refused=refused,
        given=Given(given),
        key=given.get("key") or new_key(),
        divisions=[it for it in ours if it.active],
        **{"had": {}, **values},
    )
