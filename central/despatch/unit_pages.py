"""Packing: order lines and other units of one place into a unit with a plate of its own."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.work import Work
from central.despatch import desk_forms, place_form
from central.despatch.desk_forms import Desk, Fields, Form, new_key
from central.despatch.desk_pages import HOME
from central.despatch.rules.units import Level
from central.despatch.service import units
from central.partners.service import divisions
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import language_of
from central.words.spelling import MisspeltError

NEW = "/office/despatch/new-unit"


def add(router: APIRouter, desk: Desk) -> None:
    shipper = Depends(desk.frame.asks(Right.POST_DESPATCH))

    @router.get(NEW, dependencies=[shipper])
    def show(request: Request) -> Response:
        """``?customer=&plant=&point=&days=``."""
        return _page(desk, request, place_form.asked(request))

    @router.post(NEW)
    def make(request: Request, form: Fields, principal: Principal = shipper) -> Response:
        try:
            wanted = _wanted(request, form)
        except MisspeltError as error:
            return _page(desk, request, form, desk_forms.refused(request, error))

        def act(work: Work) -> str:
            return units.pack(work, wanted)

        done = desk.done(request, "unit", form, principal, act)
        if isinstance(done, Refused):
            return _page(desk, request, form, done)
        return RedirectResponse(HOME + "#units", status_code=303)


def _wanted(request: Request, form: Form) -> units.Packing:
    level = form.get("level", "")
    return units.Packing(
        unit=desk_forms.name_typed(form, "unit"),
        sscc=form.get("plate") == "sscc",
        level=Level(level) if level in tuple(Level) else Level.PACK,
        packaging=desk_forms.name_typed(form, "packaging"),
        division=desk_forms.name_typed(form, "division"),
        lines=desk_forms.quantities_typed(form, language_of(request)),
        inside=desk_forms.chosen(form, "u."),
        gross_g=_grams(request, form),
    )


def _grams(request: Request, form: Form) -> int | None:
    """Typed in kilograms. MisspeltError: it is no weight."""
    typed = form.get("gross", "").strip()
    if not typed:
        return None
    return units.grams(desk_forms.quantity_typed(typed, language_of(request), "gross"))


def _page(desk: Desk, request: Request, given: Form, refused: Refused = NOTHING) -> Response:
    to, days = place_form.place_asked(given), place_form.days_asked(given)
    found = desk.db.read(lambda c: place_form.choice(c, to, days))
    ours = desk.db.read(divisions.divisions)
    return desk.frame.page(
        request,
        "office_despatch_unit.html",
        status=refused.status,
        refused=refused,
        given=Given(given),
        key=given.get("key") or new_key(),
        choice=found,
        levels=tuple(Level),
        divisions=[it for it in ours if it.active],
    )
