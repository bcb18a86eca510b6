"""The start with a customer by file: ``/office/opening`` and ``POST /api/v1/cums/opening``."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.responses import Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.access.two_people import WHY_MAX, TwoIn, both, proof_of
from central.cums.model import TOPIC
from central.cums.rules.opening_cums import OpeningPart
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Database
from central.db.threads import in_thread
from central.http.problems import ProblemError
from central.releases.opening_file import Opening, open_file
from central.web.frame import Frame, language_of, words
from central.web.reasons import told
from central.words.reasons import Reason, RuleRefusedError, because, spoken

FILE_MAX = 4 * 1024 * 1024
SHOWN = 50
"""Faults of a file that are shown; it says how many more there are."""


class OpeningIn(TwoIn):
    """``file``: the text of the CSV."""

    file: Annotated[str, Field(min_length=1, max_length=FILE_MAX)]


def api(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/cums", tags=["cums"])
    corrector = Depends(guard.requires(Right.CORRECT_CUMS))

    @router.post("/opening")
    def post_opening(
        request: Request, given: OpeningIn, principal: Principal = corrector
    ) -> list[dict[str, str | int]]:
        """Parts begin with these cums and open orders: all of the file or nothing. Takes two people
        who signed in; a token is nobody.
        """
        by = both(guard, request, principal, given)
        done = open_file(db, given.file, by=by, now_us=now_us())
        changes.publish(TOPIC)
        of = Counter(it.of for it in done.orders)
        alone = sorted(of.keys() - {it.of for it in done.parts})
        return [
            *(_plain(it, of[it.of]) for it in done.parts),
            *({**it._asdict(), "orders": of[it]} for it in alone),
        ]

    return router


def pages(db: Database, frame: Frame, changes: Changes) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    corrector = Depends(frame.asks(Right.CORRECT_CUMS))

    @router.get("/office/opening", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def page(request: Request) -> Response:
        return _page(frame, request)

    @router.post("/office/opening")
    async def do(request: Request, principal: Principal = corrector) -> Response:
        async with request.form(max_files=1, max_fields=10) as form:
            given = {name: value for name, value in form.items() if isinstance(value, str)}
            sent = form.get("file")
            data = await sent.read(FILE_MAX + 1) if isinstance(sent, UploadFile) else b""
        return await in_thread(lambda: _done(request, principal, given, data))

    def _done(
        request: Request, principal: Principal, given: dict[str, str], data: bytes
    ) -> Response:
        why = given.get("why", "").strip()
        if not 0 < len(why) <= WHY_MAX or not 0 < len(data) <= FILE_MAX:
            said = f"Choose a file of up to 4 MB, and say why in up to {WHY_MAX} characters."
            raise ProblemError(422, "invalid", said)
        proof = proof_of(given)
        by = frame.second_person(request, principal, Right.CORRECT_CUMS, proof, why=why)
        try:
            done = open_file(db, _text(data), by=by, now_us=now_us())
        except RuleRefusedError as error:
            return _page(frame, request, faults=error.reasons, why=why)
        changes.publish(TOPIC)
        return _page(frame, request, done=done)

    return router


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = "the file is not UTF-8 at byte {at}: save it as CSV UTF-8"
        raise RuleRefusedError(because("opening.encoding", words, at=error.start)) from error


def _page(
    frame: Frame,
    request: Request,
    *,
    done: Opening | None = None,
    faults: tuple[Reason, ...] = (),
    why: str = "",
) -> Response:
    texts = words(language_of(request))
    return frame.page(
        request,
        "office_opening.html",
        status=409 if faults else 200,
        done=done,
        orders=Counter(it.of for it in done.orders) if done else {},
        faults=[told(reason, texts) for reason in faults[:SHOWN]],
        more=max(0, len(faults) - SHOWN),
        why=why,
    )


def _plain(it: OpeningPart, orders: int) -> dict[str, str | int]:
    return {
        "agreement": it.of.agreement,
        "part": it.of.part,
        "on": it.on.isoformat(),
        "received": spoken(it.received),
        "despatched": spoken(it.despatched),
        "notes": len(it.notes),
        "orders": orders,
    }
