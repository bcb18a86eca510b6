"""What partners ask of others, who answer in their ``replies``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from central.discovery import Question
from central.partners.rules.divisions import NumberRange
from central.web.panel import Panel

CUSTOMER_PANELS: Question[Callable[[Connection, str], Panel]] = Question("partners.customer_panels")
"""What else a customer's page shows, below the customer's name; asked with the customer."""

DIVISION_USERS: Question[Callable[[Connection, str], Sequence[str]]] = Question(
    "partners.division_users"
)
"""Who else has a division and is in use, by the name that people know; asked before it is switched
off.
"""

NUMBERS_GIVEN: Question[Callable[[Connection, NumberRange], str]] = Question(
    "partners.numbers_given"
)
"""The highest number that a document has among those that a range still gives; empty: none has;
asked before the range is stored.
"""
