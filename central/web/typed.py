"""Figures as people type them into fields of a page, in the marks of its language. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from central.http.problems import ProblemError
from central.web.catalogue import words
from central.web.printed import MARKS, figure
from central.web.reasons import told
from central.words.reasons import Reason, RuleRefusedError, because, spoken
from central.words.spelling import MisspeltError
from settings.values import decimal_of

_TYPED = re.compile(r"([+-]?)([0-9][0-9.,]*)")


def typed_decimal(text: str, language: str) -> Decimal:
    """The number as a page of ``language`` shows it, thousands with their mark or without, or with
    a decimal mark of either language. RuleRefusedError: it is none, or another reader would take
    its one mark, with three digits behind it, for that of thousands.
    """
    found = _TYPED.fullmatch(text.strip().replace("−", "-"))
    if found is None:
        raise RuleRefusedError(_none(text))
    sign, digits = found[1].strip("+"), found[2]
    thousands, decimals = MARKS[language]
    if _grouped(digits, decimals) and digits.count(decimals) == 1:
        raise RuleRefusedError(_ambiguous(text, digits, decimals, language))
    number = _plain(digits, thousands, decimals) or _plain(digits, decimals, thousands)
    value = decimal_of(sign + number) if number else None
    if value is None:
        raise RuleRefusedError(_none(text))
    return value


def number_typed(name: str, text: str, language: str) -> Decimal:
    """Of the field ``name``. MisspeltError in the reader's words."""
    try:
        return typed_decimal(text, language)
    except RuleRefusedError as refused:
        said = "; ".join(told(reason, words(language)) for reason in refused.reasons)
        raise MisspeltError([(name, said)]) from None


def quantity_typed(text: str, language: str) -> Decimal:
    """ProblemError 422 in the reader's words."""
    try:
        return number_typed("", text, language)
    except MisspeltError as misspelt:
        raise ProblemError(422, "invalid", str(misspelt)) from None


def plain_numbers(form: Mapping[str, str], names: str, language: str) -> dict[str, str]:
    """The form with the numbers in fields whose names match the pattern ``names`` as programs write
    them. MisspeltError: some are none, or may be two.
    """
    plain, faults, wanted = dict(form), list[tuple[str, str]](), re.compile(names)
    for name, text in form.items():
        if not text.strip() or wanted.fullmatch(name) is None:
            continue
        try:
            plain[name] = spoken(number_typed(name, text, language))
        except MisspeltError as misspelt:
            faults += misspelt.faults
    if faults:
        raise MisspeltError(faults)
    return plain


def figure_typed(value: object) -> str:
    """``as_typed`` of a number; what somebody typed as it is, and nothing for none."""
    return as_typed(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def as_typed(number: Decimal) -> str:
    """How a number stands in a field at first, and is read as itself in every language."""
    text = spoken(number)
    return f"{text}0" if _grouped(text.removeprefix("-"), ".") else text


def _grouped(digits: str, mark: str) -> bool:
    """Whether ``mark`` parts it into thousands."""
    first, *groups = digits.split(mark)
    right = all(len(group) == 3 and group.isdecimal() for group in groups)
    return bool(groups) and right and first.isdecimal() and len(first) <= 3 and first[0] != "0"


def _plain(digits: str, thousands: str, decimals: str) -> str:
    """With a point and without thousands; empty: the marks do not stand so."""
    whole, mark, rest = digits.partition(decimals)
    if decimals in rest or thousands in rest:
        return ""
    if thousands in whole and not _grouped(whole, thousands):
        return ""
    return whole.replace(thousands, "") + mark.replace(decimals, ".") + rest


def _none(text: str) -> Reason:
    words = "{typed} is no number: write it with digits alone, as 1000, or with decimals, as 12.5"
    return because("number.none", words, typed=repr(text.strip()[:40]))


def _ambiguous(text: str, digits: str, mark: str, language: str) -> Reason:
    whole, _, rest = digits.partition(mark)
    return because(
        "number.ambiguous",
        "{typed} may be {thousands} or {decimals}: write {plain} for the first, or {longer} for "
        "the second",
        typed=text.strip()[:40],
        thousands=figure(Decimal(whole + rest), language),
        decimals=f"{whole}{mark}{rest.rstrip('0') or '0'}",
        plain=whole + rest,
        longer=f"{whole}{mark}{rest}0" if rest.strip("0") else whole,
    )
