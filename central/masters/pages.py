"""``/masters``: what cells pick by, seen and changed by forms, tried on today's vehicles, and
released by a second person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import FileResponse, RedirectResponse, Response

from central.access.rules import Principal, Right
from central.access.signing import Proof
from central.cells import service as cells
from central.cells.rules import Site
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.fields import Number
from central.http.problems import ProblemError
from central.masters import service
from central.masters.api import author
from central.masters.forms import NEW, changed
from central.masters.page_values import (
    Tried,
    Values,
    View,
    cell_values,
    history_values,
    list_values,
    proposal_values,
)
from central.masters.rules import files
from central.masters.rules.sections import SECTIONS
from central.web import forms
from central.web.forms import NOTHING, Refused
from central.web.frame import Frame, language_of, path, words
from central.words.reasons import RuleRefusedError
from central.words.spelling import MisspeltError
from wire.codec import decode_masters

Fields = Annotated[Mapping[str, str], Depends(forms.fields)]
Short = Annotated[str, Query(max_length=100)]
Place = Annotated[int | None, Query(ge=NEW, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was refused: why, and what stood in it."""

    refused: Refused = NOTHING
    form: Mapping[str, str] | None = None


NOT_SENT = Sent()


def routes(db: Database, frame: Frame, site: Site, changes: Changes, pictures: Path) -> APIRouter:
    """``pictures``: the folder in which pictures of parts stand."""
    router = APIRouter(prefix="/masters", include_in_schema=False)
    _reading(router, db, frame, site, pictures)
    _editing(router, db, frame, site, changes)
    _releasing(router, db, frame, site, changes)
    _taking_back(router, db, frame, site, changes)
    return router


def _reading(router: APIRouter, db: Database, frame: Frame, site: Site, pictures: Path) -> None:
    reader = [Depends(frame.asks(Right.READ_MASTERS))]

    @router.get("", dependencies=reader)
    def show_list(request: Request) -> Response:
        return frame.page(request, "masters_list.html", **db.read(list_values))

    @router.get("/pictures/{name}", dependencies=reader)
    def picture(name: str) -> Response:
        file = pictures / name
        if Path(name).name != name or file.suffix not in (".png", ".jpg") or not file.is_file():
            raise ProblemError(404, "not_found", f"There is no picture {name[:60]}.")
        return FileResponse(file, headers={"X-Content-Type-Options": "nosniff"})

    @router.get("/{cell}", dependencies=reader)
    def show(
        request: Request, cell: str, section: Short = "rules", row: Place = None, q: Short = ""
    ) -> Response:
        return cell_page(db, frame, request, cell, View(section, row, q))

    @router.get("/{cell}/proposal", dependencies=reader)
    def show_proposal(request: Request, cell: str, against: Short = "today") -> Response:
        return proposal_page(db, frame, request, cell, Tried(site, against))

    @router.get("/{cell}/history", dependencies=reader)
    def show_history(request: Request, cell: str) -> Response:
        return history_page(db, frame, request, cell)

    @router.get(
        "/{cell}/versions/{version}.toml",
        dependencies=[Depends(frame.asks(Right.WRITE_MASTERS))],
    )
    def as_file(cell: str, version: Number) -> Response:
        found = cells.masters_of(db, cell, version)
        if found is None:
            raise ProblemError(404, "not_found", f"{cell[:60]} never had a version {version}.")
        text = files.to_toml(decode_masters(found.body))
        name = f'attachment; filename="masters-v{version}.toml"'
        return Response(text, media_type="application/toml", headers={"Content-Disposition": name})


def _editing(router: APIRouter, db: Database, frame: Frame, site: Site, changes: Changes) -> None:
    writer = Depends(frame.asks(Right.WRITE_MASTERS))

    @router.post("/{cell}/rows/{section}")
    def put_row(
        request: Request, cell: str, section: str, form: Fields, principal: Principal = writer
    ) -> Response:
        """Changes one row, adds one (``row`` -1) or takes one away, in the open proposal."""
        _known_section(section)
        place = _number(form, "row", NEW)
        by = Actor(who=author(principal), why=form.get("why", "").strip())

        def work(connection: Connection) -> object:
            _known_cell(connection, cell)
            return service.change(
                connection,
                cell,
                lambda base: changed(base, section, place, form),
                site,
                revision=_number(form, "revision", 0),
                by=by,
                now_us=now_us(),
            )

        if refused := _tried(db, request, by, work):
            view = View(section, place)
            return cell_page(db, frame, request, cell, view, Sent(refused, form))
        changes.publish("masters")
        return RedirectResponse(
            path("masters", cell) + f"?section={section}#proposal", status_code=303
        )


