"""The pages of the cell, made from templates on the server; all of it comes from here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from edge.screen import line_side, lists, plan_view, racks_view
from edge.screen.badges import Port
from edge.screen.health_rows import age_text, health_rows
from edge.screen.language import words_of, words_of_terminal
from edge.screen.offers import of_rack_now, situation, to_do
from edge.screen.reading import Place, known_workplaces
from edge.screen.shorts_view import short_rows
from wire.doubled_hour import which_of_two
from wire.family_words import with_index
from wire.sentences import in_language

router = APIRouter(include_in_schema=False)

Cell = str | Mapping[str, str]
T = TypeVar("T")
LABEL_ROWS = 200
UNSAID = "UTC"
"""A feed's zone where its masters name none."""


def environment() -> Environment:
    """Escapes everything; an unknown name in a template is an error."""
    made = Environment(
        loader=PackageLoader("edge.screen"), autoescape=True, undefined=StrictUndefined
    )
    made.filters["as_json"] = lambda value: msgspec.json.encode(value).decode()
    made.filters["moment"] = moment_text
    return made


def moment_text(at_us: int, zone: ZoneInfo | None) -> str:
    """With the zone, and with the offset in the hour that comes twice; None: the machine's own."""
    at = datetime.fromtimestamp(at_us // 1_000_000, tz=UTC).astimezone(zone)
    which = which_of_two(at, zone)
    return at.strftime("%F %T %Z") + (f" ({which})" if which else "")


def zone_of(request: Request) -> ZoneInfo | None:
    """The cell's own, else the first that a feed of the masters names, else None: the machine's."""
    masters = request.app.state.port.compiled
    feeds = masters.masters.feeds if masters is not None else ()
    name = request.app.state.zone or next((it.zone for it in feeds if it.zone != UNSAID), "")
    return ZoneInfo(name) if name else None


def _page(
    request: Request, template: str, words: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """``words``: not those of who asks."""
    state = request.app.state
    text = state.templates.get_template(template).render(
        t=words or words_of(request),
        node=state.port.node,
        at_us=state.port.now_us(),
        zone=zone_of(request),
        **values,
    )
    return HTMLResponse(text)


def table(
    request: Request,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    asked: Sequence[str] = (),
) -> HTMLResponse:
    """``asked``: part, lot and serial of a page that looks for them."""
    words = words_of(request)
    return _page(request, "table.html", title=words[title], heads=heads, rows=rows, asked=asked)


@router.get("/")
async def index(request: Request) -> Response:
    title = words_of(request)["title.index"]
    return _page(request, "index.html", title=title, workplaces=known_workplaces(request))


@router.get("/terminal/{workplace}")
async def terminal(request: Request, workplace: Place) -> Response:
    return _page(request, "terminal.html", words_of_terminal(request), workplace=workplace)


@router.get("/racks")
async def racks(request: Request, port: Port) -> Response:
    now_us, words = port.now_us(), words_of(request)
    risks = plan_view.risk_views(request.app.state.derived.forecasts(), now_us)
    blocked = sum(risk.waits > 0 for risk in risks.values())
    level, text = plan_view.certificate(port.state.plan, words, blocked)
    found = racks_view.rack_views(port.state, port.masters, now_us)
    here = [it.rack for it in found if it.phase != "shipped"]
    offered = await _one_by_one(here, lambda rack: of_rack_now(situation(port), rack, words))
    return _page(
        request,
        "racks.html",
        title=words["title.racks"],
        racks=found,
        to_do=dict(zip(here, offered, strict=True)),
        proof={"level": level, "words": text},
        due={rack: plan_view.due_text(risk, words) for rack, risk in risks.items()},
        risks={rack: plan_view.risk_cell(risk, words) for rack, risk in risks.items()},
        places=line_side.places_rows(port.state, port.compiled, words, now_us),
        weights=line_side.weights(port.state, port.compiled),
    )


@router.get("/health")
async def health(request: Request, port: Port) -> Response:
    rows = health_rows(port.health(), words_of(request))
    return table(request, "title.health", ("what", "age", "state", "detail"), rows)


@router.get("/holes")
async def holes(request: Request, port: Port) -> Response:
    words = words_of(request)
    rows: list[list[Cell]] = [
        [
            hole.feed,
            {"level": "attention", "words": hole.sequence_number},
            str(hole.count),
            age_text(hole.age_s, words),
            hole.owner or "–",
            ", ".join(hole.racks) or "–",
        ]
        for hole in racks_view.hole_views(port.state, port.now_us())
    ]
    return table(request, "title.holes", ("feed", "number", "count", "age", "owner", "rack"), rows)


@router.get("/shorts")
async def shorts(request: Request, port: Port) -> Response:
    words = words_of(request)
    rows: list[list[Cell]] = [
        [
            row.part,
            row.face,
            f"{with_index(row.family, row.index)} · {row.rack} · {row.slot + 1} · "
            f"{row.sequence_number}",
            {"level": "attention", "words": words[f"hold.{row.reason}"]},
            "–" if row.due_s is None else plan_view.signed_age(row.due_s, words),
            row.owner or "–",
            age_text(row.age_s, words),
        ]
        for row in short_rows(port.state, port.compiled, port.now_us())
    ]
    heads = ("part", "face", "slot", "why", "due", "owner", "age")
    return table(request, "title.shorts", heads, rows)


async def _one_by_one(things: Sequence[T], said: Callable[[T], str]) -> list[str]:
    """Rules are asked for each, and between two of them a scan has its turn."""
    found = []
    for thing in things:
        found.append(said(thing))
        await asyncio.sleep(0)
    return found


@router.get("/exceptions")
async def exceptions(request: Request, port: Port) -> Response:
    words = words_of(request)
    found = lists.exceptions(port.state, port.health().troubles, port.now_us())
    offered = await _one_by_one(found, lambda view: to_do(situation(port), view, words))
    rows = [
        [
            words[f"kind.{row.kind}"],
            age_text(row.age_s, words),
            row.owner or "–",
            in_language(row.text, words["language"]),
            now,
        ]
        for row, now in zip(found, offered, strict=True)
    ]
    return table(request, "title.exceptions", ("kind", "age", "owner", "text", "action"), rows)


@router.get("/labels")
async def labels(request: Request, port: Port) -> Response:
    words = words_of(request)
    levels = {"confirmed": "ok", "unknown": "fault", "cancelled": "", "sent": "info"}
    rows: list[list[Cell]] = [
        [
            row.label,
            words[f"label.kind.{row.kind}"],
            {"level": levels.get(row.state, ""), "words": words[f"label.state.{row.state}"]},
            row.printer,
            age_text(row.age_s, words),
            in_language(row.detail, words["language"]),
        ]
        for row in lists.labels(port.state, port.now_us())[:LABEL_ROWS]
    ]
    return table(
        request, "title.labels", ("label", "kind", "state", "printer", "age", "detail"), rows
    )
