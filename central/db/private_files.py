"""Central's own files, for their owner only: the database, the key of the badges, the anchors."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import structlog

from central.config import Config

_log = structlog.get_logger()

FOLDER_MODE, PASSED_MODE, FILE_MODE = 0o700, 0o711, 0o600
NAMES = ("badge.key*", "audit-anchors.jsonl", "incarnation.json")


def close_files(config: Config) -> None:
    """Makes the data folder, or takes others' rights away: to it, to the files in it that hold
    secrets, and to the SQLite database. Where the partners' folders lie in it, others may still go
    through if they could before. What belongs to another user of the machine stays, and is said.
    """
    folder = config.data_dir
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    passed = config.edi_folder is None and (folder / "edi").exists()
    _tighten(folder, PASSED_MODE if passed else FOLDER_MODE)
    paths = [found for name in NAMES for found in folder.glob(name)]
    url = config.database
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        file = Path(url.database)
        file.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
        paths += file.parent.glob(f"{file.name}*")
    for path in paths:
        if path.is_file() and not path.is_symlink():
            _tighten(path, FILE_MODE)


def _tighten(path: Path, most: int) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~most:
            path.chmod(mode & most)
            _log.info("rights taken away", path=str(path), was=f"{mode:o}", now=f"{mode & most:o}")
    except FileNotFoundError:
        return
    except PermissionError as error:
        _log.warning("others may read this", path=str(path), error=error.strerror)
