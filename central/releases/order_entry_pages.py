"""``/office/orders/enter`` and ``/office/order-lines/{line}``: orders that a person enters, and any
order line with where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Annotated, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.agreements.service.contracts import agreement_part
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Number
from central.http.problems import ProblemError
from central.orders.rules.by_hand import BY_HAND, OrderChange, OrderWish, Origin
from central.orders.rules.lines import LineState
from central.orders.service import by_hand
from central.partners.service.days import day_of
from central.releases import order_entry
from central.releases.delivery_points import offered
from central.releases.entry_pages import which_part
from central.web import forms
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import Frame, Text, language_of, path, words
from central.web.reasons import told
from central.web.typed import as_typed, number_typed
from central.words.reasons import Reason, RuleRefusedError
from central.words.spelling import MisspeltError, read

T = TypeVar("T")
ENTER = "/office/orders/enter"
Fields = Annotated[Mapping[str, str], Depends(forms.fields)]


def add(router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]) -> None:
    _entering(router, db, frame, decided)
    _line(router, db, frame, decided)


def _entering(router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))

    @router.get(ENTER, dependencies=[planner])
    def show(request: Request, agreement: Text = "", part: Text = "", q: Text = "") -> Response:
        if not (agreement and part):
            return which_part(db, frame, request, q, "by_hand")
        return _form(db, frame, request, db.read(lambda c: _begun(c, agreement, part)))

    @router.post(ENTER)
    def send(request: Request, form: Fields, principal: Principal = planner) -> Response:
        """``action``: look at what is said of it, or order it."""
        by, at_us = Actor(who=principal.who), now_us()
        try:
            wish = _read(OrderWish, form, language_of(request))
            action = form.get("action", "look")
            if action not in ("look", "send"):
                raise ProblemError(422, "invalid", f"There is no step {action}.")
            if action == "look":
                said = order_entry.trial(db, wish, by=by, now_us=at_us)
                return _form(db, frame, request, form, said=said)
            line = order_entry.enter(db, wish, by=by, now_us=at_us)
        except (RuleRefusedError, MisspeltError) as error:
            return _form(db, frame, request, form, refused=_refused(request, error))
        decided()
        return RedirectResponse(path("office", "order-lines", line), 303)


def _line(router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))
    address = "/office/order-lines/{line}"

    @router.get(address, dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def show(request: Request, line: Number) -> Response:
        return _page(db, frame, request, line)

    @router.post(address)
    def act(
        request: Request, line: Number, form: Fields, principal: Principal = planner
    ) -> Response:
        """``action``: change or cancel."""
        by = Actor(who=principal.who, why=form.get("why", "").strip())
        try:
            if form.get("action") == "change":
                wish = _read(OrderChange, form, language_of(request))
                order_entry.change(db, line, wish, by=by, now_us=now_us())
            elif form.get("action") == "cancel":
                seen = form.get("seen", "")
                order_entry.cancel(db, line, by=by, now_us=now_us(), seen=seen)
            else:
                raise ProblemError(422, "invalid", f"There is no step {form.get('action', '')}.")
        except (RuleRefusedError, MisspeltError) as error:
            refused = _refused(request, error)
            return _page(db, frame, request, line, given=form, refused=refused)
        decided()
        return RedirectResponse(path("office", "order-lines", line), 303)


def _begun(connection: Connection, agreement: str, part: str) -> dict[str, str]:
    """What stands in the form at first."""
    known = agreement_part(connection, agreement, part)
    customer = known.customer if known is not None else ""
    return {
        "key": uuid4().hex,
        "agreement": agreement,
        "part": part,
        "customer": customer,
        "plant": known.plant if known is not None else "",
        "unit": known.unit if known is not None else "",
        "on": day_of(connection, customer, now_us()).isoformat(),
    }


def _read(kind: type[T], form: Mapping[str, str], language: str) -> T:
    """MisspeltError, each fault under the name of its field."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    table: dict[str, object] = {
        name: form[name].strip() for name in names if form.get(name, "").strip()
    }
    if "quantity" in table:
        table["quantity"] = number_typed("quantity", form["quantity"], language)
    return read(kind, table)


def _refused(request: Request, error: RuleRefusedError | MisspeltError) -> Refused:
    texts = words(language_of(request))
    own = lambda key: texts.get(f"by_hand.{key}", texts.get(f"col.{key}", key))  # noqa: E731
    return forms.refused(error, texts, own)


def _form(
    db: Database,
    frame: Frame,
    request: Request,
    given: Mapping[str, str],
    *,
    refused: Refused = NOTHING,
    said: tuple[Reason, ...] | None = None,
) -> Response:
    texts = words(language_of(request))
    agreement, part = given.get("agreement", ""), given.get("part", "")
    contract = db.read(lambda c: agreement_part(c, agreement.strip(), part.strip()))
    points = db.read(lambda c: offered(c, contract))
    return frame.page(
        request,
        "office_enter_order.html",
        status=refused.status,
        refused=refused,
        tried=None if said is None else [told(reason, texts) for reason in said],
        contract=contract,
        points=points,
        given=Given(given),
        origins=tuple(it.value for it in Origin),
    )


def _page(
    db: Database,
    frame: Frame,
    request: Request,
    line: int,
    *,
    given: Mapping[str, str] | None = None,
    refused: Refused = NOTHING,
) -> Response:
    found = db.read(lambda c: by_hand.line_of(c, line))
    if found is None:
        raise ProblemError(404, "not_found", f"There is no order line {line}.")
    row, entry = found
    own = row["kind"] == BY_HAND
    open_now = row["state"] == LineState.OPEN.value
    left = db.read(lambda c: order_entry.is_left(c, row["agreement"], row["part"]))
    texts = words(language_of(request))
    now = {
        "quantity": as_typed(row["quantity"]),
        "on": row["on_day"].isoformat(),
        "at": row["at_time"],
        "to": row["until_time"],
        "seen": str(row["changed_us"]),
    }
    return frame.page(
        request,
        "office_order_line.html",
        status=refused.status,
        refused=refused,
        it=row,
        entry=entry,
        said=[told(reason, texts) for reason in entry.reasons] if entry is not None else [],
        left=left,
        changes=own and open_now and not row["despatched"] and not row["awaiting"],
        cancels=open_now and not row["awaiting"] and (not row["despatched"] if own else left),
        given=Given(now if given is None else given),
    )
