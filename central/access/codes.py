"""One-time codes that a person reads aloud or types at a cell: eight characters of Crockford's
base 32 (no I, L, O, U) and one that finds a slip.

The ninth is a weighted sum in the field of 32 elements: any one wrong character and any two that
changed places are found without asking central.
"""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_POLYNOMIAL = 0b100101


def spelled(code: str) -> str:
    """As it is shown: ``ABCD-EFGH-J``."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def with_check(random: bytes) -> str:
    """A code of nine characters from five bytes."""
    number = int.from_bytes(random[:5], "big")
    values = [number >> 5 * place & 31 for place in reversed(range(LENGTH))]
    return "".join(ALPHABET[value] for value in (*values, _check(values)))


def read(text: str) -> str | None:
    """The code in what somebody typed: small letters, blanks, hyphens and O for 0 are understood;
    None where it cannot be one.
    """
    plain = [character for character in text.upper()[:40] if character not in " -\t\r\n"]
    values = [_VALUES.get(character, -1) for character in plain]
    if len(values) != LENGTH + 1 or -1 in values or _check(values[:-1]) != values[-1]:
        return None
    return "".join(ALPHABET[value] for value in values)


def hash_of(code: str) -> str:
    """What is stored. Slow, because 40 bits are few for whoever holds a copy of the database, and
    the same everywhere, because it is looked up by it.
    """
    made = hashlib.scrypt(code.encode(), salt=b"lineside enrolment", n=2**14, r=8, p=1, dklen=32)
    return made.hex()


def _check(values: list[int]) -> int:
    found = 0
    for value in values:
        found = _twice(found ^ value)
    return found


def _twice(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled
