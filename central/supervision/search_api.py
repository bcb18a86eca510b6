"""``GET /api/v1/search``: what the page of the search finds, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.database import Database
from central.web import lookup


class HitOut(BaseModel):
    """``address``: its page. ``exact``: it is written as it was asked."""

    text: str
    detail: str
    address: str
    exact: bool


class GroupOut(BaseModel):
    """``kind``: what was found. ``more``: there are others; ``listed``: the page of all."""

    kind: str
    hits: list[HitOut]
    more: bool
    listed: str


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["search"])
    reader = Depends(guard.requires(Right.READ_TRACKING))

    @router.get("/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=200)], principal: Principal = reader
    ) -> list[GroupOut]:
        """Everything that is called so or begins so, by kind, the exact first, as far as whoever
        asks may read it.
        """
        found = db.read(lambda connection: lookup.search(connection, principal, q))
        return [
            GroupOut(
                kind=it.name,
                hits=[
                    HitOut(text=hit.text, detail=hit.detail, address=hit.address, exact=hit.exact)
                    for hit in it.hits
                ],
                more=it.more,
                listed=it.listed,
            )
            for it in found
        ]

    return router
