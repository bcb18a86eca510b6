"""Folders that a configuration names: whether they can be made and written. Leaves nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path


def unwritable(folder: Path) -> str:
    """Why files could not be kept there; empty: they could. A folder that is not there yet counts
    as its nearest parent that is.
    """
    place = folder.absolute()
    try:
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            return f"{place} is no folder"
        Path(tempfile.mkdtemp(prefix=".lineside-", dir=place)).rmdir()
    except OSError as error:
        return f"{place} cannot be written ({error.strerror})"
    return ""
