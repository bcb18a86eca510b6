"""Parts that the line orders again and that are of no cell: each cell leaves the lines of others
alone, so only central can tell that nobody brings one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from central.cells.service import masters_in_force
from central.tracking.alarms import RE_ORDER_UNCLAIMED, raise_alarm
from wire.events import AnyFact, Reaction, TelegramTaken
from wire.part_lines import is_ours
from wire.supply import supply_of
from wire.telegram import Flag, PartLine, Telegram


def look_for_unclaimed(
    connection: Connection, node: str, facts: Sequence[AnyFact], now_us: int
) -> None:
    """One alarm a telegram, whichever cells hear it."""
    again = [
        fact.telegram
        for fact in facts
        if isinstance(fact, TelegramTaken)
        and fact.reaction is Reaction.SET_ASIDE
        and fact.telegram.parts
        and Flag.RE_ORDER in fact.telegram.flags
        and Flag.TEST not in fact.telegram.flags
    ]
    supplies = [supply_of(it) for it in masters_in_force(connection)] if again else []
    for telegram in again if supplies else ():
        nobodys = [
            line
            for line in telegram.parts
            if not any(is_ours(supply, telegram, line) for supply in supplies)
        ]
        if nobodys:
            counted = telegram.position if telegram.transmission is None else telegram.transmission
            subject = f"{telegram.feed} {telegram.call_number} {counted or ''}".strip()
            text = _told(telegram, nobodys)
            raise_alarm(connection, RE_ORDER_UNCLAIMED, subject, node, text, now_us)


def _told(telegram: Telegram, lines: Sequence[PartLine]) -> str:
    parts = ", ".join(dict.fromkeys(str(line.part or line.customer_part) for line in lines))
    return (
        f"call {telegram.call_number} of feed {telegram.feed} is ordered again: {parts} is of no "
        "cell here; ask the line what is meant, supply it by hand"
    )
