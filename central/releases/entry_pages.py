"""``/office/schedules/enter``: one by fax or phone; what was typed stays until it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.agreements.service.contracts import agreement_part
from central.agreements.service.search import parts_beginning
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.exchange.rules.entered import LineType
from central.http.problems import ProblemError
from central.partners.service.days import day_of
from central.releases import entry, entry_form, service
from central.releases.delivery_points import offered
from central.releases.entry import Trial
from central.releases.views import ScheduleView
from central.web import forms
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import Frame, Text, language_of, path, words
from central.web.reasons import told
from central.web.typed import as_typed
from central.words.reasons import RuleRefusedError
from central.words.spelling import MisspeltError

FOUND_MAX = 50
Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
Amends = Annotated[int | None, Query(ge=1, le=2**62)]


def add(router: APIRouter, db: Database, frame: Frame, decided: Callable[[], None]) -> None:
    planner = Depends(frame.asks(Right.PLAN_RELEASES))
    address = "/office/schedules/enter"

    @router.get(address, dependencies=[planner])
    def show(
        request: Request, agreement: Text = "", part: Text = "", q: Text = "", amends: Amends = None
    ) -> Response:
        """``amends``: a schedule whose lines the new one begins with."""
        if amends is None and not (agreement and part):
            return which_part(db, frame, request, q, "enter")
        given = db.read(lambda c: _begun(c, agreement, part, amends))
        return _page(db, frame, request, given)

    @router.post(address)
    def send(request: Request, form: Fields, principal: Principal = planner) -> Response:
        """``action``: look at what it does, send it, or have more rows."""
        action = form.get("action", "look")
        if action == "more":
            return _page(db, frame, request, form, more=True)
        if action not in ("look", "send"):
            raise ProblemError(422, "invalid", f"There is no step {action}.")
        by, at_us = Actor(who=principal.who), now_us()
        try:
            wanted = entry_form.entered(form, language_of(request))
            if action == "send":
                kept = entry.enter(db, wanted, by=by, now_us=at_us)
                decided()
                return RedirectResponse(path("office", "schedules", kept.schedule), 303)
            tried = entry.trial(db, wanted, by=by, now_us=at_us)
        except (RuleRefusedError, MisspeltError) as error:
            texts = words(language_of(request))
            refused = forms.refused(error, texts, lambda key: _label(key, texts))
            return _page(db, frame, request, form, refused=refused)
        return _page(db, frame, request, form, tried=tried)


def which_part(db: Database, frame: Frame, request: Request, q: str, texts: str) -> Response:
    """Parts of contracts whose numbers begin so; ``texts``: whose title and words the page has."""
    return frame.page(
        request,
        "office_enter_part.html",
        found=db.read(lambda c: parts_beginning(c, q, most=FOUND_MAX)),
        q=q,
        texts=texts,
        address=request.url.path,
    )


def _begun(connection: Connection, agreement: str, part: str, amends: int | None) -> dict[str, str]:
    """What stands in the form at first."""
    view = service.schedule_view(connection, amends) if amends is not None else None
    if amends is not None and view is None:
        raise ProblemError(404, "not_found", f"There is no schedule {amends}.")
    if view is not None:
        agreement, part = view.kept.agreement, view.kept.part
    known = agreement_part(connection, agreement, part)
    customer = known.customer if known is not None else ""
    given = {
        "agreement": agreement,
        "part": part,
        "issued_on": day_of(connection, customer, now_us()).isoformat(),
    }
    return given | (_of_schedule(view) if view is not None else {})


def _of_schedule(view: ScheduleView) -> dict[str, str]:
    """Its number is left to the person: the new one has its own."""
    kept, most = view.kept, entry_form.ROWS_MAX
    if len(view.lines) > most:
        raise ProblemError(
            409,
            "too_many_lines",
            f"Schedule {kept.number} has {len(view.lines)} lines, and the form holds {most}: send "
            "its successor as a file, or by POST /api/v1/releases/schedules.",
        )
    given = {"kind": kept.kind.value, "unloading_point": kept.unloading_point}
    begins = min((each.line.on for each in view.lines), default=kept.issued_on)
    if kept.until_day is not None or kept.first_day != min(kept.issued_on, begins):
        given["first"] = kept.first_day.isoformat()
    if kept.until_day is not None:
        given["last"] = kept.until_day.isoformat()
    for number, each in enumerate(view.lines, 1):
        line = each.line
        status = LineType.NOT_STATED if line.status is None else LineType(line.status.value)
        fields = {
            "on": line.on.isoformat(),
            "until": "" if line.until is None else line.until.isoformat(),
            "at": line.at,
            "to": line.to,
            "quantity": as_typed(line.quantity),
            "status": status.value,
            "reference": line.reference,
            "purchase_order": line.purchase_order,
        }
        given |= {f"lines.{number}.{name}": text for name, text in fields.items()}
    return given


def _label(key: str, texts: Mapping[str, str]) -> str:
    """Of a field, as the page names it."""
    head, _, rest = key.partition(".")
    number, _, column = rest.partition(".")
    name = column or head
    own = texts.get(f"enter.{name}", texts.get(f"col.{name}", name))
    return texts["enter.line"].format(number=number, name=own) if column else own


def _page(
    db: Database,
    frame: Frame,
    request: Request,
    given: Mapping[str, str],
    *,
    refused: Refused = NOTHING,
    tried: Trial | None = None,
    more: bool = False,
) -> Response:
    texts = words(language_of(request))
    agreement, part = given.get("agreement", ""), given.get("part", "")
    contract = db.read(lambda c: agreement_part(c, agreement.strip(), part.strip()))
    points = db.read(lambda c: offered(c, contract))
    return frame.page(
        request,
        "office_enter.html",
        status=refused.status,
        refused=refused,
        tried=tried,
        say=lambda reason: told(reason, texts),
        contract=contract,
        points=points,
        given=Given(given),
        rows=entry_form.rows_shown(given, more),
        types=tuple(it.value for it in LineType),
    )
