"""How one partner speaks: data that overrides what a message means by default.

Read from a table such as TOML gives; an unknown key or value is an error that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from central.edi.interchange import Interchange
from central.edi.problems import Findings
from central.edi.records import RecordLayout, layout
from central.edi.vda_layouts import LAYOUTS

_NONE: Mapping[str, str] = MappingProxyType({})
QUANTITY_ROLES = frozenset(
    {"demand", "cumulative", "received", "receipt", "shipped", "backlog", "immediate", "ignore"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Empty means: the message's own meaning, and any partner.

    ``ids`` and ``own_ids``: envelope ids that may send and receive, ``qualifier:id`` or ``id``.
    ``quantities``: quantity qualifier to one of ``QUANTITY_ROLES``. ``statuses``: commitment code
    to ``firm``, ``forecast`` or ``information``. ``commitment``: ``before`` or ``after`` its
    quantity.
    ``records``: VDA record type to its fields (``name:width``, ``n`` for numeric), replacing ours.
    ``date_digits``: 6 or 8 for X12 partners whose dates do not follow the version.
    """

    name: str = ""
    ids: frozenset[str] = frozenset()
    own_ids: frozenset[str] = frozenset()
    quantities: Mapping[str, str] = field(default_factory=lambda: _NONE)
    statuses: Mapping[str, str] = field(default_factory=lambda: _NONE)
    commitment: str = ""
    records: Mapping[str, RecordLayout] = field(default_factory=lambda: LAYOUTS)
    vda_charset: str = "iso8859-1"
    date_digits: int = 0


ANY = Profile()


def from_table(table: Mapping[str, Any]) -> Profile:
    """Raises ValueError that names the key."""
    known = {f.name for f in fields(Profile)}
    for key in table:
        if key not in known:
            raise ValueError(f"unknown key {key!r}; there are: {', '.join(sorted(known))}")
    return Profile(**{key: _CONVERT[key](value, key) for key, value in table.items()})


def _text(found: object, key: str) -> str:
    if not isinstance(found, str):
        raise ValueError(f"{key} is a text")
    return found


def _one_of(*allowed: object) -> Callable[[object, str], Any]:
    def convert(found: object, key: str) -> object:
        if found not in allowed:
            raise ValueError(f"{key} is one of {', '.join(map(repr, allowed))}")
        return found

    return convert


def _charset(found: object, key: str) -> str:
    name = _text(found, key)
    try:
        bytes(range(0x20, 0x7F)).decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise ValueError(f"{key}: {error}") from error
    return name


def _ids(found: object, key: str) -> frozenset[str]:
    return frozenset(_texts(found, key))


def _texts(found: object, key: str) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise ValueError(f"{key} is a list of texts")
    return found


def _quantities(found: object, key: str) -> Mapping[str, str]:
    return _choices(found, key, QUANTITY_ROLES)


def _statuses(found: object, key: str) -> Mapping[str, str]:
    return _choices(found, key, frozenset({"firm", "forecast", "information"}))


def _choices(found: object, key: str, allowed: frozenset[str]) -> Mapping[str, str]:
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table of code = meaning")
    for code, meaning in found.items():
        if meaning not in allowed:
            raise ValueError(
                f"{key}.{code}: {meaning!r} is not one of {', '.join(sorted(allowed))}"
            )
    return MappingProxyType(found)


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
        "ids": _ids,
        "own_ids": _ids,
        "quantities": _quantities,
        "statuses": _statuses,
        "commitment": _one_of("before", "after"),
        "records": _records,
        "vda_charset": _charset,
        "date_digits": _one_of(6, 8),
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
