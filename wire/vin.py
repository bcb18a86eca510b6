"""Vehicle identification numbers: ISO 3779, and the check digit of 49 CFR 565."""

from __future__ import annotations

_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7, "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}  # fmt: skip
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_problem(vin: str, *, check_digit: bool = False) -> str | None:
    """What is wrong with a VIN (ISO 3779; check digit of 49 CFR 565), or None."""
    if len(vin) != 17:
        return f"a VIN has 17 characters, not {len(vin)}"
    if bad := [char for char in vin if char not in _VALUES]:
        return f"{bad[0]!r} cannot stand in a VIN"
    if check_digit:
        rest = sum(_VALUES[char] * weight for char, weight in zip(vin, _WEIGHTS, strict=True))
        right = "0123456789X"[rest % 11]
        if vin[8] != right:
            return f"check digit {vin[8]!r}, computed {right!r}"
    return None
