"""What others ask of schedules."""

from __future__ import annotations

from central.exchange.service import DESK
from central.releases import post

REPLIES = (DESK.by(post),)
