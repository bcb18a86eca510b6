"""``/board``: read across the hall, so its font follows from distance and size of the screen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.broadcast.service import archive
from central.db.clock import now_us
from central.db.database import Database
from central.http.problems import ProblemError
from central.supervision.board_view import Board, board_of
from central.supervision.letters import Letters, letters
from central.web.frame import Frame, Text

Distance = Annotated[float, Query(ge=0.5, le=100, allow_inf_nan=False)]
Diagonal = Annotated[float, Query(ge=5, le=500, allow_inf_nan=False)]
DISTANCE_M = 10.0
DIAGONAL_IN = 55.0


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    def found(feed: str) -> Board:
        name = feed or db.read(_newest_feed)
        board = db.read(lambda c: board_of(c, name, now_us()))
        if board is None:
            raise ProblemError(404, "not_found", f"There is no feed {name}.")
        return board

    @router.get("/board")
    def board(
        request: Request,
        feed: Text = "",
        distance: Distance = DISTANCE_M,
        diagonal: Diagonal = DIAGONAL_IN,
    ) -> Response:
        return frame.page(
            request,
            "board.html",
            board=found(feed),
            distance=distance,
            diagonal=diagonal,
            letters=letters(distance, diagonal),
        )

    @router.get("/board/lines")
    def lines(request: Request, feed: Text = "") -> Response:
        return frame.page(request, "board_lines.html", board=found(feed))

    @router.get("/board/letters.css")
    def letters_css(distance: Distance = DISTANCE_M, diagonal: Diagonal = DIAGONAL_IN) -> Response:
        return Response(_css(letters(distance, diagonal)), media_type="text/css")

    return router


def _css(size: Letters) -> str:
    return (
        f".line .figure {{ font-size: {size.font_vw:.4f}vw; }}\n"
        f".line .label, .line .note {{ font-size: {size.label_vw:.4f}vw; }}\n"
    )


def _newest_feed(connection: Connection) -> str:
    """The feed that spoke last; empty if there is none."""
    feeds = archive.feeds_now(connection)
    newest = max(feeds, key=lambda feed: feed.last_received_us or 0, default=None)
    return "" if newest is None else newest.feed
