"""What others ask of order lines and forecasts."""

from __future__ import annotations

from central.agreements.service.moving import STANDING_DEMAND
from central.orders.service.lines import standing_demand

REPLIES = (STANDING_DEMAND.by(standing_demand),)
