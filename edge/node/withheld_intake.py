"""What central tells that must not be used here."""

from __future__ import annotations

from edge.cell.block_inputs import WithheldArrived
from edge.node.chain import Chain
from wire.codec import WireError, decode_withheld


class WithheldIntake:
    """``after``: where the next question begins. It begins anew with other masters, because their
    parts may be others.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._version = -1
        self._after = 0

    def after(self) -> int:
        state = self._chain.state
        if self._version < 0:  # a start: what the journal says is of the masters that it says
            self._version, self._after = state.masters_version, state.elsewhere_upto
        elif self._version != state.masters_version:
            self._version, self._after = state.masters_version, 0
        return self._after

    def take(self, body: bytes) -> bool:
        """True: central has more. WireError: nothing is taken now, or it is not the message."""
        told = decode_withheld(body)
        if self._chain.refusing:
            raise WireError("cell.refusing", self._chain.refusing)
        self._chain.take(WithheldArrived(withheld=told))
        self._after = told.upto
        return told.more
