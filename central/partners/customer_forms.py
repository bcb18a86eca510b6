"""A customer as people type them into forms: each form changes what it shows, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from central.partners.party_forms import identity_fields, identity_typed, typed
from central.partners.rules.customers import ROLES, Customer, Plant, UnloadingPoint, point_key
from central.partners.rules.windows import DeliveryWindow
from central.words.spelling import read

Form = Mapping[str, str]
Points = tuple[UnloadingPoint, ...]
_HEAD = (
    "name",
    "currency",
    "language",
    "country",
    "subdivision",
    "zone",
    "calendar",
    "division",
    "note",
)
_MAY_BE_EMPTY = frozenset({"country", "subdivision", "calendar", "division", "note"})


def new_typed(form: Form) -> Customer:
    """Who they are; roles, plants and windows have forms of their own."""
    given = {name: typed(form, name) for name in ("customer", *_HEAD)}
    given |= {name: given[name].upper() for name in ("country", "subdivision")}
    read_from = {name: text for name, text in given.items() if text or name == "name"}
    return replace(read(Customer, {"customer": "", **read_from}), identity=identity_typed(form))


def with_head(was: Customer, form: Form) -> Customer:
    """A field that the form lacks, and an empty one that may not be empty, stays as it is."""
    texts = {name: typed(form, name) for name in _HEAD if name in form}
    texts |= {name: texts[name].upper() for name in ("country", "subdivision") if name in texts}
    given = {name: text for name, text in texts.items() if text or name in _MAY_BE_EMPTY}
    head = read(Customer, {**given, "customer": was.customer, "name": given.get("name", was.name)})
    changed = {name: getattr(head, name) for name in given}
    return replace(was, **changed, active=form.get("active") == "yes")


def with_identity(was: Customer, form: Form) -> Customer:
    return replace(was, identity=identity_typed(form))


def with_roles(was: Customer, form: Form) -> Customer:
    """Empty: the customer themselves; ``parent`` empty: nobody."""
    given = {role: typed(form, role) for role in ROLES}
    named = read(Customer, {**given, "customer": was.customer, "name": was.name})
    return replace(was, **{role: getattr(named, role) for role in ROLES})


def head_fields(customer: Customer) -> dict[str, str]:
    """What stands in the forms of who they are."""
    return {
        **identity_fields(customer.identity),
        **{name: getattr(customer, name) for name in (*_HEAD, *ROLES)},
        "active": "yes" if customer.active else "",
    }


def with_plant(was: Customer, form: Form) -> Customer:
    """``points``: a line each, its code first. A plant that is there keeps what the form leaves
    empty, all of its points, its windows, its address and what is switched off.
    """
    given = {name: typed(form, name) for name in ("plant", "name", "calendar")}
    wanted = read(Plant, {**given, "points": _points_typed(form)})
    there = next((it for it in was.plants if it.plant == wanted.plant), None)
    if there is not None:
        wanted = replace(
            there,
            name=wanted.name or there.name,
            calendar=wanted.calendar or there.calendar,
            points=_with_points(there.points, wanted.points),
        )
    return _with(was, wanted)


def plant_changed(was: Customer, plant: Plant, form: Form) -> Customer:
    """All that the page of a plant shows. ``point.<n>``, ``point.<n>.name`` and
    ``point.<n>.active`` are the points that it has; ``points`` more of them, a line each.
    """
    given = {name: typed(form, name) for name in ("name", "calendar")}
    head = read(Plant, {**given, "plant": plant.plant, "points": _points_typed(form)})
    shown = {
        point_key(code): read(
            UnloadingPoint,
            {
                "point": code,
                "name": typed(form, f"{field}.name"),
                "active": form.get(f"{field}.active") == "yes",
            },
        )
        for field, code in form.items()
        if field.startswith("point.") and field.count(".") == 1
    }
    points = tuple(
        replace(it, name=own.name, active=own.active) if own else it
        for it in plant.points
        for own in [shown.get(point_key(it.point))]
    )
    changed = replace(
        plant,
        name=head.name,
        calendar=head.calendar,
        identity=identity_typed(form),
        active=form.get("active") == "yes",
        points=_with_points(points, head.points),
    )
    return _with(was, changed)


def plant_fields(plant: Plant) -> dict[str, str]:
    """What stands in the form of a plant's page."""
    fields = {
        **identity_fields(plant.identity),
        "name": plant.name,
        "calendar": plant.calendar,
        "active": "yes" if plant.active else "",
    }
    for n, it in enumerate(plant.points, start=1):
        fields |= {f"point.{n}.name": it.name, f"point.{n}.active": "yes" if it.active else ""}
    return fields


def _with(was: Customer, plant: Plant) -> Customer:
    others = tuple(it for it in was.plants if it.plant != plant.plant)
    return replace(was, plants=(*others, plant))


def _points_typed(form: Form) -> list[dict[str, str]]:
    lines = [line.split(maxsplit=1) for line in form.get("points", "").splitlines()]
    return [{"point": it[0], "name": it[1] if len(it) > 1 else ""} for it in lines if it]


def _with_points(was: Points, given: Points) -> Points:
    """Those that are there, with the names that were typed, and new ones behind."""
    names = {point_key(it.point): it.name for it in given}
    known = {point_key(it.point) for it in was}
    kept = (replace(it, name=names.get(point_key(it.point)) or it.name) for it in was)
    return (*kept, *(it for it in given if point_key(it.point) not in known))


def with_windows(was: Customer, form: Form) -> Customer:
    """Of the plant that the form names; of all others where it names none."""
    numbers = sorted(int(it) for name in form if (it := name.removesuffix(".at")).isdecimal())
    given = [
        {"at": typed(form, f"{n}.at"), "percent": typed(form, f"{n}.percent")} for n in numbers
    ]
    windows = tuple(
        read(DeliveryWindow, row, "windows") for row in given if row["at"] or row["percent"]
    )
    name = form.get("plant", "")
    if not name:
        return replace(was, windows=windows)

    def changed(plant: Plant) -> Plant:
        return replace(plant, windows=windows) if plant.plant == name else plant

    return replace(was, plants=tuple(changed(plant) for plant in was.plants))
