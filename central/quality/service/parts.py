"""Which part a person means by what stands on a label, and whether anybody knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import Connection

from central.cells.service import masters_in_force
from central.quality.rules import Wanted
from central.tracking.service.ways import parts_like
from central.words.reasons import Reason, RuleRefusedError, because
from wire.blocks import alike
from wire.masters import Masters


class PartNames:
    """As the masters in force of all cells name parts."""

    def __init__(self, every: Iterable[Masters]) -> None:
        self.parts: set[str] = set()
        self._of_alias: dict[str, set[str]] = {}
        for masters in every:
            self.parts |= set(_parts(masters))
            for part in masters.parts:
                for alias in part.aliases:
                    self._of_alias.setdefault(alias, set()).add(str(part.part))

    def meant(self, said: str) -> tuple[str, ...]:
        """More than one only where cells call different parts by the same number."""
        if said in self.parts or said not in self._of_alias:
            return (said,)
        return tuple(sorted(self._of_alias[said]))

    def labels_of(self, part: str) -> tuple[str, ...]:
        """What suppliers' labels call it."""
        return tuple(sorted(name for name, parts in self._of_alias.items() if part in parts))

    def alike(self, said: str) -> set[str]:
        """Numbers and labels' numbers that differ in case and blanks only."""
        return set(alike(said, {*self.parts, *self._of_alias}))


def names_in_force(connection: Connection) -> PartNames:
    return PartNames(masters_in_force(connection))


def in_our_words(names: PartNames, wanted: Wanted) -> Wanted:
    """A label's number is the part; of several parts it stays as it was said."""
    meant = names.meant(wanted.part.strip())
    return replace(wanted, part=meant[0]) if len(meant) == 1 else wanted


def known_part(connection: Connection, wanted: Wanted, *, unknown_part: bool) -> Wanted:
    """With our number of the part. RuleRefusedError: a label's number of several parts; or neither
    masters nor a piece name it, and nobody said that it is ``unknown_part``.
    """
    names = names_in_force(connection)
    meant = names.meant(wanted.part)
    if len(meant) > 1:
        raise RuleRefusedError(
            because(
                "quality.several",
                "labels call {parts} {part}: block each of them by its own number",
                parts=", ".join(meant),
                part=wanted.part,
            )
        )
    part = meant[0]
    if part in names.parts or unknown_part:
        return replace(wanted, part=part)
    tracked = parts_like(connection, part)
    if part in tracked:
        return wanted
    near = sorted(tracked | names.alike(part))
    raise RuleRefusedError(_unknown(part, near))


def _unknown(part: str, near: list[str]) -> Reason:
    if near:
        return because(
            "quality.unknown_part_near",
            "no masters in force and no piece name the part {part}, but {near}: write it so, or "
            "say that such goods are still to come (unknown_part)",
            part=part,
            near=", ".join(near),
        )
    return because(
        "quality.unknown_part",
        "no masters in force and no piece name the part {part}: write it as on its label, or say "
        "that such goods are still to come (unknown_part)",
        part=part,
    )


def _parts(masters: Masters) -> Iterator[str]:
    for family in masters.families:
        yield from (str(it.part) for it in family.variants if it.part)
    yield from (str(face.part) for face in masters.faces)
    yield from (str(part.part) for part in masters.parts)
