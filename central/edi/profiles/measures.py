"""What a partner's unit is in the units of the contract: ``BX = "12 PCE"``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

_FACTOR = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One of the partner's is ``factor`` of ``unit``; the factor is above zero."""

    factor: Decimal
    unit: str


NO_MEASURES: Mapping[str, Measure] = MappingProxyType({})


def measures(found: object, key: str) -> Mapping[str, Measure]:
    """A table of the partner's code, empty for what states none, to ``UNIT`` or ``FACTOR UNIT``.
    Raises ValueError that names the key.
    """
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table of code = unit")
    return MappingProxyType(
        {code: _measure(text, f"{key}.{code or '(none)'}") for code, text in found.items()}
    )


def _measure(text: object, key: str) -> Measure:
    words = text.split() if isinstance(text, str) else []
    if len(words) not in (1, 2):
        raise ValueError(f'{key}: {text!r} is neither a unit ("PCE") nor so many of one ("12 PCE")')
    if words[-1].isdecimal():
        raise ValueError(f'{key}: {text!r} says how many and not of what, as in "12 PCE"')
    factor = words[0] if len(words) == 2 else "1"
    if not _FACTOR.fullmatch(factor) or not Decimal(factor):
        raise ValueError(f"{key}: {factor!r} is not a number above zero, as 12 or 0.5")
    return Measure(factor=Decimal(factor), unit=words[-1])
