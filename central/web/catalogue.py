"""The words of the pages: every package brings its own in ``texts/<language>.json``, and all of
them are one catalogue a language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path

import msgspec

from central.discovery import ComposeError, folders
from central.web.reasons import RULES_OWN
from settings.json_once import json_once

DEFAULT_LANGUAGE = "en"
_Files = Mapping[str, Mapping[str, str]]
"""Language to what its file says."""


def languages() -> tuple[str, ...]:
    """Those of the frame; every package that has words has a file for each of them."""
    return tuple(sorted(file.stem for file in folders("texts")["web"].glob("*.json")))


def words(language: str) -> Mapping[str, str]:
    """The catalogue of a language."""
    return catalogues()[language]


@cache
def catalogues() -> Mapping[str, Mapping[str, str]]:
    """Language to its catalogue. Raises ComposeError with everything that is wrong: a key that
    stands in two packages or lacks its translation, a file that is missing or cannot be read.
    """
    faults: list[str] = []
    texts: dict[str, dict[str, str]] = {language: {} for language in languages()}
    homes: dict[str, Path] = {}
    for folder in folders("texts").values():
        files = {language: _read(folder / f"{language}.json", faults) for language in texts}
        faults += _untranslated(folder, files)
        for key in sorted({key for own in files.values() for key in own}):
            first = homes.setdefault(key, folder)
            if first != folder:
                faults.append(f"{folder}: {key!r} stands in {first} too: leave it in one of them")
        for language, own in files.items():
            texts[language].update(own)
    if faults:
        raise ComposeError("; ".join(faults))
    return texts


def _read(file: Path, faults: list[str]) -> Mapping[str, str]:
    try:
        return msgspec.convert(json_once(file.read_bytes()), type=dict[str, str])
    except OSError as error:
        faults.append(f"{file}: {error.strerror}: every language of the frame takes a file")
    except (ValueError, msgspec.ValidationError) as error:
        faults.append(f"{file}: {error}")
    return {}


def _untranslated(folder: Path, files: _Files) -> Iterator[str]:
    """Rules speak English: words for what they say are of the other languages alone."""
    for (language, own), (other, theirs) in permutations(files.items(), 2):
        for key in theirs:
            if key not in own and not key.startswith(RULES_OWN):
                yield f"{folder / language}.json: {key!r} of {other}.json is missing"
