"""What one message of a partner may be and means, as data of their profile.

A subset such as VDA 4984 is such a table and nothing else: which directory and association it has,
which segments must and may stand in it, and what its codes mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from central.edi.profiles.measures import NO_MEASURES, Measure, measures

_NONE: Mapping[str, str] = MappingProxyType({})

SCHEDULED = frozenset(
    {"demand", "cumulative", "received", "receipt", "shipped", "backlog", "immediate", "ignore"}
)
"""What a quantity of a schedule can be."""
ARRIVED = frozenset(
    {"despatched", "received", "accepted", "rejected", "over", "short", "cumulative", "unstated",
     "ignore"}
)  # fmt: skip
"""What a quantity of a receiving advice can be."""
RECEIPTS = ("recadv", "x12_861")
"""The messages whose quantities are such."""
STATUSES = frozenset({"firm", "forecast", "information"})
BUCKETS = frozenset({"day", "week", "month"})
"""What a frequency can make of a single day."""
KINDS = frozenset({"plan", "call-off"})
PARTIES = frozenset({"customer", "supplier", "ship_to", "ignore"})
PARTS = frozenset({"part", "part_of_supplier", "order", "reference", "ignore"})
"""What a number of an item can be."""
PLACES = frozenset({"unloading_point", "consumption_point", "ship_to", "ignore"})
REFERENCES = frozenset(
    {"order", "note", "previous", "reference", "document", "message", "interchange", "line",
     "ignore"}
)  # fmt: skip
DATES = frozenset({"on", "first", "last", "since", "until", "arrived", "noted", "ignore"})
VERDICTS = frozenset({"accepted", "accepted with errors", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRules:
    """Empty means: as the message is by itself.

    ``versions`` and ``associations``: those that are read (``D.04A``; UNH's association code).
    ``required`` and ``allowed``: segments that must, and the only ones that may, stand in it.
    ``kinds``: document name in BGM to plan or call-off; ``process_types``: the process type of the
    processing indicator likewise, and before it. ``processing``: tags of that indicator.
    ``commitment``: it stands before or after its quantity. ``counted``: what an 861 counts as
    units, received or accepted. ``units``: a unit of the partner's to so many of the contract's.
    The others: a code of the partner to what it means here.
    """

    versions: frozenset[str] = frozenset()
    associations: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    processing: frozenset[str] = frozenset()
    commitment: str = ""
    counted: str = ""
    kinds: Mapping[str, str] = field(default_factory=lambda: _NONE)
    process_types: Mapping[str, str] = field(default_factory=lambda: _NONE)
    quantities: Mapping[str, str] = field(default_factory=lambda: _NONE)
    statuses: Mapping[str, str] = field(default_factory=lambda: _NONE)
    buckets: Mapping[str, str] = field(default_factory=lambda: _NONE)
    conditions: Mapping[str, str] = field(default_factory=lambda: _NONE)
    verdicts: Mapping[str, str] = field(default_factory=lambda: _NONE)
    parties: Mapping[str, str] = field(default_factory=lambda: _NONE)
    parts: Mapping[str, str] = field(default_factory=lambda: _NONE)
    places: Mapping[str, str] = field(default_factory=lambda: _NONE)
    references: Mapping[str, str] = field(default_factory=lambda: _NONE)
    dates: Mapping[str, str] = field(default_factory=lambda: _NONE)
    units: Mapping[str, Measure] = field(default_factory=lambda: NO_MEASURES)


NO_RULES = MessageRules()


def rules_from(table: object, key: str) -> MessageRules:
    """``key`` ends in the message's name. Raises ValueError that names the key."""
    if not isinstance(table, dict):
        raise ValueError(f"{key} is a table")
    known = {f.name for f in fields(MessageRules)}
    for name in table:
        if name not in known:
            raise ValueError(f"unknown key {key}.{name}; there are: {', '.join(sorted(known))}")
    found = {name: _CONVERT[name](value, f"{key}.{name}") for name, value in table.items()}
    meanings = ARRIVED if key.endswith(RECEIPTS) else SCHEDULED
    choices(meanings)(dict(found.get("quantities", {})), f"{key}.quantities")
    return MessageRules(**found)


def texts(found: object, key: str) -> frozenset[str]:
    """A list of texts. Raises ValueError."""
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise ValueError(f"{key} is a list of texts")
    return frozenset(found)


def one_of(*allowed: object) -> Callable[[object, str], Any]:
    """Raises ValueError for anything else."""

    def convert(found: object, key: str) -> object:
        if found not in allowed:
            raise ValueError(f"{key} is one of {', '.join(map(repr, allowed))}")
        return found

    return convert


def choices(*meanings: frozenset[str]) -> Callable[[object, str], Mapping[str, str]]:
    """A table of code to one of the meanings. Raises ValueError."""
    allowed: frozenset[str] = frozenset().union(*meanings)

    def convert(found: object, key: str) -> Mapping[str, str]:
        if not isinstance(found, dict):
            raise ValueError(f"{key} is a table of code = meaning")
        for code, meaning in found.items():
            if meaning not in allowed:
                raise ValueError(
                    f"{key}.{code}: {meaning!r} is not one of {', '.join(sorted(allowed))}"
                )
        return MappingProxyType(dict(found))

    return convert


_CONVERT: Mapping[str, Callable[[object, str], Any]] = MappingProxyType(
    {
        "versions": texts,
        "associations": texts,
        "required": texts,
        "allowed": texts,
        "processing": texts,
        "commitment": one_of("before", "after"),
        "counted": one_of("received", "accepted"),
        "kinds": choices(KINDS),
        "process_types": choices(KINDS),
        "quantities": choices(SCHEDULED, ARRIVED),
        "statuses": choices(STATUSES),
        "buckets": choices(BUCKETS),
        "conditions": choices(ARRIVED),
        "verdicts": choices(VERDICTS),
        "parties": choices(PARTIES),
        "parts": choices(PARTS),
        "places": choices(PLACES),
        "references": choices(REFERENCES),
        "dates": choices(DATES),
        "units": measures,
    }
)
