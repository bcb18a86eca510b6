"""What others ask of contracts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from central.agreements.model.agreement import State
from central.agreements.service.contracts import contracts
from central.agreements.tables import agreements
from central.partners.service.questions import CUSTOMER_PANELS, DIVISION_USERS
from central.web.panel import Panel


def contracts_of(connection: Connection, customer: str) -> Panel:
    found = [it for it in contracts(connection) if it.customer == customer]
    return Panel(template="customer_contracts.html", values={"contracts": found})


def users_of(connection: Connection, division: str) -> Sequence[str]:
    """Active contracts of the division."""
    mine = (agreements.c.division == division, agreements.c.state == str(State.ACTIVE))
    query = select(agreements.c.agreement).where(*mine).order_by(agreements.c.agreement)
    return connection.execute(query).scalars().all()


REPLIES = (CUSTOMER_PANELS.by(contracts_of), DIVISION_USERS.by(users_of))
