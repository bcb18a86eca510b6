"""Which reset can be planned, and when it can be carried out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from central.cums.rules.movements import ResetExecuted, ResetPlanned
from central.words.reasons import RuleRefusedError, because


def day_within(on: date, beside: date, starts: Iterable[date]) -> date:
    """``on``, or the last day of the period of ``beside`` where a later one has begun by then."""
    later = [start for start in starts if beside < start <= on]
    return min(later) - timedelta(days=1) if later else on


def check_plan(start: date | None, movement: ResetPlanned) -> None:
    """``start``: of the present period. RuleRefusedError: it cannot be."""
    if movement.execute_on < movement.synchronise_on:
        raise RuleRefusedError(
            because(
                "ledger.reset_backwards",
                "a reset is executed on {execute}, before it is counted from on {synchronise}",
                execute=movement.execute_on,
                synchronise=movement.synchronise_on,
            )
        )
    if start is not None and movement.synchronise_on <= start:
        raise RuleRefusedError(
            because(
                "ledger.reset_not_after_last",
                "a reset counted from {synchronise} is not after the last one, from {start}",
                synchronise=movement.synchronise_on,
                start=start,
            )
        )


def check_execution(planned: ResetPlanned | None, movement: ResetExecuted) -> None:
    """RuleRefusedError: none is planned, or its day is to come."""
    if planned is None:
        raise RuleRefusedError(
            because(
                "ledger.no_reset_planned", "no reset is planned to execute on {on}", on=movement.on
            )
        )
    if movement.on < planned.execute_on:
        raise RuleRefusedError(
            because(
                "ledger.reset_too_early",
                "the reset is to be executed on {execute}, not on {on}",
                execute=planned.execute_on,
                on=movement.on,
            )
        )
