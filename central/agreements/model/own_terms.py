"""What is agreed otherwise than by the contract: for plans or call-offs, and for a part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from central.agreements.model.horizons import Horizon, ToleranceHorizon
from central.agreements.model.options import (
    Approval,
    Backorders,
    ClosedDays,
    CumCount,
    DeliverAuthorisation,
    ForecastSpread,
    Limit,
    MatchRequired,
    NoteNumbers,
    OrderCreation,
    PlanConsumption,
    PlanForecast,
    PoInformation,
    Reconcile,
    ReconcileRun,
    References,
    Release,
    RetroPrice,
    Returns,
    ToleranceCheck,
    ToleranceMethod,
    YearChange,
)


class ScheduleKind(StrEnum):
    PLAN = "plan"
    CALL_OFF = "call_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTerms:
    """Options that may differ between plans and call-offs; None: as where it is said before."""

    reconcile: Reconcile | None = None
    reconcile_run: ReconcileRun | None = None
    match_required: MatchRequired | None = None
    backorders: Backorders | None = None
    tolerance_check: ToleranceCheck | None = None
    tolerance_method: ToleranceMethod | None = None
    tolerance_template: tuple[ToleranceHorizon, ...] | None = None
    tolerance_days: int | None = None
    limit: Limit | None = None
    approval: Approval | None = None
    release: Release | None = None
    references: References | None = None
    po_information: PoInformation | None = None
    order_creation: OrderCreation | None = None
    closed_days: ClosedDays | None = None
    forecast_spread: ForecastSpread | None = None
    line_types: tuple[Horizon, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTerms(KindTerms):
    """Every option may differ for a part, and once more between its plans and call-offs."""

    deliver_authorisation: DeliverAuthorisation | None = None
    plan_consumption: PlanConsumption | None = None
    plan_forecast: PlanForecast | None = None
    cum_count: CumCount | None = None
    returns: Returns | None = None
    year_change: YearChange | None = None
    retro_price: RetroPrice | None = None
    quantum: Decimal | None = None
    note_numbers: NoteNumbers | None = None
    plan: KindTerms | None = None
    call_off: KindTerms | None = None
