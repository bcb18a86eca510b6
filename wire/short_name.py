"""What a short face, a pick put off and a single pick are called: so their exceptions stand at
cell and central.
"""

from __future__ import annotations

from wire.ids import FaceId, RackId
from wire.words import PickRef

_NAME_MAX = 200


def pick_key(pick: PickRef) -> str:
    """One pick, wherever it is looked up. The index only where there is one: what was put off
    before needs had one keeps its name.
    """
    name = f"{pick.rack}:{pick.slot}:{pick.family}"
    return f"{name}:{pick.index}" if pick.index else name


def name_of_pick(pick: PickRef) -> str:
    return f"deferred:{pick_key(pick)}"[:_NAME_MAX]


def name_of_face(face: FaceId) -> str:
    """A face that is empty is one exception, however many picks wait for it."""
    return f"short:{face}"[:_NAME_MAX]


def name_of_single(rack: RackId) -> str:
    return f"single:{rack}"[:_NAME_MAX]
