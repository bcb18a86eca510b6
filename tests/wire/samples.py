"""A sample of every message with every field set, built from the types themselves.

``python tests/wire/samples.py`` writes the golden files of messages that have none or have new
fields; a change of
what stood in one already is an incompatible change of the wire.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from wire.codec import encode
from wire.events import AnyFact
from wire.heartbeat import Heartbeat
from wire.masters import BREAK, LOCAL_TIME, TIME_OF_DAY, ZONE, Masters
from wire.sync import Acknowledgement, FactBatch, Head
from wire.telegram import Telegram
from wire.withheld import Withheld

FACTS: tuple[type[msgspec.Struct], ...] = get_args(AnyFact)
MESSAGES: tuple[type[msgspec.Struct], ...] = (
    Telegram,
    Head,
    FactBatch,
    Acknowledgement,
    Heartbeat,
    Masters,
    Withheld,
    *FACTS,
)
_TEXTS = {
    "^[0-9a-f]{32}$": "0123456789abcdef" * 2,
    "^(yyyymmddhhmmss( local)?)?$": "yyyymmddhhmmss local",
    ZONE: "Europe/Berlin",
    TIME_OF_DAY: "06:00",
    BREAK: "09:00-09:15",
    LOCAL_TIME: "2026-12-24T14:00",
    "^[^;]+$": "4006381333931",
    r"^([A-Za-z0-9_-]+\.(png|jpg))?$": "seat.png",
}


def name_of(message: type[msgspec.Struct]) -> str:
    return str(message.__struct_config__.tag)


def sample(message: type[msgspec.Struct]) -> Any:
    """An instance with every field set, optional ones too."""
    info = inspect.type_info(message)
    return msgspec.convert(_value(info, ""), message)


def _value(info: inspect.Type, name: str) -> Any:
    match info:
        case inspect.Metadata():
            return _value(info.type, name)
        case inspect.StructType():
            values = {f.encode_name: _value(f.type, f.encode_name) for f in info.fields}
            if info.tag_field is not None:
                values[info.tag_field] = info.tag
            return values
        case inspect.UnionType():
            return _value(next(t for t in info.types if not isinstance(t, inspect.NoneType)), name)
        case inspect.EnumType():
            return list(info.cls)[-1].value
        case inspect.VarTupleType() | inspect.ListType():
            return [_value(info.item_type, name)]
        case inspect.DictType():
            return {"KEY": _value(info.value_type, name)}
        case inspect.AnyType():
            return name
        case inspect.StrType():
            return _TEXTS.get(info.pattern or "", name[: info.max_length or 200])
        case inspect.IntType():
            return max(2, info.ge or 0)
        case inspect.BoolType():
            return True
        case inspect.RawType():
            return msgspec.Raw(b'{"type":"person_signed","workplace":"left"}')
    raise TypeError(f"{name}: no sample for {info}")


def write_golden(folder: Path) -> None:
    for message in MESSAGES:
        (folder / f"{name_of(message)}.json").write_bytes(encode(sample(message)) + b"\n")


if __name__ == "__main__":
    write_golden(Path(__file__).parent / "golden" / "v1")
