"""``/office/interchanges`` and ``/office/acknowledgements``: what came and went, what is wrong with
it segment by segment, what became of it, and what partners say of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.db.listings import Kind
from central.edi.profiles.profile import ANY
from central.edi.segment_view import segments
from central.exchange import lists, partners, service, store
from central.exchange.api import raw_answer
from central.exchange.ports import Desk
from central.exchange.rounds import Exchange
from central.exchange.rules.states import WAITING, MessageState, State
from central.exchange.store import Stored
from central.http.fields import Number, whole_of
from central.http.problems import ProblemError
from central.web import sheet
from central.web.frame import Frame, language_of, path, words
from central.web.reasons import told
from central.web.sheet import Look, Sheet
from central.words.reasons import Reason, RuleRefusedError, because
from syntax.problems import NOWHERE, Problem

LOOKS = {
    "refused": Look.FAULT,
    "unreadable": Look.FAULT,
    "unknown_partner": Look.FAULT,
    "unprocessed": Look.FAULT,
    "rejected": Look.FAULT,
    "held": Look.ATTENTION,
    "partly": Look.ATTENTION,
    "received": Look.ATTENTION,
    "posted": Look.OK,
    "acknowledged": Look.OK,
}
"""By ``lists.shown_state``."""
REPEATS = frozenset({"receipt.duplicate"})
"""Codes of what has the number of another one: a person may say that it is no repetition."""
FILE_SHOWN_MAX = 60
COLUMNS = {
    "interchange": Kind.FIGURE,
    "at_us": Kind.MOMENT,
    "direction": Kind.TEXT,
    "partner": Kind.TEXT,
    "message_names": Kind.TEXT,
    "reference": Kind.TEXT,
    "file": Kind.TEXT,
    "messages": Kind.FIGURE,
    "schedules": Kind.FIGURE,
    "state": Kind.STATE,
    "why": Kind.TEXT,
}
ADVICE_COLUMNS = {
    "interchange": Kind.FIGURE,
    "at_us": Kind.MOMENT,
    "partner": Kind.TEXT,
    "message_names": Kind.TEXT,
    "reference": Kind.TEXT,
    "answers": Kind.FIGURE,
    "sent_us": Kind.MOMENT,
    "state": Kind.STATE,
    "said": Kind.TEXT,
    "overdue": Kind.TEXT,
}


class Again(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(max_length=500)] = ""
    insist: bool = False


def routes(
    db: Database, frame: Frame, desk: Desk, exchange: Exchange, changed: Callable[[], None]
) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    _list(router, db, frame, exchange)
    _one(router, db, frame, desk, changed)
    sheet.add(
        router,
        db,
        frame,
        "/office/acknowledgements",
        Right.READ_OFFICE,
        _advice,
        "office_acknowledgements.html",
    )
    return router


def _list(router: APIRouter, db: Database, frame: Frame, exchange: Exchange) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]
    address = "/office/interchanges"

    @router.get(address, dependencies=reader)
    def show(request: Request) -> Response:
        made, names = db.read(lambda c: (_interchanges(c, request), _names(c)))
        return frame.page(
            request,
            "office_interchanges.html",
            sheet=made,
            export=sheet.exports(request),
            wanted=_wanted(request),
            partners=names,
            states=(lists.WAITS, *(state.value for state in State)),
            lines=exchange.lines(),
            tell=teller(request),
        )

    sheet.add_files(router, db, frame, address, Right.READ_OFFICE, _interchanges)


def _one(
    router: APIRouter, db: Database, frame: Frame, desk: Desk, changed: Callable[[], None]
) -> None:
    reader = [Depends(frame.asks(Right.READ_OFFICE))]
    exchanger = Depends(frame.asks(Right.EXCHANGE_EDI))

    @router.get("/office/interchanges/{interchange}/raw", dependencies=reader)
    def raw(interchange: Number) -> Response:
        return raw_answer(db, interchange)

    @router.get("/office/interchanges/{interchange}", dependencies=reader)
    def show(request: Request, interchange: Number) -> Response:
        return _page(db, frame, request, interchange)

    @router.post("/office/interchanges/{interchange}/reprocess")
    def reprocess(
        request: Request,
        interchange: Number,
        again: Annotated[Again, Form()],
        principal: Principal = exchanger,
    ) -> Response:
        by = Actor(who=principal.who, why=again.why)
        try:
            service.reprocess(db, desk, interchange, by, now_us(), insist=again.insist)
        except LookupError as error:
            raise ProblemError(
                404, "not_found", f"There is no interchange {interchange}."
            ) from error
        except RuleRefusedError as error:
            return _page(db, frame, request, interchange, str(error))
        changed()
        return RedirectResponse(path("office", "interchanges", interchange), status_code=303)


def _page(
    db: Database, frame: Frame, request: Request, interchange: int, refused: str = ""
) -> Response:
    """``refused``: why what was asked was not done."""
    row, raw, said, answers, known = db.read(
        lambda c: (
            store.load(c, interchange),
            store.raw_of(c, interchange),
            store.messages_of(c, interchange),
            lists.answers_to(c, interchange),
            partners.all_of(c),
        )
    )
    if row is None:
        raise ProblemError(404, "not_found", f"There is no interchange {interchange}.")
    partner = next((p for p in known if p.partner == row.partner), None)
    left = any(message.state is not MessageState.POSTED for message in said)
    of_messages = tuple(problem for message in said for problem in message.problems)
    return frame.page(
        request,
        "office_interchange.html",
        status=409 if refused else 200,
        row=row,
        shown=lists.shown_state(row),
        look=LOOKS.get(lists.shown_state(row), Look.PLAIN).value or "info",
        problems=[p for p in row.problems if p not in of_messages],
        segments=segments(
            raw,
            partner.profile if partner else ANY,
            problems=None if row.state is State.RECEIVED else _placed(row, of_messages),
            language=language_of(request),
        ),
        said=said,
        answers=answers,
        waits=row.state in WAITING or (row.state is State.POSTED and left),
        repeats=any(it.code in REPEATS for message in said for it in message.problems),
        refused=refused,
        tell=teller(request),
    )


def _placed(row: Stored, of_messages: tuple[Problem, ...]) -> list[Problem]:
    """What stands somewhere in the file, when it was decided about."""
    found = (*row.problems, *of_messages)
    return [problem for problem in found if problem.position != NOWHERE]


def teller(request: Request) -> Callable[[Problem | Reason], str]:
    """Says a problem or reason in the reader's language, as far as that has words for it."""
    texts = words(language_of(request))
    return lambda why: told(why if isinstance(why, Reason) else _as_reason(why), texts)


