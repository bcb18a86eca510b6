"""The terms of one agreement: one value for every option, and what some options need beside it.
What holds for a kind of schedule of a part, ``resolver`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
from central.agreements.model.own_terms import KindTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Defaults stop rather than go on: people approve and release."""

    reconcile: Reconcile = Reconcile.NO_RECONCILE
    reconcile_run: ReconcileRun = ReconcileRun.SCHEDULED
    match_required: MatchRequired = MatchRequired.NOT_REQUIRED
    backorders: Backorders = Backorders.IGNORE_IN_RECONCILE
    tolerance_check: ToleranceCheck = ToleranceCheck.NO_CHECK
    tolerance_method: ToleranceMethod = ToleranceMethod.CUMULATIVE
    tolerance_template: tuple[ToleranceHorizon, ...] = ()
    tolerance_days: int | None = None
    limit: Limit = Limit.WITHIN
    approval: Approval = Approval.MANUAL
    release: Release = Release.MANUAL
    references: References = References.DO_NOT_USE_REFERENCES
    po_information: PoInformation = PoInformation.DO_NOT_USE_PO_INFORMATION
    order_creation: OrderCreation = OrderCreation.CREATE_ON_DEMAND
    closed_days: ClosedDays = ClosedDays.KEEP
    deliver_authorisation: DeliverAuthorisation = DeliverAuthorisation.BOTH
    plan_consumption: PlanConsumption = PlanConsumption.PARTIAL
    plan_forecast: PlanForecast = PlanForecast.UNAUTHORISED_ONLY
    forecast_spread: ForecastSpread = ForecastSpread.NO_SPREAD
    line_types: tuple[Horizon, ...] = ()
    """Line type by horizon, for a line to which the message gives none."""
    cum_count: CumCount = CumCount.PART
    returns: Returns = Returns.KEEP_CUM
    year_change: YearChange = YearChange.ANNOUNCED
    retro_price: RetroPrice = RetroPrice.DESPATCH_DATE
    quantum: Decimal = Decimal(1)
    """Smallest quantity of the part's unit: what a spread does not divide."""
    note_numbers: NoteNumbers = NoteNumbers.ANY
    plan: KindTerms | None = None
    """What is agreed otherwise for plans."""
    call_off: KindTerms | None = None
    """What is agreed otherwise for call-offs."""
