"""What others ask of schedules."""

from __future__ import annotations

from central.exchange.service import DESK
from central.releases import post
from central.releases.inbox import how_many_wait
from central.web.pulse import COUNTS

REPLIES = (DESK.by(post), COUNTS.by(how_many_wait))
