"""Masters as tables of rows, each row with a name: what forms, files of tables and comparisons see.

Rules stand in a table of their own, a row a variant, and families without theirs. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from central.masters.rules.cells_text import value_of
from formats.masters_table import feed_of
from formats.options import TRAVELS, options_kind
from settings.reader import fields_of, read
from wire.ids import FamilyId, PartNumber
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    Layout,
    Loop,
    Masters,
    Part,
    PartFamily,
    Person,
    PlannedStop,
    RackFamily,
    Shift,
    Variant,
)
from wire.telegram import FeedCode, Quantity

Row = Mapping[str, Any]


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """A part family without its rules."""

    family: FamilyId
    name: str
    rack_family: str
    serial_tracked: bool = False
    feeds: Annotated[tuple[FeedCode, ...], Meta(max_length=20)] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One usage rule of a family. An empty part: a vehicle of which it is true needs none."""

    family: FamilyId
    rule: Annotated[str, Meta(min_length=1, max_length=2000)]
    part: PartNumber
    quantity: Quantity = 1


SECTIONS: Mapping[str, tuple[type[msgspec.Struct], str]] = {
    "feeds": (FeedRules, "feed"),
    "rack_families": (RackFamily, "rack_family"),
    "families": (Family, "family"),
    "rules": (Rule, ""),
    "faces": (Face, "face"),
    "parts": (Part, "part"),
    "fits": (Fit, "point_of_fit"),
    "shifts": (Shift, "shift"),
    "planned_stops": (PlannedStop, "stop"),
    "loops": (Loop, "loop"),
    "people": (Person, "person"),
    "layout": (Layout, ""),
}
"""Name of each table to the kind of its rows and the field that names a row."""


def rows_of(masters: Masters, section: str) -> tuple[msgspec.Struct, ...]:
    """The rows of one table, in the order of the masters."""
    if section == "layout":
        return (masters.layout,)
    if section == "families":
        return tuple(
            Family(
                family=it.family,
                name=it.name,
                rack_family=it.rack_family,
                serial_tracked=it.serial_tracked,
                feeds=it.feeds,
            )
            for it in masters.families
        )
    if section == "rules":
        return tuple(
            Rule(family=it.family, rule=v.rule, part=v.part, quantity=v.quantity)
            for it in masters.families
            for v in it.variants
        )
    found: tuple[msgspec.Struct, ...] = getattr(masters, section)
    return found


def name_of(section: str, row: msgspec.Struct) -> str:
    """What a row is called; of a rule its family and text."""
    if section == "layout":
        return "layout"
    if isinstance(row, Rule):
        return f"{row.family}: {row.rule}"
    return str(getattr(row, SECTIONS[section][1]))


def with_rows(masters: Masters, section: str, rows: Iterable[Any]) -> Masters:
    """The masters with this table in place of theirs. Rules of a family that is not there are
    lost: ``orphans`` names them before.
    """
    made = tuple(rows)
    if section == "layout":
        return msgspec.structs.replace(masters, layout=made[0])
    if section == "families":
        rules = rows_of(masters, "rules")
        families = tuple(_whole(family, rules) for family in made)
        return msgspec.structs.replace(masters, families=families)
    if section == "rules":
        families = tuple(_whole(family, made) for family in rows_of(masters, "families"))
        return msgspec.structs.replace(masters, families=families)
    return msgspec.structs.replace(masters, **{section: made})


def read_row(kind: type[Any], row: Row) -> Any:
    """From a table as ``cells_text.row_of`` makes it. Raises MisspeltError with every fault."""
    if kind is not FeedRules:
        return read(kind, row)
    known = fields_of(options_kind(row.get("format")))
    options = {
        name: value_of(known[name][0], value) if name in known else value
        for name, value in row.get(TRAVELS, {}).items()
    }
    return feed_of({**row, TRAVELS: options})


def orphans(masters: Masters, rules: Iterable[Rule]) -> list[str]:
    """Families that rules name and that are not there."""
    known = {family.family for family in masters.families}
    return sorted({str(rule.family) for rule in rules} - known)


def without_defaults(row: msgspec.Struct) -> Row:
    """A row as a table that people write: what is as it is anyway is left out."""
    plain = _plain(row)
    required = {name for name, (_, needed) in fields_of(type(row)).items() if needed}
    blanks = {
        field.encode_name: _plain(
            field.default_factory()
            if field.default_factory is not msgspec.NODEFAULT
            else field.default
        )
        for field in msgspec.structs.fields(row)
        if not field.required and field.default is not msgspec.UNSET
    }
    return {
        name: value
        for name, value in plain.items()
        if name in required or name not in blanks or blanks[name] != value
    }


def plain_row(row: msgspec.Struct) -> Row:
    """Every field of a row as tables, lists and plain values; what is not set is an empty table."""
    told: Row = msgspec.to_builtins(row)
    return {name: told.get(name, {}) for name in fields_of(type(row))}


def _plain(value: Any) -> Any:
    """As tables, lists and plain values."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _whole(family: Any, rules: Iterable[Any]) -> PartFamily:
    return PartFamily(
        family=family.family,
        name=family.name,
        rack_family=family.rack_family,
        serial_tracked=family.serial_tracked,
        feeds=family.feeds,
        variants=tuple(
            Variant(rule=rule.rule, part=rule.part, quantity=rule.quantity)
            for rule in rules
            if rule.family == family.family
        ),
    )
