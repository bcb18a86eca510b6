"""What a page shows of other capabilities without knowing them: each brings a template of its own,
which finds its values as ``panel.values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """``template``: the name of a file in ``templates`` of whoever brings it."""

    template: str
    values: Mapping[str, Any]
