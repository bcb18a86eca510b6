"""Addresses, numbers, contacts and number ranges as people type them into forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from central.partners.rules.divisions import WIDTH_MAX, Bank, Division, NumberRange
from central.partners.rules.identifiers import written
from central.partners.rules.parties import Contact, Identity
from central.web.forms import version_of
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.spelling import read

Form = Mapping[str, str]
NUMBERS = ("tax_number", "gln", "duns")
_CONTACT = ("name", "task", "phone", "email")


def typed(form: Form, name: str) -> str:
    return form.get(name, "").strip()


_FIELD_BY_CODE: Mapping[str, str] = {
    "partner.zone": "zone",
    "partner.country": "country",
    "partner.parent_circle": "parent",
    "partner.group_deep": "parent",
    "currency.code": "currency",
    "currency.digits": "digits",
    "calendar.weekdays": "weekdays",
}
_ADDRESS_FIELDS: Mapping[str, str] = {
    "": "address_lines",
    "lines": "address_lines",
    "country": "address_country",
}


def field_of(reason: Reason) -> str:
    """The field of a form that the reason speaks of; empty: of none."""
    if reason.code in _FIELD_BY_CODE:
        return _FIELD_BY_CODE[reason.code]
    key = str(dict(reason.figures).get("key", ""))
    _, found, of_identity = key.rpartition("identity.")
    if not found:
        return key.rpartition(".")[2]
    head, _, rest = of_identity.partition(".")
    return _ADDRESS_FIELDS.get(rest, rest) if head == "address" else head


def identity_typed(form: Form) -> Identity:
    """``contacts``: one a line, with semicolons between name, task, phone and e-mail. MisspeltError
    says what cannot be read.
    """
    lines = [line.strip() for line in form.get("address_lines", "").splitlines()]
    address = {name: typed(form, name) for name in ("postcode", "city")}
    country = typed(form, "address_country").upper()
    people = [line.split(";") for line in form.get("contacts", "").splitlines() if line.strip()]
    return Identity(
        address=replace(
            read(Identity, {"address": address}).address,
            lines=tuple(line for line in lines if line),
            country=country,
        ),
        **{name: written(form.get(name, "")) for name in NUMBERS},
        contacts=tuple(_contact(each) for each in people),
    )


def _contact(parts: list[str]) -> Contact:
    given = dict(zip(_CONTACT, (part.strip() for part in parts), strict=False))
    more = {"more": ";".join(parts[len(_CONTACT) :])} if len(parts) > len(_CONTACT) else {}
    return read(Contact, {**given, **more}, "contacts")


def identity_fields(identity: Identity) -> dict[str, str]:
    """What stands in the form of it."""
    address = identity.address
    people = ("; ".join(_told(contact)) for contact in identity.contacts)
    return {
        "address_lines": "\n".join(address.lines),
        "postcode": address.postcode,
        "city": address.city,
        "address_country": address.country,
        **{name: getattr(identity, name) for name in NUMBERS},
        "contacts": "\n".join(people),
    }


def _told(contact: Contact) -> list[str]:
    texts = [getattr(contact, name) for name in _CONTACT]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def division_typed(was: Division, form: Form) -> Division:
    """All but its ranges."""
    return replace(
        was,
        name=typed(form, "name"),
        currency=typed(form, "currency"),
        active=form.get("active") == "yes",
        identity=identity_typed(form),
        bank=Bank(
            name=typed(form, "bank_name"),
            iban=written(form.get("iban", "")),
            bic=written(form.get("bic", "")),
        ),
        version=version_of(form),
    )


def range_typed(was: Division, form: Form) -> Division:
    """With a new range, or one that is there changed. One that is taken into use takes the place
    of the one of its kind that was.
    """
    given: dict[str, str | int] = {
        name: typed(form, name) for name in ("kind", "prefix", "customer")
    }
    for name in ("first", "last", "width", "next"):
        if text := typed(form, name):
            whole = text.isdecimal() and len(text) <= WIDTH_MAX
            given[name] = int(text) if whole else text  # the reader names what is no number
    wanted = read(NumberRange, given)
    wanted = replace(wanted, active=form.get("active") == "yes")
    there = next((it for it in was.ranges if it.name == wanted.name), None)
    if there is not None and (form.get("new") or there.customer != wanted.customer):
        said = "range {name} is there already: take another prefix, or change that one"
        raise RuleRefusedError(because("number.there", said, name=wanted.name))
    others = tuple(
        replace(it, active=it.active and not (wanted.active and _alike(it, wanted)))
        for it in was.ranges
        if (it.kind, it.prefix) != (wanted.kind, wanted.prefix)
    )
    return replace(was, ranges=(*others, wanted), version=version_of(form))


def _alike(one: NumberRange, other: NumberRange) -> bool:
    """One takes the place of the other."""
    return (one.kind, one.customer) == (other.kind, other.customer)
