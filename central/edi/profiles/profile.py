"""How one partner speaks: data that overrides what a message means by default.

Read from a table such as TOML or JSON gives; an unknown key or value is an error that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from central.edi import profiles
from central.edi.message_names import names
from central.edi.model.interchange import Interchange
from central.edi.profiles import message_rules
from central.edi.profiles.measures import NO_MEASURES, Measure, measures
from central.edi.profiles.message_rules import NO_RULES, MessageRules, choices, one_of, texts
from central.edi.profiles.vda_layouts import LAYOUTS
from syntax.problems import Findings
from syntax.records import RecordLayout, layout

_NONE: Mapping[str, str] = MappingProxyType({})
_NO_MESSAGES: Mapping[str, MessageRules] = MappingProxyType({})
MAX_EXTENDS = 4
"""Profiles that extend one another; more is a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Empty means: the message's own meaning, and any partner.

    ``ids`` and ``own_ids``: envelope ids that may send and receive, ``qualifier:id`` or ``id``.
    ``quantities``: quantity qualifier of a schedule to its role. ``statuses``: commitment code to
    ``firm``, ``forecast`` or ``information``. ``commitment``: ``before`` or ``after`` its quantity.
    ``units``: a unit of the partner's to so many of ours. ``messages``: by the message's name, what
    that message alone does otherwise. ``records``: VDA record type to its fields (``name:width``,
    ``n`` for numeric), replacing ours. ``date_digits``: 6 or 8 for X12 partners whose dates do not
    follow the version.

    A table may name another profile that comes with the program (``extends``) and then states only
    what is different.
    """

    name: str = ""
    ids: frozenset[str] = frozenset()
    own_ids: frozenset[str] = frozenset()
    quantities: Mapping[str, str] = field(default_factory=lambda: _NONE)
    statuses: Mapping[str, str] = field(default_factory=lambda: _NONE)
    commitment: str = ""
    units: Mapping[str, Measure] = field(default_factory=lambda: NO_MEASURES)
    messages: Mapping[str, MessageRules] = field(default_factory=lambda: _NO_MESSAGES)
    records: Mapping[str, RecordLayout] = field(default_factory=lambda: LAYOUTS)
    vda_charset: str = "iso8859-1"
    date_digits: int = 0

    def rules(self, message: str) -> MessageRules:
        """Of the message with that name; what is said for all messages is in them, and what is
        said of quantities is for all schedules.
        """
        own = self.messages.get(message, NO_RULES)
        shared = _NONE if message in message_rules.RECEIPTS else self.quantities
        return replace(
            own,
            commitment=own.commitment or self.commitment,
            quantities={**shared, **own.quantities},
            statuses={**self.statuses, **own.statuses},
            units={**self.units, **own.units},
        )


ANY = Profile()


def from_table(table: Mapping[str, Any]) -> Profile:
    """Raises ValueError that names the key."""
    whole = _extended(table)
    known = {f.name for f in fields(Profile)}
    for key in whole:
        if key not in known:
            raise ValueError(f"unknown key {key!r}; there are: extends, {', '.join(sorted(known))}")
    return Profile(**{key: _CONVERT[key](value, key) for key, value in whole.items()})


def shipped(name: str) -> Profile:
    """A profile that comes with the program. Raises ValueError that names those there are."""
    return from_table(profiles.table(name))


def _extended(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """With what it extends under it."""
    for _ in range(MAX_EXTENDS):
        if "extends" not in table:
            return table
        own = {key: value for key, value in table.items() if key != "extends"}
        under = profiles.table(_text(table["extends"], "extends"))
        table = _over(under, own)
    raise ValueError("extends: profiles extend one another in a circle")


def _over(under: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tables are merged, anything else replaced."""
    merged: dict[str, object] = dict(under)
    for key, value in own.items():
        was = merged.get(key)
        both = isinstance(was, dict) and isinstance(value, dict)
        merged[key] = _over(was, value) if both and isinstance(was, dict) else value
    return merged


def _text(found: object, key: str) -> str:
    if not isinstance(found, str):
        raise ValueError(f"{key} is a text")
    return found


def _charset(found: object, key: str) -> str:
    name = _text(found, key)
    try:
        bytes(range(0x20, 0x7F)).decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise ValueError(f"{key}: {error}") from error
    return name


def _messages(found: object, key: str) -> Mapping[str, MessageRules]:
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table of tables, by message")
    for name in found:
        if name not in names():
            raise ValueError(f"{key}: no message {name!r}; there are: {', '.join(names())}")
    return MappingProxyType(
        {name: message_rules.rules_from(rules, f"{key}.{name}") for name, rules in found.items()}
    )


def _records(found: object, key: str) -> Mapping[str, RecordLayout]:
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table of tables, by record type")
    layouts = dict(LAYOUTS)
    for kind, spec in found.items():
        try:
            layouts[kind] = layout(kind, **spec)
        except (TypeError, ValueError) as error:
            raise ValueError(f"records.{kind}: {error}") from error
    return MappingProxyType(layouts)


_CONVERT: Mapping[str, Callable[[object, str], Any]] = MappingProxyType(
    {
        "name": _text,
        "ids": texts,
        "own_ids": texts,
        "quantities": choices(message_rules.SCHEDULED),
        "statuses": choices(message_rules.STATUSES),
        "commitment": one_of("before", "after"),
        "units": measures,
        "messages": _messages,
        "records": _records,
        "vda_charset": _charset,
        "date_digits": one_of(6, 8),
    }
)


def check_parties(interchange: Interchange, profile: Profile, findings: Findings) -> None:
    """An interchange of somebody else is no interchange of this partner."""
    for party, allowed, where, code in (
        (interchange.sender, profile.ids, interchange.sender_at, "partner.sender"),
        (interchange.recipient, profile.own_ids, interchange.recipient_at, "partner.recipient"),
    ):
        if allowed and str(party) not in allowed and party.id not in allowed:
            findings.add(code, f"{party} is not one of {', '.join(sorted(allowed))}", where)
