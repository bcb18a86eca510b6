"""Reasons in the reader's language: a text ``reason.<code>`` with the same figures, else the rule's
own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from central.reasons import Reason, spoken


def told(reason: Reason, texts: Mapping[str, str]) -> str:
    """The words of one reason."""
    template = texts.get(f"reason.{reason.code}")
    if template is None:
        return reason.text
    try:
        return template.format(**{name: spoken(value) for name, value in reason.figures})
    except (KeyError, IndexError):
        return reason.text
