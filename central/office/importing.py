"""Bringing files in: all of them or nothing, as often as one likes with the same result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from central.db.database import Actor, Database
from central.db.work import Work
from central.folders.office_kind import Entry, EntryRefusedError
from central.office.files import OfficeFilesError, load
from central.office.kinds import office_kinds
from central.words.reasons import RuleRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many of each kind were new, changed, or as they were."""

    new: Mapping[str, int]
    changed: Mapping[str, int]
    same: Mapping[str, int]


def bring_in(db: Database, path: Path, *, by: Actor, now_us: int) -> Imported:
    """A file, or every ``*.toml`` of a folder. OfficeFilesError has every fault; nothing is
    stored then. Where ``by`` gives no reason, changes are explained by the name of the file.
    """
    entries = load(path)
    signed = by if by.why else replace(by, why=f"import of {path.name}")
    return db.write(lambda connection: store(Work(connection, by, now_us), entries), by=signed)


def store(work: Work, entries: Sequence[Entry]) -> Imported:
    """All entries in the caller's work, which an OfficeFilesError must undo."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("new", "changed", "same")}
    faults: list[str] = []
    kinds = office_kinds()
    refused: set[tuple[str, str]] = set()
    steps = [(entry, judging) for judging in (False, True) for entry in entries]
    for entry, judging in steps:
        kind = kinds[entry.kind]
        if judging and (entry.kind, entry.code) in refused:
            continue
        if kind.rests_on is not None and kind.rests_on(entry) in refused:
            continue  # what is wrong is said already
        by = work.by if work.by.why else replace(work.by, why=f"import of {entry.file}")
        signed = replace(work, by=by)
        try:
            if not judging:
                counted[kind.store(signed, entry)][entry.kind] += 1
            elif kind.judge is not None:
                kind.judge(signed, entry)
        except RuleRefusedError as error:
            refused.add((entry.kind, entry.code))
            faults += [entry.fault("", reason.text) for reason in error.reasons]
        except EntryRefusedError as error:
            faults.append(entry.fault("", str(error)))
    if faults:
        raise OfficeFilesError(faults)
    return Imported(new=counted["new"], changed=counted["changed"], same=counted["same"])
