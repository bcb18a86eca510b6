"""Forms of the contract pages, as tables that ``central.spelling`` reads. Pure.

A field that was left empty is left out, so that its default holds or its absence is said. Fields
of numbers come with a point whatever the language: the browser sees to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from central.agreements.model.terms import Terms
from central.words.spelling import hints_of

Form = Mapping[str, str]
LISTS = ("tolerance_template", "line_types")
"""Options that are lists of horizons."""


def terms_table(form: Form) -> dict[str, object]:
    """Fields: each option by its name; ``tolerance.<n>.<column>`` and ``type.<n>.<column>``."""
    table: dict[str, object] = {
        option: form[option].strip()
        for option in hints_of(Terms)
        if choices(option) and form.get(option, "").strip()
    }
    if form.get("tolerance_days", "").strip():
        table["tolerance_days"] = whole(form["tolerance_days"])
    if form.get("quantum", "").strip():
        table["quantum"] = form["quantum"].strip()
    table["tolerance_template"] = [
        {
            "name": row["name"],
            "length": {"count": whole(row["count"]), "unit": row["unit"]},
            "minus_percent": row["minus"],
            "plus_percent": row["plus"],
        }
        for row in rows(form, "tolerance", ("name", "count", "unit", "minus", "plus"), {"unit"})
    ]
    table["line_types"] = [
        {"length": {"count": whole(row["count"]), "unit": row["unit"]}, "status": row["status"]}
        for row in rows(form, "type", ("count", "unit", "status"), {"unit", "status"})
    ]
    return table


def own_table(form: Form, options: Collection[str]) -> dict[str, object]:
    """What is said otherwise of these options: those that were left empty are not said.
    ``own.<option>`` says that there are no horizons where none was typed.
    """
    table = terms_table(form)
    said = {name: value for name, value in table.items() if name not in LISTS}
    said |= {name: table[name] for name in LISTS if table[name] or form.get(f"own.{name}")}
    return {name: value for name, value in said.items() if name in options}


def rows(form: Form, name: str, columns: tuple[str, ...], chosen: set[str]) -> list[dict[str, str]]:
    """Rows with anything in them; ``chosen`` columns are lists, where something always stands."""
    found = []
    own = (it.split(".") for it in form if it.startswith(f"{name}."))
    for n in sorted({int(it[1]) for it in own if it[1].isdecimal()}):
        row = {column: form.get(f"{name}.{n}.{column}", "").strip() for column in columns}
        if any(text for column, text in row.items() if column not in chosen):
            found.append(row)
    return found


def filled(form: Form, *names: str) -> dict[str, str]:
    """Those of the fields that have something in them."""
    return {name: form[name].strip() for name in names if form.get(name, "").strip()}


def whole(text: str) -> object:
    """A whole number, or the text for the reader to refuse."""
    plain = text.strip()
    digits = plain.removeprefix("-")
    return int(plain) if digits.isdecimal() and len(digits) <= 15 else plain


def choices(option: str) -> tuple[str, ...]:
    """The values of an option that has names for them."""
    kind = hints_of(Terms)[option]
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()
