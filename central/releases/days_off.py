"""What becomes of a schedule's lines for days on which its customer does not work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from central.agreements.model.options import ClosedDays
from central.agreements.model.terms import Terms
from central.agreements.service.contracts import AgreementPart
from central.releases import schedules
from central.releases.rules.closed_days import due_day, held
from central.releases.rules.states import AWAITING_APPROVAL
from central.releases.schedules import StoredSchedule
from central.releases.unit_of_work import UnitOfWork
from central.words.reasons import Reason


def asked_of_days(unit: UnitOfWork, kept: StoredSchedule, terms: Terms) -> tuple[Reason, ...]:
    """What a person is to answer before approval."""
    if kept.state not in AWAITING_APPROVAL or terms.closed_days is ClosedDays.KEEP:
        return ()
    return held(schedules.demand(kept, unit.lines(kept)), terms, unit.calendar(kept))


def due_days(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> Mapping[date, date]:
    """Of the days that are not worked, those for which something is due on another one."""
    how = part.terms.of(kept.kind).closed_days
    if how in (ClosedDays.KEEP, ClosedDays.HOLD):
        return {}
    calendar = unit.calendar(kept)
    days = {each.line.on for each in unit.lines(kept)}
    return {on: due for on in days if (due := due_day(on, how, calendar)) not in (None, on)}
