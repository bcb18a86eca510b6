"""What a cell or central tells a person, in the reader's language.

Facts keep the English sentence. Each has a form in ``en.json`` under a key that ``de.json`` has
too; ``in_language`` finds the form and its values, and says the same in the other language, of
facts of older programs as well. What has no form here (a person's own words, an error of the
operating system) stays as it is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import zip_longest

import msgspec

ENGLISH = "en"
_PLACE = re.compile(r"\{(\w+)\}")
_CUT_FROM = 190
"""A sentence of a fact that is as long as this may have lost its end."""
_TOLD_BY = 12
"""Letters of a form that one whose end is lost must still have."""
_SAID = frozenset({"said", "where", "in_force", "thing"})
_KNOWN = "known"
"""A place of a phrase that has a form; without it the sentence is none of ours."""
_LISTS = {"list": ", ", "problems": "; "}
"""Places of several phrases, and what stands between these."""
_FAULTS, _WHERE = "faults", "where"
_OF_PLACES = ("part.where.",)
_OF_FILES = ("masters.", "part.masters.", "part.file.")
_WORDS = "word"
_COUNTS = (
    "count",
    "number",
    "minutes",
    "seconds",
    "hours",
    "days",
    "done",
    "wanted",
    "index",
    "size",
)
_VALUES = dict.fromkeys(_COUNTS, r"-?\d+") | {
    "as_family": r"\S+(?: \d+)?",
    "feed": r"\S+",
    "said_by": r"\S+",
    "only": r"\S+",
    "call": "[^:;]*?",
    "status": r"\S+",
    "path": r"\S+",
    "key_path": r"[^\s:]+",
    "segment": r"[A-Z][A-Z0-9]{1,5}|\d{3}",
    "trailer": r"[A-Z][A-Z0-9]{1,5}|\d{3}",
    "amount": r"-?[\d.,E+]+",
    "whole": r"-?[\d.,E+]+",
    "charset": r"\S+",
    "byte": r"0x[0-9A-F]{2}",
    "digits": r"\d+",
    "start": r"b?'[^']*'|b?\"[^\"]*\"",
    "field_name": r"[\w .-]+",
    "quoted": r"'[^']*'|\"[^\"]*\"",
}
"""What stands in these places, so that a form is not found in two sentences at once."""
_INSIDE, _WORD = "part.", "word."


@cache
def languages() -> tuple[str, ...]:
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def forms(language: str) -> Mapping[str, str]:
    """Key to form; ``{name}`` is a place for a value."""
    data = (files(__name__) / f"{language}.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, str])


@lru_cache(maxsize=4096)
def in_language(text: str, language: str) -> str:
    """The English sentence in another language; as it is where it has no form."""
    if language == ENGLISH or language not in languages():
        return text
    return _Reader(language).sentence(text)


@lru_cache(maxsize=4096)
def fault_in_language(text: str, language: str) -> str:
    """What is wrong with a file or with masters, one fault or several with ``; `` between. The
    place of each (``masters.toml:12: feeds[1].zone: ...``) stays, and so does what has no form.
    """
    if language == ENGLISH or language not in languages():
        return text
    return _Reader(language).faults(text)


@dataclass(frozen=True, slots=True)
class _Form:
    key: str
    pattern: re.Pattern[str]
    places: tuple[str, ...]
    literals: tuple[str, ...]


@cache
def _readable_forms() -> tuple[_Form, ...]:
    """Those that begin with a value may be found in sentences of others: they come last, those
    with the fewest words of their own behind the rest.
    """
    told = (_form(key, text) for key, text in forms(ENGLISH).items() if not key.startswith(_WORD))
    return tuple(sorted(told, key=_lateness))


def _lateness(it: _Form) -> tuple[bool, int]:
    return not it.literals[0], 0 if it.literals[0] else -len("".join(it.literals))


def _form(key: str, text: str) -> _Form:
    pieces = _PLACE.split(text)
    literals, places = tuple(pieces[::2]), tuple(pieces[1::2])
    return _Form(key, re.compile(_pattern(literals, places), re.DOTALL), places, literals)


@lru_cache(maxsize=4096)
def _head(literals: tuple[str, ...], places: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_pattern(literals, places) + "(.*)", re.DOTALL)


def _pattern(literals: Sequence[str], places: Sequence[str]) -> str:
    """With a place behind each literal but, perhaps, the last."""
    kinds = (f"({_VALUES.get(name, '.*?')})" for name in places)
    pairs = zip_longest(map(re.escape, literals), kinds, fillvalue="")
    return "".join(piece for pair in pairs for piece in pair)


@dataclass(frozen=True, slots=True)
class _Reader:
    language: str

    def sentence(self, text: str) -> str:
        whole = self._found(text, inside=False) or self._several(text)
        return whole or self._cut(text) or self._joined(text)

    def faults(self, text: str) -> str:
        return self._list(text, "; ", self._fault)

    def _fault(self, text: str) -> str:
        """Of masters or a file, perhaps behind its place in it; empty: no form has it."""
        place, colon, rest = text.partition(": ")
        if said := self._found(text, inside=True, of=_OF_FILES):
            return said
        said = self._fault(rest) if colon and " " not in place else ""
        return f"{place}: {said}" if said else ""

    def _found(self, text: str, *, inside: bool, of: tuple[str, ...] = ("",)) -> str:
        """Empty: no form has it. Only ``inside`` another are phrases looked for; ``of``: what their
        keys begin with.
        """
        for form in _readable_forms():
            if form.key.startswith(of) and (inside or not form.key.startswith(_INSIDE)):
                match = form.pattern.fullmatch(text)
                if match is not None:
                    said = zip(form.places, match.groups(), strict=True)
                    values = {name: self._value(name, it) for name, it in said}
                    if values.get(_KNOWN) != "":
                        return self._say(form.key, values)
        return ""

    def _say(self, key: str, values: Mapping[str, str]) -> str:
        return _PLACE.sub(lambda place: values[place[1]], forms(self.language)[key])

    def _value(self, name: str, text: str) -> str:
        if name == _WHERE and (said := self._found(text, inside=True, of=_OF_PLACES)):
            return said
        if name in _SAID:
            return self._found(text, inside=True) or self._coded(text, inside=True) or text
        if name == _KNOWN:
            return self._found(text, inside=True) or self._coded(text, inside=True)
        if name in _LISTS:
            return self._list(text, _LISTS[name], lambda it: self._found(it, inside=True))
        if name == _FAULTS:
            return self.faults(text)
        if name == _WORDS:
            known = forms(self.language)
            return re.sub(r"[a-z_]+", lambda it: known.get(_WORD + it[0], it[0]), text)
        return text

    def _list(self, text: str, between: str, find: Callable[[str], str]) -> str:
        """A phrase may have within it what else stands between two."""
        pieces, said, first = text.split(between), [], 0
        while first < len(pieces):
            ends = range(first + 1, len(pieces) + 1)
            phrases = ((end, between.join(pieces[first:end])) for end in ends)
            known = ((end, find(phrase)) for end, phrase in phrases)
            end, found = next((it for it in known if it[1]), (first + 1, pieces[first]))
            said.append(found)
            first = end
        return between.join(said)

    def _cut(self, text: str) -> str:
        """One whose end did not fit into its fact: said as far as it goes."""
        if len(text) < _CUT_FROM:
            return ""
        for form in _readable_forms():
            for known in range(len(form.places) - 1, 0, -1):
                if said := self._beginning(form, text, known):
                    return said
        return ""

    def _beginning(self, form: _Form, text: str, known: int) -> str:
        """With the first ``known`` places whole and the next one cut."""
        if form.key.startswith(_INSIDE) or len("".join(form.literals[: known + 1])) < _TOLD_BY:
            return ""
        match = _head(form.literals[: known + 1], form.places[:known]).fullmatch(text)
        if match is None:
            return ""
        names = form.places[: known + 1]
        values = {n: self._value(n, it) for n, it in zip(names, match.groups(), strict=True)}
        return "".join(self._until_cut(form.key, values))

    def _until_cut(self, key: str, values: Mapping[str, str]) -> Iterator[str]:
        pieces = _PLACE.split(forms(self.language)[key])
        for literal, place in zip(pieces[::2], pieces[1::2], strict=False):
            yield literal
            if place not in values:
                break
            yield values[place]
        yield "…"

    def _several(self, text: str) -> str:
        """Sentences of several alarms, the last perhaps cut; empty: the first has no form."""
        first, more, rest = text.partition("; ")
        said = self._found(first, inside=False) if more else ""
        return f"{said}; {self.sentence(rest)}" if said else ""

    def _coded(self, text: str, *, inside: bool) -> str:
        """Behind a code of one word; empty: no form has it."""
        code, colon, rest = text.partition(": ")
        said = self._found(rest, inside=inside) if colon and " " not in code else ""
        return f"{code}: {said}" if said else ""

    def _joined(self, text: str) -> str:
        """Two sentences of one alarm; else the text as it is."""
        if said := self._coded(text, inside=False):
            return said
        if "; " not in text:
            return text
        return "; ".join(self._found(each, inside=False) or each for each in text.split("; "))
