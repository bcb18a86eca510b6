"""What several worked cases begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.central.customer import firm

Make = Callable[..., Any]
NOTE_AND_CUM = {"reconcile": "use_delivery_note_and_cum_qty", "match_required": "required"}
BY_CUM = {"reconcile": "use_cumulative_quantity"}


def called_and_despatched(customer: Any, *notes: tuple[str, int, int], **item: Any) -> None:
    """All of it was called for the 1st, and went on these notes: number, quantity, day."""
    total = sum(quantity for _, quantity, _ in notes)
    customer.says(firm(1, total), issued=1, **item)
    assert customer.state() == "released"
    for note in notes:
        customer.despatch(*note)
