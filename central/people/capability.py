"""People and tokens: who may do what, and how they sign in."""

from __future__ import annotations

from central.access.rules import Right
from central.house import House
from central.people import api, own_pages, pages, token_pages, tokens_api


def install(house: House) -> None:
    house.page("/office/people", "office.people", 910, Right.MANAGE_PEOPLE)
    house.page("/office/enrolment", "office.enrolment", 920, Right.ENROL_CELLS)
    house.serve(
        *(room.routes(house.db, house.guard) for room in (api, tokens_api)),
        *(room.routes(house.db, house.frame) for room in (pages, own_pages, token_pages)),
    )
