"""What a lead tells the cell (``POST /api/v1/actions/tell``), and that it was read: a button of the
terminal, ``POST /terminal/{workplace}/read``.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from edge.cell.message_inputs import ReadMessage, Tell
from edge.screen.actions import Body, Done, Note, order
from edge.screen.badges import Port, TeamLead
from edge.screen.problems import ProblemError
from edge.screen.reading import Place, known_workplaces
from edge.screen.terminal_actions import own_page
from wire.ids import WorkplaceId
from wire.message_length import MESSAGE_MAX

router = APIRouter()


class Telling(Body):
    """``workplace`` empty: everybody who works here reads it."""

    text: Annotated[str, Field(min_length=1, max_length=MESSAGE_MAX)]
    workplace: Note = ""


class Reading(Body):
    """The message that the page showed."""

    exception: Annotated[str, Field(min_length=1, max_length=200)]


@router.post("/api/v1/actions/tell", tags=["actions"])
async def tell(body: Telling, person: TeamLead, port: Port, request: Request) -> Done:
    """Stands on terminals until it is read."""
    if body.workplace and body.workplace not in known_workplaces(request):
        raise ProblemError(404, "workplace.unknown", f"this cell has no workplace {body.workplace}")
    place = WorkplaceId(body.workplace)
    return await order(port, Tell(text=body.text, person=person.person, workplace=place))


@router.post("/terminal/{workplace}/read", dependencies=[Depends(own_page)], tags=["terminal"])
async def read(body: Reading, workplace: Place, port: Port) -> Done:
    """Whoever is signed in there has read it."""
    return await order(port, ReadMessage(workplace=workplace, exception=body.exception))
