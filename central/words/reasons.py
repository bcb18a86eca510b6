"""Why a rule decided as it did: a code, words, and the figures in them.

The words are English; another language is a template under the same code and the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Figure = Decimal | int | str | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``template`` names each figure in braces."""

    code: str
    template: str
    figures: tuple[tuple[str, Figure], ...] = ()

    @property
    def text(self) -> str:
        return self.template.format(**{name: spoken(value) for name, value in self.figures})

    def __str__(self) -> str:
        return self.text


def because(code: str, template: str, **figures: Figure) -> Reason:
    """A reason with its figures in the order in which they were given."""
    return Reason(code=code, template=template, figures=tuple(figures.items()))


def spoken(figure: Figure) -> str:
    """A quantity without trailing zeros and without an exponent, a date as YYYY-MM-DD."""
    if isinstance(figure, Decimal):
        text = f"{figure:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text in {"-0", ""} else text
    return str(figure)


class RuleRefusedError(ValueError):
    """A rule refuses what it was asked to do; the reasons say what and what to do about it."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(reason.text for reason in reasons))
        self.reasons = reasons
