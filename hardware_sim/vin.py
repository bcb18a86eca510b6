"""Vehicle identification numbers with a valid check digit (ISO 3779, 49 CFR 565), made from an
order's identity.
"""

from __future__ import annotations

from hashlib import blake2b

ALPHABET = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
"""Digits and letters without I, O and Q."""
_VALUES = dict(zip("0123456789", range(10), strict=True)) | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)], strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def check_digit(vin: str) -> str:
    """The character that belongs at the ninth place of a 17-character number."""
    total = sum(
        _VALUES[character] * weight for character, weight in zip(vin, _WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def make_vin(ident: str) -> str:
    """The same number for the same ident, always. The maker code 000 belongs to nobody."""
    drawn = int.from_bytes(blake2b(ident.encode(), digest_size=10).digest(), "big")
    drawn, serial = divmod(drawn, 1_000_000)
    descriptor = ""
    for _ in range(5):
        drawn, place = divmod(drawn, len(ALPHABET))
        descriptor += ALPHABET[place]
    blank = f"000{descriptor}0TL{serial:06d}"
    return blank[:8] + check_digit(blank) + blank[9:]
