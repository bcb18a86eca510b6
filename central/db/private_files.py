"""Central's own files, for their owner only: the database, the key of the badges, the anchors."""

from __future__ import annotations

from pathlib import Path

import structlog

from central.config import Config
from settings.private_files import FILE_MODE, FOLDER_MODE, tighten, touch_private

_log = structlog.get_logger()

PASSED_MODE = 0o711
NAMES = ("badge.key*", "audit-anchors.jsonl", "incarnation.json")


def close_files(config: Config) -> None:
    """Makes the data folder, or takes others' rights away: to it, to the files in it that hold
    secrets, and to the SQLite database. Where the partners' folders lie in it, others may still go
    through if they could before. What belongs to another user of the machine stays, and is said.
    """
    folder = config.data_dir
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    passed = config.edi_folder is None and (folder / "edi").exists()
    tighten(folder, PASSED_MODE if passed else FOLDER_MODE, _log)
    paths = [found for name in NAMES for found in folder.glob(name)]
    url = config.database
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        file = Path(url.database)
        file.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        touch_private(file)
        paths += file.parent.glob(f"{file.name}*")
    for path in paths:
        if path.is_file() and not path.is_symlink():
            tighten(path, FILE_MODE, _log)
