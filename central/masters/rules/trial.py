"""Which vehicles get something else by other masters: the same telegrams through both, with the
cell's own evaluation of rules (``wire.needs``). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wire.events import Need, UsageProblem
from wire.family_words import family_words
from wire.identifiers import counted
from wire.masters import FeedRules, Masters
from wire.needs import explode
from wire.supply import Supply, supply_of
from wire.telegram import Status, Telegram
from wire.usage import AllOf, AnyOf, Not, OneOf, Present, Rule, parse_rule
from wire.usage_compiled import options_of


class Effect(StrEnum):
    """What other masters do to one family of one vehicle, the gravest first."""

    HELD = "held"
    """It could be picked and waits for a person now."""
    PART = "part"
    """Another part or quantity, one more, or none any more."""
    FREE = "free"
    """It waited for a person and can be picked now."""
    RACK = "rack"
    """The same part in another rack family, or its serial number is asked for or not."""
    FACE = "face"
    """The same part from another face."""


GRAVITY = {effect: place for place, effect in enumerate(Effect)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One family of one vehicle. ``before`` and ``after`` in words; empty: none is needed.

    ``picked``: something of the vehicle is picked already, so that it keeps its parts.
    """

    feed: str
    call_number: str
    sequence_number: str
    vin: str
    family: str
    rack_family: str
    effect: Effect
    before: str
    after: str
    picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """``unsent``: options that rules of the masters speak of and that no vehicle has.
    ``silent``: rules that were true of no vehicle.
    """

    vehicles: int
    changed: tuple[Changed, ...]
    held: int
    """Vehicles of which something waits for a person by the new masters."""
    unsent: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def changed_vehicles(self) -> int:
        return len({(it.feed, it.call_number) for it in self.changed})


def tried(
    before: Masters | None,
    after: Masters,
    telegrams: Sequence[Telegram],
    picked: Collection[tuple[str, str]] = (),
) -> Trial:
    """``telegrams`` as ``newest`` of ``wire.telegram_lines`` leaves them; masters without faults.
    ``before`` None: the first ones.
    """
    old = supply_of(before) if before is not None else Supply()
    new = supply_of(after)
    old_feeds = {str(feed.feed): feed for feed in before.feeds} if before is not None else {}
    new_feeds = {str(feed.feed): feed for feed in after.feeds}
    changed: list[Changed] = []
    held = vehicles = 0
    for telegram in telegrams:
        was = _outcome(old, old_feeds, telegram)
        now = _outcome(new, new_feeds, telegram)
        vehicles += bool(was or now or telegram.feed in new_feeds)
        held += any(isinstance(found, UsageProblem) for found in now.values())
        was, now = _aligned(was, now), _aligned(now, was)
        for family in dict.fromkeys((*was, *now)):
            effect = effect_of(was.get(family), now.get(family))
            if effect is not None:
                touched = (telegram.feed, telegram.call_number) in picked
                changed.append(
                    _changed(telegram, family, effect, was.get(family), now.get(family), touched)
                )
    unsent, silent = _never(after, new, telegrams)
    return Trial(vehicles=vehicles, changed=tuple(changed), held=held, unsent=unsent, silent=silent)


Outcome = Need | UsageProblem | None


def effect_of(was: Outcome, now: Outcome) -> Effect | None:
    """None: nothing changes for the vehicle."""
    if isinstance(now, UsageProblem):
        return None if isinstance(was, UsageProblem) else Effect.HELD
    if isinstance(was, UsageProblem):
        return Effect.FREE
    if was is None or now is None:
        return None if was is now else Effect.PART
    if (was.part, was.quantity) != (now.part, now.quantity):
        return Effect.PART
    if (was.rack_family, was.serial_tracked) != (now.rack_family, now.serial_tracked):
        return Effect.RACK
    return None if was.face == now.face else Effect.FACE


Outcomes = Mapping[str, Need | UsageProblem]
"""By family, and index where there are several parts of it. A family that is not clear has none."""


def _aligned(side: Outcomes, other: Outcomes) -> Outcomes:
    """``side`` so that both can be laid beside each other: a family that is not clear in it is not
    clear at each of the pieces that the other has of it.
    """
    found = dict(side)
    for name, piece in other.items():
        family = str(piece.family)
        unclear = side.get(family)
        if name not in side and isinstance(unclear, UsageProblem):
            found[name] = unclear
            found.pop(family, None)
    return found


def _outcome(supply: Supply, feeds: Mapping[str, FeedRules], telegram: Telegram) -> Outcomes:
    """Empty: the vehicle has no place in a rack here."""
    rules = feeds.get(telegram.feed)
    if rules is None or not placed(rules, telegram):
        return {}
    needs, problems = explode(supply, telegram)
    found: dict[str, Need | UsageProblem] = {str(problem.family): problem for problem in problems}
    for need in needs:
        found[family_words(need)] = need
    return found


def placed(rules: FeedRules, telegram: Telegram) -> bool:
    """Whether the telegram gives its vehicle a place: far enough, numbered, within the run."""
    far = {Status.FINAL, Status.FITTED}
    if rules.place_from is Status.PREVIEW:
        far.add(Status.PREVIEW)
    number = telegram.sequence_number
    if telegram.status not in far or not number or number in rules.not_sequenced:
        return False
    found = counted(number, rules)
    return found is not None and rules.first_number <= found <= rules.last_number


def _changed(
    telegram: Telegram, family: str, effect: Effect, was: Outcome, now: Outcome, picked: bool
) -> Changed:
    rack = now or was
    return Changed(
        feed=telegram.feed,
        call_number=telegram.call_number,
        sequence_number=telegram.sequence_number,
        vin=telegram.vin,
        family=family,
        rack_family=str(rack.rack_family) if rack is not None else "",
        effect=effect,
        before=_said(was, effect),
        after=_said(now, effect),
        picked=picked,
    )


def _said(outcome: Outcome, effect: Effect) -> str:
    if outcome is None:
        return ""
    if isinstance(outcome, UsageProblem):
        return outcome.detail or ", ".join(part or "-" for part in outcome.fired) or "?"
    pieces = f"{outcome.quantity} x " if outcome.quantity > 1 else ""
    text = f"{pieces}{outcome.part}"
    if effect is Effect.FACE:
        return f"{text} @ {outcome.face}"
    if effect is Effect.RACK:
        return f"{text} > {outcome.rack_family}"
    return text


def _never(
    masters: Masters, supply: Supply, telegrams: Sequence[Telegram]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Options that nobody sends, and rules that are never true; nothing of no vehicle at all."""
    if not telegrams:
        return (), ()
    options = [(telegram.feed, options_of(telegram)) for telegram in telegrams]
    sent = {code for _, found in options for code in found}
    spoken = {
        code
        for family in masters.families
        for variant in family.variants
        for code in codes_of(parse_rule(variant.rule))
    }
    silent = [
        f"{compiled.family.family}: {variant.rule}"
        for feed, families in supply.families_of.items()
        for compiled in families
        for variant in compiled.variants
        if not any(variant.test(found) for of, found in options if of == feed)
    ]
    return tuple(sorted(spoken - sent)), tuple(silent)


def codes_of(rule: Rule) -> frozenset[str]:
    """The options that a rule speaks of."""
    match rule:
        case Present(code) | OneOf(code, _):
            return frozenset({code})
        case Not(inner):
            return codes_of(inner)
        case AllOf(rules) | AnyOf(rules):
            return frozenset().union(*map(codes_of, rules))
        case _:
            return frozenset()
