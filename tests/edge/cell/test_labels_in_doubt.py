"""A label that waits at its printer does not come out while its vehicle is in doubt."""

from __future__ import annotations

import pytest

from edge.cell.inputs import CancelPrint, LabelReported, PrintLabel, RefusedError
from tests.edge.cell.test_version_conflicts import decide, doubt, world
from tests.support.cell.world import World, code_of
from wire.events import LabelKind, LabelState
from wire.ids import LabelId
from wire.masters import LabelOn

MIRROR_1, MIRROR_2 = "MIRROR-1-0001-P01-mirror-1-1", "MIRROR-1-0001-P02-mirror-1-1"


def picked() -> World:
    """The labels of the first two mirrors are in the queue."""
    made = world()
    for _ in range(2):
        made.scan(code_of("M-RED"))
        made.now_us += 1_000_000
    assert states(made) == {MIRROR_1: "queued", MIRROR_2: "queued"}
    return made


def states(made: World) -> dict[str, str]:
    return {str(name): label.state.value for name, label in made.state.labels.items()}


def send(made: World, label: str) -> None:
    made.do(LabelReported(label=LabelId(label), state=LabelState.SENDING))


def test_the_printer_may_not_begin_it_and_others_come_out() -> None:
    made = picked()
    doubt(made, 1)
    with pytest.raises(RefusedError, match="decide that first"):
        send(made, MIRROR_1)
    send(made, MIRROR_2)
    assert states(made) == {MIRROR_1: "queued", MIRROR_2: "sending"}


def test_it_is_printed_once_what_was_known_counts() -> None:
    made = picked()
    doubt(made, 1)
    decision = decide(made, new=False)
    assert PrintLabel(label=LabelId(MIRROR_1)) in decision.effects
    send(made, MIRROR_1)
    assert states(made)[MIRROR_1] == "sending"


def test_it_is_not_needed_once_another_part_is() -> None:
    made = picked()
    doubt(made, 1)
    decision = decide(made, new=True)
    assert CancelPrint(label=LabelId(MIRROR_1)) in decision.effects
    assert states(made)[MIRROR_1] == "cancelled"


def test_the_label_of_a_slot_says_the_new_part_once_that_counts() -> None:
    made = world(racks={"label_on": LabelOn.TELEGRAM})
    queued = [n for n, label in made.state.labels.items() if label.kind is LabelKind.SLOT]
    first = next(name for name in queued if name.startswith("MIRROR-1-0001-S01"))
    doubt(made, 1)
    with pytest.raises(RefusedError, match="decide that first"):
        send(made, first)
    decision = decide(made, new=True)
    assert states(made)[first] == "cancelled"
    assert PrintLabel(label=LabelId(first)) not in decision.effects
    again = made.state.labels[LabelId("MIRROR-1-0001-S01-2")]
    assert (again.fields["part"], again.state) == ("M-BLUE", LabelState.QUEUED)


def test_a_rack_label_waits_for_every_vehicle_of_its_rack() -> None:
    made = world()
    made.pick_all()
    (label,) = [n for n, it in made.state.labels.items() if it.kind is LabelKind.RACK][:1]
    doubt(made, 1)
    with pytest.raises(RefusedError, match="decide that first"):
        send(made, str(label))
    decision = decide(made, new=False)
    assert PrintLabel(label=label) in decision.effects
