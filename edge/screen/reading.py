"""What programs read of the cell: JSON views, event streams, metrics, signs of life."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from edge.cell.model.alarms import RefusedMasters
from edge.screen import lists, metrics, racks_view, stream
from edge.screen.badges import Port
from edge.screen.derived import Derived
from edge.screen.language import words_of_terminal
from edge.screen.limits import StreamPlaces
from edge.screen.plan_view import plan_view
from edge.screen.port import CellPort
from edge.screen.problems import ProblemError
from edge.screen.shorts_view import short_rows
from edge.screen.status import MessageView, NoteView, TerminalView
from edge.screen.terminal_view import terminal_view
from wire.ids import WorkplaceId
from wire.sentences import in_language

router = APIRouter()

ROWS_MAX = 1000


def known_workplaces(request: Request) -> tuple[str, ...]:
    """Those of the configuration and those that have ever been signed in at."""
    port: CellPort = request.app.state.port
    return tuple(dict.fromkeys((*request.app.state.workplaces, *port.state.workplaces)))


def the_workplace(request: Request, workplace: Annotated[str, Path()]) -> WorkplaceId:
    if workplace not in known_workplaces(request):
        raise ProblemError(404, "workplace.unknown", f"this cell has no workplace {workplace}")
    return WorkplaceId(workplace)


async def stream_place(request: Request) -> AsyncIterator[None]:
    """Holds one of the places for event streams while the stream is open."""
    places: StreamPlaces = request.app.state.streams
    if not places.take():
        raise ProblemError(
            503, "streams.full", f"all {places.places} event streams are open; close a page"
        )
    try:
        yield
    finally:
        places.give_back()


Place = Annotated[WorkplaceId, Depends(the_workplace)]
First = Annotated[int, Query(ge=0, le=10**9)]
Limit = Annotated[int, Query(ge=1, le=ROWS_MAX)]


def view_of(request: Request, workplace: WorkplaceId) -> TerminalView:
    port: CellPort = request.app.state.port
    derived: Derived = request.app.state.derived
    view = terminal_view(
        port.state,
        port.compiled,
        port.health(),
        workplace,
        now_us=port.now_us(),
        cover_min=derived.cover_min(),
        last_answer=request.app.state.answers.of(workplace),
    )
    language = words_of_terminal(request)["language"]
    return msgspec.structs.replace(
        view,
        message=_spoken(view.message, language),
        alarm=_spoken(view.alarm, language),
        note=_note(view.note, language),
    )


def _note(note: NoteView | None, language: str) -> NoteView | None:
    if note is None:
        return None
    return msgspec.structs.replace(note, text=in_language(note.text, language))


def _spoken(message: MessageView | None, language: str) -> MessageView | None:
    """With what the cell says of it in the page's language."""
    if message is None or "text" not in message.values:
        return message
    values = {**message.values, "text": in_language(message.values["text"], language)}
    return msgspec.structs.replace(message, values=values)


def _json(data: object) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")


@router.get("/api/v1/workplaces")
async def workplaces(request: Request) -> Response:
    port: CellPort = request.app.state.port
    rows = [
        {
            "workplace": name,
            "person": place.person if place else "",
            "paused": bool(place and place.paused),
        }
        for name in known_workplaces(request)
        for place in [port.state.workplaces.get(WorkplaceId(name))]
    ]
    return _json(rows)


@router.get("/api/v1/workplaces/{workplace}")
async def workplace_view(request: Request, workplace: Place) -> Response:
    return _json(view_of(request, workplace))


@router.get(
    "/api/v1/workplaces/{workplace}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(stream_place)],
)
async def workplace_events(
    request: Request, workplace: Place, port: Port
) -> AsyncIterator[ServerSentEvent]:
    async for event in stream.events(port, workplace, lambda: view_of(request, workplace)):
        yield event


@router.get("/api/v1/status")
async def status(port: Port) -> Response:
    return _json(lists.status(port.state, port.health(), port.now_us()))


@router.get("/api/v1/racks")
async def racks(port: Port) -> Response:
    return _json(racks_view.rack_views(port.state, port.masters, port.now_us()))


@router.get("/api/v1/plan")
async def plan(request: Request, port: Port) -> Response:
    """The newest plan, late risk of racks, how forecasts came true, the pace, the last walks."""
    derived: Derived = request.app.state.derived
    return _json(plan_view(port.node, port.state, derived.forecasts(), port.now_us()))


@router.get("/api/v1/holes")
async def holes(port: Port) -> Response:
    return _json(racks_view.hole_views(port.state, port.now_us()))


@router.get("/api/v1/shorts")
async def shorts(port: Port) -> Response:
    """The short queue: picks that wait, in the order of the line."""
    return _json(short_rows(port.state, port.compiled, port.now_us()))


@router.get("/api/v1/exceptions")
async def exceptions(port: Port, derived: bool = False) -> Response:
    """What is wrong with the cell as a whole, and those that a person closes by a word; with
    ``derived`` also holes, holds and labels, which go away by the action that each names.
    """
    troubles = port.health().troubles
    return _json(lists.exceptions(port.state, troubles, port.now_us(), derived=derived))


@router.get("/api/v1/labels")
async def labels(port: Port, first: First = 0, limit: Limit = ROWS_MAX) -> Response:
    return _json(lists.labels(port.state, port.now_us())[first : first + limit])


@router.get("/metrics")
async def prometheus(request: Request, port: Port) -> Response:
    state = request.app.state
    text = metrics.exposition(port, state.refusals, state.streams, state.traffic)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/healthz")
async def healthz(port: Port) -> Response:
    """The process lives and its loop turns."""
    return _json({"node": port.node, "at_us": port.now_us()})


def _waits(refused: RefusedMasters | None) -> str:
    if refused is None:
        return "no masters yet; the cell waits for central"
    return (
        "no masters yet; the cell waits for central; those of central are refused: "
        f"{refused.reason}"
    )


@router.get("/readyz")
async def readyz(port: Port) -> Response:
    """Ready when there are masters to pick by and nothing stops the picking. Newer ones that the
    cell refuses are named: it works on with those it has.
    """
    refused = port.state.masters_refused
    if port.masters is None:
        raise ProblemError(503, "masters.missing", _waits(refused))
    for trouble in port.health().troubles:
        if trouble.stops:
            raise ProblemError(503, trouble.kind.value, trouble.text)
    answer: dict[str, object] = {"node": port.node, "masters_version": port.masters.version}
    if refused is not None:
        answer["masters_refused"] = {"version": refused.version, "reason": refused.reason}
    return _json(answer)
