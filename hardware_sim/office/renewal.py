"""The contract of next year, to which a planner would take a part over while its demand stands in
this year's: central has to refuse it and say why, and this year's goes on as it was.
"""

from __future__ import annotations

from typing import Any

import httpx

from hardware_sim.central_program import CentralProgram, StartError

FIRST, NEXT = "NW-EMD-26", "NW-EMD-NEXT"
STANDS = frozenset({"agreement.demand_stays", "agreement.goods_stay"})
PATH = "/api/v1/agreements"


async def refused_moves(central: CentralProgram) -> list[str]:
    """The codes of the reasons for which the first part of ``FIRST`` does not go to ``NEXT``; none:
    it went. StartError: central did not do what it should.
    """
    found = await central.ask(f"{PATH}/{FIRST}", "planner")
    first = {name: value for name, value in found.items() if name != "agreement"}
    part, *others = first["parts"]
    draft = {**first, "version": 0, "state": "draft", "parts": [part]}
    await _put(central, NEXT, draft)
    without = {**first, "parts": [{**part, "active": False}, *others]}
    await _put(central, FIRST, without)
    answer = await _answer(central, NEXT, {**draft, "version": 1, "state": "active"})
    await _put(central, FIRST, {**first, "version": first["version"] + 1})
    if answer.is_success:
        return []
    return [str(reason["code"]) for reason in answer.json()["reasons"]]


async def _put(central: CentralProgram, agreement: str, document: dict[str, Any]) -> None:
    answer = await _answer(central, agreement, document)
    if not answer.is_success:
        raise StartError(f"{agreement} was not taken: {answer.status_code} {answer.text}")


async def _answer(
    central: CentralProgram, agreement: str, document: dict[str, Any]
) -> httpx.Response:
    said = {**document, "why": "the contract of next year"}
    return await central.send("PUT", f"{PATH}/{agreement}", said, "planner")