def _as_reason(problem: Problem) -> Reason:
    """Without its place, which stands beside it."""
    return because(f"edi.{problem.code}", "{detail}", where="", detail=problem.detail)


def _wanted(request: Request) -> lists.Filter:
    asked = request.query_params
    return lists.Filter(
        partner=asked.get("partner", "")[:200],
        direction=asked.get("direction", "")[:10],
        state=asked.get("state", "")[:40],
    )


def _before(request: Request) -> int | None:
    return whole_of(request.query_params.get("before", ""))


def _rows(request: Request) -> int:
    """A file has more rows than a page."""
    exported = request.url.path.endswith((".csv", ".pdf"))
    return lists.EXPORT_ROWS if exported else lists.PAGE_ROWS


def _names(connection: Connection) -> list[str]:
    return [partner.partner for partner in partners.all_of(connection)]


def _more(request: Request, before: int | None) -> str:
    if before is None:
        return ""
    query = {k: v for k, v in request.query_params.items() if k != "before"}
    return f"{request.url.path}?{urlencode({**query, 'before': before})}"


def _link(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: path("office", "interchanges", row[name]) if row[name] else ""


def _interchanges(connection: Connection, request: Request) -> Sheet:
    page = lists.page(connection, _wanted(request), _before(request), _rows(request))
    texts = words(language_of(request))
    return Sheet(
        name="interchanges",
        columns=COLUMNS,
        rows=[_cells(row, texts) for row in page.rows],
        links={"interchange": _link("interchange")},
        looks=lambda row: LOOKS.get(row["look"], Look.PLAIN),
        more=_more(request, page.before),
    )


def _cells(row: Stored, texts: Mapping[str, str]) -> dict[str, Any]:
    why = told(_as_reason(row.problems[0]), texts) if row.problems else ""
    return {
        "interchange": row.interchange,
        "at_us": row.at_us,
        "direction": texts[f"edi.direction.{row.direction}"],
        "partner": row.partner,
        "message_names": row.message_names,
        "reference": row.reference,
        "file": row.name if len(row.name) <= FILE_SHOWN_MAX else "…" + row.name[-FILE_SHOWN_MAX:],
        "messages": row.messages,
        "schedules": row.schedules,
        "state": texts[f"edi.state.{lists.shown_state(row)}"],
        "why": why,
        "look": lists.shown_state(row),
    }


def _advice(connection: Connection, request: Request) -> Sheet:
    """Ours, with what their partners say of them."""
    partner = request.query_params.get("partner", "")[:200]
    at_us = now_us()
    found, before = lists.sent(connection, partner, at_us, _before(request), _rows(request))
    texts = words(language_of(request))
    rows = []
    for sent in found:
        cells = _cells(sent.row, texts)
        said = [
            f"{word.message} {texts['edi.verdict.' + word.verdict]}"
            + (f": {'; '.join(word.faults)}" if word.faults else "")
            for word in sent.row.acknowledged
        ]
        hours = 0 if sent.overdue_us is None else (at_us - sent.overdue_us) // 3_600_000_000
        late = texts["edi.overdue"].format(hours=hours) if sent.overdue_us else ""
        cells |= {
            "answers": sent.row.answers,
            "sent_us": sent.row.sent_us,
            "said": " · ".join(said),
            "overdue": late or (texts["edi.awaited"] if sent.awaited else ""),
            "late": bool(sent.overdue_us),
        }
        rows.append(cells)
    return Sheet(
        name="acknowledgements",
        columns=ADVICE_COLUMNS,
        rows=rows,
        links={"interchange": _link("interchange"), "answers": _link("answers")},
        looks=lambda row: Look.FAULT if row["late"] else LOOKS.get(row["look"], Look.PLAIN),
        more=_more(request, before),
    )
