"""Numbers by which the world knows a company or a place, and whether one can be right. Pure.

A tax number is judged by its country: its form, and its check digits where ``_CHECKS`` knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from central.words.reasons import Reason, because

_VAT_FORMS: Mapping[str, str] = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CH": r"E\d{9}(MWST|TVA|IVA)?",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"\d{9}|\d{12}|(GD|HA)\d{3}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d{7}[A-W][A-IW]?|\d[A-Z*+]\d{5}[A-W]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|(GD|HA)\d{3}",
}
"""Behind the two letters of the country; Greece writes EL."""
_PLAIN = re.compile(r"[A-Z0-9]{2,20}")
"""A tax number of anywhere else: no form is known, so only its characters are judged."""
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


def written(number: str) -> str:
    """Without the blanks, points and strokes that people put between, in capitals."""
    return re.sub(r"[\s./-]", "", number).upper()


def tax_number_faults(key: str, number: str) -> list[Reason]:
    """Of a VAT id with its country in front, or of another tax number without one."""
    country, rest = number[:2], number[2:]
    form = _VAT_FORMS.get(country)
    if not number or (form is None and _PLAIN.fullmatch(number)):
        return []
    if form is None or re.fullmatch(form, rest) is None:
        said = "{key} = {given}: a tax number of {country} has another form, such as DE129273398"
        return [because("identifier.tax_form", said, key=key, given=number, country=country)]
    check = _CHECKS.get(country)
    if check is None or check(rest):
        return []
    said = "{key} = {given}: its check digits are wrong, so one of the digits is mistyped"
    return [because("identifier.tax_check", said, key=key, given=number)]


def gln_faults(key: str, number: str) -> list[Reason]:
    """A global location number: 13 digits, the last one checks the others."""
    if not number:
        return []
    if not re.fullmatch(r"[0-9]{13}", number):
        said = "{key} = {given}: a GLN has 13 digits"
        return [because("identifier.gln", said, key=key, given=number)]
    weighed = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(number))
    if weighed % 10 == 0:
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
    if not number:
        return []
    if not _IBAN.fullmatch(number):
        said = "{key} = {given}: an IBAN has a country, two check digits and the account"
        return [because("identifier.iban", said, key=key, given=number)]
    if _mod_97(number[4:] + number[:4]) == 1:
        return []
    said = "{key} = {given}: its check digits are wrong, so one of the digits is mistyped"
    return [because("identifier.iban_check", said, key=key, given=number)]


def bic_faults(key: str, number: str) -> list[Reason]:
    if not number or _BIC.fullmatch(number):
        return []
    said = "{key} = {given}: a BIC has 8 or 11 characters, such as DEUTDEFF"
    return [because("identifier.bic", said, key=key, given=number)]


def _mod_97(text: str) -> int:
    """Letters count from A = 10, as in ISO 7064."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _luhn(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if n % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _at(rest: str) -> bool:
    total = 4
    for n, digit in enumerate(rest[1:8]):
        doubled = int(digit) * (2 if n % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(rest[8])


def _be(rest: str) -> bool:
    return 97 - int(rest[:8]) % 97 == int(rest[8:])


def _de(rest: str) -> bool:
    """ISO 7064, modulo 11,10; so is the number of Croatia."""
    check = 10
    for digit in rest[:-1]:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (11 - check) % 10 == int(rest[-1])


def _fr(rest: str) -> bool:
    """Keys with letters are of another scheme, and are taken."""
    return not rest[:2].isdecimal() or int(rest[:2]) == (12 + 3 * (int(rest[2:]) % 97)) % 97


def _nl(rest: str) -> bool:
    """Of a company, modulo 11; of one person since 2020, modulo 97."""
    eleven = _weighed(rest[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11 == int(rest[8])
    return eleven or _mod_97("NL" + rest) == 1


def _pl(rest: str) -> bool:
    return _weighed(rest[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(rest[9])


def _pt(rest: str) -> bool:
    return (11 - _weighed(rest[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11 % 10 == int(rest[8])


def _hu(rest: str) -> bool:
    return _weighed(rest, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0


def _lu(rest: str) -> bool:
    return int(rest[:6]) % 89 == int(rest[6:])


def _dk(rest: str) -> bool:
    return _weighed(rest, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _se(rest: str) -> bool:
    return _luhn(rest[:10])


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "AT": _at,
    "BE": _be,
    "DE": _de,
    "DK": _dk,
    "FR": _fr,
    "HR": _de,
    "HU": _hu,
    "IT": _luhn,
    "LU": _lu,
    "NL": _nl,
    "PL": _pl,
    "PT": _pt,
    "SE": _se,
}
