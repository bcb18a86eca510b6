"""How a demo begins and ends: an empty folder, Ctrl-C, and what stays for who wants to look."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hardware_sim.central_program import StartError
from hardware_sim.console import say

Demo = Callable[[Path], Awaitable[int]]
INTERRUPTED = 130
STOPPED = 143
NEEDED = {"numba": "edge", "sqlalchemy": "central"}
"""A module that only this extra brings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every demo is told. ``folder`` None: a temporary one, which goes when all was well
    unless it is to be kept. ``kill``: programs are killed at random moments, and started again.
    """

    headless: bool = False
    kill: bool = False
    seed: int = 7
    folder: Path | None = None
    keep: bool = False
    quiet: bool = False


def run_in(run: Run, demo: Demo) -> int:
    """The demo's exit status. Ctrl-C and SIGTERM end a demo that is watched well, and a headless
    one with status 130 and 143.
    """
    if lacking := sorted(extra for module, extra in NEEDED.items() if find_spec(module) is None):
        say(f"The demo runs cells and central: pip install 'lineside[{','.join(lacking)}]'")
        return 2
    if run.folder is not None and run.folder.exists() and any(run.folder.iterdir()):
        say(f"{run.folder} is not empty; a demo begins with an empty folder")
        return 2
    root = run.folder or Path(tempfile.mkdtemp(prefix="lineside-demo-"))
    status = 1
    try:
        status = asyncio.run(_until_told(demo(root.resolve())))
    except KeyboardInterrupt:
        status = INTERRUPTED if run.headless else 0
        say("stopped")
    except asyncio.CancelledError:
        status = STOPPED if run.headless else 0
        say("stopped")
    except StartError as error:
        say(str(error))
    finally:
        if status == 0 and run.folder is None and not run.keep:
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
