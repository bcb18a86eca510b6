"""Passwords: what is refused as one, and scrypt (RFC 7914) with a salt for each person.

The parameters stand beside each hash, so that they can be raised; a sign-in with older ones
renews the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from central.config import KNOWN_SECRETS
from central.words.reasons import Reason, because

LENGTH_MIN = 12
LENGTH_MAX = 200
_SALT_BYTES = 16
_HASH_BYTES = 32
_MEMORY_MAX = 256 * 1024 * 1024
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each takes 32 MiB and a processor for a moment."""
_WAITING = threading.BoundedSemaphore(8)
"""A crowd that signs in must not hold the threads in which cells are answered."""
_WORDS = KNOWN_SECRETS | {
    "abc",
    "admin",
    "august",
    "autumn",
    "dragon",
    "hallo",
    "herbst",
    "hello",
    "iloveyou",
    "login",
    "master",
    "monkey",
    "passwort",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "qwertzuiop",
    "sommer",
    "spring",
    "summer",
    "user",
    "welcome",
    "willkommen",
    "winter",
}
_LOOKALIKES = str.maketrans("013457@$!|", "oleastasil")
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopasdfghjklyxcvbnm")


class BusyError(Exception):
    """Too many passwords are being looked at; try again in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """scrypt's N, r and p: 32 MiB three times over, some 0.2 s of one processor."""

    cost: int = 2**15
    block: int = 8
    parallel: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    salt: bytes
    hash: bytes
    cost: Cost


def fault_of(password: str, *about: str) -> Reason | None:
    """Why this must not be a password; ``about``: what anybody knows of the person."""
    if len(password) < LENGTH_MIN:
        return because(
            "password.short", "a password has {least} characters or more", least=LENGTH_MIN
        )
    if len(password) > LENGTH_MAX:
        return because("password.long", "a password has at most {most} characters", most=LENGTH_MAX)
    plain = password.casefold()
    if len(set(plain)) < 5 or any(plain in run or plain in run[::-1] for run in _RUNS):
        return because(
            "password.simple", "a password has more than a few characters and is no row of keys"
        )
    known = [*_WORDS, *(word.casefold() for text in about for word in text.split())]
    if _made_of(plain, known):
        return because(
            "password.known", "a password is not a well-known word with figures around it"
        )
    return None


def _made_of(plain: str, known: list[str]) -> bool:
    """True if nothing of weight is left when the known words are taken out."""
    for text in (plain, plain.translate(_LOOKALIKES)):
        for word in sorted((word for word in known if len(word) > 2), key=len, reverse=True):
            text = text.replace(word, "")
        if sum(character.isalpha() for character in text) < 4:
            return True
    return False


def hashed(password: str, cost: Cost | None = None) -> Hashed:
    """With a new salt."""
    salt, chosen = secrets.token_bytes(_SALT_BYTES), cost or Cost()
    return Hashed(salt=salt, hash=_scrypt(password, salt, chosen), cost=chosen)


def matches(password: str, stored: Hashed | None) -> bool:
    """Takes the same time where nothing is stored, and then says no."""
    salt, cost = (stored.salt, stored.cost) if stored else (b"nobody", Cost())
    found = _scrypt(password, salt, cost)
    return hmac.compare_digest(found, stored.hash if stored else b"") and stored is not None


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    if not _WAITING.acquire(blocking=False):
        raise BusyError
    try:
        return _computed(password, salt, cost)
    finally:
        _WAITING.release()


def _computed(password: str, salt: bytes, cost: Cost) -> bytes:
    with _AT_ONCE:
        return hashlib.scrypt(
            password.encode("utf-8", "surrogatepass"),
            salt=salt,
            n=cost.cost,
            r=cost.block,
            p=cost.parallel,
            dklen=_HASH_BYTES,
            maxmem=_MEMORY_MAX,
        )
