"""Conflicts of versions: what a lead sees of each, and decides with
``POST /api/v1/actions/decide-version``.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from fastapi import APIRouter, Response

from edge.cell.model import CellState
from edge.cell.version_inputs import DecideVersion
from edge.cell.versions import OpenConflict, open_conflicts
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import Port, TeamLead
from wire.ids import CallNumber, FeedId
from wire.telegram import Telegram

router = APIRouter()


class Take(StrEnum):
    NEW = "new"
    OLD = "old"


class VersionDecision(Body):
    """``version`` as ``GET /api/v1/conflicts`` shows it: refused if another telegram came since."""

    feed: Code
    call_number: Code
    take: Take
    version: Note = ""
    reason: Reason


class ConflictView(msgspec.Struct, frozen=True, kw_only=True):
    """``old`` is what counts so far (None: the call is not known), ``new`` what is in doubt;
    ``differs`` names the fields in which they are not the same.
    """

    exception: str
    feed: str
    call_number: str
    version: str
    code: str
    detail: str
    age_s: float
    racks: tuple[str, ...]
    differs: tuple[str, ...]
    old: Telegram | None
    new: Telegram


def conflict_views(state: CellState, now_us: int) -> tuple[ConflictView, ...]:
    """The oldest first."""
    found = sorted(open_conflicts(state), key=lambda it: it.conflict.at_us)
    return tuple(
        ConflictView(
            exception=it.exception,
            feed=it.feed,
            call_number=it.call_number,
            version=it.version,
            code=it.conflict.code,
            detail=it.conflict.detail,
            age_s=max(0.0, (now_us - it.conflict.at_us) / 1e6),
            racks=tuple(rack.rack for rack in it.racks),
            differs=_differs(it),
            old=it.known,
            new=it.conflict.telegram,
        )
        for it in found
    )


def _differs(it: OpenConflict) -> tuple[str, ...]:
    if it.known is None:
        return ()
    old, new = it.known, it.conflict.telegram
    fields = Telegram.__struct_fields__
    return tuple(name for name in fields if getattr(old, name) != getattr(new, name))


@router.get("/api/v1/conflicts", tags=["state"])
async def conflicts(port: Port) -> Response:
    """Vehicles that wait because nobody can tell which version counts: both versions of each."""
    data = msgspec.json.encode(conflict_views(port.state, port.now_us()))
    return Response(data, media_type="application/json")


@router.post("/api/v1/actions/decide-version", tags=["actions"])
async def decide_version(body: VersionDecision, person: TeamLead, port: Port) -> Done:
    """The slots wait no longer: the telegram in doubt counts, or what was known before."""
    return await order(
        port,
        DecideVersion(
            feed=FeedId(body.feed),
            call_number=CallNumber(body.call_number),
            take_new=body.take is Take.NEW,
            version=body.version,
            person=person.person,
            reason=body.reason,
        ),
    )
