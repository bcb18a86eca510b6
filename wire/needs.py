"""What one vehicle needs at this cell: usage rules first, the maker's own part lines on top."""

from __future__ import annotations

from wire.events import Need, UsageProblem
from wire.part_lines import apply_lines, sort_lines
from wire.supply import CompiledFamily, CompiledVariant, Supply
from wire.telegram import Telegram
from wire.usage_compiled import options_of


def explode(
    masters: Supply, telegram: Telegram
) -> tuple[tuple[Need, ...], tuple[UsageProblem, ...]]:
    """Needs in the order of the families, and the families of which it is not clear what is
    needed. A family has one need, or several by the index of its part lines.

    Part lines that add name the parts of their family instead of the rules, and settle a
    problem of that family; one that deletes takes that part away. Lines that cannot be followed
    are a problem of the family that they speak of; a line of a family that this cell does not
    supply is for another cell.
    """
    options = options_of(telegram)
    said = sort_lines(masters, telegram)
    needs: list[Need] = []
    problems: list[UsageProblem] = []
    for compiled in masters.families_of.get(telegram.feed, ()):
        fired = [variant for variant in compiled.variants if variant.test(options)]
        found = _by_rules(compiled, fired)
        if lines := said.get(compiled.family.family):
            need = found[0] if isinstance(found, tuple) and found else None
            by_lines = apply_lines(masters, lines, [variant.part for variant in fired], need)
            settles = by_lines != () or not isinstance(found, UsageProblem)
            found = by_lines if settles else found
        if isinstance(found, UsageProblem):
            problems.append(found)
        else:
            needs += found
    return tuple(needs), tuple(problems)


def _by_rules(
    compiled: CompiledFamily, fired: list[CompiledVariant]
) -> tuple[Need, ...] | UsageProblem:
    """Exactly one part, or none where the vehicle needs none of this family."""
    family = compiled.family
    if len(fired) != 1:
        return UsageProblem(
            family=family.family,
            fired=tuple(variant.part for variant in fired),
            rack_family=family.rack_family,
        )
    (variant,) = fired
    if not variant.part:
        return ()
    need = Need(
        family=family.family,
        part=variant.part,
        quantity=variant.quantity,
        face=variant.face,
        rack_family=family.rack_family,
        rule=variant.rule,
        serial_tracked=family.serial_tracked,
    )
    return (need,)
