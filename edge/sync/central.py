"""Central as the cell's line to it hears it: where it is, its answers, and what they say beside
their content.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from edge.sync.answers import CentralError


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralAddress:
    url: str
    token: str
    timeout_s: float
    masters_interval_s: float
    batch_facts: int


@dataclass(slots=True, kw_only=True)
class LinkState:
    """What health says of the line to central. Times are monotonic seconds."""

    answered_at: float | None = None
    clock_offset_s: float | None = None
    """Our clock minus central's, when it was last compared, at ``clock_compared_at``."""
    clock_compared_at: float | None = None
    acknowledged: int = -1
    refused: int = 0


@dataclass(slots=True, kw_only=True)
class Answers:
    """Takes every answer of central: that it is there, and what time it has."""

    monotonic: Callable[[], float]
    now_s: Callable[[], float]
    state: LinkState = field(default_factory=LinkState)

    def body(self, response: httpx.Response) -> bytes:
        """Raises CentralError where it did not get what was asked for."""
        self.note(response)
        if not response.is_success:
            raise CentralError(f"{response.request.url.path}: {response.status_code}")
        return response.content

    def note(self, response: httpx.Response) -> None:
        self.state.answered_at = self.monotonic()
        date = response.headers.get("Date")
        if date:
            there_s = parsedate_to_datetime(date).timestamp()
            offset_s = self.now_s() - there_s
            # the header counts whole seconds: within one of them nothing can be said
            self.state.clock_offset_s = 0.0 if -0.5 <= offset_s <= 1.5 else offset_s
            self.state.clock_compared_at = self.state.answered_at
