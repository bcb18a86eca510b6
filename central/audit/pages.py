"""``/office/audit``: who changed what, when and why; of one object or of all."""

from __future__ import annotations

from typing import Annotated, TypedDict
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from central.access.rules import Right
from central.audit import service
from central.audit.rules import Change
from central.audit.service import AnchorFile
from central.db.database import Database
from central.web.frame import Frame, Text, language_of
from central.web.printed import moment

ROWS = 50
SHOWN_MAX = 120
"""Characters of one value."""
MOMENT_US_MAX = 4_000_000_000_000_000
"""Up to the year 2096; a number beyond is shown as it is."""


def routes(db: Database, frame: Frame, anchors: AnchorFile) -> APIRouter:
    router = APIRouter(
        include_in_schema=False, dependencies=[Depends(frame.asks(Right.READ_AUDIT))]
    )

    @router.get("/office/audit")
    def page(
        request: Request,
        of: Text = "",
        who: Text = "",
        before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    ) -> Response:
        asked = of.strip()
        found = db.read(
            lambda c: service.history(c, of=asked, who=who.strip(), before=before, rows=ROWS)
        )
        more = ""
        if len(found) == ROWS:
            query = {"of": asked, "who": who, "before": found[-1].change}
            more = "/office/audit?" + urlencode(query)
        return frame.page(
            request,
            "office_audit.html",
            rows=[_row(change, language_of(request)) for change in found],
            of=asked,
            who=who,
            more=more,
            report=None,
        )

    @router.get("/office/audit/verdict")
    def verdict(request: Request) -> Response:
        report = service.check(db, anchors.read())
        return frame.page(
            request, "office_audit.html", rows=[], of="", who="", more="", report=report
        )

    return router


class _Row(TypedDict):
    """A change as the table shows it; of what it changed, name, before and after."""

    change: Change
    table: str
    key: str
    differences: list[service.Difference]


def _row(change: Change, language: str) -> _Row:
    table, _, key = change.object.partition(":")
    shown = [
        service.Difference(name, _value(name, was, language), _value(name, now, language))
        for name, was, now in service.differences(change)
        if (was, now) != (None, None)
    ]
    return {"change": change, "table": table, "key": key, "differences": shown}


def _value(name: str, value: object, language: str) -> str:
    """Microseconds as a moment; everything else as it is stored, a long text shortened."""
    if name.endswith("_us") and isinstance(value, int) and abs(value) < MOMENT_US_MAX:
        return moment(value, language)
    text = "–" if value is None else str(value)
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"
