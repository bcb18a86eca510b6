"""The history by HTTP: read, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from central.access.guard import Guard
from central.access.rules import Right
from central.audit import service
from central.audit.rules import Change, Report
from central.audit.service import AnchorFile
from central.db.database import Database
from central.http.limits import PAGE_ROWS_MAX

Name = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """``before`` continues it; None: this was the end."""

    changes: list[Change]
    before: int | None


def routes(db: Database, guard: Guard, anchors: AnchorFile) -> APIRouter:
    router = APIRouter(
        prefix="/api/v1/audit",
        tags=["audit"],
        dependencies=[Depends(guard.requires(Right.READ_AUDIT))],
    )

    @router.get("/changes")
    def changes(
        of: Name = "",
        who: Name = "",
        before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
        rows: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
    ) -> ChangesPage:
        """The newest first. ``of``: an object as ``table:key``, or a beginning that ends with
        ``:`` or ``/``; ``before`` continues a page.
        """
        found = db.read(lambda c: service.history(c, of=of, who=who, before=before, rows=rows))
        more = found[-1].change if len(found) == rows else None
        return ChangesPage(changes=found, before=more)

    @router.get("/verdict")
    def verdict() -> Report:
        """Reads the whole history and the rows that it is about: intact, mismatch, longer, shorter,
        anchor_differs or rows_differ.
        """
        return service.check(db, anchors.read())

    return router
