"""Forms of the shipper's desk: each is done once, and a refused one comes back as it was sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, Request

from central.access.rules import Principal
from central.cums.model import TOPIC
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import Work, transact, tried
from central.despatch.service.requests import once
from central.http.fields import whole_of
from central.orders.rules.lines import by_line
from central.web import forms
from central.web.forms import Refused
from central.web.frame import Frame, language_of, words
from central.web.local_time import is_after_its_twin, is_never, is_twice, moment_us
from central.web.reasons import told
from central.web.typed import number_typed
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Reason, RuleRefusedError
from central.words.spelling import MisspeltError
from central.words.years import is_meant

Form = Mapping[str, str]
Fields = Annotated[Form, Depends(forms.fields)]
NAME_MAX = 70
LINES_MAX, UNITS_MAX = 150, 120
"""In one form: more go by HTTP."""
_AT = {
    "hu.taken": "unit",
    "sscc.digits": "unit",
    "sscc.check": "unit",
    "note.taken": "note",
    "note.eight_digits": "note",
    "note.left_later": "at",
    "orders.note_in_future": "on",
}
"""Beside which field a reason stands; one that names an order line or a unit stands at that."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page of it needs."""

    db: Database
    frame: Frame
    changes: Changes

    def done(
        self,
        request: Request,
        what: str,
        form: Form,
        principal: Principal,
        act: Callable[[Work], object],
    ) -> Refused | str:
        """What came of it, as a text; or why it was refused. The same form sent twice, as by a
        double click, is done once.
        """
        body = {name: text for name, text in form.items() if name != "key"}
        by = Actor(who=principal.who, why=form.get("why", "").strip())
        key = form.get("key", "")[:NAME_MAX]
        try:
            done = transact(
                self.db, lambda work: once(work, what, key, body, lambda: str(act(work))), by=by
            )
        except (RuleRefusedError, MisspeltError) as error:
            return refused(request, error)
        self.changes.publish(TOPIC)
        return done.answer

    def why_not(self, principal: Principal, act: Callable[[Work], object]) -> tuple[Reason, ...]:
        """Why it would be refused now; nothing is stored."""
        try:
            tried(self.db, act, by=Actor(who=principal.who, why="-"))
        except RuleRefusedError as error:
            return error.reasons
        return ()


def refused(request: Request, error: RuleRefusedError | MisspeltError) -> Refused:
    texts = words(language_of(request))
    if isinstance(error, MisspeltError):
        at: dict[str, list[str]] = {}
        for name, text in error.faults:
            at.setdefault(name, []).append(text)
        return Refused(status=422, reasons=[text for _, text in error.faults], at=at)
    found = forms.refused(error, texts)
    beside: dict[str, list[str]] = {}
    for reason in error.reasons:
        beside.setdefault(_field(reason), []).append(told(reason, texts))
    return replace(found, at=beside)


def _field(reason: Reason) -> str:
    if name := _AT.get(reason.code):
        return name
    figures = dict(reason.figures)
    if "line" in figures:
        return f"q{figures['line']}"
    return f"u.{figures['unit']}" if "unit" in figures else ""


def new_key() -> str:
    """Of a form that is shown: sent twice, it is done once."""
    return secrets.token_hex(8)


def name_typed(form: Form, name: str) -> str:
    return " ".join(form.get(name, "").split())[:NAME_MAX]


def whole_typed(form: Form, name: str) -> int:
    return whole_of(form.get(name, "")) or 0


def quantities_typed(form: Form, language: str) -> dict[int, Decimal]:
    """By order line, of the fields ``q<line>`` that are not empty. MisspeltError: at these fields
    stands no quantity.
    """
    found: list[Any] = []
    faults: list[Any] = []
    for name, text in form.items():
        line = whole_of(name[1:]) if name.startswith("q") else None
        if line is None or not text.strip():
            continue
        try:
            found.append((line, quantity_typed(text, language, name)))
        except MisspeltError as error:
            faults += error.faults
    if faults:
        raise MisspeltError(faults)
    return by_line((line, quantity) for line, quantity in found if quantity)


def quantity_typed(text: str, language: str, name: str) -> Decimal:
    """Zero or more. MisspeltError: it is none."""
    quantity = number_typed(name, text, language)
    if quantity < 0 or digit_faults(quantity, QUANTITY_PLACES, name):
        raise MisspeltError([(name, words(language)["desk.no_quantity"])])
    return quantity


def chosen(form: Form, begins: str) -> list[str]:
    """Names behind ``begins`` of the boxes that were ticked."""
    return [name[len(begins) :] for name, text in form.items() if name.startswith(begins) and text]


def day_typed(form: Form, name: str, texts: Mapping[str, str]) -> date:
    """MisspeltError: it is none of this century."""
    try:
        found = date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise MisspeltError([(name, texts["desk.no_day"])]) from None
    if not is_meant(found):
        raise MisspeltError([(name, texts["desk.no_day"])])
    return found


def moment_typed(form: Form, name: str, texts: Mapping[str, str]) -> int:
    """By the reader's clocks, in microseconds; with an offset (+02:00) by that. MisspeltError: it
    is none, the clocks leave it out, or they show it twice and ``<name>_which`` does not say which.
    """
    text = form.get(name, "")
    day_typed({name: text[:10]}, name, texts)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise MisspeltError([(name, texts["desk.no_time"])]) from None
    if at.tzinfo is not None:
        return round(at.timestamp() * 1_000_000)
    if is_never(at):
        raise MisspeltError([(name, texts["desk.time_left_out"])])
    which = form.get(f"{name}_which", "")
    if is_twice(at) and which not in WHICH:
        raise MisspeltError([(name, texts["desk.time_twice"])])
    return moment_us(at.replace(fold=WHICH.get(which, 0)))


WHICH = {"first": 0, "second": 1}
"""Of a time that comes twice: before the clocks are put back, or after."""


def which_typed(text: str) -> bool:
    """Whether a field with this in it needs the word which of two it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is None and is_twice(at)


def which_now(at_us: int) -> str:
    """Of two times that look alike the one that it is."""
    return "second" if is_after_its_twin(at_us) else "first"
