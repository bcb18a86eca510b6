"""What may be ordered now: ``GET /api/v1/offers``, and the words in which pages say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from edge.cell import offers_of
from edge.cell.exceptions import ExceptionView
from edge.cell.offers import Offer, Value, offer
from edge.cell.situation import Situation
from edge.screen.badges import Port
from edge.screen.language import words_of
from edge.screen.port import CellPort
from wire.ids import CallNumber, FeedId, LabelId, LoadId, RackId, UnitId, WorkplaceId
from wire.sentences import in_language

router = APIRouter()

Text = Annotated[str, Query(max_length=500)]
_TELLS = ("take", "delivered", "closed", "kind", "reason", "empty")
"""What of an order's body makes another order of it, for a person."""


class Of(StrEnum):
    """What is asked about."""

    RACK = "rack"
    CALL = "call"
    EXCEPTION = "exception"
    LABEL = "label"
    SINGLE = "single"
    LOAD = "load"
    WORKPLACE = "workplace"
    BLOCK = "block"
    PRINTER = "printer"
    UNIT = "unit"


class OfferRow(msgspec.Struct, frozen=True, kw_only=True):
    """``title`` and ``text`` are in the reader's language; ``why`` is the rule's own word. ``body``
    is sent to ``/api/v1/actions/<action>`` with what ``asks`` names. ``who``: who may order it.
    """

    action: str
    title: str
    permitted: bool
    who: str
    body: Mapping[str, Value]
    asks: tuple[str, ...]
    code: str = ""
    why: str = ""
    text: str = ""


_OF: dict[Of, Callable[[Situation, str], Iterable[Offer]]] = {
    Of.RACK: lambda at, key: offers_of.of_rack(at, RackId(key)),
    Of.EXCEPTION: offers_of.of_exception,
    Of.LABEL: lambda at, key: offers_of.of_label(at, LabelId(key)),
    Of.SINGLE: lambda at, key: offers_of.of_single(at, RackId(key)),
    Of.LOAD: lambda at, key: offers_of.of_load(at, LoadId(key)),
    Of.UNIT: lambda at, key: offers_of.of_unit(at, UnitId(key)),
    Of.WORKPLACE: lambda at, key: offers_of.of_workplace(at, WorkplaceId(key)),
    Of.BLOCK: lambda at, key: (offer(at, "lift-block", block=key),),
    Of.PRINTER: lambda at, key: (offer(at, "resume-printer", printer=key),),
}


@router.get("/api/v1/offers", tags=["state"])
async def offers(
    request: Request, port: Port, of: Of, key: Text, feed: Text = "", number: int | None = None
) -> Response:
    """Which orders are permitted now, and why not the others: of a rack (with ``number``: of a slot
    in it), a call (with its ``feed``), an exception, label, single pick, truck (load), pallet or
    container (unit, by its licence plate), workplace, block or printer.
    """
    at = situation(port)
    if of is Of.CALL:
        found = offers_of.of_call(at, FeedId(feed), CallNumber(key))
    elif of is Of.RACK and number is not None:
        found = offers_of.of_slot(at, RackId(key), number)
    else:
        found = iter(_OF[of](at, key))
    words = words_of(request)
    rows = [offer_row(each, words) for each in found]
    return Response(msgspec.json.encode(rows), media_type="application/json")


def situation(port: CellPort) -> Situation:
    return Situation(port.state, port.compiled, port.now_us())


def offer_row(it: Offer, words: Mapping[str, str]) -> OfferRow:
    return OfferRow(
        action=it.action,
        title=title_of(it, words),
        permitted=it.permitted,
        who=it.who.value,
        body=it.body,
        asks=it.asks,
        code=it.code,
        why=it.why,
        text=refusal_text(it, words),
    )


def title_of(it: Offer, words: Mapping[str, str]) -> str:
    """What the order is called, e.g. *Ship* and *Ship out of order*."""
    kinds = [f".{it.body[name]}".lower() for name in _TELLS if it.body.get(name, "") != ""]
    flags = [f".{name}" for name in ("out_of_order", "unchecked") if it.body.get(name)]
    named = (f"do.{it.action}{kind}" for kind in (*kinds, *flags))
    return next((words[key] for key in named if key in words), words[f"do.{it.action}"])


def refusal_text(it: Offer, words: Mapping[str, str]) -> str:
    """Why not, in the reader's language; empty: it is permitted."""
    return "" if it.permitted else in_language(it.why, words["language"])


def to_do(at: Situation, view: ExceptionView, words: Mapping[str, str]) -> str:
    """What settles an exception now, for a page: what may be ordered, else why nothing may."""
    return _said(offers_of.settling(at, view), words) or words.get(f"do.{view.action}", "–")


RACK_ORDERS = frozenset({"ship-rack", "close-short", "load-rack", "unload-rack"})


def of_rack_now(at: Situation, rack: str, words: Mapping[str, str]) -> str:
    """What may become of a rack as a whole now, for a page."""
    found = [it for it in offers_of.of_rack(at, RackId(rack)) if it.action in RACK_ORDERS]
    key = "rack.now" if any(it.permitted for it in found) else "rack.nothing_now"
    return words[key].format(text=_said(found, words))


def _said(found: Iterable[Offer], words: Mapping[str, str]) -> str:
    offered = tuple(found)
    may: Iterator[str] = (title_of(it, words) for it in offered if it.permitted)
    not_now = [refusal_text(it, words) for it in offered if not it.permitted]
    return ", ".join(dict.fromkeys(may)) or (not_now[0] if not_now else "")
