"""Every option of a customer schedule agreement, by its own name. The value is what is stored."""

from __future__ import annotations

from enum import StrEnum


class Reconcile(StrEnum):
    """How a schedule is brought together with what is already on its way."""

    NO_RECONCILE = "no_reconcile"
    USE_DELIVERY_NOTE = "use_delivery_note"
    """Despatched after the note that the customer names is deducted."""
    USE_DELIVERY_NOTE_AND_CUM_QTY = "use_delivery_note_and_cum_qty"
    """The same, and the customer's cum plus that quantity must be our cum."""
    USE_CUMULATIVE_QUANTITY = "use_cumulative_quantity"
    """Our despatched cum above the customer's received cum is deducted."""


COUNTING = frozenset({Reconcile.USE_CUMULATIVE_QUANTITY, Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY})
"""Where the customer counts: what they lack stands in their count."""


class ReconcileRun(StrEnum):
    SCHEDULED = "scheduled"
    MANUAL = "manual"


class MatchRequired(StrEnum):
    """Whether what is in transit must be explained by our notes before a schedule goes on."""

    REQUIRED = "required"
    """The cum must be one that stood after a note of ours."""
    NOT_REQUIRED = "not_required"
    """Any cum up to ours. A note must be named all the same where notes are compared and one
    stands.
    """


class Backorders(StrEnum):
    MATCH_IN_RECONCILE = "match_in_reconcile"
    """Order lines already entered and overdue are deducted from the schedule."""
    IGNORE_IN_RECONCILE = "ignore_in_reconcile"
    """They are demand beside the schedule; not where the customer counts, who has them in their
    count.
    """


class ToleranceCheck(StrEnum):
    NO_CHECK = "no_check"
    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ToleranceMethod(StrEnum):
    CUMULATIVE = "cumulative"
    """For each day, the open demand up to it, against the previous schedule."""
    BUCKETED = "bucketed"
    """For each horizon of the template, the demand inside it."""
    QUANTITY_OR_DAYS = "quantity_or_days"
    """Cumulative, or reached by the other schedule within so many days."""


class Limit(StrEnum):
    """What equality with a limit means."""

    WITHIN = "within"
    BELOW = "below"


class Approval(StrEnum):
    MANUAL = "manual"
    AUTO = "auto"
    """Only what is out of tolerance needs a person."""
    UNCONDITIONAL = "unconditional"
    """Out of tolerance as well; never what does not reconcile."""


class Release(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


class References(StrEnum):
    USE_REFERENCES = "use_references"
    DO_NOT_USE_REFERENCES = "do_not_use_references"


class PoInformation(StrEnum):
    USE_PO_INFORMATION = "use_po_information"
    DO_NOT_USE_PO_INFORMATION = "do_not_use_po_information"


class OrderCreation(StrEnum):
    CREATE_IN_ADVANCE = "create_in_advance"
    """The purchase order number of the line must be that of an order that exists."""
    CREATE_ON_DEMAND = "create_on_demand"
    """An order with that number is taken, or made."""


class DeliverAuthorisation(StrEnum):
    """Which schedules become orders."""

    CALL_OFFS = "call_offs"
    PLANS = "plans"
    BOTH = "both"


class PlanConsumption(StrEnum):
    PARTIAL = "partial"
    """What is not called off remains in the plan."""
    FULL = "full"
    """A call-off takes the whole period of the plan."""


class PlanForecast(StrEnum):
    AUTHORISED_TOO = "authorised_too"
    """All quantities of a plan are forecast, the authorised ones as well: none becomes an order."""
    UNAUTHORISED_ONLY = "unauthorised_only"
    """Authorised ones become orders, or nothing, as the agreement delivers plans or not."""


class ForecastSpread(StrEnum):
    DAILY = "daily"
    """Over the customer's working days of the period."""
    NO_SPREAD = "no_spread"


class ClosedDays(StrEnum):
    """What becomes of an order line for a day on which the customer does not work."""

    KEEP = "keep"
    """It is delivered on that day, and said."""
    PRECEDING = "preceding"
    """On the working day before it, or else after it, of the same week and month."""
    FOLLOWING = "following"
    """On the working day after it, or else before it, of the same week and month."""
    HOLD = "hold"
    """A person approves it."""


class NoteNumbers(StrEnum):
    """How the number of a despatch note may be written; VDA 4913 has a field of eight digits."""

    ANY = "any"
    EIGHT_DIGITS = "eight_digits"


class Returns(StrEnum):
    """What a goods return does to the cums."""

    KEEP_CUM = "keep_cum"
    DEDUCT_FROM_CUM = "deduct_from_cum"
    """From both sides: what came back was neither delivered nor received."""


class CumCount(StrEnum):
    """Of what a cum is kept. It is not changed while goods are counted."""

    PART = "part"
    """Of the part, over all unloading points."""
    POINT = "point"
    """Of each unloading point of the part: every schedule, note and order names its point."""


class YearChange(StrEnum):
    """How a reset of the customer's cum is noticed. It is never made in silence."""

    ANNOUNCED = "announced"
    """By the date since which the customer counts."""
    INFERRED = "inferred"
    """Also from a cum that fell to what was despatched since the start of a year."""


class RetroPrice(StrEnum):
    """Which price a retro-bill takes."""

    DESPATCH_DATE = "despatch_date"
    BILLING_DATE = "billing_date"
