"""``/lists/<name>``: the long lists as pages and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from central.broadcast.service import lists as broadcast
from central.db import listings
from central.db.database import Database
from central.db.listings import Kind, Listing
from central.http.problems import ProblemError
from central.tracking.service import lists as tracking
from central.web.csv_text import csv_cell, csv_heads, csv_line
from central.web.frame import Frame, language_of, moment, words

LISTINGS = {listing.name: listing for listing in (*tracking.LISTINGS, *broadcast.LISTINGS)}
Before = Annotated[int | None, Query(ge=0, le=2**62)]
State = Annotated[str, Query(max_length=20)]


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(
        prefix="/lists", include_in_schema=False, dependencies=[Depends(frame.reader)]
    )

    @router.get("/{name}.csv")
    def export(request: Request, name: str, state: State = "") -> Response:
        listing = _listing(name, state)
        return StreamingResponse(
            _csv(db, listing, state, language_of(request)),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{listing.name}.csv"'},
        )

    @router.get("/{name}")
    def show(request: Request, name: str, before: Before = None, state: State = "") -> Response:
        listing = _listing(name, state)
        page = db.read(lambda c: listings.page(c, listing, before, state=state))
        return frame.page(request, "list.html", listing=listing, page=page, state=state)

    return router


def _listing(name: str, state: str) -> Listing:
    listing = LISTINGS.get(name)
    if listing is None:
        raise ProblemError(404, "not_found", f"Lists are: {', '.join(sorted(LISTINGS))}.")
    if state and state not in listing.states:
        of = ", ".join(listing.states) or "none"
        raise ProblemError(404, "not_found", f"States of the list {name} are: {of}.")
    return listing


def _csv(db: Database, listing: Listing, state: str, language: str) -> Iterator[str]:
    """A piece at a time, each in a reading of its own, so that a long export holds no lock."""
    yield "\ufeff" + csv_line(csv_heads(list(listing.columns), words(language)), language)
    before: int | None = None
    while True:
        piece = db.read(_reading(listing, state, before))
        yield "".join(csv_line(_cells(listing, row, language), language) for row in piece.rows)
        if piece.before is None:
            return
        before = piece.before


def _reading(
    listing: Listing, state: str, before: int | None
) -> Callable[[Connection], listings.Page]:
    return lambda c: listings.page(c, listing, before, listings.EXPORT_ROWS, state)


def _cells(listing: Listing, row: Mapping[str, Any], language: str) -> list[str]:
    return [
        csv_cell(_said(listing, name, kind, row[name], language))
        for name, kind in listing.columns.items()
    ]


def _said(listing: Listing, name: str, kind: Kind, value: Any, language: str) -> Any:
    if name == "state" and listing.states:
        return words(language)[f"alarm.state.{value}"]
    return moment(value, language) if kind is Kind.MOMENT else value
