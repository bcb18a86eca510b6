"""``/office/contracts/<name>/terms``: the terms of a contract, what is agreed otherwise for plans,
call-offs and parts, and what applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from central.access.rules import Principal, Right
from central.agreements import forms, view
from central.agreements.model.agreement import Agreement
from central.agreements.model.horizons import LineStatus, Unit
from central.agreements.model.own_terms import KindTerms, PartTerms, ScheduleKind
from central.agreements.model.resolver import BY_KIND, OPTIONS, Values, applying
from central.agreements.model.terms import Terms
from central.agreements.service import write
from central.agreements.sheets import known
from central.db.database import Database
from central.db.work import Work
from central.http.problems import ProblemError
from central.web import forms as web_forms
from central.web.forms import Given
from central.web.frame import Frame, language_of, path, words
from central.web.typed import plain_numbers
from central.words.spelling import read

Fields = Annotated[Mapping[str, str], Depends(web_forms.fields)]
_BLANK_ROWS = 2
NUMBERS = r"quantum|tolerance\.\d+\.(minus|plus)"
"""Fields of the form that are read in the marks of its language."""
KINDS = ("", *(str(kind) for kind in ScheduleKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Of what the terms are: part '' and kind '': of the contract as a whole."""

    part: str = ""
    kind: str = ""

    @property
    def is_contract(self) -> bool:
        return not self.part and not self.kind

    @property
    def options(self) -> frozenset[str]:
        """Those that may be said there."""
        return BY_KIND if self.kind else frozenset(OPTIONS)


def routes(router: APIRouter, db: Database, frame: Frame) -> None:
    writer = Depends(frame.asks(Right.WRITE_AGREEMENTS))

    @router.get("/office/contracts/{agreement}/terms/applying", dependencies=_reads(frame))
    def applies(request: Request, agreement: str, part: str = "") -> Response:
        found = db.read(lambda c: known(c, agreement))
        return _applies(frame, request, found, _whose(found, part, ""))

    @router.get("/office/contracts/{agreement}/terms", dependencies=[writer])
    def terms_form(request: Request, agreement: str, part: str = "", kind: str = "") -> Response:
        found = db.read(lambda c: known(c, agreement))
        whose = _whose(found, part, kind)
        return _terms_form(frame, request, found, whose, web_forms.NOTHING_SENT)

    @router.post("/office/contracts/{agreement}/terms")
    def put_terms(
        request: Request, agreement: str, form: Fields, principal: Principal = writer
    ) -> Response:
        def save(work: Work) -> object:
            was = known(work.connection, agreement)
            given = plain_numbers(form, NUMBERS, language_of(request))
            return saved(work, _said(was, _sent(was, form), given), form)

        refused = web_forms.tried(db, request, form, principal, save)
        found = db.read(lambda c: known(c, agreement))
        whose = _sent(found, form)
        if refused is not None:
            sent = web_forms.Sent(refused=refused, given=form)
            return _terms_form(frame, request, found, whose, sent)
        home = path("office", "contracts", agreement)
        if whose.is_contract:
            return RedirectResponse(home, status_code=303)
        asked = f"?part={path(whose.part).strip('/')}" if whose.part else ""
        return RedirectResponse(f"{home}/terms/applying{asked}", status_code=303)


def saved(work: Work, wanted: Agreement, form: Mapping[str, str]) -> Agreement:
    """Stored with the version that the form was shown with."""
    return write.save(work, replace(wanted, version=web_forms.version_of(form)))


def _reads(frame: Frame) -> list[Any]:
    return [Depends(frame.asks(Right.READ_OFFICE))]


def _sent(found: Agreement, form: Mapping[str, str]) -> Whose:
    return _whose(found, form.get("of_part", ""), form.get("of_kind", ""))


def _whose(found: Agreement, part: str, kind: str) -> Whose:
    """Or a 404: there is no such part, or no such kind of schedule."""
    if kind not in KINDS or (part and part not in {it.part for it in found.parts}):
        raise ProblemError(404, "not_found", f"There is no part {part} in this contract.")
    return Whose(part=part, kind=kind)


def _own(found: Agreement, whose: Whose) -> KindTerms:
    """What is said there."""
    own: KindTerms | None
    if not whose.part:
        own = found.terms.plan if whose.kind == ScheduleKind.PLAN else found.terms.call_off
        return own or KindTerms()
    of_part = _of_part(found, whose.part)
    if not whose.kind:
        return of_part
    return (of_part.plan if whose.kind == ScheduleKind.PLAN else of_part.call_off) or KindTerms()


