"""The spoolers' word on labels."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from edge.cell.inputs import Decision, LabelReported, RefusedError
from edge.latency import Latency
from edge.node.chain import Chain
from edge.troubles import TroubleKind
from wire.events import LabelRequested, LabelState
from wire.ids import LabelId

log = structlog.get_logger()


class LabelReports:
    def __init__(self, chain: Chain, monotonic: Callable[[], float]) -> None:
        self._chain = chain
        self._monotonic = monotonic
        self._due: dict[LabelId, float] = {}
        self.latency = Latency()
        """Telegram taken to the last byte of its label at the printer."""

    def wait_for(self, decision: Decision, arrived_at: float) -> None:
        """Its labels are asked for by a telegram that came then."""
        for fact in decision.facts:
            if isinstance(fact, LabelRequested):
                self._due[fact.label] = arrived_at

    def report(self, label: LabelId, state: LabelState, detail: str) -> bool:
        """One step of a label, journalled before the spooler goes on.

        False: the label has gone elsewhere meanwhile (cancelled, confirmed), or the journal is not
        to be believed and it may have been printed before; nothing was written.
        """
        chain = self._chain
        if state is LabelState.SENDING:
            if chain.troubles.has(TroubleKind.BRANCHED):
                return False
            chain.crash("print.before_sending")
        elif state is LabelState.SENT:
            chain.crash("print.before_sent")
        try:
            chain.take(LabelReported(label=label, state=state, detail=detail))
        except RefusedError as error:
            log.info("label report out of turn", label=label, reason=error.detail)
            return False
        if state is LabelState.SENDING:
            chain.crash("print.after_sending")
        elif state is LabelState.SENT:
            due = self._due.pop(label, None)
            if due is not None:
                self.latency.add((self._monotonic() - due) * 1e3)
            chain.crash("print.after_sent")
        return True
