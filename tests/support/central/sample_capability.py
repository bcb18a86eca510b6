"""The files of a capability of which the program knows nothing."""

from __future__ import annotations

SAMPLE = {
    "__init__.py": '"""Docks where lorries stand."""',
    "rules.py": """
from central.words.reasons import RuleRefusedError, because


def refuse_unknown(dock: str) -> None:
    if dock != "north":
        raise RuleRefusedError(because("docks.unknown", "there is no dock {dock}", dock=dock))
""",
    "pages.py": """
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from central.access.rules import Right
from central.docks.rules import refuse_unknown


def routes(frame, arrivals):
    router = APIRouter(include_in_schema=False)

    @router.get("/office/docks", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def docks(request: Request) -> Response:
        return frame.page(request, "docks.html", arrivals=len(arrivals))

    @router.get("/office/docks/{dock}", dependencies=[Depends(frame.asks(Right.READ_OFFICE))])
    def dock(request: Request, dock: str) -> Response:
        refuse_unknown(dock)
        return frame.page(request, "docks.html", arrivals=len(arrivals))

    return router
""",
    "api.py": """
from fastapi import APIRouter, Depends, Request

from central.access.rules import Right


def routes(guard, arrivals):
    router = APIRouter(prefix="/api/v1/docks", tags=["docks"])

    @router.get("", dependencies=[Depends(guard.requires(Right.READ_OFFICE))])
    def docks() -> dict[str, int]:
        return {"arrivals": len(arrivals)}

    @router.post("/notes", dependencies=[Depends(guard.requires(Right.POST_DESPATCH))])
    async def note(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    return router
""",
    "capability.py": """
from central.docks import api, pages
from central.house import House


def install(house: House) -> None:
    arrivals: list[str] = []
    house.page("/office/docks", "office.docks", 350)
    house.serve(api.routes(house.guard, arrivals), pages.routes(house.frame, arrivals))
    house.listen("edi", lambda: arrivals.append("a file"))
    house.body("/api/v1/docks/notes", 2_000_000)
""",
    "replies.py": """
from central.partners.service.questions import CUSTOMER_PANELS
from central.web.panel import Panel


def panel(connection, customer):
    return Panel(template="docks_of_customer.html", values={"docks": 2, "customer": customer})


REPLIES = (CUSTOMER_PANELS.by(panel),)
""",
    "office_kinds.py": """
from dataclasses import dataclass

from central.folders.office_kind import OfficeKind

STORED = []


@dataclass(frozen=True)
class Dock:
    dock: str
    gates: int = 1


def store(work, entry):
    STORED.append(entry.value)
    return "new"


def tables(connection):
    return [{"dock": it.dock, "gates": it.gates} for it in STORED]


KINDS = (OfficeKind(name="dock", place=45, shape=Dock, store=store, tables=tables),)
""",
    "templates/docks.html": """{% extends "office.html" %}
{% block office %}<h1>{{ t["office.docks"] }}</h1><p>{{ arrivals }} {{ t["docks.arrivals"] }}</p>
{% endblock %}""",
    "templates/docks_of_customer.html": (
        '<p id="docks">{{ panel["values"].docks }} {{ t["office.docks"] }}, {{ customer.name }}</p>'
    ),
    "texts/en.json": '{"office.docks": "Docks", "docks.arrivals": "arrivals"}',
    "texts/de.json": (
        '{"office.docks": "Tore", "docks.arrivals": "Ankünfte",'
        ' "reason.docks.unknown": "ein Tor {dock} gibt es nicht"}'
    ),
}
"""The files of a folder ``central/docks``: nothing else is written."""
