"""Masters and the badges' key, from central and from the journal: checked, kept, adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog

from edge.badges.desk import BadgeDesk
from edge.cell.inputs import MastersArrived, MastersUnusable
from edge.node.chain import Chain
from edge.node.masters_bytes import UnusableMastersError, read_masters
from wire.codec import WireError
from wire.events import LabelKind
from wire.ids import DeviceId

log = structlog.get_logger()


class MastersIntake:
    def __init__(
        self, chain: Chain, printers: Mapping[LabelKind, DeviceId], badges: BadgeDesk
    ) -> None:
        self._chain = chain
        self._printers = dict(printers)
        self._badges = badges

    def take(self, body: bytes, digest: str) -> None:
        """New masters from central. What cannot be used is refused with a fact that says why, and
        the cell goes on with what it has. WireError: nothing is taken now.
        """
        chain = self._chain
        if chain.refusing:
            raise WireError("cell.refusing", chain.refusing)
        try:
            compiled = read_masters(body, self._printers, self._badges.keys)
        except UnusableMastersError as error:
            self._refuse(error, digest)
            return
        chain.journal.keep_masters(compiled.masters.version, digest, body)
        chain.crash("masters.after_keeping")
        chain.masters = compiled
        chain.take(MastersArrived(masters=compiled.masters, digest=digest))
        chain.crash("masters.after_commit")

    def use_kept(self, body: bytes, digest: str) -> bool:
        """The masters that the journal kept, at start: adopted before, unless a crash prevented it.
        False: they cannot be used any more, and a fact says why; the cell waits for others.
        """
        try:
            compiled = read_masters(body, self._printers, self._badges.keys)
        except UnusableMastersError as error:
            self._refuse(error, digest)
            return False
        self._chain.masters = compiled
        if not self._chain.refusing:
            self._chain.take(MastersArrived(masters=compiled.masters, digest=digest))
        return True

    def take_badge_key(self, key: bytes) -> None:
        """The site's, by which badges are hashed; it is in force at once."""
        self._badges.take_key(key)
        if self._chain.masters is not None:
            self._chain.masters = replace(self._chain.masters, badge_keys=self._badges.keys)

    def _refuse(self, error: UnusableMastersError, digest: str) -> None:
        given = MastersUnusable(version=error.version, digest=digest, reason=str(error))
        log.error("masters refused", version=given.version, digest=digest, reason=given.reason)
        if not self._chain.refusing:
            self._chain.take(given)
