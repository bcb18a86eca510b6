"""What others ask of contracts."""

from __future__ import annotations

from sqlalchemy import Connection

from central.agreements.service.contracts import contracts
from central.partners.service.questions import CUSTOMER_PANELS
from central.web.panel import Panel


def contracts_of(connection: Connection, customer: str) -> Panel:
    found = [it for it in contracts(connection) if it.customer == customer]
    return Panel(template="customer_contracts.html", values={"contracts": found})


REPLIES = (CUSTOMER_PANELS.by(contracts_of),)
