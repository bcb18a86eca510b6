"""Folders and files for their owner only: the journal and the database say who worked where, and
keys open doors.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

FOLDER_MODE, FILE_MODE = 0o700, 0o600


class Log(Protocol):
    def info(self, event: str, **values: str) -> object: ...
    def warning(self, event: str, **values: str) -> object: ...


def private_folder(folder: Path, names: Iterable[str], log: Log) -> None:
    """Makes the folder, or takes everybody else's rights away, to it and to the files in it whose
    names match. What belongs to another user of the machine stays as it is, and is said.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    tighten(folder, FOLDER_MODE, log)
    for path in (found for name in names for found in folder.glob(name)):
        if path.is_file() and not path.is_symlink():
            tighten(path, FILE_MODE, log)


def touch_private(path: Path) -> None:
    """The file is there, and whoever makes it first makes it private."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))


def write_private(path: Path, data: bytes) -> None:
    """All of it or nothing, durable, never readable for others."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def tighten(path: Path, most: int, log: Log) -> None:
    """Takes the rights beyond ``most`` away. A file of another user stays as it is, and is said."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~most:
            path.chmod(mode & most)
            log.info("rights taken away", path=str(path), was=f"{mode:o}", now=f"{mode & most:o}")
    except FileNotFoundError:
        return
    except PermissionError as error:
        log.warning("others may read this", path=str(path), error=str(error.strerror))
