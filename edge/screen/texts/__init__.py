"""Texts of the pages: one JSON catalogue per language, found by its file name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def load(language: str) -> Mapping[str, str]:
    """Key to text; ``{name}`` in a text is a place for a value. ValueError for a language without
    a catalogue.
    """
    if language not in languages():
        raise ValueError(f"no texts for language {language!r}; there are {', '.join(languages())}")
    data = (files(__name__) / f"{language}.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, str])
