"""What the exchange asks of others, who answer in their ``replies``."""

from __future__ import annotations

from central.discovery import Question
from central.exchange.ports import Desk

DESK: Question[Desk] = Question("exchange.desk")
"""Who posts what a customer sent; one capability must."""
