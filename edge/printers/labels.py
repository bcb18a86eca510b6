"""Labels as data: what stands where, in millimetres, and which value goes in. Pure.

There is no template language: a value is put into a field, never interpreted. ``render`` makes one
ZPL format that prints one label. The keys of each definition are its contract:

- ``PART``: sequence, slot, rack, point_of_fit, part, description, vin, call, serial, quantity,
  label, copy, code
- ``SLOT``: sequence, slot, rack, point_of_fit, part, description, vin, call, quantity, label, copy,
  code
- ``RACK``: rack, name, point_of_fit, lowest, highest, slots, load_order, line, plant, without,
  label, copy, code

``code`` is the content of the Data Matrix; ``label`` the label's id.
Keys in ``required`` must be there and not empty; the others may be missing and stay blank; values
under other keys are not printed.
Definitions are for 101.6 x 76.2 mm (4 x 3 inches).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from edge.printers import zpl

DPI = 203
_MM_PER_INCH = 25.4
_NARROWEST = 0.62
"""How far characters may be condensed before the font gets smaller."""
_SMALLEST = 0.35
"""How far the font may get smaller before the text is cut or refused."""
_MATRIX_MODULE_MM_MIN = 0.37
_CODE128_MODULE_MM_MIN = 0.24


class LabelError(ValueError):
    """The values cannot be printed on this label; the text names the key and says why."""


class Overflow(Enum):
    """What happens to a text that does not fit at the smallest size."""

    CUT = auto()
    """Shortened, and seen to be: it ends in two points."""
    REFUSE = auto()
    """The label is refused: half a number is worse than none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line. Either a ``key`` or a ``literal``. ``x`` is the right edge if ``right``."""

    x: float
    y: float
    width: float
    height: float
    key: str = ""
    literal: str = ""
    right: bool = False
    overflow: Overflow = Overflow.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Code128:
    """Bars as wide as ``width`` allows, quiet zones included in it."""

    x: float
    y: float
    width: float
    height: float
    key: str
    spare: bool = False
    """Left out when the value is too long or not ASCII: another code carries it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMatrix:
    """Modules as large as ``side`` allows, quiet zone included in it."""

    x: float
    y: float
    side: float
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A filled rectangle: a rule across the label, or down it."""

    x: float
    y: float
    width: float
    height: float


Field = Text | Code128 | DataMatrix | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    name: str
    width: float
    height: float
    fields: tuple[Field, ...]
    required: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(
            field.key for field in self.fields if not isinstance(field, Line) and field.key
        )


def render(label: Label, values: Mapping[str, str], *, dpi: int = DPI) -> bytes:
    """One format. Values under other keys are not printed. Raises LabelError."""
    for key in label.required:
        if not values.get(key):
            raise LabelError(f"label {label.name}: {key} is missing")
    fields: list[str] = []
    for field in label.fields:
        try:
            fields += _field(field, values, dpi / _MM_PER_INCH)
        except zpl.ZplError as error:
            key = "" if isinstance(field, Line) else field.key
            raise LabelError(f"label {label.name}: {key}: {error}") from None
    dots = dpi / _MM_PER_INCH
    return zpl.label(
        fields, width_dots=round(label.width * dots), height_dots=round(label.height * dots)
    )


def _field(field: Field, values: Mapping[str, str], dots: float) -> list[str]:
    if isinstance(field, Line):
        width, height = max(1, round(field.width * dots)), max(1, round(field.height * dots))
        return [
            zpl.box(round(field.x * dots), round(field.y * dots), width, height, min(width, height))
        ]
    data = values.get(field.key, "") if field.key else getattr(field, "literal", "")
    if not data:
        return []
    if len(data) > zpl.FIELD_CHARS_MAX:
        raise zpl.ZplError(f"{len(data)} characters; {zpl.FIELD_CHARS_MAX} at most")
    if isinstance(field, Text):
        return [_text(field, data, dots)]
    if isinstance(field, Code128):
        try:
            return [_code128(field, data, dots)]
        except zpl.ZplError:
            if field.spare:
                return []
            raise
    return [_data_matrix(field, data, dots)]


def _text(field: Text, data: str, dots: float) -> str:
    room = field.width / field.height
    natural = text_width(data)
    shrink = min(1.0, max(_NARROWEST, room / natural))
    size = min(1.0, room / (natural * shrink))
    if size < _SMALLEST:
        if field.overflow is Overflow.REFUSE:
            raise zpl.ZplError(f"{data[:40]!r} is too long for its place")
        size = _SMALLEST
        data = _cut(data, room / (size * shrink))
    height = field.height * size * dots
    # what got smaller stays on the same middle line
    top = field.y * dots + (field.height * dots - height) / 2
    return zpl.text(
        round(field.x * dots),
        round(top),
        int(height),
        int(height * shrink),
        data,
        right=field.right,
    )


def _cut(data: str, room: float) -> str:
    """As much of ``data`` as fits, with two points."""
    room -= text_width("..")
    for place, char in enumerate(data):
        room -= text_width(char)
        if room < 0:
            return data[:place] + ".."
    return data


def text_width(data: str) -> float:
    """Width in units of the font's height, as the printer's scalable font runs; on the safe side
    for characters it draws from another font.
    """
    return sum(_ADVANCE.get(char, 0.83 if ord(char) < 0x250 else 1.02) for char in data)


_ADVANCE = {
    char: advance
    for chars, advance in (
        ("ijl", 0.26),
        (" I.,:;'!/()[]ft`", 0.3),
        ("rz", 0.38),
        ("Jcksvxy?", 0.45),
        ('0123456789aeoL#$*"\\', 0.48),
        ("EFTZbdghnpqu_|^{}", 0.51),
        ("SVCPYKRABDOQX", 0.6),
        ("GNHU&", 0.64),
        ("w", 0.67),
        ("mM", 0.77),
        ("W", 0.83),
        ("-@%+=", 0.93),
        ("<>~", 1.02),
    )
    for char in chars
}


def _code128(field: Code128, data: str, dots: float) -> str:
    room = field.width * dots
    module = int(room // (zpl.code128_modules(data) + 20))
    if module < _CODE128_MODULE_MM_MIN * dots - 0.01:
        raise zpl.ZplError(f"{data[:40]!r} is too long for its Code 128")
    module = min(module, 4)
    return zpl.code128(
        round(field.x * dots) + 10 * module,
        round(field.y * dots),
        round(field.height * dots),
        module,
        data,
    )


def _data_matrix(field: DataMatrix, data: str, dots: float) -> str:
    module = int(field.side * dots // (zpl.data_matrix_modules(data) + 2))
    if module < _MATRIX_MODULE_MM_MIN * dots - 0.01:
        raise zpl.ZplError(f"{len(data)} characters are too many for its Data Matrix")
    module = min(module, 12)
    return zpl.data_matrix(
        round(field.x * dots) + module, round(field.y * dots) + module, module, data
    )


def _caption(x: float, y: float, literal: str, width: float = 40) -> Text:
    return Text(x=x, y=y, width=width, height=3, literal=literal, overflow=Overflow.CUT)


def _head(*, left: str, left_caption: str) -> tuple[Field, ...]:
    """Top band: the number that is looked for from afar, and the slot."""
    return (
        _caption(4, 3, left_caption),
        Text(x=4, y=7.2, width=62, height=20.5, key=left),
        _caption(70, 3, "SLOT", 28),
        Text(x=70, y=7.2, width=28, height=20.5, key="slot"),
        Line(x=67, y=3, width=0.5, height=22),
        Line(x=3, y=26, width=95.6, height=0.8),
    )


def _foot() -> tuple[Field, ...]:
    return (
        Line(x=3, y=69.2, width=95.6, height=0.3),
        Text(x=4, y=70.4, width=60, height=3.4, key="label", overflow=Overflow.CUT),
        Text(x=92, y=70.4, width=20, height=3.4, literal="COPY", right=True),
        Text(x=97.6, y=70.4, width=5, height=3.4, key="copy", right=True),
    )


def _vehicle(y: float) -> tuple[Field, ...]:
    return (
        _caption(4, y, "VIN"),
        Text(x=4, y=y + 3, width=50, height=5.5, key="vin"),
        _caption(4, y + 9, "CALL"),
        Text(x=4, y=y + 12, width=24, height=5, key="call", overflow=Overflow.CUT),
        _caption(30, y + 9, "RACK"),
        Text(x=30, y=y + 12, width=30, height=5, key="rack"),
    )


def _part(y: float) -> tuple[Field, ...]:
    return (
        _caption(4, y, "PART"),
        Text(x=4, y=y + 3, width=72, height=10, key="part"),
        _caption(80, y, "QTY", 18),
        Text(x=80, y=y + 3, width=18, height=10, key="quantity"),
        Text(x=4, y=y + 11.6, width=93, height=4.4, key="description", overflow=Overflow.CUT),
    )


_MATRIX = DataMatrix(x=70.5, y=43.5, side=25, key="code")

PART = Label(
    name="part",
    width=101.6,
    height=76.2,
    fields=(
        *_head(left="sequence", left_caption="SEQUENCE"),
        *_part(27.8),
        *_vehicle(45),
        Text(x=97.6, y=3, width=24, height=3, key="point_of_fit", right=True),
        _caption(4, 63, "SERIAL", 12),
        Text(x=15, y=62.2, width=50, height=4.6, key="serial", overflow=Overflow.CUT),
        _MATRIX,
        *_foot(),
    ),
    required=("part", "sequence", "code", "label"),
)

SLOT = Label(
    name="slot",
    width=101.6,
    height=76.2,
    fields=(
        *_head(left="sequence", left_caption="SEQUENCE"),
        *_part(27.8),
        *_vehicle(45),
        Text(x=97.6, y=3, width=24, height=3, key="point_of_fit", right=True),
        _MATRIX,
        *_foot(),
    ),
    required=("sequence", "slot", "code", "label"),
)

RACK = Label(
    name="rack",
    width=101.6,
    height=76.2,
    fields=(
        _caption(4, 3, "RACK"),
        Text(x=4, y=7.5, width=93, height=18.5, key="rack"),
        Line(x=3, y=26, width=95.6, height=0.8),
        Code128(x=3, y=58.4, width=64, height=8.6, key="rack", spare=True),
        Text(x=4, y=53.6, width=63, height=4.4, key="without", overflow=Overflow.CUT),
        DataMatrix(x=70.5, y=43.5, side=25, key="code"),
        _caption(4, 27.8, "SEQUENCE FROM"),
        Text(x=4, y=31.4, width=30, height=10.5, key="lowest"),
        _caption(37, 27.8, "TO"),
        Text(x=37, y=31.4, width=30, height=10.5, key="highest"),
        _caption(70, 27.8, "SLOTS", 28),
        Text(x=70, y=31.4, width=10, height=10.5, key="slots"),
        Text(x=97.6, y=34, width=16, height=5, key="load_order", right=True),
        Text(x=4, y=42.5, width=63, height=5, key="name", overflow=Overflow.CUT),
        Text(x=4, y=48.5, width=31, height=4.6, key="point_of_fit", overflow=Overflow.CUT),
        Text(x=37, y=48.5, width=14, height=4.6, key="line", overflow=Overflow.CUT),
        Text(x=53, y=48.5, width=14, height=4.6, key="plant", overflow=Overflow.CUT),
        *_foot(),
    ),
    required=("rack", "lowest", "highest", "code", "label"),
)

SINGLE = Label(
    name="single",
    width=101.6,
    height=76.2,
    fields=(
        _caption(4, 3, "ORDERED AGAIN: TO THE LINE NOW", 62),
        Text(x=4, y=7.2, width=62, height=20.5, key="vin_last6"),
        _caption(70, 3, "SEQUENCE", 28),
        Text(x=70, y=7.2, width=28, height=20.5, key="sequence"),
        Line(x=67, y=3, width=0.5, height=22),
        Line(x=3, y=26, width=95.6, height=0.8),
        *_part(27.8),
        *_vehicle(45),
        _caption(4, 63, "TO", 8),
        Text(x=10, y=62.2, width=20, height=4.6, key="point_of_fit", overflow=Overflow.CUT),
        _caption(32, 63, "SERIAL", 12),
        Text(x=43, y=62.2, width=26, height=4.6, key="serial", overflow=Overflow.CUT),
        _MATRIX,
        *_foot(),
    ),
    required=("part", "rack", "code", "label"),
)
"""Of a part that was ordered again: it goes to the line by itself, so its head says so."""

LABELS = {label.name: label for label in (PART, SLOT, RACK, SINGLE)}
