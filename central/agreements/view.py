"""What the pages of contracts show: terms in words by groups, amendments change by change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from central.agreements.model.agreement import Agreement, What
from central.agreements.model.horizons import Horizon, ToleranceHorizon
from central.agreements.model.own_terms import KindTerms, PartTerms, ScheduleKind
from central.agreements.model.resolver import applying, said_at
from central.agreements.model.terms import Terms
from central.agreements.service.contracts import AmendmentView
from central.web.printed import day, figure
from central.web.typed import as_typed
from central.words.reasons import spoken
from central.words.spelling import spell

GROUPS: Mapping[str, tuple[str, ...]] = {
    "reconcile": ("reconcile", "reconcile_run", "match_required", "backorders"),
    "tolerance": (
        "tolerance_check",
        "tolerance_method",
        "tolerance_template",
        "tolerance_days",
        "limit",
    ),
    "approve": ("approval", "release"),
    "orders": (
        "references",
        "po_information",
        "order_creation",
        "closed_days",
        "deliver_authorisation",
    ),
    "forecast": (
        "plan_consumption",
        "plan_forecast",
        "forecast_spread",
        "line_types",
        "quantum",
    ),
    "cums": ("cum_count", "returns", "year_change", "retro_price"),
    "despatch": ("note_numbers",),
}
"""Every option once, in the order in which a schedule meets them."""
Texts = Mapping[str, str]
_FIGURES = frozenset({"each", "quantity", "quantity_from", "quantum", "tolerance_days"})
_DAYS = frozenset({"first", "last", "valid_from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """``value`` as it is stored, ``words`` for people; several lines for horizons."""

    option: str
    value: str
    words: tuple[str, ...]
    standard: bool


class ChangeWords(NamedTuple):
    """One thing that changed."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentWords:
    """One amendment: what it is about, and each thing that changed, was to is."""

    seen: AmendmentView
    subject: str
    changed: tuple[ChangeWords, ...]


def terms_in_words(terms: Terms, texts: Texts) -> dict[str, list[Term]]:
    """Group to its options."""
    plain = Terms()
    return {
        group: [
            Term(
                option=option,
                value=_value(getattr(terms, option)),
                words=tuple(in_words(option, getattr(terms, option), texts)),
                standard=getattr(terms, option) == getattr(plain, option),
            )
            for option in options
        ]
        for group, options in GROUPS.items()
    }


class AppliesWords(NamedTuple):
    """What holds of an option, and where it is said."""

    words: tuple[str, ...]
    level: str


def applying_in_words(
    terms: Terms, own: PartTerms | None, kind: ScheduleKind, texts: Texts
) -> dict[str, AppliesWords]:
    """By option."""
    found = applying(terms, own, kind)
    return {
        option: AppliesWords(
            tuple(in_words(option, getattr(found.terms, option), texts)), str(level)
        )
        for option, level in found.said.items()
    }


class OwnWords(NamedTuple):
    """Something that is agreed otherwise than by the contract, and for what."""

    part: str
    kind: str
    option: str
    words: str


def own_in_words(agreement: Agreement, texts: Texts) -> list[OwnWords]:
    """The contract's kinds first, then part by part."""
    terms = agreement.terms
    said: list[tuple[str, str, KindTerms | None]] = [
        ("", str(kind), getattr(terms, kind)) for kind in ScheduleKind
    ]
    for part in agreement.parts:
        if part.terms is not None:
            of_kinds = ((part.part, str(kind), getattr(part.terms, kind)) for kind in ScheduleKind)
            said += [(part.part, "", part.terms), *of_kinds]
    return [
        OwnWords(part, kind, option, "; ".join(in_words(option, value, texts)))
        for part, kind, own in said
        for option, value in said_at(own).items()
    ]


def amendment_in_words(amendment: AmendmentView, texts: Texts) -> AmendmentWords:
    both = {**amendment.was, **amendment.now}
    named = [name for name in ("part", "year", "agreement") if name in both]
    names = [*named, *(("valid_from", "quantity_from") if amendment.what is What.PRICE else ())]
    said = [_said(amendment.what, name, both[name], texts) for name in names]
    subject = " · ".join(text for text in said if text != "0")
    changed = tuple(
        ChangeWords(
            name=_label(amendment.what, key, texts),
            was=_said(amendment.what, key, amendment.was.get(key), texts),
            now=_said(amendment.what, key, amendment.now.get(key), texts),
        )
        for key in both
        if key not in names and amendment.was.get(key) != amendment.now.get(key)
    )
    return AmendmentWords(seen=amendment, subject=subject, changed=changed)


def _value(value: Any) -> str:
    if isinstance(value, Decimal):
        return spoken(value)
    return str(value) if isinstance(value, StrEnum | int) else ""


def in_words(option: str, value: Any, texts: Texts) -> Iterator[str]:
    """The value of an option; several for horizons."""
    if isinstance(value, StrEnum):
        yield texts[f"term.{option}.{value}"]
    elif isinstance(value, tuple) and value:
        for horizon in value:
            yield _horizon(spell(horizon), texts)
    elif value is None or value == ():
        yield texts["horizon.none"]
    else:
        yield figure(value, texts["language"])


def _horizon(table: Mapping[str, Any], texts: Texts) -> str:
    """As stored: a table of a ToleranceHorizon or of a Horizon."""
    length = table["length"]
    span = f"{length['count']} {texts['horizon.' + str(length['unit'])]}"
    if "status" in table:
        return f"{span}: {texts['horizon.' + str(table['status'])]}"
    minus, plus = (spoken(Decimal(table[key])) for key in ("minus_percent", "plus_percent"))
    return f"{table['name']}, {span}: −{minus} % +{plus} %"


def _label(what: What, key: str, texts: Texts) -> str:
    if what is What.TERMS:
        kind, _, option = key.rpartition(".")
        label = texts.get(f"term.{option}", option)
        return f"{texts[f'term.kind.{kind}']}: {label}" if kind else label
    return texts.get(f"col.{key}", key)


def _said(what: What, key: str, value: Any, texts: Texts) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return texts["contract.yes" if value else "contract.no"]
    option = key.rpartition(".")[2]
    if what is What.TERMS and f"term.{option}.{value}" in texts:
        return texts[f"term.{option}.{value}"]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(it if isinstance(it, str) else _horizon(it, texts) for it in value)
    if key in _DAYS:
        return day(date.fromisoformat(str(value)), texts["language"])
    if option in _FIGURES:
        return figure(Decimal(str(value)), texts["language"])
    return texts.get(f"agreement.state.{value}", str(value)) if key == "state" else str(value)


def horizon_rows(terms: Terms | KindTerms) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows of the two tables of the form: tolerance horizons and line types."""
    return (
        [_tolerance_row(horizon) for horizon in terms.tolerance_template or ()],
        [_type_row(horizon) for horizon in terms.line_types or ()],
    )


def _tolerance_row(horizon: ToleranceHorizon) -> dict[str, str]:
    return {
        "name": horizon.name,
        "count": str(horizon.length.count),
        "unit": str(horizon.length.unit),
        "minus": as_typed(horizon.minus_percent),
        "plus": as_typed(horizon.plus_percent),
    }


def _type_row(horizon: Horizon) -> dict[str, str]:
    return {
        "count": str(horizon.length.count),
        "unit": str(horizon.length.unit),
        "status": str(horizon.status),
    }
