"""How urgent each kind of exception is, 0 the most."""

from __future__ import annotations

from edge.cell.model import ExceptionKind, HoldReason

BLOCK = "block"
HOLE, LABEL = "hole", "label_unknown"
MASTERS = "masters_refused"
PUT = "put_waits"
RANKS = {
    ExceptionKind.FITTED_WITHOUT_PART.value: 0,
    ExceptionKind.CHANGED_AFTER_SHIPPING.value: 1,
    HoldReason.FITTED.value: 1,
    ExceptionKind.RE_ORDER.value: 1,
    ExceptionKind.EMERGENCY_CALL.value: 1,
    ExceptionKind.BLOCKED_SHIPPED.value: 1,
    ExceptionKind.CALL_STATUS.value: 3,
    ExceptionKind.MESSAGE.value: 8,
    HoldReason.STATUS.value: 4,
    ExceptionKind.LEFT_OUT.value: 1,
    HoldReason.BLOCKED.value: 2,
    HOLE: 2,
    MASTERS: 2,
    HoldReason.CONTESTED.value: 3,
    HoldReason.GROUP.value: 3,
    ExceptionKind.CONFLICT.value: 3,
    HoldReason.WITHDRAWN.value: 4,
    HoldReason.LATE_CHANGE.value: 4,
    HoldReason.USAGE.value: 4,
    ExceptionKind.TEST_TELEGRAM.value: 4,
    ExceptionKind.SHORT.value: 5,
    ExceptionKind.HELP.value: 5,
    ExceptionKind.PICK_LATER.value: 6,
    ExceptionKind.BADGE_LOCK.value: 5,
    BLOCK: 5,
    PUT: 5,
    ExceptionKind.FACT_REFUSED.value: 6,
    ExceptionKind.SERIAL_TWICE.value: 6,
    ExceptionKind.SHIPPED_LABEL_SCANNED.value: 6,
    LABEL: 7,
    ExceptionKind.IDENTITY_CHANGED.value: 7,
    ExceptionKind.PLANNED_TIME.value: 7,
    ExceptionKind.TRANSMISSION_BREAK.value: 2,
    ExceptionKind.QUARANTINE.value: 9,
}
