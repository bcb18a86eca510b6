"""Which trouble is told to whom, after how long, and to whom next if nobody has taken it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from central.ways import Name, WaySettings

Delay = Annotated[float, Meta(ge=0, le=86_400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStep:
    """``[[alarm_rule.step]]``: so long after the trouble was seen, by this way, to these people
    (mail addresses; other ways are told the names). Every step but the first is left out once
    somebody has taken it.
    """

    way: Name
    after_s: Delay = 0.0
    to: tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRule:
    """``[[alarm_rule]]``: of these ``kinds``, or of all; of this ``level`` and ``cell`` where they
    are given.
    """

    name: Name
    step: Annotated[tuple[AlarmStep, ...], Meta(min_length=1, max_length=20)]
    kinds: tuple[Name, ...] = ()
    level: Literal["", "fault", "attention"] = ""
    cell: str = ""

    def is_for(self, kind: str, level: str, cell: str) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and self.level in ("", level)
            and self.cell in ("", cell)
        )


Language = Literal["en", "de"]
DEFAULT = "default"


def language_of(recipient: str, languages: Mapping[str, str]) -> str:
    return languages.get(recipient) or languages.get(DEFAULT, "en")


def by_language(to: Sequence[str], languages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The recipients of one message each; one for nobody where nobody is named."""
    groups: dict[str, list[str]] = {}
    for recipient in to:
        groups.setdefault(language_of(recipient, languages), []).append(recipient)
    return [tuple(group) for group in groups.values()] or [()]


def alarm_faults(
    ways: Sequence[WaySettings], rules: Sequence[AlarmRule]
) -> Iterator[tuple[str, str]]:
    """What cannot work together, by key."""
    for key, names in (
        ("alarm_way", Counter(way.name for way in ways)),
        ("alarm_rule", Counter(rule.name for rule in rules)),
    ):
        for name, times in names.items():
            if times > 1:
                yield key, f"{name!r} stands there twice"
    known = {way.name: way for way in ways}
    for number, rule in enumerate(rules, 1):
        for place, step in enumerate(rule.step, 1):
            way, key = known.get(step.way), f"alarm_rule[{number}].step[{place}]"
            if way is None:
                there = ", ".join(sorted(known)) or "none"
                yield f"{key}.way", f"{step.way!r} is no [[alarm_way]]; there are: {there}"
            elif way.kind == "smtp" and not step.to:
                yield f"{key}.to", "names nobody: a mail needs an address"
        delays = [step.after_s for step in rule.step]
        if delays != sorted(delays):
            yield f"alarm_rule[{number}].step", "after_s must not fall from step to step"
