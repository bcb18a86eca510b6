"""Numbers by which the world knows a company or a place, and whether one can be right. Pure.

Forms and check digits are those of python-stdnum; what a fault says is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from stdnum import bic, ean, iban
from stdnum.ch import vat as swiss
from stdnum.eu import vat as european
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gb import vat as british
from stdnum.util import clean

from central.words.reasons import Reason, because

_OUTSIDE_THE_UNION: Mapping[str, Callable[[str], str]] = {
    "CH": swiss.validate,
    "GB": lambda number: f"GB{british.validate(number)}",
}
_OTHER_PREFIXES: Mapping[str, str] = {"GR": "EL", "GB": "XI"}
"""By country: what its tax numbers may begin with beside its own code."""
_PREFIXES = frozenset(country.upper() for country in european.MEMBER_STATES) | {"EL", "XI"}
_PLAIN = re.compile(r"[A-Z0-9]{2,20}")
"""A tax number of anywhere else: no form is known, so only its characters are judged."""


def written(number: str) -> str:
    """Without the blanks, points and strokes that people put between, in capitals."""
    return re.sub(r"[\s.,/-]", "", clean(number)).upper()


def tax_number_written(number: str, country: str = "") -> str:
    """The one way in which it is stored: ``written``, and whole where its country knows it."""
    plain = written(number)
    judge = _judge(plain, country)
    try:
        return judge(plain) if judge else plain
    except ValidationError:
        return plain


def tax_number_faults(key: str, number: str, country: str = "") -> list[Reason]:
    """Of a VAT id with its country in front, or of another tax number without one. ``country``: of
    the address; a number of elsewhere may begin with anything.
    """
    if number != written(number):
        return [_another_writing(key, number, written(number))]
    judge, prefix = _judge(number, country), number[:2]
    if not number or (judge is None and _PLAIN.fullmatch(number)):
        return []
    form = "{key} = {given}: a tax number of {country} has another form, such as DE129273398"
    wrong = because("identifier.tax_form", form, key=key, given=number, country=prefix)
    said = "{key} = {given}: its check digits are wrong, so one of the digits is mistyped"
    mistyped = because("identifier.tax_check", said, key=key, given=number)
    return [wrong] if judge is None else _judged(judge, key, number, _Refusals(wrong, mistyped))


def _judge(number: str, country: str) -> Callable[[str], str] | None:
    """Of the country in front of the number; none where the address is in another one."""
    prefix = number[:2]
    if country and prefix not in {country, _OTHER_PREFIXES.get(country)}:
        return None
    return european.validate if prefix in _PREFIXES else _OUTSIDE_THE_UNION.get(prefix)


class _Refusals(NamedTuple):
    """What is said of a number of another form, and of one whose check digits are wrong."""

    form: Reason
    digits: Reason


def _judged(
    judge: Callable[[str], str], key: str, number: str, refusals: _Refusals
) -> list[Reason]:
    """The library compacts before it judges: what it returns is how the number is written."""
    try:
        right = judge(number)
    except InvalidChecksum:
        return [refusals.digits]
    except ValidationError:
        return [refusals.form]
    return [_another_writing(key, number, right)] if right != number else []


def _another_writing(key: str, number: str, right: str) -> Reason:
    said = "{key} = {given!r}: write it as {right}, whole, in capitals and without blanks"
    return because("identifier.written", said, key=key, given=number, right=right)


def gln_faults(key: str, number: str) -> list[Reason]:
    """A global location number: 13 digits, the last one checks the others."""
    if not number:
        return []
    if not re.fullmatch(r"[0-9]{13}", number):
        said = "{key} = {given}: a GLN has 13 digits"
        return [because("identifier.gln", said, key=key, given=number)]
    if ean.is_valid(number):
        return []
    said = "{key} = {given}: its check digit is wrong, so one of the digits is mistyped"
    return [because("identifier.gln_check", said, key=key, given=number)]


def duns_faults(key: str, number: str) -> list[Reason]:
    """Nine digits; a D-U-N-S number that was given since 2006 has no check digit."""
    if not number or re.fullmatch(r"[0-9]{9}", number):
        return []
    said = "{key} = {given}: a DUNS number has 9 digits"
    return [because("identifier.duns", said, key=key, given=number)]


def iban_faults(key: str, number: str) -> list[Reason]:
    form = "{key} = {given}: an IBAN has a country, two check digits and the account"
    said = "{key} = {given}: its check digits are wrong, so one of the digits is mistyped"
    refusals = _Refusals(
        because("identifier.iban", form, key=key, given=number),
        because("identifier.iban_check", said, key=key, given=number),
    )
    return _judged(iban.validate, key, number, refusals) if number else []


def bic_faults(key: str, number: str) -> list[Reason]:
    said = "{key} = {given}: a BIC has 8 or 11 characters, such as DEUTDEFF"
    form = because("identifier.bic", said, key=key, given=number)
    return _judged(bic.validate, key, number, _Refusals(form, form)) if number else []
