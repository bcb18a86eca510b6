"""Which messages are due, and when one that did not get out is tried again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from central.supervision.rules import Trouble
from central.ways.rules import AlarmRule, AlarmStep

SECOND_US = 1_000_000
FIRST_RETRY_S = 5.0
LONGEST_RETRY_S = 300.0

NOT_SENT = "alarm_not_sent"
"""Its subject is the way, by which it is not told."""


class TroubleKey(NamedTuple):
    kind: str
    node: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step of a rule whose time has come."""

    rule: AlarmRule
    number: int
    step: AlarmStep
    due_us: int


def key_of(trouble: Trouble) -> TroubleKey:
    return TroubleKey(trouble.kind, trouble.node, trouble.name or trouble.subject)


def told_together(troubles: Iterable[Trouble]) -> dict[TroubleKey, Trouble]:
    """Those of one name are one alarm that names each of them: what is left of one jump of a line
    may be several runs.
    """
    found: dict[TroubleKey, Trouble] = {}
    for it in troubles:
        key = key_of(it)
        if (before := found.get(key)) is not None and it.name:
            it = replace(
                before,
                subject=f"{before.subject}, {it.subject}",
                text=", ".join(dict.fromkeys(filter(None, (before.text, it.text)))),
                owner=before.owner and it.owner,
            )
        found[key] = it
    return found


def watched(rules: Sequence[AlarmRule], trouble: Trouble) -> bool:
    return any(rule.is_for(trouble.kind, trouble.level, trouble.node) for rule in rules)


def due_steps(
    rules: Sequence[AlarmRule],
    trouble: Trouble,
    *,
    seen_us: int,
    taken: bool,
    made: Collection[tuple[str, int]],
    now_us: int,
) -> Iterator[Due]:
    """Steps (rule, number) that are not ``made`` yet. Once somebody has taken it only the first of
    each rule.
    """
    for rule in rules:
        if not rule.is_for(trouble.kind, trouble.level, trouble.node):
            continue
        for number, step in enumerate(rule.step):
            due_us = seen_us + round(step.after_s * SECOND_US)
            itself = trouble.kind == NOT_SENT and trouble.subject == step.way
            left_out = (taken and number > 0) or itself
            if (rule.name, number) not in made and due_us <= now_us and not left_out:
                yield Due(rule=rule, number=number, step=step, due_us=due_us)


def retry_after_us(tries: int) -> int:
    """After so many tries that failed: twice as long each time, up to five minutes."""
    return round(
        min(FIRST_RETRY_S * 2.0 ** max(0, min(tries, 20) - 1), LONGEST_RETRY_S) * SECOND_US
    )
