"""The limits of ``msgspec.Meta`` in words of ours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Meta

from settings.values import shown

_ALPHABET = re.compile(r"\^\[(.+)\][+*]\$")


def takes_controls(metas: Sequence[object]) -> bool:
    """A text that may hold line ends and the like: ``Meta(extra={"controls": True})``."""
    return any(isinstance(m, Meta) and bool((m.extra or {}).get("controls")) for m in metas)


def beyond(meta: Meta, found: Any) -> str:
    """What is wrong with a value of the right kind; empty: nothing. A limit that has a
    ``description`` is told with it.
    """
    if not (_number(meta, found) or _length(meta, found) or _pattern(meta, found)):
        return ""
    if meta.description:
        return f"{shown(found)} is not {meta.description}"
    return _number(meta, found) or _length(meta, found) or _pattern(meta, found)


def _number(meta: Meta, found: Any) -> str:
    if isinstance(found, str | tuple | dict | bool):
        return ""
    fits = (
        (meta.ge is None or found >= meta.ge)
        and (meta.gt is None or found > meta.gt)
        and (meta.le is None or found <= meta.le)
        and (meta.lt is None or found < meta.lt)
    )
    if fits:
        return ""
    low = f"{meta.ge:g} or more" if meta.ge is not None else ""
    low = f"above {meta.gt:g}" if meta.gt is not None else low
    high = f"{meta.le:g} or less" if meta.le is not None else ""
    high = f"below {meta.lt:g}" if meta.lt is not None else high
    return f"{shown(found)} must be {' and '.join(word for word in (low, high) if word)}"


def _length(meta: Meta, found: Any) -> str:
    if not isinstance(found, str | tuple | dict):
        return ""
    least, most = meta.min_length or 0, meta.max_length
    if len(found) < least:
        if not found and least == 1:
            return "is empty: give at least one" if not isinstance(found, str) else "is empty"
        return f"{shown(found)} has {len(found)}, at least {least} are needed"
    if most is not None and len(found) > most:
        return f"{shown(found)} has {len(found)}, at most {most} are taken"
    return ""


def _pattern(meta: Meta, found: Any) -> str:
    if meta.pattern is None or not isinstance(found, str) or re.search(meta.pattern, found):
        return ""
    alphabet = _ALPHABET.fullmatch(meta.pattern)
    if alphabet:
        return f"{shown(found)} takes only these characters: {alphabet[1]}"
    return f"{shown(found)} does not fit the pattern {meta.pattern}"
