"""Masters by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from central.access.api import Guard
from central.access.rules import Principal, Right
from central.cells import service
from central.changes import Changes
from central.clock import now_us
from central.db import Database
from central.problems import ProblemError


async def _body(request: Request) -> bytes:
    return await request.body()


def routes(db: Database, feeds: tuple[str, ...], guard: Guard, changes: Changes) -> APIRouter:
    """A cell sees its own masters only; those of others do not exist for it."""
    router = APIRouter(prefix="/api/v1/masters", tags=["masters"])
    reader = Depends(guard.requires(Right.READ_MASTERS))
    writer = Depends(guard.requires(Right.WRITE_MASTERS))
    body = Depends(_body)

    @router.get("/{cell}")
    def get_masters(
        cell: str,
        principal: Principal = reader,
        if_none_match: Annotated[str, Header(max_length=200)] = "",
        version: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    ) -> Response:
        """The newest masters, or one version; 304 when the caller has them."""
        found = service.masters_of(db, cell, version) if principal.is_cell(cell) else None
        if found is None:
            raise ProblemError(404, "not_found", "There are no such masters.")
        headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
        if found.etag in [tag.strip() for tag in if_none_match.split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(found.body, media_type="application/json", headers=headers)

    @router.put("/{cell}")
    def put_masters(
        cell: str,
        response: Response,
        data: bytes = body,
        principal: Principal = writer,
        if_match: Annotated[str, Header(max_length=200)] = "",
    ) -> dict[str, int | str]:
        """Stores the next version after checking that every name resolves."""
        try:
            stored = service.put_masters(
                db,
                cell,
                data,
                known_feeds=feeds,
                by_whom=principal.who,
                now_us=now_us(),
                if_match=if_match,
            )
        except service.MastersRefusedError as error:
            raise ProblemError(422, "masters_refused", str(error)) from error
        except service.VersionMovedError as error:
            raise ProblemError(412, "version_moved", str(error)) from error
        changes.publish("masters")
        response.headers["ETag"] = stored.etag
        return {"version": stored.version, "etag": stored.etag}

    return router
