"""The serial shipping container code of GS1: 18 digits, the last one checks the others. Pure."""

from __future__ import annotations

import re

from stdnum import ean

from central.words.reasons import RuleRefusedError, because

_DIGITS = re.compile(r"[0-9]{18}", re.ASCII)


def check_sscc(code: str) -> None:
    """RuleRefusedError: it is none."""
    if _DIGITS.fullmatch(code) is None:
        words = "{sscc} is no SSCC: it has 18 digits"
        raise RuleRefusedError(because("sscc.digits", words, sscc=code))
    if ean.calc_check_digit(code[:-1]) != code[-1]:
        raise RuleRefusedError(
            because(
                "sscc.check",
                "{sscc} is no SSCC: its last digit is {last}, and {right} checks the others",
                sscc=code,
                last=code[-1],
                right=ean.calc_check_digit(code[:-1]),
            )
        )
