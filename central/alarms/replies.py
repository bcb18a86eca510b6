"""What the desk is told beside what it finds itself."""

from __future__ import annotations

from central.alarms.service import not_sent
from central.supervision.service import MORE_TROUBLES

REPLIES = (MORE_TROUBLES.by(not_sent),)
