"""What the customer answers for beside deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

TOPIC = "orders"
"""What a page of order lines or cums listens to."""


class Use(StrEnum):
    """What an authorised cum allows beside delivery."""

    FABRICATE = "fabricate"
    RAW_MATERIAL = "raw_material"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The customer answers for this cum."""

    use: Use
    cum: Decimal
    until: date | None = None
