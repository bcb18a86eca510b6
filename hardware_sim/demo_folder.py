"""How a demo begins and ends: an empty folder, Ctrl-C, and what stays for who wants to look."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path

from hardware_sim.central_program import StartError
from hardware_sim.console import say

Demo = Callable[[Path], Awaitable[int]]
INTERRUPTED = 130
STOPPED = 143
NEEDED = {"numba": "edge", "sqlalchemy": "central"}
"""A module that only this extra brings."""


def run_in(folder: Path | None, demo: Demo, *, keep: bool, headless: bool) -> int:
    """The demo's exit status. ``folder`` None: a temporary one, which goes when all was well unless
    it is to be kept. Ctrl-C and SIGTERM end a demo that is watched well, and a headless one with
    status 130 and 143.
    """
    if lacking := sorted(extra for module, extra in NEEDED.items() if find_spec(module) is None):
        say(f"The demo runs cells and central: pip install 'lineside[{','.join(lacking)}]'")
        return 2
    if folder is not None and folder.exists() and any(folder.iterdir()):
        say(f"{folder} is not empty; a demo begins with an empty folder")
        return 2
    root = folder or Path(tempfile.mkdtemp(prefix="lineside-demo-"))
    status = 1
    try:
        status = asyncio.run(_until_told(demo(root.resolve())))
    except KeyboardInterrupt:
        status = INTERRUPTED if headless else 0
        say("stopped")
    except asyncio.CancelledError:
        status = STOPPED if headless else 0
        say("stopped")
    except StartError as error:
        say(str(error))
    finally:
        if status == 0 and folder is None and not keep:
            shutil.rmtree(root, ignore_errors=True)
        else:
            say(f"logs, files and databases are in {root}")
    return status


async def _until_told(ending: Awaitable[int]) -> int:
    """SIGTERM, and a terminal that is closed, unwind everything as Ctrl-C does."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel if task else loop.stop)
    return await ending
