"""Reasons as they are kept: JSON with their codes, templates and figures, so that a page can say
them in another language. A long row of like reasons is kept by its first ones and their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from central.words.reasons import Reason, because, spoken

ALIKE_MAX = 40
"""Reasons of one code that are kept whole; of a schedule of 5,000 lines nobody reads more."""


def bounded(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """In their order; those of one code beyond the bound become one that counts them."""
    reasons = tuple(reasons)
    if len(reasons) <= ALIKE_MAX:
        return reasons
    seen: Counter[str] = Counter()
    kept = []
    for reason in reasons:
        seen[reason.code] += 1
        if seen[reason.code] <= ALIKE_MAX:
            kept.append(reason)
    kept += [
        because("told.more", "{count} more of this kind: {kind}", count=n - ALIKE_MAX, kind=code)
        for code, n in seen.items()
        if n > ALIKE_MAX
    ]
    return tuple(kept)


def to_json(reasons: Iterable[Reason]) -> str:
    return msgspec.json.encode(
        [
            {
                "code": reason.code,
                "template": reason.template,
                "figures": {name: spoken(value) for name, value in reason.figures},
                "quantities": [n for n, value in reason.figures if isinstance(value, Decimal)],
            }
            for reason in bounded(reasons)
        ]
    ).decode()


def from_json(text: str) -> tuple[Reason, ...]:
    """As they were told; figures are quantities, and everything else is text as it was spoken."""
    return tuple(
        Reason(
            code=each.code,
            template=each.template,
            figures=tuple(
                (name, Decimal(value) if name in each.quantities else value)
                for name, value in each.figures.items()
            ),
        )
        for each in _DECODER.decode(text)
    )


def words(reasons: Sequence[Reason]) -> str:
    return "; ".join(reason.text for reason in reasons)


class _Told(msgspec.Struct):
    code: str
    template: str
    figures: dict[str, str]
    quantities: tuple[str, ...] = ()


_DECODER = msgspec.json.Decoder(list[_Told])
