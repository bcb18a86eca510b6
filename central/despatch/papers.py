"""Papers that go with the goods, as PDF: a despatch note, and the list of what is on a load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from central.access.rules import Right
from central.db.clock import now_us
from central.db.database import Database
from central.despatch.service import papers
from central.despatch.service.papers import LoadPaper, NotePaper, PaperLine
from central.http.fields import Number
from central.http.problems import ProblemError
from central.orders.rules.note_states import NoteState
from central.partners.rules.divisions import Division
from central.partners.rules.parties import Identity
from central.partners.service.roles import Party
from central.web.frame import Frame, language_of, languages, moment, words
from central.web.paper import Block, Column, Paper, Rows, document
from central.web.printed import day, figure

Texts = Mapping[str, str]
GRAMS = Decimal(1000)
NOT_TO_LEAVE = (NoteState.DRAFT, NoteState.VOIDED, NoteState.UNDONE)
"""States whose paper must not go with goods."""


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    reader = [Depends(frame.asks(Right.READ_OFFICE))]

    @router.get("/office/despatch/{note:path}/print", dependencies=reader)
    def note_pdf(request: Request, note: str) -> Response:
        """In ``?lang=``, else in the customer's language."""

        def made(connection: Connection) -> NotePaper:
            found = papers.note_paper(connection, note)
            if found is None:
                raise ProblemError(404, "not_found", f"There is no note {note}.")
            return found

        paper = db.read(made)
        customer = paper.customer
        texts = words(_language(request, customer.language if customer else ""))
        return _pdf(document(note_as_paper(paper, texts)), f"note-{_file_name(note)}.pdf")

    @router.get("/office/loads/{load}/print", dependencies=reader)
    def load_pdf(request: Request, load: Number) -> Response:
        def made(connection: Connection) -> LoadPaper:
            found = papers.load_paper(connection, load)
            if found is None:
                raise ProblemError(404, "not_found", f"There is no load {load}.")
            return found

        paper = db.read(made)
        texts = words(language_of(request))
        return _pdf(document(load_as_paper(paper, texts)), f"load-{load}.pdf")

    return router


def _language(request: Request, customers: str) -> str:
    asked = request.query_params.get("lang", "")
    for code in (asked, customers):
        if code in languages():
            return code
    return language_of(request)


def _file_name(text: str) -> str:
    return "".join(it if it.isascii() and it.isalnum() else "-" for it in text)


