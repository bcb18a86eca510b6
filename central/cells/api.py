"""Masters by HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from central.access.badges import floor_key
from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cells import service
from central.cells.rules import Site, with_key, without_hashes
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Database
from central.http.problems import ProblemError
from wire.codec import decode_masters, encode
from wire.ids import FeedId
from wire.masters import FeedRules


async def _body(request: Request) -> bytes:
    return await request.body()


def _shown(data: bytes, principal: Principal, key: bytes) -> bytes:
    """Never a plain hash of a badge; none at all for who neither is a cell nor writes masters."""
    masters = with_key(decode_masters(data), key)
    if not (principal.cell or principal.may(Right.WRITE_MASTERS)):
        masters = without_hashes(masters)
    return encode(masters)


def routes(
    db: Database, feeds: Mapping[FeedId, FeedRules], guard: Guard, changes: Changes
) -> APIRouter:
    """A cell sees its own masters only; those of others do not exist for it."""
    router = APIRouter(prefix="/api/v1/masters", tags=["masters"])
    site = Site(feeds=feeds, badge_key=floor_key(guard.key))
    _badge_key(router, guard, site.badge_key)
    _fetching(router, db, guard, site.badge_key)
    _putting(router, db, guard, site, changes)
    return router


def _badge_key(router: APIRouter, guard: Guard, key: bytes) -> None:
    keyed = Depends(guard.requires(Right.READ_BADGE_KEY))

    @router.get("/{cell}/badge-key")
    def get_badge_key(cell: str, principal: Principal = keyed) -> Response:
        """64 hex characters, with which this cell knows the badges of its masters."""
        if principal.cell != cell:
            raise ProblemError(404, "not_found", f"There is no cell {cell}.")
        return Response(key.hex(), media_type="text/plain", headers={"Cache-Control": "no-store"})


def _fetching(router: APIRouter, db: Database, guard: Guard, key: bytes) -> None:
    reader = Depends(guard.requires(Right.READ_MASTERS))

    @router.get("/{cell}")
    def get_masters(
        cell: str,
        principal: Principal = reader,
        if_none_match: Annotated[str, Header(max_length=200)] = "",
        version: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    ) -> Response:
        """The newest masters, or one version; 304 when the caller has them. Hashes of badges are
        empty for who neither is the cell nor may write masters.
        """
        found = service.masters_of(db, cell, version) if principal.is_cell(cell) else None
        if found is None:
            raise ProblemError(404, "not_found", f"There are no such masters of {cell}.")
        headers = {"ETag": found.etag, "Cache-Control": "private, no-cache"}
        if found.etag in [tag.strip() for tag in if_none_match.split(",")]:
            return Response(status_code=304, headers=headers)
        data = _shown(found.body, principal, key)
        return Response(data, media_type="application/json", headers=headers)


def _putting(router: APIRouter, db: Database, guard: Guard, site: Site, changes: Changes) -> None:
    writer = Depends(guard.requires(Right.WRITE_MASTERS))
    body = Depends(_body)

    @router.put("/{cell}")
    def put_masters(
        cell: str,
        response: Response,
        data: bytes = body,
        principal: Principal = writer,
        if_match: Annotated[str, Header(max_length=200)] = "",
    ) -> dict[str, int | str]:
        """Stores the next version after checking that every name resolves. For programs: a person
        who signed in proposes, where the cell works by masters already.
        """
        _refuse_alone(db, cell, principal)
        try:
            stored = service.put_masters(
                db, cell, data, site, by_whom=principal.who, now_us=now_us(), if_match=if_match
            )
        except service.MastersRefusedError as error:
            detail = f"these masters cannot be used: {error}"
            raise ProblemError(422, "masters_refused", detail) from error
        except service.VersionMovedError as error:
            raise ProblemError(412, "version_moved", str(error)) from error
        changes.publish("masters")
        response.headers["ETag"] = stored.etag
        return {"version": stored.version, "etag": stored.etag}


def _refuse_alone(db: Database, cell: str, principal: Principal) -> None:
    """A person does not change masters that are at work without a second one."""
    if principal.person and service.masters_of(db, cell) is not None:
        raise ProblemError(
            403,
            "takes_two",
            "These masters are at work: propose the new ones "
            f"(PUT /api/v1/masters/{cell}/proposal), a second person releases them.",
        )
