"""What a block may be, what its name is at each cell, and what is to be done about pieces. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import RuleRefusedError, because
from wire.block_facts import BLOCKED_SERIALS_MAX

IN_FORCE_MAX = 2000
"""Blocks of all cells together."""
_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
TEXT_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A part; one ``lot`` of it; or single ``serials``."""

    part: str
    lot: str = ""
    serials: tuple[str, ...] = ()
    reason: str = ""


def checked(wanted: Wanted) -> Wanted:
    """With blanks around taken off. RuleRefusedError: why there is no such block."""
    serials = tuple(dict.fromkeys(it.strip() for it in wanted.serials if it.strip()))
    clean = Wanted(
        part=wanted.part.strip(),
        lot=wanted.lot.strip(),
        serials=serials,
        reason=wanted.reason.strip()[:TEXT_MAX],
    )
    if not clean.part:
        raise RuleRefusedError(because("quality.no_part", "name the part as on its label"))
    if not clean.reason:
        raise RuleRefusedError(because("quality.no_reason", "say why; it is shown at every scan"))
    if clean.lot and serials:
        raise RuleRefusedError(
            because("quality.both", "name a lot or serials, not both: make two blocks")
        )
    if len(serials) > BLOCKED_SERIALS_MAX:
        raise RuleRefusedError(
            because(
                "quality.too_many",
                "{count} serials are more than {most} in one block: make several, or block the lot",
                count=len(serials),
                most=BLOCKED_SERIALS_MAX,
            )
        )
    if max(map(len, (clean.part, clean.lot, *serials))) > TEXT_MAX:
        raise RuleRefusedError(
            because("quality.too_long", "a code has at most {most} characters", most=TEXT_MAX)
        )
    return clean


def name_of(at_us: int) -> str:
    """Of a block put at central. By the second, so that a central that was restored from an older
    copy never gives a name again that a cell knows otherwise.
    """
    number, text = at_us // 1_000_000, ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return f"Q{text}"


def told_name(node: str, block: str) -> str:
    """How a cell's own block is called at the others, and at central."""
    return f"{block}@{node}"


def cell_name(name: str, node: str) -> str:
    """How the block ``name`` is called at that cell."""
    block, _, origin = name.partition("@")
    return block if origin == node else name


class State(StrEnum):
    """Of a piece, from the first to the last; ``OUT``: taken out of its slot again."""

    PICKED = "picked"
    RACKED = "racked"
    LOADED = "loaded"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    FITTED = "fitted"
    RETURNED = "returned"
    OUT = "out"
    SCRAPPED = "scrapped"


class Todo(StrEnum):
    TAKE_OUT = "take_out"
    STOP_TRUCK = "stop_truck"
    TELL_CUSTOMER = "tell_customer"
    SORT_RETURNED = "sort_returned"


_TODO = {
    State.PICKED: Todo.TAKE_OUT,
    State.RACKED: Todo.TAKE_OUT,
    State.LOADED: Todo.STOP_TRUCK,
    State.SHIPPED: Todo.STOP_TRUCK,
    State.DELIVERED: Todo.TELL_CUSTOMER,
    State.FITTED: Todo.TELL_CUSTOMER,
    State.RETURNED: Todo.SORT_RETURNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When each step of a piece was; None: it was not, or nobody said so."""

    racked_us: int | None = None
    loaded_us: int | None = None
    shipped_us: int | None = None
    delivered_us: int | None = None
    returned_us: int | None = None
    divorced_us: int | None = None
    fitted: bool = False
    scrapped: bool = False


def state_of(times: Times) -> State:
    """The furthest that is known. A rack that came back counts more than where it was."""
    if times.divorced_us is not None:
        return State.SCRAPPED if times.scrapped else State.OUT
    steps = (
        (times.returned_us is not None, State.RETURNED),
        (times.fitted, State.FITTED),
        (times.delivered_us is not None, State.DELIVERED),
        (times.shipped_us is not None, State.SHIPPED),
        (times.loaded_us is not None, State.LOADED),
        (times.racked_us is not None, State.RACKED),
    )
    return next((state for is_so, state in steps if is_so), State.PICKED)


def todo_of(state: State) -> Todo | None:
    """None: nothing is to be done about it any more."""
    return _TODO.get(state)


def task_of(todo: Todo, *, rack: str, load: str, vehicle: str, node: str) -> str:
    """The name of what is to be done: pieces in one rack are taken out together, a truck is stopped
    once, a customer is told of each vehicle.
    """
    subject = {
        Todo.TAKE_OUT: rack,
        Todo.STOP_TRUCK: load or rack,
        Todo.TELL_CUSTOMER: vehicle,
        Todo.SORT_RETURNED: rack,
    }[todo]
    return f"{todo.value}:{node}:{subject}"
