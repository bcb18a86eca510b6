"""What a telegram or masters say is obeyed or held, never ignored: every field has a reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import inspect

from tests.support.field_reads import Sources, reads
from tests.support.paths import ROOT
from wire.masters import Masters
from wire.telegram import Telegram

ROOMS = ("edge", "central", "wire", "formats")
NO_READERS = (
    "wire/codec.py",
    "wire/limits.py",
    "wire/schema.py",
    "wire/masters_faults.py",
    "wire/calendar_faults.py",
    "central/masters/",
    "edge/planning/day_masters.py",
)
"""What only carries, checks or shows a field for who writes it does not obey it."""

KEYS = {("Shift", "shift"), ("PlannedStop", "stop")}
"""What people and faults call a row by, and nothing else."""
SHOWN = {("Part", "picture"): "central/masters/templates/masters_cell.html"}
"""Read by a page and no program."""


def structs_of(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """``kind`` and every struct in its fields."""
    found: list[type[msgspec.Struct]] = [kind]
    for one in found:
        for field in inspect.type_info(one).fields:  # type: ignore[attr-defined]
            for inner in _inside(field.type):
                if inner not in found:
                    found.append(inner)
    yield from found


def _inside(info: inspect.Type) -> Iterator[type[msgspec.Struct]]:
    match info:
        case inspect.StructType():
            yield info.cls
        case inspect.Metadata():
            yield from _inside(info.type)
        case inspect.UnionType():
            for each in info.types:
                yield from _inside(each)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _inside(info.item_type)
        case inspect.DictType():
            yield from _inside(info.value_type)


def unread(instead: Path | None = None, added: tuple[tuple[str, str], ...] = ()) -> list[str]:
    """Class and field. ``instead`` stands for ``wire/telegram.py``, with fields that are
    ``added``.
    """
    files = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))]
    if instead is not None:
        files = [instead if p == ROOT / "wire/telegram.py" else p for p in files]
    readers = [
        p for p in files if p == instead or not str(p.relative_to(ROOT)).startswith(NO_READERS)
    ]
    house = Sources(files)
    structs = dict.fromkeys([*structs_of(Telegram), *structs_of(Masters)])
    fields = [(kind.__name__, name) for kind in structs for name in kind.__struct_fields__]
    fields += added
    found = set(reads(house, readers, frozenset(name for _, name in fields))) | KEYS
    for (kind, name), page in SHOWN.items():
        if f'"{name}"' in (ROOT / page).read_text("utf-8"):
            found.add((kind, name))
    return [".".join(each) for each in fields if each not in found]


def test_every_field_of_telegrams_and_masters_has_a_reader() -> None:
    assert unread() == []


def test_a_field_that_only_the_codec_touches_is_found_whatever_its_name(tmp_path: Path) -> None:
    """``state`` and ``rack`` are read everywhere, of other things."""
    copy = tmp_path / "telegram.py"
    text = (ROOT / "wire/telegram.py").read_text("utf-8")
    line = "    index: Counter = 0\n"
    assert text.count(line) == 1
    names = ("state", "rack", "unheard_of")
    more = "".join(f'    {name}: ShortText = ""\n' for name in names)
    copy.write_text(text.replace(line, line + more), "utf-8")
    added = tuple(("PartLine", name) for name in names)
    assert unread(copy, added) == [f"PartLine.{name}" for name in names]
