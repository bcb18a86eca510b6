"""The sequence number that a telegram names as the one before its own: one reading for the cell and
for central. Pure.
"""

from __future__ import annotations

from wire.telegram import Telegram


def number_before(telegram: Telegram, first_number: int, last_number: int) -> int | None:
    """None: it names none, or none of the numbers of its feed."""
    text = telegram.previous_number
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if first_number <= number <= last_number else None
