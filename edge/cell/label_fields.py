"""What stands on a label, by the keys of the printed definitions. ``code`` is its Data Matrix."""

from __future__ import annotations

from edge.cell import codes
from edge.cell.identity import shown_name, vin_of
from edge.cell.layers import compartment_of
from edge.cell.left_out import words
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack, Single
from edge.cell.racks import needs_at, number_at, numbers, slot_of, vehicle_at
from wire.events import LabelKind, Marriage, Need
from wire.family_words import family_words, with_index
from wire.ids import LabelId, RackId
from wire.vin import vin_problem


def slot_fields(
    state: CellState, masters: CompiledMasters, rack: Rack, number: int
) -> dict[str, str]:
    needs = needs_at(state, rack, number)
    return {
        **vehicle_fields(state, rack, slot_of(rack, number)),
        "part": needs[0].part if len(needs) == 1 else "",
        "description": masters.part_names.get(needs[0].part, "")
        if len(needs) == 1
        else ", ".join(_told(need) for need in needs)[:200],
        "quantity": str(sum(need.quantity for need in needs)),
    }


def _told(need: Need) -> str:
    """Among several: the part, and which piece of its family where there is more than one."""
    return f"{family_words(need)}: {need.part}" if need.index else need.part


def rack_fields(state: CellState, masters: CompiledMasters, rack: Rack) -> dict[str, str]:
    carried = numbers(state, rack)
    family = masters.rack_families.get(rack.rack_family)
    lowest, highest = (
        vehicle_fields(state, rack, slot_of(rack, number))["sequence"] if carried else ""
        for number in (carried[0] if carried else 0, carried[-1] if carried else 0)
    )
    return {
        "rack": rack.rack,
        "name": family.name if family else rack.rack_family,
        "point_of_fit": rack.point_of_fit,
        "lowest": lowest,
        "highest": highest,
        "slots": str(len(carried)),
        "load_order": rack.load_order.value,
        "line": rack.feed,
        "without": _without(rack),
    }


def _without(rack: Rack) -> str:
    """How many pieces a person let it be closed without, and which."""
    count = sum(each.quantity for each in rack.left_out)
    return f"WITHOUT {count}: {words(rack.left_out)}"[:200] if count else ""


def numbered(
    kind: LabelKind, fields: dict[str, str], label: LabelId, copy: int, rack: RackId
) -> dict[str, str]:
    """The fields of this very copy, its code among them."""
    code = f"LS:RACK:{rack}:{copy}" if kind is LabelKind.RACK else _code(kind, fields, label)
    return {**fields, "label": label, "copy": str(copy), "code": code}


def vehicle_fields(state: CellState, rack: Rack, slot: int) -> dict[str, str]:
    number = number_at(rack, slot)
    vehicle = vehicle_at(state, rack, number)
    telegram = vehicle.telegram if vehicle else None
    return {
        "sequence": (telegram.sequence_number if telegram else "") or f"{number:04d}",
        "slot": where.text if (where := compartment_of(rack, slot)) else str(slot + 1),
        "rack": rack.rack,
        "point_of_fit": rack.point_of_fit,
        "vin": vin_of(vehicle) if vehicle else "",
        "vin_last6": shown_name(vehicle)[-6:] if vehicle else "",
        "call": telegram.call_number if telegram else "",
    }


def single_fields(single: Single, masters: CompiledMasters, marriage: Marriage) -> dict[str, str]:
    """Of a piece that was ordered again."""
    order = single.order
    return {
        "rack": order.rack,
        "sequence": order.sequence_number,
        "point_of_fit": order.point_of_fit,
        "vin": order.vin,
        "vin_last6": order.vehicle[-6:],
        "call": order.call_number,
        "part": marriage.part,
        "description": with_index(masters.part_names.get(marriage.part, ""), marriage.index),
        "quantity": "1",
        "serial": marriage.serial,
        "lot": marriage.lot,
        "family": family_words(marriage),
    }


def _code(kind: LabelKind, fields: dict[str, str], label: LabelId) -> str:
    """Content of the Data Matrix. A VIN that a scanner would have to refuse is left out."""
    if kind is LabelKind.SLOT:
        return f"LS:SLOT:{label}"
    vin = fields.get("vin", "")
    try:
        return codes.part_label(
            label,
            part=fields["part"],
            serial=fields.get("serial", ""),
            quantity=1,
            vin="" if vin_problem(vin, check_digit=False) else vin,
        )
    except codes.CodeError:
        return f"LS:PART:{label}"
