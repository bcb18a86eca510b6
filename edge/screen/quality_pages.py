"""Trucks, blocks, and where pieces are: pages of the cell and their JSON."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Query, Request, Response

from edge.cell.masters import part_meant
from edge.cell.whereabouts import Asked
from edge.screen.badges import Port
from edge.screen.language import words_of
from edge.screen.loads_view import block_rows, load_rows, piece_rows
from edge.screen.pages import Cell, moment_text, table, zone_of
from edge.screen.port import CellPort
from wire.ids import PartNumber

router = APIRouter()
Text = Annotated[str, Query(max_length=200)]


@router.get("/api/v1/loads")
async def loads(port: Port) -> Response:
    """Trucks that are open, and the last that departed."""
    return _json(load_rows(port.state))


@router.get("/api/v1/blocks")
async def blocks(port: Port) -> Response:
    """What nobody may use here, whoever said so."""
    return _json(block_rows(port.state))


@router.get("/api/v1/pieces")
async def pieces(port: Port, part: Text, lot: Text = "", serial: Text = "") -> Response:
    """Where the pieces of a part, lot or serial are, as far as this cell knows, and what to do."""
    return _json(piece_rows(port.state, _asked(port, part, lot, serial)))


@router.get("/loads", include_in_schema=False)
async def loads_page(request: Request, port: Port) -> Response:
    words, zone = words_of(request), zone_of(request)
    levels = {"open": "attention", "departed": "info", "delivered": ""}
    rows: list[list[Cell]] = [
        [
            f"{it.truck} · {it.load}",
            it.dock,
            words[f"order.{it.order.value}"],
            {"level": levels[it.state], "words": words[f"load.{it.state}"]},
            ", ".join(it.racks) or "–",
            ", ".join(it.next) or "–",
            it.seal or "–",
            moment_text(it.departed_us or it.opened_us, zone),
        ]
        for it in load_rows(port.state)
    ]
    heads = ("truck", "dock", "order", "state", "racks", "next", "seal", "since")
    return table(request, "title.loads", heads, rows)


@router.get("/blocks", include_in_schema=False)
async def blocks_page(request: Request, port: Port) -> Response:
    words, zone = words_of(request), zone_of(request)
    rows: list[list[Cell]] = [
        [
            it.block,
            it.part,
            it.lot or ", ".join(it.serials[:5]) or words["block.whole"],
            it.reason,
            it.person,
            it.origin or (words["block.central"] if it.told else words["block.here"]),
            moment_text(it.at_us, zone),
            {
                "level": "attention" if it.pieces else "",
                "words": str(it.pieces) if it.pieces else words["block.no_piece"],
                "link": _link(it.part, it.lot, it.serials[0] if len(it.serials) == 1 else ""),
            },
        ]
        for it in block_rows(port.state)
    ]
    heads = ("block", "part", "lot", "why", "person", "put_at", "since", "pieces")
    return table(request, "title.blocks", heads, rows)


@router.get("/pieces", include_in_schema=False)
async def pieces_page(
    request: Request, port: Port, part: Text = "", lot: Text = "", serial: Text = ""
) -> Response:
    words = words_of(request)
    found = piece_rows(port.state, _asked(port, part, lot, serial)) if part else ()
    rows: list[list[Cell]] = [
        [
            {"level": "attention", "words": words[f"todo.{it.todo}"]},
            words[f"piece.{it.state.value}"] + ("" if it.sure else f" ({words['piece.perhaps']})"),
            f"{it.serial or '–'} / {it.lot or '–'}",
            it.vin or it.call_number,
            f"{it.rack} · {it.slot + 1}",
            it.truck or "–",
            ", ".join(it.labels) or "–",
        ]
        for it in found
    ]
    heads = ("action", "state", "piece", "vin", "rack", "truck", "label")
    return table(request, "title.pieces", heads, rows, asked=(part, lot, serial))


def _asked(port: CellPort, part: str, lot: str, serial: str) -> Asked:
    meant = PartNumber(part_meant(port.compiled, part.strip()))
    return Asked(part=meant, lot=lot.strip(), serials=(serial,) if serial.strip() else ())


def _link(part: str, lot: str, serial: str) -> str:
    return "/pieces?" + urlencode({"part": part, "lot": lot, "serial": serial})


def _json(data: object) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")
