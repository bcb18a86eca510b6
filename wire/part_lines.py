"""Part lines of a telegram: which family of this cell each speaks of, and what they make of the
part that the rules gave.

A line that this cell cannot follow, or several that do not fit together, give a problem: a person
decides, nothing is picked by guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from wire.events import Need, UsageProblem
from wire.ids import FamilyId, PartNumber, RackFamilyId
from wire.supply import CompiledFamily, Supply
from wire.telegram import Change, PartLine, Telegram

PIECES = frozenset({"", "PCE", "PC", "PCS", "EA", "C62", "H87", "NMB", "ST", "STK"})
"""Units that count pieces, as makers write them."""
RULE = "part line of the telegram"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLines:
    """The lines that speak of one family. ``doubt``: why they cannot be followed; empty: they
    can.
    """

    family: CompiledFamily
    lines: list[PartLine] = field(default_factory=list)
    doubt: list[str] = field(default_factory=list)


def sort_lines(masters: Supply, telegram: Telegram) -> dict[FamilyId, FamilyLines]:
    """The part lines by family. Lines that name nothing of this cell are for another one."""
    families = masters.families_of.get(telegram.feed, ())
    sorted_lines: dict[FamilyId, FamilyLines] = {}
    for line in (_in_our_words(masters, line) for line in telegram.parts):
        meant, doubt = _meant(masters, families, line)
        if not (meant or line.family or line.point_of_fit) and telegram.feed in masters.owns_lines:
            meant = families
            doubt = f"part {line.part} is unknown here, and the part line names no family"
        for family in [*meant, *_also_named(families, meant, line)] if doubt else meant:
            name = family.family.family
            found = sorted_lines.setdefault(name, FamilyLines(family=family))
            found.lines.append(line)
            if doubt:
                found.doubt.append(doubt)
    return sorted_lines


def is_ours(masters: Supply, telegram: Telegram, line: PartLine) -> bool:
    """Whether the line speaks of a family of these masters, or may."""
    return bool(sort_lines(masters, msgspec.structs.replace(telegram, parts=(line,))))


def _in_our_words(masters: Supply, line: PartLine) -> PartLine:
    """An alias of a part is the part."""
    part = masters.part_of_alias.get(line.part, line.part)
    theirs = masters.part_of_alias.get(line.customer_part, line.customer_part)
    if (part, theirs) == (line.part, line.customer_part):
        return line
    return msgspec.structs.replace(line, part=part, customer_part=theirs)


def _also_named(
    families: Sequence[CompiledFamily], meant: Sequence[CompiledFamily], line: PartLine
) -> list[CompiledFamily]:
    """Whose parts a line names that is in doubt: it may speak of them too."""
    named = [*_having(families, line.part), *_having(families, line.customer_part)]
    known = {family.family.family for family in meant}
    by_name = {family.family.family: family for family in named}
    return [family for name, family in by_name.items() if name not in known]


def apply_lines(
    masters: Supply, said: FamilyLines, fired: Sequence[PartNumber], need: Need | None
) -> tuple[Need, ...] | UsageProblem:
    """What the family needs by its lines, in the order of their index. ``fired``: the parts that
    the rules gave, ``need`` the one if it is exactly one.
    """
    family = said.family.family
    deleted = {line.part for line in said.lines if line.change is Change.DELETE}
    added = [line for line in said.lines if line.change is Change.ADD]
    doubt = (
        said.doubt
        or _contradictions(masters, family.family, added, deleted, fired)
        or _partial_deletes(said.lines, need)
    )
    if doubt:
        parts = tuple(dict.fromkeys(line.part for line in said.lines))
        return UsageProblem(
            family=family.family,
            fired=parts,
            rack_family=family.rack_family,
            detail="; ".join(dict.fromkeys(doubt))[:200],
        )
    if not added:
        return () if need is None or need.part in deleted else (need,)
    return tuple(
        Need(
            family=family.family,
            part=line.part,
            quantity=line.quantity,
            face=masters.face_of_part[line.part],
            rack_family=family.rack_family,
            rule=RULE,
            serial_tracked=family.serial_tracked,
            index=line.index if len(added) > 1 else 0,
            group=line.group,
            group_index=line.group_index,
        )
        for line in sorted(added, key=lambda line: line.index)
    )


def _contradictions(
    masters: Supply,
    family: FamilyId,
    added: Sequence[PartLine],
    deleted: Iterable[PartNumber],
    fired: Sequence[PartNumber],
) -> list[str]:
    """What of the lines does not fit together, or not to what the vehicle has."""
    if len(added) > 1 and len({line.index for line in added if line.index}) < len(added):
        named = ", ".join(f"{line.part}{_indexed(line)}" for line in added)
        alike = f"{_count(len(added))} part lines named for one family {family}"
        return [f"{alike}, not told apart by an index: {named}"]
    found = []
    for line in added:
        if line.part in deleted:
            found.append(f"part {line.part} is added and deleted in one telegram")
        elif line.part not in masters.face_of_part:
            found.append(f"part {line.part} of the part line lies in no face of this cell")
        if line.unit.upper() not in PIECES:
            found.append(f"part line {line.part} counts in {line.unit}, not in pieces")
    added_parts = {line.part for line in added}
    for part in sorted(set(deleted) - set(fired) - added_parts):
        has = ", ".join(part for part in fired if part) or "none"
        found.append(f"part {part} is deleted and the vehicle does not have it: it has {has}")
    return found


def _partial_deletes(lines: Iterable[PartLine], need: Need | None) -> list[str]:
    """Some of the pieces, or more than there are: what remains is not ours to guess."""
    return [
        f"{line.quantity} of part {line.part} deleted; the vehicle has {need.quantity}"
        for line in lines
        if line.change is Change.DELETE
        and need is not None
        and line.part == need.part
        and line.quantity != need.quantity
    ]


def _meant(
    masters: Supply, families: Sequence[CompiledFamily], line: PartLine
) -> tuple[Sequence[CompiledFamily], str]:
    """The families that the line speaks of, and why it cannot be followed (empty: it can)."""
    if line.family:
        return _by_family(masters, families, line)
    having = _having(families, line.part)
    if line.point_of_fit:
        there = [f for f in families if _point_of_fit(masters, f) == line.point_of_fit]
        here = [f for f in having if f in there]
        if len(here) == 1:
            return here, _other_name(families, here[0], line)
        if there:
            return there, f"part {line.part} is no one part at point of fit {line.point_of_fit}"
        if line.point_of_fit in masters.fits:
            return (), ""
        return _ours(masters, families, line, f"point of fit {line.point_of_fit}, which is unknown")
    if len(having) == 1:
        return having, _other_name(families, having[0], line)
    if having:
        return having, f"part {line.part} is of several families; the part line names none"
    meant = _having(families, line.customer_part)
    if meant:
        return meant, f"part {line.part} is unknown; its customer part {line.customer_part} is not"
    return _ours(masters, families, line, "no family")


def _by_family(
    masters: Supply, families: Sequence[CompiledFamily], line: PartLine
) -> tuple[Sequence[CompiledFamily], str]:
    """The line names a family, as we name it or as the racks of several are named."""
    named = [f for f in families if f.family.family == line.family]
    if named:
        return named, _elsewhere(masters, families, named[0], line)
    racks = RackFamilyId(line.family)
    racked = [f for f in families if f.family.rack_family == racks]
    here = racked if len(racked) == 1 else _having(racked, line.part)
    if len(here) == 1:
        return here, _elsewhere(masters, families, here[0], line)
    if racked:
        return racked, f"part {line.part} is of no one family in the racks {line.family}"
    if line.family in masters.families or racks in masters.rack_families:
        return (), ""
    alike = [f for f in families if _alike(line.family, f.family.family, f.family.rack_family)]
    if alike and not _having(families, line.part):
        known = alike[0].family.family
        return alike, f"part line {line.part} names family {line.family!r}; ours is {known!r}"
    ours, doubt = _ours(masters, families, line, f"family {line.family}, which is unknown")
    there = [f for f in families if _point_of_fit(masters, f) == line.point_of_fit]
    if ours or not there:
        return ours, doubt
    return there, (
        f"part line {line.part} names family {line.family}, which is unknown, at point of fit "
        f"{line.point_of_fit}"
    )


def _ours(
    masters: Supply, families: Sequence[CompiledFamily], line: PartLine, names: str
) -> tuple[Sequence[CompiledFamily], str]:
    """The line names nothing that we know but its part, perhaps: exactly, or but for blanks at the
    ends and case, or a part that lies in a face here. None is surely another cell's.
    """
    for part in filter(None, (line.part, line.customer_part)):
        if having := _having(families, part):
            known = having[0].family.family
            return having, f"part {part} is of family {known} here; the part line names {names}"
        for family in families:
            for ours in sorted(_parts(family)):
                if _alike(part, ours):
                    return [family], (
                        f"the part line names {part!r}; {ours!r} of family "
                        f"{family.family.family} is another by blanks or case"
                    )
        if (face := masters.face_of_part.get(part)) is not None:
            return families, f"part {part} lies in face {face} here and is of no family"
    return (), ""


def _alike(text: str, *ours: str) -> bool:
    return text.strip().casefold() in {one.strip().casefold() for one in ours if one}


def _elsewhere(
    masters: Supply,
    families: Sequence[CompiledFamily],
    named: CompiledFamily,
    line: PartLine,
) -> str:
    """The line names a family of this cell; whether the rest of it says the same."""
    point = _point_of_fit(masters, named)
    if line.point_of_fit and line.point_of_fit != point:
        return (
            f"part line {line.part} names point of fit {line.point_of_fit}; "
            f"family {line.family} is fitted at {point}"
        )
    others = [] if line.part in _parts(named) else _having(families, line.part)
    if others:
        return f"part {line.part} is of family {others[0].family.family}, not of {line.family}"
    return _other_name(families, named, line)


def _other_name(families: Sequence[CompiledFamily], family: CompiledFamily, line: PartLine) -> str:
    """A customer part that is another part of the cell: the line names two."""
    other = line.customer_part
    if not other or other == line.part or not _having(families, other):
        return ""
    return f"the part line of {family.family.family} names {line.part} and {other}"


def _having(families: Iterable[CompiledFamily], part: PartNumber) -> list[CompiledFamily]:
    return [f for f in families if part and part in _parts(f)]


def _parts(family: CompiledFamily) -> set[PartNumber]:
    return {variant.part for variant in family.variants}


def _point_of_fit(masters: Supply, family: CompiledFamily) -> str:
    return masters.rack_families[family.family.rack_family].point_of_fit


def _indexed(line: PartLine) -> str:
    return f" (index {line.index})" if line.index else ""


def _count(lines: int) -> str:
    return {2: "two", 3: "three"}.get(lines, str(lines))
