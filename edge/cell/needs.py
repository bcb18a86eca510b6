"""What one vehicle needs at this cell: usage rules first, the maker's own part lines on top."""

from __future__ import annotations

from edge.cell.masters import CompiledFamily, CompiledMasters
from edge.cell.usage import options_of
from wire.events import Need, UsageProblem
from wire.ids import FamilyId
from wire.telegram import Change, PartLine, Telegram


def explode(
    masters: CompiledMasters, telegram: Telegram
) -> tuple[tuple[Need, ...], tuple[UsageProblem, ...]]:
    """Needs in the order of the families, at most one a family, and the families of which not
    exactly one variant fired.

    A part line that adds names the part of its family instead of the rules, and settles a
    problem of that family; one that deletes takes that part away. A line of a family that this
    cell does not supply is for another cell.
    """
    options = options_of(telegram)
    needs: dict[FamilyId, Need] = {}
    problems: dict[FamilyId, UsageProblem] = {}
    for compiled in masters.families_of.get(telegram.feed, ()):
        name = compiled.family.family
        fired = [variant for variant in compiled.variants if variant.test(options)]
        if len(fired) != 1:
            problems[name] = UsageProblem(
                family=name,
                fired=tuple(variant.part for variant in fired),
                rack_family=compiled.family.rack_family,
            )
        elif fired[0].part:
            needs[name] = Need(
                family=name,
                part=fired[0].part,
                quantity=fired[0].quantity,
                face=fired[0].face,
                rack_family=compiled.family.rack_family,
                rule=fired[0].rule,
                serial_tracked=compiled.family.serial_tracked,
            )
    for line in telegram.parts:
        _apply(masters, line, telegram, needs, problems)
    return tuple(needs.values()), tuple(problems.values())


def _apply(
    masters: CompiledMasters,
    line: PartLine,
    telegram: Telegram,
    needs: dict[FamilyId, Need],
    problems: dict[FamilyId, UsageProblem],
) -> None:
    compiled = _family_of(masters, line, telegram)
    if compiled is None:
        return
    name, rack_family = compiled.family.family, compiled.family.rack_family
    if line.change is Change.DELETE:
        if name in needs and needs[name].part == line.part:
            del needs[name]
        return
    face = masters.face_of_part.get(line.part)
    if face is None:
        needs.pop(name, None)
        problems[name] = UsageProblem(family=name, fired=(line.part,), rack_family=rack_family)
        return
    problems.pop(name, None)
    needs[name] = Need(
        family=name,
        part=line.part,
        quantity=line.quantity,
        face=face,
        rack_family=rack_family,
        rule="part line of the telegram",
        serial_tracked=compiled.family.serial_tracked,
    )


def _family_of(
    masters: CompiledMasters, line: PartLine, telegram: Telegram
) -> CompiledFamily | None:
    """The family that the line names, else the one family of the feed that has its part."""
    families = masters.families_of.get(telegram.feed, ())
    if line.family:
        return next((f for f in families if f.family.family == line.family), None)
    having = [f for f in families if any(v.part == line.part for v in f.variants)]
    return having[0] if len(having) == 1 else None
