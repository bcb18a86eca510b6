"""The state of the exchange with one partner, as pages show it: ages, and what lies in the way.

Also what a file may be called that is taken in, and how a file is called while it is in hand.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from central.words.reasons import Reason, because
from syntax.bounds import MAX_FILE

_log = structlog.get_logger()
NAME_BYTES_MAX = 200
LISTED_MAX = 100
RECLAIM_S = 60.0
"""A file that somebody claimed so long ago and did not end is taken by whoever looks next."""
_CLAIMED = re.compile(r"(\d{16,20})-[0-9a-f]{8}-(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often is looked, how long a file must stand still, when a claim is given up, and how
    long a server that does not answer is left alone after each failure.
    """

    poll_s: float
    settle_s: float
    reclaim_s: float = RECLAIM_S
    back_off_s: tuple[float, ...] = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)


@dataclass(slots=True, kw_only=True)
class Line:
    """``strange``: names that are not taken, and why. ``error``: why nothing goes at present;
    empty: it goes.
    """

    partner: str
    way: str
    looked_us: int | None = None
    took_us: int | None = None
    sent_us: int | None = None
    error: str = ""
    error_us: int | None = None
    strange: dict[str, Reason] = field(default_factory=dict)

    def fails(self, error: str, at_us: int) -> None:
        """Said once for as long as it lasts."""
        if error != self.error:
            _log.warning("exchange stands still", partner=self.partner, way=self.way, error=error)
            self.error_us = at_us if not self.error else self.error_us
        self.error = error

    def goes(self, at_us: int) -> None:
        if self.error:
            _log.info("exchange goes on", partner=self.partner, way=self.way)
        self.error, self.error_us = "", None
        self.looked_us = at_us

    def leaves(self, strange: Mapping[str, Reason]) -> None:
        """Files that stay where they are; each is said once."""
        listed = {shown(name): why for name, why in list(strange.items())[:LISTED_MAX]}
        for name, why in listed.items():
            if self.strange.get(name) != why:
                _log.warning("file is not taken", partner=self.partner, name=name, why=why.text)
        self.strange = listed


def shown(name: str) -> str:
    """A name as any page can write it: bytes that are no text are named."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def fault_of_name(name: str) -> Reason | None:
    """Why a file with this name is not taken; None: it is."""
    if len(name.encode("utf-8", "surrogateescape")) > NAME_BYTES_MAX:
        return because(
            "file.name_long", "its name is longer than {most} bytes", most=NAME_BYTES_MAX
        )
    if not name or name in (".", "..") or "/" in name or "\\" in name:
        return because("file.name_elsewhere", "its name leads elsewhere")
    if not name.isprintable():
        return because("file.name_signs", "its name has characters that cannot be shown")
    return None


def fault_of_file(name: str, *, link: bool, plain: bool, size: int) -> Reason | None:
    """Why a file is not taken where it lies; None: it is. ``size`` in bytes."""
    if why := fault_of_name(name):
        return why
    if link:
        return because("file.link", "it is a link")
    if not plain:
        return because("file.not_plain", "it is no plain file")
    if size > MAX_FILE:
        return because("file.large", "it has more than {most} MiB", most=MAX_FILE // 1024 // 1024)
    return None


def fault_told(error: BaseException) -> Reason:
    """What the disk or the server says of a file."""
    return because("file.error", "{error}", error=words_of(error))


def words_of(error: BaseException) -> str:
    """Of a disk, a database or a line, short enough for a page."""
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def claimed_name(name: str, at_us: int) -> str:
    """A name that no other claim has, and that says when it was made."""
    return f"{at_us:016}-{secrets.token_hex(4)}-{name}"


def claim_of(claimed: str) -> tuple[int, str] | None:
    """When a file was claimed and what it was called; None: nobody of us named it."""
    found = _CLAIMED.fullmatch(claimed)
    return None if found is None else (int(found[1]), found[2])
