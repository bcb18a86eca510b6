"""Facts that central refused for good: each is told once, as an exception for a person."""

from __future__ import annotations

from edge.cell.inputs import Decision, RefusalsArrived
from edge.cell.situation import Situation
from wire.events import FactRefused

DETAIL_MAX = 500
CODE_MAX = 100


def arrived(at: Situation, given: RefusalsArrived) -> Decision:
    """A fact that says of each what is new. That a refusal was refused in turn is not told: it
    would never end.
    """
    own = FactRefused.__struct_config__.tag
    facts = tuple(
        FactRefused(
            refused=one.offset,
            kind=one.kind,
            code=one.code[:CODE_MAX],
            detail=one.detail[:DETAIL_MAX],
        )
        for one in given.refused
        if one.kind != own and one.offset not in at.state.refused
    )
    return Decision(facts=facts)
