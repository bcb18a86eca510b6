"""The kinds of tables that files of the office have, as capabilities declare them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from central.discovery import ComposeError, modules
from central.folders.office_kind import OfficeKind


@cache
def office_kinds() -> Mapping[str, OfficeKind]:
    """By name, in the order in which they are stored. Raises ComposeError."""
    found: list[OfficeKind] = []
    for capability, module in modules("office_kinds").items():
        own = getattr(module, "KINDS", None)
        if own is None:
            raise ComposeError(f"central/{capability}/office_kinds.py has no KINDS")
        found += own
    ordered = sorted(found, key=lambda kind: (kind.place, kind.name))
    kinds = {kind.name: kind for kind in ordered}
    if len(kinds) < len(ordered):
        names = [kind.name for kind in ordered]
        twice = next(name for name in names if names.count(name) > 1)
        raise ComposeError(f"two capabilities declare [[{twice}]]: give one another name")
    return kinds
