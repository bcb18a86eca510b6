"""What others ask of schedules."""

from __future__ import annotations

from central.exchange.questions import DESK
from central.releases import post

REPLIES = (DESK.by(post),)
