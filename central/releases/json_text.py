"""What is read of schedules, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from central.agreements.service.contracts import AgreementPart
from central.words.reasons import Reason, spoken

Json = dict[str, Any]
"""What ``plain`` makes of a view: its fields by their names."""


def plain(value: Any) -> Any:
    """As JSON: figures as people read them, reasons with their code and words."""
    if isinstance(value, Reason):
        figures = {name: plain(figure) for name, figure in value.figures}
        return {"code": value.code, "text": value.text, "figures": figures}
    if isinstance(value, AgreementPart):
        return {"agreement": value.agreement, "our_part": value.our_part, "unit": value.unit}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Decimal | date):
        return spoken(value)
    return str(value) if isinstance(value, StrEnum) else value
