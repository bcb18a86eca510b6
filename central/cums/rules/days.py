"""How far back a day may lie on which people say that something moved. Pure."""

from __future__ import annotations

from datetime import date

from central.words.reasons import RuleRefusedError, because

BACK_DAYS = 366


def check_not_old(on: date, today: date) -> None:
    """RuleRefusedError for a day more than a year before the customer's date: a slip of the pen,
    and it would count in a period that nobody looks at any more.
    """
    if (today - on).days > BACK_DAYS:
        raise RuleRefusedError(
            because(
                "ledger.long_ago",
                "{on} is more than {days} days before today, {today}: write the year anew, or put "
                "the cum right with a correction of today",
                on=on,
                days=BACK_DAYS,
                today=today,
            )
        )
