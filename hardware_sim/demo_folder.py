"""How a demo begins and ends: an empty folder, Ctrl-C, and what stays for who wants to look."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from hardware_sim.central_program import StartError

Demo = Callable[[Path], Awaitable[int]]
INTERRUPTED = 130


def say(text: str) -> None:
    """A line for people, on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def run_in(folder: Path | None, demo: Demo, *, keep: bool, headless: bool) -> int:
    """The demo's exit status. ``folder`` None: a temporary one, which goes when all was well unless
    it is to be kept. Ctrl-C ends a demo that is watched well, and a headless one with status 130.
    """
    if folder is not None and folder.exists() and any(folder.iterdir()):
        say(f"{folder} is not empty; a demo begins with an empty folder")
        return 2
    root = folder or Path(tempfile.mkdtemp(prefix="lineside-demo-"))
    status = 1
    try:
        status = asyncio.run(_awaited(demo(root.resolve())))
    except KeyboardInterrupt:
        status = INTERRUPTED if headless else 0
        say("stopped")
    except StartError as error:
        say(str(error))
    finally:
        if status == 0 and folder is None and not keep:
            shutil.rmtree(root, ignore_errors=True)
        else:
            say(f"logs, files and databases are in {root}")
    return status


async def _awaited(ending: Awaitable[int]) -> int:
    return await ending
