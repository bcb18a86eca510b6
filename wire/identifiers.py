"""How a maker writes what vehicles are known by, feed by feed: VINs that are none of ISO 3779, call
numbers, and sequence numbers with letters around what is counted. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from wire.masters import FeedRules
from wire.vin import vin_problem

COUNTED = "number"
"""Name of the group of ``number_pattern`` that is counted."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def vin_fault(vin: str, rules: FeedRules) -> str:
    """Why the feed has no such VIN; empty: it may have."""
    if rules.vin_pattern:
        matches = _compiled(rules.vin_pattern).fullmatch(vin)
        return "" if matches else f"does not look like {rules.vin_pattern}"
    return vin_problem(vin, check_digit=rules.vin_check_digit) or ""


def call_fault(call: str, rules: FeedRules) -> str:
    """Why the feed has no such call number; empty: it may have."""
    if not rules.call_pattern or _compiled(rules.call_pattern).fullmatch(call):
        return ""
    return f"does not look like {rules.call_pattern}"


def counted(text: str, rules: FeedRules) -> int | None:
    """The number in a sequence number; None: there is none."""
    if rules.number_pattern:
        found = _compiled(rules.number_pattern).fullmatch(text)
        text = found[COUNTED] or "" if found else ""
    return int(text) if text.isascii() and text.isdigit() else None


def countable(rules: FeedRules) -> FeedRules:
    """With the first and the last number that a vehicle can have: one that stands for *not
    sequenced*, 0000 say, is none.
    """
    none = {counted(text, rules) for text in rules.not_sequenced}
    first, last = rules.first_number, rules.last_number
    while first in none and first < last:
        first += 1
    while last in none and first < last:
        last -= 1
    if (first, last) == (rules.first_number, rules.last_number):
        return rules
    return msgspec.structs.replace(rules, first_number=first, last_number=last)


def pattern_faults(rules: FeedRules) -> Iterator[str]:
    """What is wrong with the feed's patterns."""
    for key in ("vin_pattern", "call_pattern", "number_pattern"):
        pattern = str(getattr(rules, key))
        where = f"feed {rules.feed!r}: {key} {pattern!r}"
        try:
            groups = _compiled(pattern).groupindex
        except re.error as error:
            yield f"{where} is no pattern: {error}"
            continue
        if key == "number_pattern" and pattern and COUNTED not in groups:
            yield f"{where} does not say what is counted; write it as (?P<{COUNTED}>[0-9]+)"
    if rules.vin_pattern and rules.vin_check_digit:
        yield f"feed {rules.feed!r}: vin_check_digit is of ISO 3779; leave it or vin_pattern out"
