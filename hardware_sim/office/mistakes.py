"""What goes wrong between two offices: files changed so that a receiver must notice, each with what
they must make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """``outcome``: what must become of the file. ``reason``: of what is held, if anything is; where
    nothing is posted the file itself says why.
    """

    name: str
    outcome: str
    spoil: Callable[[bytes, Random], bytes]
    reason: str = ""


def _edit(
    pattern: bytes, put: Callable[[re.Match[bytes]], bytes], data: bytes, rng: Random
) -> bytes:
    """One of the places that ``pattern`` finds. ValueError: there is none."""
    places = list(re.finditer(pattern, data))
    if not places:
        raise ValueError(f"nothing like {pattern!r} is in this file")
    place = rng.choice(places)
    return data[: place.start()] + put(place) + data[place.end() :]


def _miscount(data: bytes, rng: Random) -> bytes:
    """The trailer counts one segment more than there are."""
    return _edit(rb"(UNT\+|SE\*)(\d+)", lambda m: m[1] + str(int(m[2]) + 1).encode(), data, rng)


def _other_reference(data: bytes, rng: Random) -> bytes:
    """The trailer of the interchange names another control reference than its head."""
    return _edit(
        rb"(UNZ\+\d+\+|IEA\*\d+\*)(\d)", lambda m: m[1] + str(9 - int(m[2])).encode(), data, rng
    )


def _letters_for_digits(data: bytes, rng: Random) -> bytes:
    return _edit(rb"(QTY\+113:|FST\*)\d+", lambda m: m[1] + b"84OO", data, rng)


def _month_13(data: bytes, rng: Random) -> bytes:
    return _edit(rb"(DTM\+2:|\*C\*D\*)(\d{4})\d{4}", lambda m: m[1] + m[2] + b"1399", data, rng)


def _stranger(data: bytes, rng: Random) -> bytes:
    return data.replace(b"NORDWERK", b"NIEMANDX").replace(b"LAKESIDE", b"NOBODY00")


def _torn(data: bytes, rng: Random) -> bytes:
    return bytes(rng.randrange(256) for _ in range(200))


def _unknown_part(data: bytes, rng: Random) -> bytes:
    return _edit(rb"(LIN\+1\+\+|LIN\*1\*BP\*)[0-9A-Z-]+", lambda m: m[1] + b"NOPART99", data, rng)


def _monstrous(data: bytes, rng: Random) -> bytes:
    return _edit(rb"(QTY\+113:|FST\*)\d+", lambda m: m[1] + b"1000000000000", data, rng)


def _too_much(data: bytes, rng: Random) -> bytes:
    """A number that can be read and cannot be meant."""
    return _edit(rb"(QTY\+113:|FST\*)\d+", lambda m: m[1] + b"20000000", data, rng)


def _far_away(data: bytes, rng: Random) -> bytes:
    return _edit(rb"(DTM\+2:|\*C\*D\*)(\d{4})(\d{4})", lambda m: m[1] + b"2999" + m[3], data, rng)


REFUSED, UNKNOWN, UNREADABLE, HELD = "refused", "unknown_partner", "unreadable", "held"

MISTAKES = (
    Mistake(name="miscounted", outcome=REFUSED, spoil=_miscount),
    Mistake(name="other reference", outcome=REFUSED, spoil=_other_reference),
    Mistake(name="letters for digits", outcome=REFUSED, spoil=_letters_for_digits),
    Mistake(name="month 13", outcome=REFUSED, spoil=_month_13),
    Mistake(name="stranger", outcome=UNKNOWN, spoil=_stranger),
    Mistake(name="torn", outcome=UNREADABLE, spoil=_torn),
    Mistake(name="unknown part", outcome=HELD, spoil=_unknown_part, reason="unknown_part"),
    Mistake(name="too much", outcome=HELD, spoil=_too_much, reason="implausible"),
    Mistake(name="monstrous quantity", outcome=REFUSED, spoil=_monstrous),
    Mistake(name="year 2999", outcome=REFUSED, spoil=_far_away),
)
