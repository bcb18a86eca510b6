"""Usage rules: which option set takes which part, exactly one variant of each family.

`UsageRules.explode` is the plain form; `compiled.CompiledRules` answers the same, 64 vehicles at a
time. Option sets are integers: bit i is the i-th option.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge.sequencer.problem import BadProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRule:
    """Fires where every option of `needs` is there and none of `without`; takes a part from
    `face`, or nothing (None) where the family is then not fitted."""

    family: str
    face: int | None
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class UsageRules:
    """The rules of one cell over named options."""

    def __init__(self, *, options: Sequence[str], rules: Sequence[UsageRule], faces: int) -> None:
        self.options = {name: index for index, name in enumerate(options)}
        self.rules = tuple(rules)
        self.faces = faces
        self.families = tuple(dict.fromkeys(rule.family for rule in rules))
        self._tests = []
        for rule in rules:
            where = f"rule for face {rule.face} of family {rule.family!r}"
            if rule.face is not None and not 0 <= rule.face < faces:
                raise BadProblem(f"{where}: the face does not exist ({faces} faces)")
            for name in (*rule.needs, *rule.without):
                if name not in self.options:
                    raise BadProblem(f"{where}: unknown option {name!r}")
            needs = self.pack(rule.needs)
            mask = needs | self.pack(rule.without)
            self._tests.append((self.families.index(rule.family), mask, needs, rule.face))

    def pack(self, names: Iterable[str]) -> int:
        """An option set as an integer; an unknown option is refused."""
        value = 0
        for name in names:
            if name not in self.options:
                raise BadProblem(f"unknown option {name!r}")
            value |= 1 << self.options[name]
        return value

    def fault(self, vehicle: int, family: int, fired: int) -> BadProblem:
        """What is wrong where not exactly one variant fires."""
        how = "two variants fire" if fired else "no variant fires"
        return BadProblem(f"vehicle {vehicle}: {how} for family {self.families[family]!r}")

    def explode(self, option_sets: Sequence[int]) -> list[tuple[int, ...]]:
        """The faces of each vehicle, ascending. Raises `BadProblem` for the first fault."""
        exploded = []
        for vehicle, options in enumerate(option_sets):
            fired = [0] * len(self.families)
            faces = []
            for family, mask, needs, face in self._tests:
                if options & mask == needs:
                    fired[family] += 1
                    if face is not None:
                        faces.append(face)
            for family, count in enumerate(fired):
                if count != 1:
                    raise self.fault(vehicle, family, count)
            exploded.append(tuple(sorted(set(faces))))
        return exploded
