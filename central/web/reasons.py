"""Reasons in the reader's language and with figures as they write them.

The words of a rule are English. Another language has a text ``reason.<code>`` that names the same
figures, and a text ``word.<name>.<value>`` where a figure is a word of ours. What a language has
no text for is said in the rule's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from central.web.printed import day, figure
from central.words.reasons import Figure, Reason
from wire.sentences import in_language

RULES_OWN = ("reason.", "word.")
"""Beginnings of keys that the English catalogue lacks: the rules speak English."""
GROUPED = "edi."
"""What is wrong with a file has a text by the group of its code; the detail is a figure."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PERCENT = re.compile(r"([+-]?\d+\.\d+)( %)")


def told(reason: Reason, texts: Mapping[str, str]) -> str:
    """The words of one reason."""
    shown = {name: _shown(name, value, texts) for name, value in reason.figures}
    for template in (_template(reason.code, texts), reason.template):
        if template is not None:
            try:
                return template.format(**shown).strip(" ·")
            except (KeyError, IndexError, ValueError):
                continue
    return reason.text


def _template(code: str, texts: Mapping[str, str]) -> str | None:
    found = texts.get(f"reason.{code}")
    while found is None and code.startswith(GROUPED) and "." in code:
        code = code.rpartition(".")[0]
        found = texts.get(f"reason.{code}")
    return found


def _shown(name: str, value: Figure, texts: Mapping[str, str]) -> str:
    language = texts["language"]
    if name == "detail" and isinstance(value, str):
        return in_language(value, language)
    if isinstance(value, Decimal):
        return figure(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int):
        return str(value)
    if _DAY.fullmatch(value):
        return day(date.fromisoformat(value), language)
    if percent := _PERCENT.fullmatch(value):
        number = figure(Decimal(percent[1]), language)
        return f"{'+' if value.startswith('+') else ''}{number}{percent[2]}"
    listed = (texts.get(f"word.{name}.{each}", each) for each in value.split(", "))
    return ", ".join(listed)
