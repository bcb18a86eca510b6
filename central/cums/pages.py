"""``/office/cums/{agreement}/{part}``: the cums as a picture and movement by movement, and the
forms of what people may do to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.access.two_people import WHY_MAX, proof_of
from central.agreements.model.keys import CumKey
from central.agreements.service.contracts import agreement_part
from central.cums import sheets
from central.cums.api import kind_of
from central.cums.rules.closing import How
from central.cums.rules.cum_chart import draw
from central.cums.rules.movements import Returned, Side
from central.cums.service import accept, corrections
from central.cums.service.addresses import cum_address
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.differences import assign, owners_of
from central.cums.service.points import check_named
from central.cums.service.view import CumView, cum_view
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import whole_of
from central.http.problems import ProblemError
from central.partners.service.days import day_of
from central.web import forms
from central.web.frame import Frame, language_of, words
from central.web.printed import figure
from central.web.reasons import told
from central.web.typed import as_typed, quantity_typed
from central.words.reasons import Reason, RuleRefusedError
from settings.values import decimal_of

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    sheets.add_all(router, db, frame)
    _reading(router, db, frame)
    _changing(router, db, frame)
    return router


class _Shown(NamedTuple):
    view: CumView | None
    today: date
    owners: dict[str, str]


def _reading(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = Depends(frame.asks(Right.READ_OFFICE))

    @router.get("/office/cums/{agreement}/{part:path}", dependencies=[reader])
    def page(request: Request, agreement: str, part: str) -> Response:
        """Of a part that has a cum for each unloading point, and none named: the list of them."""
        seq = whole_of(request.query_params.get("before", ""))
        of = _asked(request, agreement, part)

        shown = db.read(lambda c: _shown(c, of, seq))
        if shown is None:
            listed = urlencode({"agreement": agreement, "part": part})
            return RedirectResponse(f"/office/cums?{listed}", status_code=303)
        found, today, owners = shown
        if found is None:
            raise ProblemError(
                404, "not_found", f"There is no part {part} in contract {agreement}."
            )
        texts = words(language_of(request))
        asked = _with_figure(request.query_params, "count", language_of(request))
        trial = _trial(db, of, asked)
        return frame.page(
            request,
            "office_cum.html",
            view=found,
            rows=[_row(row) for row in found.rows],
            svg=_picture(found, language_of(request)),
            today=today,
            hows=[how.value for how in How],
            owners=owners,
            trial=trial,
            trial_says=[told(reason, texts) for reason in trial.reasons] if trial else (),
            own=cum_address(of),
            older=cum_address(of, before=str(found.before)) if found.before else "",
        )


def _shown(connection: Connection, of: CumKey, before: int | None) -> _Shown | None:
    """None: the part has a cum for each unloading point, and none is named."""
    known = agreement_part(connection, *of.of_part)
    if known is not None and known.terms.by_point and not of.point:
        return None
    check_named(connection, of)
    until = day_of(connection, "", now_us())
    view = cum_view(connection, of, until=until, before=before)
    return _Shown(view, until, owners_of(connection, of.of_part))


def _asked(request: Request, agreement: str, part: str) -> CumKey:
    return CumKey(agreement, part, request.query_params.get("point", "")[:70])


def _picture(found: CumView, language: str) -> Markup:
    svg = draw(
        found.chart,
        words(language),
        number=lambda value: figure(value, language),
        day=lambda on: day_text(on, language),
    )
    return Markup(svg)  # noqa: S704 - drawn here; its texts are escaped there


def _changing(router: APIRouter, db: Database, frame: Frame) -> None:
    corrector = Depends(frame.asks(Right.CORRECT_CUMS))

    @router.post("/office/cums/{agreement}/{part:path}")
    def change(
        request: Request, agreement: str, part: str, form: Fields, principal: Principal = corrector
    ) -> Response:
        """``action``: correct, count, return, close, own, plan, execute."""
        action, of = form.get("action", ""), _asked(request, agreement, part)
        back = form.get("back", "") == "/office"
        to = "/office" if back else cum_address(of)
        if action == "own":
            by = Actor(who=principal.who)
            note, owner = form.get("note", "")[:70], form.get("owner", "").strip()[:70]
            db.write(lambda c: assign(c, of, note, owner), by=by)
            return RedirectResponse(to, status_code=303)
        why = form.get("why", "").strip()
        if not 0 < len(why) <= WHY_MAX:
            raise ProblemError(422, "invalid", f"Say why, in up to {WHY_MAX} characters.")
        by = Actor(who=principal.who, why=why)
        if action in BY_TWO:
            by = frame.second_person(
                request, principal, Right.CORRECT_CUMS, proof_of(form), why=why
            )
        if action not in ACTIONS:
            raise ProblemError(422, "invalid", f"There is no action {action!r}.")
        given = _with_figure(form, "quantity", language_of(request))
        ACTIONS[action](db, of, given, by)
        return RedirectResponse(to, status_code=303)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """What accepting a count would do; ``does`` None: it cannot be accepted."""

    cum: str
    on: date
    does: accept.Accepting | None
    reasons: tuple[Reason, ...]


def _trial(db: Database, of: CumKey, asked: Mapping[str, str]) -> _Trial | None:
    """None: nobody asks."""
    if not asked.get("count", "").strip():
        return None
    cum, on = _quantity(asked, "count"), _day(asked, "on")
    try:
        does = db.read(lambda c: accept.accepting(c, of, cum=cum, on=on, now_us=now_us()))
    except RuleRefusedError as error:
        return _Trial(cum=as_typed(cum), on=on, does=None, reasons=error.reasons)
    return _Trial(cum=as_typed(cum), on=on, does=does, reasons=(does.trial,))


def day_text(on: date, language: str) -> str:
    """Short, for the axis of a picture."""
    if language == "de":
        return f"{on:%d.%m.%y}"
    return f"{on.day} {_MONTHS[on.month - 1]} {on:%y}"


def _correct(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    if form.get("side") not in {side.value for side in Side}:
        raise ProblemError(422, "invalid", "Say which side is corrected.")
    correction = corrections.Correction(
        side=Side(form["side"]),
        quantity=_quantity(form),
        on=_day(form, "on"),
        disputed=form.get("disputed", "") == "on",
    )
    corrections.correct(db, of, correction, by=by, now_us=now_us())


def _accept_count(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    cum = _quantity(form)
    on = _day(form, "on") if form.get("on", "") else None
    accept.accept_count(db, of, cum=cum, on=on, by=by, now_us=now_us())


def _close(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    if form.get("how") not in {how.value for how in How}:
        raise ProblemError(422, "invalid", "Say how the difference is closed.")
    asked = AskedClosing(
        how=How(form["how"]),
        quantity=_quantity(form) if form.get("quantity", "").strip() else None,
        on=_day(form, "on"),
    )
    close_difference(db, of, form.get("note", "")[:70], asked, by=by, now_us=now_us())


def _take_return(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    returned = Returned(
        on=_day(form, "on"),
        quantity=_quantity(form),
        paper=form.get("paper", "").strip()[:70],
    )
    corrections.take_return(db, of, returned, by=by, now_us=now_us())


def _plan_reset(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    at_once = form.get("at_once", "") == "on"
    reset = corrections.reset_at_once if at_once else corrections.plan_reset
    synchronise_on, execute_on = _day(form, "synchronise_on"), _day(form, "execute_on")
    reset(db, of, synchronise_on=synchronise_on, execute_on=execute_on, by=by, now_us=now_us())


def _execute_reset(db: Database, of: CumKey, form: Mapping[str, str], by: Actor) -> None:
    corrections.execute_reset(db, of, on=_day(form, "on"), by=by, now_us=now_us())


ACTIONS: Mapping[str, Callable[[Database, CumKey, Mapping[str, str], Actor], None]] = {
    "correct": _correct,
    "count": _accept_count,
    "close": _close,
    "return": _take_return,
    "plan": _plan_reset,
    "execute": _execute_reset,
}
"""What a form may ask for beside the owner of a difference."""
BY_TWO = frozenset({"correct", "count"})
"""Those that take a second person."""


def _row(row: Any) -> dict[str, Any]:
    movement = row.posted.movement
    return {
        "posted": row.posted,
        "after": row.after,
        "kind": kind_of(row),
        "on": getattr(movement, "on", None) or getattr(movement, "synchronise_on", None),
        "execute_on": getattr(movement, "execute_on", None),
        "note": getattr(movement, "note", "") or getattr(movement, "paper", ""),
        "why": row.posted.why,
    }


def _with_figure(form: Mapping[str, str], name: str, language: str) -> Mapping[str, str]:
    """With the figure as plain digits, where one was typed."""
    text = form.get(name, "").strip()
    return {**form, name: f"{quantity_typed(text, language):f}"} if text else form


def _quantity(form: Mapping[str, str], name: str = "quantity") -> Decimal:
    """Of a form whose figure is plain."""
    text = form.get(name, "")
    quantity = decimal_of(text)
    if quantity is None or abs(quantity) >= 10**12:
        raise ProblemError(422, "invalid", f"{text!r} is not a quantity.")
    return quantity


def _day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError as error:
        raise ProblemError(422, "invalid", "A day is written as YYYY-MM-DD.") from error
