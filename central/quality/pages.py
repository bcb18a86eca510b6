"""``/quality``: what is blocked and which cells have it; of each block, where the pieces are and
what is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.http.problems import ProblemError
from central.quality.api import TOPIC
from central.quality.rules import Wanted
from central.quality.service import blocks, ripple
from central.quality.service.ripple import Ripple
from central.web import forms
from central.web.csv_text import csv_cell, csv_heads, csv_line
from central.web.forms import NOTHING, Given, Refused
from central.web.frame import Frame, Text, language_of, moment, path, words
from central.words.reasons import RuleRefusedError

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
PIECES_SHOWN = 500
COLUMNS = (
    "state", "sure", "part", "lot", "serial", "vin", "call_number", "node", "rack", "slot",
    "carrier_load", "truck", "labels", "received_us", "picked_us", "racked_us", "loaded_us",
    "shipped_us", "delivered_us", "fitted_us", "returned_us", "divorced_us", "task",
)  # fmt: skip


def routes(db: Database, frame: Frame, changes: Changes, *, two_to_lift: bool) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    _reading(router, db, frame, two_to_lift)
    _putting(router, db, frame, changes)
    _settling(router, db, frame, changes, two_to_lift=two_to_lift)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame, two: bool) -> None:
    reader = [Depends(frame.reader)]

    @router.get("/quality", dependencies=reader)
    def quality(
        request: Request, part: Text = "", lot: Text = "", serial: Text = "", every: bool = False
    ) -> Response:
        given = {"part": part, "lot": lot, "serials": serial}
        return _list(db, frame, request, given, every=every)

    @router.get("/quality/where", dependencies=reader)
    def where(request: Request, part: Text = "", lot: Text = "", serial: Text = "") -> Response:
        found = db.read(lambda c: _asked(c, part, lot, serial))
        return _ripple(frame, request, found, two)

    @router.get("/quality/where.csv", dependencies=reader)
    def where_csv(request: Request, part: Text = "", lot: Text = "", serial: Text = "") -> Response:
        return _csv(db.read(lambda c: _asked(c, part, lot, serial)), language_of(request))

    @router.get("/quality/{block}", dependencies=reader)
    def block_page(request: Request, block: str) -> Response:
        return _ripple(frame, request, _known(db, block), two)

    @router.get("/quality/{block}/pieces.csv", dependencies=reader)
    def pieces(request: Request, block: str) -> Response:
        return _csv(_known(db, block), language_of(request))


def _putting(router: APIRouter, db: Database, frame: Frame, changes: Changes) -> None:
    writer = Depends(frame.asks(Right.BLOCK_PIECES))

    @router.post("/quality")
    def put(request: Request, form: Fields, principal: Principal = writer) -> Response:
        wanted = Wanted(
            part=form.get("part", ""),
            lot=form.get("lot", ""),
            serials=tuple(form.get("serials", "").replace(",", "\n").split("\n")),
            reason=form.get("reason", ""),
        )
        insists = form.get("unknown_part", "") == "1"
        made: list[blocks.PlantBlock] = []
        by = {**form, "why": wanted.reason}
        refused = forms.tried(
            db,
            request,
            by,
            principal,
            lambda w: made.append(blocks.put(w, wanted, unknown_part=insists)),
        )
        if refused is not None:
            return _list(db, frame, request, form, refused=refused)
        changes.publish(TOPIC)
        return RedirectResponse(path("quality", made[-1].block), status_code=303)


def _settling(
    router: APIRouter, db: Database, frame: Frame, changes: Changes, *, two_to_lift: bool
) -> None:
    writer = Depends(frame.asks(Right.BLOCK_PIECES))

    @router.post("/quality/{block}/lift")
    def lift(request: Request, block: str, form: Fields, principal: Principal = writer) -> Response:
        reason = form.get("reason", "").strip()
        try:
            by = _who_lifts(frame, request, form, principal, two=two_to_lift)
            transact(db, lambda w: blocks.lift(w, block, reason, two=two_to_lift), by=by)
        except (RuleRefusedError, ProblemError) as error:
            said = _said(request, error)
            return _ripple(frame, request, _known(db, block), two_to_lift, said, form)
        changes.publish(TOPIC)
        return RedirectResponse(path("quality", block), status_code=303)

    @router.post("/quality/{block}/tasks")
    def task(request: Request, block: str, form: Fields, principal: Principal = writer) -> Response:
        def do(work: Work) -> None:
            ripple.say(
                work,
                block,
                form.get("task", ""),
                owner=form.get("owner", ""),
                note=form.get("note", ""),
                done=form.get("done", "") == "1",
            )

        refused = forms.tried(db, request, form, principal, do)
        if refused is not None:
            return _ripple(frame, request, _known(db, block), two_to_lift, refused, form)
        changes.publish(TOPIC)
        return RedirectResponse(path("quality", block) + "#todo", status_code=303)


def _who_lifts(
    frame: Frame, request: Request, form: Mapping[str, str], first: Principal, *, two: bool
) -> Actor:
    reason = form.get("reason", "").strip()
    if not two:
        return Actor(who=first.who, why=reason)
    return frame.second_person(
        request,
        first,
        Right.BLOCK_PIECES,
        Proof(
            person=form.get("second", ""),
            password=form.get("second_password", ""),
            badge=form.get("second_badge", ""),
        ),
        why=reason,
    )


def _said(request: Request, error: RuleRefusedError | ProblemError) -> Refused:
    if isinstance(error, RuleRefusedError):
        return forms.refused(error, words(language_of(request)))
    return Refused(status=error.status, reasons=[error.detail])


def _list(
    db: Database,
    frame: Frame,
    request: Request,
    given: Mapping[str, str],
    *,
    refused: Refused = NOTHING,
    every: bool = False,
) -> Response:
    return frame.page(
        request,
        "quality.html",
        status=refused.status,
        blocks=blocks.list_blocks(db, open_only=not every),
        every=every,
        refused=refused,
        given=Given(given),
    )


def _ripple(
    frame: Frame,
    request: Request,
    found: Ripple,
    two: bool,
    refused: Refused = NOTHING,
    form: Mapping[str, str] | None = None,
) -> Response:
    return frame.page(
        request,
        "quality_ripple.html",
        status=refused.status,
        ripple=found,
        pieces=found.pieces[:PIECES_SHOWN],
        two=two,
        refused=refused,
        given=Given(form or {}),
    )


def _asked(connection: Connection, part: str, lot: str, serial: str) -> Ripple:
    if not part.strip():
        raise ProblemError(422, "invalid", "Name the part.")
    serials = (serial.strip(),) if serial.strip() else ()
    wanted = Wanted(part=part.strip(), lot=lot.strip(), serials=serials)
    return ripple.ripple(connection, wanted)


def _known(db: Database, block: str) -> Ripple:
    try:
        return db.read(lambda c: ripple.ripple_of_block(c, block))
    except RuleRefusedError as error:
        raise ProblemError(404, "not_found", f"There is no block {block}.") from error


def _csv(found: Ripple, language: str) -> Response:
    texts = words(language)
    lines = [csv_line(csv_heads(COLUMNS, texts), language)]
    lines += [csv_line(list(_cells(it, language)), language) for it in found.pieces]
    return Response(
        "\ufeff" + "".join(lines),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="pieces.csv"'},
    )


def _cells(it: ripple.Piece, language: str) -> Iterator[str]:
    way, piece = it.way, it.way.piece
    row: dict[str, Any] = {
        "state": it.state.value,
        "sure": "yes" if it.sure else "perhaps",
        "slot": piece.slot + 1,
        "carrier_load": way.load,
        "truck": way.truck,
        "labels": " ".join(it.labels),
        "received_us": None if way.received is None else way.received.at_us,
        "picked_us": piece.at_us,
        "task": it.task,
    }
    for name in COLUMNS:
        home = way if hasattr(way, name) else piece
        value = row[name] if name in row else getattr(home, name)
        yield csv_cell(moment(value, language) if name.endswith("_us") and value else value)
