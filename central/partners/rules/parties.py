"""What a customer, one of their plants and a house of ours have in common: an address, numbers by
which others know them, and people to ask. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from central.partners.rules.identifiers import (
    duns_faults,
    gln_faults,
    tax_number_faults,
    tax_number_written,
)
from central.words.reasons import Reason, because

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""Codes stand in addresses and in names of folders."""
TEXT_MAX = 200
LINES_MAX, LINE_MAX, POSTCODE_MAX = 4, 70, 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """``lines``: street, building, post box; the name of the company is not among them.
    ``country``: two letters of ISO 3166.
    """

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""


NOWHERE = Address()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """``task``: what they are asked about, such as dispatch or invoices."""

    name: str
    task: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Of one company or place. ``tax_number``: a VAT id with its country, or another one."""

    address: Address = NOWHERE
    tax_number: str = ""
    gln: str = ""
    duns: str = ""
    contacts: tuple[Contact, ...] = ()


UNKNOWN = Identity()


def identity_in_order(identity: Identity) -> Identity:
    """Contacts by name, the tax number in its one spelling."""
    people = sorted(identity.contacts, key=lambda contact: contact.name)
    number = tax_number_written(identity.tax_number, identity.address.country)
    return replace(identity, contacts=tuple(people), tax_number=number)


def code_faults(key: str, code: str) -> list[Reason]:
    """What is wrong with a code that stands under ``key``."""
    if CODE.fullmatch(code):
        return []
    return [
        because(
            "partner.code",
            "{key} = {given!r}: take letters, digits, point, dash and underline, 40 at most",
            key=key,
            given=code,
        )
    ]


def text_faults(key: str, text: str, *, empty: bool = True, most: int = TEXT_MAX) -> list[Reason]:
    """What is wrong with words that stand under ``key``."""
    if len(text) > most or not text.isprintable():
        said = "{key}: take up to {most} characters that print, in one line"
        return [because("partner.text", said, key=key, most=most)]
    if not empty and not text.strip():
        return [because("partner.empty", "{key} is empty: give it", key=key)]
    return []


def unknown(key: str, name: str) -> Reason:
    """``key`` names what nobody entered."""
    said = "{key} = {name!r} is not known: enter it first"
    return because("partner.unknown", said, key=key, name=name)


def switched_off(key: str, name: str) -> Reason:
    """``key`` names what is there and not in use."""
    said = "{key} = {name} is switched off: take another one, or switch it on"
    return because("partner.role_off", said, key=key, name=name)


def _line_faults(key: str, text: str, without: str = "") -> list[Reason]:
    """What no form could give back as it is."""
    if text != text.strip():
        said = "{key} = {given!r}: leave out the blanks at its ends"
        return [because("partner.blanks", said, key=key, given=text)]
    if not without or without not in text:
        return []
    said = "{key} = {given!r}: without {sign}, which stands between the fields of a contact"
    return [because("partner.sign", said, key=key, given=text, sign=without)]


def twice(
    key: str, names: Iterable[str], same: Callable[[str], str] = lambda name: name
) -> list[Reason]:
    """A reason for each name that stands more than once. ``same``: equal for names that are."""
    spelt: dict[str, list[str]] = {}
    for name in names:
        spelt.setdefault(same(name), []).append(name)
    return [
        because("partner.twice", "{key}: {name} appears twice", key=key, name=listed[0])
        for _, listed in sorted(spelt.items())
        if len(listed) > 1
    ]


def identity_faults(at: str, identity: Identity) -> list[Reason]:
    """``at`` is put before the keys; empty, or ending in a point."""
    faults = _address_faults(f"{at}address", identity.address)
    faults += tax_number_faults(f"{at}tax_number", identity.tax_number, identity.address.country)
    faults += gln_faults(f"{at}gln", identity.gln)
    faults += duns_faults(f"{at}duns", identity.duns)
    faults += twice(f"{at}contacts", [contact.name for contact in identity.contacts])
    for contact in identity.contacts:
        where = f"{at}contacts.{contact.name}"
        faults += text_faults(f"{at}contacts.name", contact.name, empty=False)
        faults += _line_faults(f"{at}contacts.name", contact.name, ";")
        for name in ("task", "phone", "email"):
            faults += text_faults(f"{where}.{name}", getattr(contact, name))
            faults += _line_faults(f"{where}.{name}", getattr(contact, name), ";")
        if contact.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", contact.email):
            said = "{key} = {given}: an e-mail address has a name, @ and a place"
            faults.append(because("partner.email", said, key=where, given=contact.email))
    return faults


def _address_faults(key: str, address: Address) -> list[Reason]:
    faults = []
    if len(address.lines) > LINES_MAX:
        said = "{key}.lines: take {most} lines at most"
        faults.append(because("partner.address_lines", said, key=key, most=LINES_MAX))
    for line in address.lines:
        faults += text_faults(f"{key}.lines", line, empty=False, most=LINE_MAX)
        faults += _line_faults(f"{key}.lines", line)
    faults += text_faults(f"{key}.postcode", address.postcode, most=POSTCODE_MAX)
    faults += text_faults(f"{key}.city", address.city, most=LINE_MAX)
    faults += _line_faults(f"{key}.postcode", address.postcode)
    faults += _line_faults(f"{key}.city", address.city)
    if address.country and not re.fullmatch(r"[A-Z]{2}", address.country):
        said = "{key}.country = {given}: take the two capitals of ISO 3166, such as DE"
        faults.append(because("partner.country_code", said, key=key, given=address.country))
    return faults
