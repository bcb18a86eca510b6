"""Part lines of a telegram: which family of this cell each speaks of, and what they make of the
part that the rules gave.

A line that this cell cannot follow, or several that do not fit together, give a problem: a person
decides, nothing is picked by guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from edge.cell.masters import CompiledFamily, CompiledMasters
from wire.events import Need, UsageProblem
from wire.ids import FamilyId, PartNumber
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


def sort_lines(masters: CompiledMasters, telegram: Telegram) -> dict[FamilyId, FamilyLines]:
    """The part lines by family. Lines that name nothing of this cell are for another one."""
    families = masters.families_of.get(telegram.feed, ())
    sorted_lines: dict[FamilyId, FamilyLines] = {}
    for line in telegram.parts:
        meant, doubt = _meant(masters, families, line)
        for family in meant:
            name = family.family.family
            found = sorted_lines.setdefault(name, FamilyLines(family=family))
            found.lines.append(line)
            if doubt:
                found.doubt.append(doubt)
    return sorted_lines


def apply_lines(
    masters: CompiledMasters, said: FamilyLines, fired: Sequence[PartNumber], need: Need | None
) -> Need | UsageProblem | None:
    """What the family needs by its lines. ``fired``: the parts that the rules gave, ``need`` the
    one if it is exactly one. None: nothing.
    """
    family = said.family.family
    deleted = {line.part for line in said.lines if line.change is Change.DELETE}
    added = [line for line in said.lines if line.change is Change.ADD]
    doubt = said.doubt or _contradictions(masters, family.family, added, deleted, fired)
    if doubt:
        parts = tuple(dict.fromkeys(line.part for line in said.lines))
        return UsageProblem(
            family=family.family,
            fired=parts,
            rack_family=family.rack_family,
            detail="; ".join(dict.fromkeys(doubt))[:200],
        )
    if not added:
        return None if need is not None and need.part in deleted else need
    (line,) = added
    return Need(
        family=family.family,
        part=line.part,
        quantity=line.quantity,
        face=masters.face_of_part[line.part],
        rack_family=family.rack_family,
        rule=RULE,
        serial_tracked=family.serial_tracked,
    )


def _contradictions(
    masters: CompiledMasters,
    family: FamilyId,
    added: Sequence[PartLine],
    deleted: Iterable[PartNumber],
    fired: Sequence[PartNumber],
) -> list[str]:
    """What of the lines does not fit together, or not to what the vehicle has."""
    if len(added) > 1:
        named = ", ".join(f"{line.part}{_indexed(line)}" for line in added)
        return [f"{_count(len(added))} part lines named for one family {family}: {named}"]
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


def _meant(
    masters: CompiledMasters, families: Sequence[CompiledFamily], line: PartLine
) -> tuple[Sequence[CompiledFamily], str]:
    """The families that the line speaks of, and why it cannot be followed (empty: it can)."""
    if line.family:
        named = [f for f in families if f.family.family == line.family]
        return named, _elsewhere(masters, families, named[0], line) if named else ""
    having = _having(families, line.part)
    if line.point_of_fit:
        there = [f for f in families if _point_of_fit(masters, f) == line.point_of_fit]
        here = [f for f in having if f in there]
        if len(here) == 1:
            return here, _other_name(families, here[0], line)
        if there:
            return there, f"part {line.part} is no one part at point of fit {line.point_of_fit}"
        return (), ""
    if len(having) == 1:
        return having, _other_name(families, having[0], line)
    if having:
        return having, f"part {line.part} is of several families; the part line names none"
    meant = _having(families, line.customer_part)
    return meant, f"part {line.part} is unknown; its customer part {line.customer_part} is not"


def _elsewhere(
    masters: CompiledMasters,
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


def _point_of_fit(masters: CompiledMasters, family: CompiledFamily) -> str:
    return masters.rack_families[family.family.rack_family].point_of_fit


def _indexed(line: PartLine) -> str:
    return f" (index {line.index})" if line.index else ""


def _count(lines: int) -> str:
    return {2: "two", 3: "three"}.get(lines, str(lines))