def _pdf(content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/pdf", headers=headers)


def note_as_paper(paper: NotePaper, texts: Texts) -> Paper:
    state = NoteState(paper.note["state"])
    warning = texts[f"paper.warning.{state}"] if state in NOT_TO_LEAVE else _again(paper, texts)
    return Paper(
        title=f"{texts['paper.note']} {paper.note['note']}",
        warning=warning,
        blocks=list(_blocks(paper, texts)),
        tables=[_goods(paper, texts), _no_longer(paper, texts), _units(paper, texts)],
        closing=list(_closing(paper, texts)),
        foot=texts["paper.printed"].format(at=moment(now_us(), texts["language"])),
        page_of=texts["page_of"],
    )


def _again(paper: NotePaper, texts: Texts) -> str:
    """Empty: it stands as it left."""
    if not paper.gone:
        return ""
    said = texts["paper.warning.all_back" if paper.all_gone else "paper.warning.again"]
    at = moment(paper.gone[-1].at_us, texts["language"])
    return said.format(copy=paper.copy, at=at)


def _no_longer(paper: NotePaper, texts: Texts) -> Rows:
    language = texts["language"]
    rows = [
        [
            day(it.on, language),
            it.part,
            figure(it.quantity, language),
            it.unit,
            texts["paper.taken_off" if it.undone else "paper.came_back"],
            it.why,
        ]
        for it in paper.gone
    ]
    columns = (
        Column(head=texts["col.on_day"], width=12),
        Column(head=texts["paper.your_part"], width=20),
        Column(head=texts["col.quantity"], width=11, right=True),
        Column(head=texts["paper.unit"], width=9),
        Column(head=texts["paper.how"], width=20),
        Column(head=texts["col.why"], width=24),
    )
    return Rows(head=texts["paper.no_longer"], columns=columns, rows=rows)


def _blocks(paper: NotePaper, texts: Texts) -> Iterator[Block]:
    yield _us(paper.us, texts)
    yield Block(head=texts["paper.this_note"], lines=list(_facts(paper, texts)))
    if paper.parties is None:
        yield Block(head=texts["paper.sold_to"], lines=[paper.note["customer"]])
        return
    sold_to, ship_to = paper.parties.sold_to, paper.parties.ship_to
    yield Block(head=texts["paper.sold_to"], lines=_party(sold_to, texts))
    yield Block(head=texts["paper.ship_to"], lines=[*_party(ship_to, texts), *_gate(paper, texts)])


def _us(us: Division | None, texts: Texts) -> Block:
    if us is None:
        return Block(head=texts["paper.from"], lines=[texts["paper.no_division"]])
    told = _identity(us.identity, texts)
    return Block(head=texts["paper.from"], lines=[us.name or us.division, *told])


def _party(party: Party, texts: Texts) -> list[str]:
    code = f"{party.customer} / {party.plant}" if party.plant else party.customer
    named = party.name if party.name == code else f"{party.name} ({code})"
    return [named, *_identity(party.identity, texts)]


def _identity(identity: Identity, texts: Texts) -> list[str]:
    at = identity.address
    city = " ".join(it for it in (at.postcode, at.city, at.country) if it)
    numbers = (
        (texts["col.tax_number"], identity.tax_number),
        ("GLN", identity.gln),
        ("DUNS", identity.duns),
    )
    told = [f"{label} {text}" for label, text in numbers if text]
    return [it for it in (*at.lines, city) if it] + told


def _gate(paper: NotePaper, texts: Texts) -> list[str]:
    point = paper.note["unloading_point"]
    if not point or paper.customer is None:
        return [f"{texts['col.unloading_point']} {point}"] if point else []
    plants = [it for it in paper.customer.plants if it.plant == paper.note["plant"]]
    names = [it.name for plant in plants for it in plant.points if it.point == point and it.name]
    return [" ".join((texts["col.unloading_point"], point, *names))]


def _facts(paper: NotePaper, texts: Texts) -> Iterator[str]:
    language, row = texts["language"], paper.note
    yield f"{texts['paper.number']} {row['note']}"
    if paper.gone:
        yield f"{texts['paper.copy']} {paper.copy}"
    yield f"{texts['col.state']} {texts['order.' + row['state']]}"
    left = row["departed_us"]
    if left is not None:
        yield f"{texts['col.departed_us']} {moment(left, language)}"
    else:
        yield f"{texts['paper.leaves_on']} {day(row['on_day'], language)}"
    if row["plant"]:
        yield f"{texts['col.plant']} {row['plant']}"


def _goods(paper: NotePaper, texts: Texts) -> Rows:
    language = texts["language"]
    rows = [
        [
            str(place),
            it.part,
            " · ".join(text for text in (it.our_part, it.description) if text),
            it.order,
            figure(it.quantity, language),
            it.unit,
            _packed_in(it, texts),
        ]
        for place, it in enumerate(paper.lines, 1)
    ]
    columns = (
        Column(head=texts["paper.position"], width=5),
        Column(head=texts["paper.your_part"], width=16),
        Column(head=texts["paper.our_part"], width=18),
        Column(head=texts["paper.order"], width=15),
        Column(head=texts["col.quantity"], width=11, right=True),
        Column(head=texts["paper.unit"], width=9),
        Column(head=texts["paper.units"], width=22),
    )
    return Rows(head=texts["paper.goods"], columns=columns, rows=rows)


def _packed_in(line: PaperLine, texts: Texts) -> str:
    if not line.units:
        return texts["paper.loose"]
    loose = f"{figure(line.loose, texts['language'])} {texts['paper.loose']}" if line.loose else ""
    return ", ".join(it for it in (*line.units, loose) if it)


def _units(paper: NotePaper, texts: Texts) -> Rows:
    rows = [
        [
            it.unit,
            texts[f"paper.level.{it.level}"],
            it.packaging,
            it.parent,
            _kilograms(it.gross_g, texts),
        ]
        for it in paper.units
    ]
    columns = (
        Column(head=texts["paper.plate"], width=28),
        Column(head=texts["col.kind"], width=12),
        Column(head=texts["paper.packaging"], width=20),
        Column(head=texts["paper.stands_in"], width=24),
        Column(head=texts["paper.gross"], width=12, right=True),
    )
    return Rows(head=texts["paper.units_of_note"], columns=columns, rows=rows)


def _kilograms(grams: int | None, texts: Texts) -> str:
    return "" if grams is None else f"{figure(grams / GRAMS, texts['language'])} kg"


def _closing(paper: NotePaper, texts: Texts) -> Iterator[str]:
    if paper.outermost:
        yield texts["paper.outermost"].format(count=len(paper.outermost))
    if paper.gross_g is not None:
        yield texts["paper.gross_of_all"].format(weight=_kilograms(paper.gross_g, texts))
    yield ""
    yield texts["paper.taken_over"]


def load_as_paper(paper: LoadPaper, texts: Texts) -> Paper:
    row, language = paper.load, texts["language"]
    number = row["number"] or str(row["load"])
    facts = [
        f"{texts['col.truck']} {row['truck']}",
        *(
            f"{texts['col.' + name]} {row[key]}"
            for name, key in (("haulier", "carrier"), ("route", "route"), ("dock", "dock"))
            if row[key]
        ),
        *(
            f"{texts['col.' + name]} {moment(row[name], language)}"
            for name in ("planned_us", "departed_us", "cancelled_us")
            if row[name] is not None
        ),
    ]
    cancelled = row["cancelled_us"] is not None
    return Paper(
        title=f"{texts['paper.load']} {number}",
        warning=texts["paper.warning.cancelled"] if cancelled else "",
        blocks=[_us(paper.us, texts), Block(head=texts["paper.this_load"], lines=facts)],
        tables=[_on_load(paper.notes, texts)],
        closing=[
            texts["paper.notes_on_load"].format(count=len(paper.notes)),
            "",
            texts["paper.taken_over"],
        ],
        foot=texts["paper.printed"].format(at=moment(now_us(), language)),
        page_of=texts["page_of"],
    )


def _on_load(notes: Sequence[NotePaper], texts: Texts) -> Rows:
    rows = []
    for it in notes:
        place = it.note["customer"], it.note["plant"], it.note["unloading_point"]
        parts = [
            f"{line.part} {figure(line.quantity, texts['language'])} {line.unit}"
            for line in it.lines
        ]
        units = ", ".join(it.outermost) or texts["paper.loose"]
        to = " / ".join(text for text in place if text)
        row = [it.note["note"], to, "; ".join(parts), units, _kilograms(it.gross_g, texts)]
        rows.append(row)
    columns = (
        Column(head=texts["paper.number"], width=16),
        Column(head=texts["paper.ship_to"], width=20),
        Column(head=texts["paper.goods"], width=28),
        Column(head=texts["paper.units"], width=22),
        Column(head=texts["paper.gross"], width=12, right=True),
    )
    return Rows(head=texts["office.notes"], columns=columns, rows=rows)