def _of_part(found: Agreement, number: str) -> PartTerms:
    own = next((it.terms for it in found.parts if it.part == number), None)
    return own or PartTerms()


def _said(was: Agreement, whose: Whose, form: Mapping[str, str]) -> Agreement:
    """The agreement with what the form says there; all else stays."""
    if whose.is_contract:
        terms = read(Terms, forms.terms_table(form))
        kept = replace(terms, plan=was.terms.plan, call_off=was.terms.call_off)
        return replace(was, terms=kept)
    table = forms.own_table(form, whose.options)
    of_kind: Values
    if not whose.part:
        of_kind = {whose.kind: read(KindTerms, table)}
        return replace(was, terms=replace(was.terms, **of_kind))
    stands = _of_part(was, whose.part)
    if whose.kind:
        of_kind = {whose.kind: read(KindTerms, table)}
        own = replace(stands, **of_kind)
    else:
        own = replace(read(PartTerms, table), plan=stands.plan, call_off=stands.call_off)
    parts = (replace(it, terms=own) if it.part == whose.part else it for it in was.parts)
    return replace(was, parts=tuple(parts))


def _before(found: Agreement, whose: Whose) -> Values:
    """Of each option what holds where nothing is said there; left out where it is not the same for
    plans and call-offs.
    """
    terms, own = found.terms, None
    if not whose.part:
        terms = replace(terms, plan=None, call_off=None)
    elif whose.kind:
        own = replace(_of_part(found, whose.part), plan=None, call_off=None)
    kinds = [ScheduleKind(whose.kind)] if whose.kind else list(ScheduleKind)
    one, *others = [applying(terms, own, kind).terms for kind in kinds]
    return {
        option: getattr(one, option)
        for option in OPTIONS
        if all(getattr(it, option) == getattr(one, option) for it in others)
    }


def _terms_form(
    frame: Frame, request: Request, found: Agreement, whose: Whose, sent: web_forms.Sent
) -> Response:
    """As stored, or as it was sent when it was refused."""
    form = sent.given
    shown: Any = found.terms if whose.is_contract else _own(found, whose)
    names = [option for option in OPTIONS if option in whose.options]
    if form:
        chosen: Values = {name: form.get(name, "") for name in names}
        columns = ("name", "count", "unit", "minus", "plus")
        tolerance = forms.rows(form, "tolerance", columns, {"unit"})
        types = forms.rows(form, "type", ("count", "unit", "status"), {"unit", "status"})
        typed = zip(forms.LISTS, (tolerance, types), strict=True)
        own_lists = {name for name, rows in typed if rows or form.get(f"own.{name}")}
    else:
        chosen = {name: getattr(shown, name) for name in names}
        tolerance, types = view.horizon_rows(shown)
        own_lists = {name for name in forms.LISTS if getattr(shown, name) is not None}
    texts = words(language_of(request))
    before = {} if whose.is_contract else _before(found, whose)
    return frame.page(
        request,
        "office_terms.html",
        status=sent.refused.status,
        contract=found,
        whose=whose,
        own_lists=own_lists,
        before={name: "; ".join(view.in_words(name, it, texts)) for name, it in before.items()},
        groups=_groups(whose),
        choices=forms.choices,
        chosen=chosen,
        tolerance=_with_blanks(tolerance),
        types=_with_blanks(types),
        units=tuple(Unit),
        statuses=tuple(LineStatus),
        version=form.get("version", found.version),
        why=form.get("why", ""),
        refused=sent.refused,
    )


def _groups(whose: Whose) -> dict[str, list[str]]:
    groups = {
        group: [option for option in options if option in whose.options]
        for group, options in view.GROUPS.items()
    }
    return {group: options for group, options in groups.items() if options}


def _applies(frame: Frame, request: Request, found: Agreement, whose: Whose) -> Response:
    own = _of_part(found, whose.part) if whose.part else None
    texts = words(language_of(request))
    return frame.page(
        request,
        "office_terms_applying.html",
        contract=found,
        whose=whose,
        kinds=tuple(ScheduleKind),
        groups=view.GROUPS,
        applies={
            kind: view.applying_in_words(found.terms, own, kind, texts) for kind in ScheduleKind
        },
        otherwise=[it.part for it in found.parts if it.terms is not None],
    )


def _with_blanks(rows: list[dict[str, str]]) -> list[Given]:
    blanks: list[dict[str, str]] = [{}] * _BLANK_ROWS
    return [Given(row) for row in (*rows, *blanks)]
