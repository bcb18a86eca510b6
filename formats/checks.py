"""What every format checks before a telegram leaves it, whatever the bytes looked like."""

from __future__ import annotations

from wire.codec import WireError
from wire.masters import FeedRules
from wire.telegram import Status, Telegram
from wire.vin import vin_problem


def status_of(text: str, rules: FeedRules) -> Status:
    """Ours of the maker's own: by the feed's ``status_map``, else by our own words. One that is in
    neither is UNKNOWN, never refused: the telegram is kept, and holds its vehicle.
    """
    if text in rules.status_map:
        return rules.status_map[text]
    try:
        return Status(text.lower())
    except ValueError:
        return Status.UNKNOWN


def checked(telegram: Telegram, rules: FeedRules) -> Telegram:
    """The telegram itself. Raises WireError where it is of another feed, or names no vehicle."""
    if telegram.feed != rules.feed:
        raise WireError(
            "feed.foreign",
            f"telegram is of feed {telegram.feed!r}, this is {rules.feed!r}; "
            "check the sender's plant and line",
        )
    if telegram.vin:
        problem = vin_problem(telegram.vin, check_digit=rules.vin_check_digit)
        if problem:
            raise WireError("vin.invalid", f"vin {telegram.vin!r}: {problem}")
    for name in ("call_number", "sequence_number", "vin"):
        text = getattr(telegram, name)
        if not text.isprintable():
            raise WireError("text.unprintable", f"{name} {text!r} has characters that do not print")
    return telegram
