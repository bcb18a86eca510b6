"""``/desk``: what needs a person first, then everything beside it; each part renews itself."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.db.clock import now_us
from central.db.database import Database
from central.http.problems import ProblemError
from central.supervision import figures_view
from central.supervision.desk_view import PARTS, Values
from central.web.csv_text import csv_heads, csv_line, csv_number
from central.web.frame import Frame, language_of, words


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    @router.get("/desk")
    def desk(request: Request) -> Response:
        at_us = now_us()

        def work(connection: Connection) -> Values:
            parts = [make(connection, at_us) for make, _ in PARTS.values()]
            return {name: value for part in parts for name, value in part.items()}

        topics = {name: topic for name, (_, topic) in PARTS.items()}
        return frame.page(request, "desk.html", topics=topics, **db.read(work))

    @router.get("/desk/figures.csv")
    def export(request: Request) -> Response:
        figures = db.read(lambda c: figures_view.figures_of_cells(c, now_us()))
        language = language_of(request)
        lines = [csv_heads(list(figures_view.COLUMNS), words(language))]
        lines += [
            [_cell(name, tell(it), language) for name, tell in figures_view.COLUMNS.items()]
            for it in figures
        ]
        return Response(
            "\ufeff" + "".join(csv_line(cells, language) for cells in lines),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="figures.csv"'},
        )

    @router.get("/desk/{part}")
    def part(request: Request, part: str) -> Response:
        if part not in PARTS:
            raise ProblemError(404, "not_found", f"The desk has: {', '.join(PARTS)}.")
        values = db.read(lambda c: PARTS[part][0](c, now_us()))
        return frame.page(request, f"desk_{part}.html", **values)

    return router


def _cell(name: str, value: object, language: str) -> str:
    text = "" if value is None else str(value)
    return text if name in figures_view.TEXTS else csv_number(text, language)