def _releasing(router: APIRouter, db: Database, frame: Frame, site: Site, changes: Changes) -> None:
    writer = Depends(frame.asks(Right.WRITE_MASTERS))

    @router.post("/{cell}/proposal/release")
    def release(
        request: Request, cell: str, form: Fields, principal: Principal = writer
    ) -> Response:
        """By somebody who did not write it, or with a second person beside."""
        try:
            by = _signed(frame, request, form, principal)
        except ProblemError as error:
            if error.status not in (403, 429):
                raise
            said = Refused(status=error.status, reasons=[error.detail])
            return proposal_page(db, frame, request, cell, Tried(site), Sent(said, form))

        def work(connection: Connection) -> object:
            return service.release(
                connection,
                cell,
                site,
                revision=_number(form, "revision", 0),
                seen_version=_number(form, "version", 0),
                by=by,
                now_us=now_us(),
            )

        if refused := _tried(db, request, by, work):
            return proposal_page(db, frame, request, cell, Tried(site), Sent(refused, form))
        changes.publish("masters")
        return RedirectResponse(path("masters", cell, "history"), status_code=303)


def _taking_back(
    router: APIRouter, db: Database, frame: Frame, site: Site, changes: Changes
) -> None:
    writer = Depends(frame.asks(Right.WRITE_MASTERS))

    @router.post("/{cell}/proposal/withdraw")
    def withdraw(
        request: Request, cell: str, form: Fields, principal: Principal = writer
    ) -> Response:
        by = Actor(who=author(principal), why=form.get("why", "").strip())

        def work(connection: Connection) -> None:
            revision = _number(form, "revision", 0)
            service.withdraw(connection, cell, revision=revision, by=by, now_us=now_us())

        if refused := _tried(db, request, by, work):
            return proposal_page(db, frame, request, cell, Tried(site), Sent(refused, form))
        changes.publish("masters")
        return RedirectResponse(path("masters", cell), status_code=303)

    @router.post("/{cell}/rollback")
    def roll_back(
        request: Request, cell: str, form: Fields, principal: Principal = writer
    ) -> Response:
        by = Actor(who=author(principal), why=form.get("why", "").strip())

        def work(connection: Connection) -> object:
            to = _number(form, "to", 0)
            return service.roll_back(connection, cell, to, site, by=by, now_us=now_us())

        if refused := _tried(db, request, by, work):
            return history_page(db, frame, request, cell, Sent(refused, form))
        changes.publish("masters")
        return RedirectResponse(path("masters", cell, "history"), status_code=303)


def _signed(frame: Frame, request: Request, form: Mapping[str, str], principal: Principal) -> Actor:
    """Who releases: the visitor, with a second person where the form names one."""
    why = form.get("why", "").strip()
    person, badge = form.get("person", "").strip(), form.get("badge", "").strip()
    if not person and not badge:
        return Actor(who=author(principal), why=why)
    return frame.second_person(
        request,
        principal,
        Right.WRITE_MASTERS,
        Proof(person=person, password=form.get("password", ""), badge=badge),
        why=why,
    )


def cell_page(
    db: Database,
    frame: Frame,
    request: Request,
    cell: str,
    view: View,
    sent: Sent = NOT_SENT,
) -> Response:
    _known_section(view.section)

    def work(connection: Connection) -> Values:
        _known_cell(connection, cell)
        return cell_values(connection, cell, view, sent.form)

    return frame.page(
        request,
        "masters_cell.html",
        status=sent.refused.status,
        **db.read(work),
        refused=sent.refused,
    )


def proposal_page(
    db: Database,
    frame: Frame,
    request: Request,
    cell: str,
    tried: Tried,
    sent: Sent = NOT_SENT,
) -> Response:
    def work(connection: Connection) -> Values:
        _known_cell(connection, cell)
        return proposal_values(connection, cell, tried, now_us(), sent.form)

    return frame.page(
        request,
        "masters_proposal.html",
        status=sent.refused.status,
        **db.read(work),
        refused=sent.refused,
    )


def history_page(
    db: Database,
    frame: Frame,
    request: Request,
    cell: str,
    sent: Sent = NOT_SENT,
) -> Response:
    def work(connection: Connection) -> Values:
        _known_cell(connection, cell)
        return history_values(connection, cell, sent.form)

    return frame.page(
        request,
        "masters_history.html",
        status=sent.refused.status,
        **db.read(work),
        refused=sent.refused,
    )


def _tried(
    db: Database, request: Request, by: Actor, work: Callable[[Connection], object]
) -> Refused | None:
    try:
        db.write(work, by=by)
    except (RuleRefusedError, MisspeltError) as error:
        return forms.refused(error, words(language_of(request)))
    return None


def _known_section(section: str) -> None:
    if section not in SECTIONS:
        raise ProblemError(404, "not_found", f"Masters have: {', '.join(SECTIONS)}.")


def _known_cell(connection: Connection, cell: str) -> None:
    known = cells.newest_versions(connection)
    if cell not in known and service.open_proposal(connection, cell) is None:
        names = ", ".join(sorted(known)) or "none yet"
        raise ProblemError(
            404, "not_found", f"{cell[:60]} has no masters. Cells with masters: {names}."
        )


def _number(form: Mapping[str, str], name: str, other: int) -> int:
    text = form.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 16 else other
