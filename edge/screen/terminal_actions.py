"""The buttons of a picker's page: ``POST /terminal/{workplace}/actions/<name>``, and
``/terminal/{workplace}/filled/<face>`` for a face that was empty, as the person who is signed in
there. They do what the command cards do.

A page of another origin cannot press them: the body must be JSON, the browser must not say that the
request crosses sites, and an ``Origin``, where one is sent, must be this page's (``httpd.hosts``).
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from edge.cell import inputs
from edge.cell.tours import current_pick
from edge.screen.actions import Body, Done, SeenPick, order
from edge.screen.badges import Port
from edge.screen.button_offers import DEFERS, NOBODY, Button, order_of
from edge.screen.problems import ProblemError
from edge.screen.reading import Place
from wire.ids import DeviceId, FaceId, PersonId, WorkplaceId

router = APIRouter(prefix="/terminal", tags=["terminal"])


class Nothing(Body):
    """An empty object."""


class Pressed(Body):
    """``pick`` is the one that the page showed as current; None: it showed none."""

    pick: SeenPick | None = None


def own_page(request: Request) -> None:
    """403 when a browser says that another site asks."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError(403, "cross_site", "only the cell's own page has these buttons")


own_page.before_body = own_page  # type: ignore[attr-defined] # asked by ``httpd.door``


@router.post("/{workplace}/actions/{button}", dependencies=[Depends(own_page)])
async def press(button: Button, body: Pressed, workplace: Place, port: Port) -> Done:
    place = port.state.workplaces.get(workplace)
    if place is None or not place.person:
        raise ProblemError(409, NOBODY, "scan your badge first")
    if button in DEFERS and (body.pick is not None or current_pick(port.state, workplace)):
        return await order(port, _defer(button, workplace, place.person, body.pick))
    return await order(port, _given(button, workplace, place.person))


@router.post("/{workplace}/filled/{face}", dependencies=[Depends(own_page)])
async def fill(face: str, body: Nothing, workplace: Place, port: Port) -> Done:
    """The face has parts again: what waits for it comes back."""
    place = port.state.workplaces.get(workplace)
    person = place.person if place is not None else PersonId("")
    return await order(port, inputs.FillFace(face=FaceId(face), person=person))


def _defer(
    button: Button, workplace: WorkplaceId, person: PersonId, seen: SeenPick | None
) -> inputs.Input:
    """A second press must not put off the pick that came after the one that was seen."""
    if seen is None:
        raise ProblemError(409, "pick.not_seen", "a pick has come up: press again if it is meant")
    return order_of(button, workplace, person, seen.ref())


def _given(button: Button, workplace: WorkplaceId, person: PersonId) -> inputs.Input:
    """Which label is meant is decided by the cell, so a reprint goes the way of its card."""
    if button is Button.REPRINT:
        return inputs.CodeScanned(
            device=DeviceId("screen"), workplace=workplace, raw_id=0, text="LS:CMD:REPRINT"
        )
    return order_of(button, workplace, person, None)
