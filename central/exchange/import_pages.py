"""``/office/import``: a set of files at once, with progress and the result of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.threads import in_thread
from central.exchange import lists, partners, service
from central.exchange.connection import fault_of_name
from central.exchange.decide import NOT_NOW
from central.exchange.pages import LOOKS, teller
from central.exchange.ports import Desk
from central.exchange.rules.states import State
from central.http.fields import Number
from central.http.problems import ProblemError
from central.web.frame import Frame, language_of, path, words
from central.web.reasons import told
from central.web.sheet import Look

FILES_MAX = 1000


def routes(db: Database, frame: Frame, desk: Desk, changed: Callable[[], None]) -> APIRouter:
    router = APIRouter(prefix="/office/import", include_in_schema=False)
    _choosing(router, db, frame)
    _beginning(router, db, frame, desk, changed)
    _progress(router, db, frame)
    return router


def _page(
    db: Database, frame: Frame, request: Request, status: int = 200, refused: str = ""
) -> Response:
    known, recent = db.read(lambda c: (partners.all_of(c), lists.recent_imports(c)))
    names = [partner.partner for partner in known]
    return frame.page(
        request,
        "office_import.html",
        status=status,
        partners=names,
        imports=recent,
        refused=refused,
    )


def _choosing(router: APIRouter, db: Database, frame: Frame) -> None:
    @router.get("", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def show(request: Request) -> Response:
        return _page(db, frame, request)


def _beginning(
    router: APIRouter, db: Database, frame: Frame, desk: Desk, changed: Callable[[], None]
) -> None:
    exchanger = Depends(frame.asks(Right.EXCHANGE_EDI))

    @router.post("")
    async def begin(
        request: Request, tasks: BackgroundTasks, principal: Principal = exchanger
    ) -> Response:
        async with request.form(max_files=FILES_MAX) as form:
            partner = str(form.get("partner", ""))[:200]
            sent = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
            files = [(_name(part), await part.read()) for part in sent if part.filename]
        faults = _faults_of_names([name for name, _ in files], request)
        if faults or not files:
            refused = "; ".join(faults[:10]) or "0"
            return await in_thread(lambda: _page(db, frame, request, 422, refused))
        by = Actor(who=principal.who)
        batch = await in_thread(
            lambda: service.open_import(db, files=files, partner=partner, by=by, now_us=now_us())
        )

        def run() -> None:
            with suppress(*NOT_NOW):  # what is left is decided by the exchange
                service.run_import(db, desk, batch, by, now_us())
            changed()

        tasks.add_task(run)
        return RedirectResponse(path("office", "import", batch), status_code=303, background=tasks)


def _faults_of_names(names: Sequence[str], request: Request) -> list[str]:
    texts = words(language_of(request))
    return [f"{name[:80]!r}: {told(why, texts)}" for name in names if (why := fault_of_name(name))]


def _progress(router: APIRouter, db: Database, frame: Frame) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get("/{batch}", dependencies=reader)
    def one(
        request: Request,
        batch: Number,
        after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
        part: Annotated[str, Query(pattern="^(progress|)$")] = "",
    ) -> Response:
        """``part=progress``: only what changes while it runs."""
        counts, found = db.read(
            lambda c: (lists.counts_of_import(c, batch), lists.of_import(c, batch, after))
        )
        total = sum(counts.values())
        if not total:
            raise ProblemError(404, "not_found", f"There is no import {batch}.")
        return frame.page(
            request,
            "office_import_progress.html" if part else "office_import_one.html",
            batch=batch,
            counts=counts,
            total=total,
            done=total - counts.get(State.RECEIVED.value, 0),
            rows=found.rows,
            more=found.before,
            after=after,
            shown=lists.shown_state,
            tell=teller(request),
            looks=lambda state: LOOKS.get(state, Look.PLAIN).value or "info",
        )


def _name(part: UploadFile) -> str:
    """Without the folders that a browser puts before it."""
    return (part.filename or "").replace("\\", "/").rpartition("/")[2]
