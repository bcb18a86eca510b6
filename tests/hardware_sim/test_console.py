"""Progress does not push away what stays; the start page tells what the terminal tells."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardware_sim import demo_folder
from hardware_sim.console import RARELY_S, Console
from hardware_sim.start_page import Guide, StartPage, as_text

GUIDE = Guide(
    title="A demo",
    pages=[("board", "http://127.0.0.1:1/board")],
    people=[("you", "pass-word"), ("<i>", "&")],
    hints=[("Try this:", ["kill -9 17 # cell-a"])],
    standing="12 of 40",
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_one_line_that_gives_way_to_what_stays() -> None:
    stream = Terminal()
    console = Console(lambda: stream, lambda: 0.0)
    console.say("addresses")
    for step in range(3):
        console.progress(f"step {step}")
    console.say("over")
    text = stream.getvalue()
    assert text.count("\n") == 2
    assert text.split("\r\x1b[K") == ["addresses\n", "step 0", "step 1", "step 2", "over\n"]


def test_elsewhere_progress_is_a_line_now_and_then() -> None:
    stream, clock = io.StringIO(), [0.0]
    console = Console(lambda: stream, lambda: clock[0])
    for step in range(int(2 * RARELY_S)):
        clock[0] = float(step)
        console.progress(f"step {step}")
    assert stream.getvalue() == f"step 0\nstep {RARELY_S:.0f}\n"


def test_nobody_who_reads_is_no_fault() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    Console(Closed, lambda: 0.0).say("x")


async def asked(page: StartPage, path: str, host: str) -> str:
    address, port = page.url.removeprefix("http://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host or f'{address}:{port}'}\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.decode()


def test_the_start_page_lists_pages_people_and_what_to_try() -> None:
    async def run() -> list[str]:
        async with StartPage(lambda: GUIDE) as page:
            return [
                await asked(page, "/", ""),
                await asked(page, "/else", ""),
                await asked(page, "/", "elsewhere.example"),
            ]

    good, unknown, foreign = asyncio.run(run())
    assert good.startswith("HTTP/1.1 200")
    for text in (
        'href="http://127.0.0.1:1/board"',
        "pass-word",
        "&lt;i&gt;",
        "kill -9 17",
        "12 of",
    ):
        assert text in good
    assert unknown.startswith("HTTP/1.1 404") and foreign.startswith("HTTP/1.1 404")
    assert "pass-word" not in foreign


def test_the_terminal_says_the_same() -> None:
    text = as_text(GUIDE, "http://127.0.0.1:2/")
    for part in ("http://127.0.0.1:2/", "http://127.0.0.1:1/board", "pass-word", "kill -9 17"):
        assert text.count(part) == 1


WAITS = """
import asyncio, signal, sys
from pathlib import Path
from hardware_sim.demo_folder import Run, run_in

for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

async def demo(root):
    try:
        print(root, flush=True)
        await asyncio.Event().wait()
    finally:
        print("unwound", flush=True)

sys.exit(run_in(Run(headless=sys.argv[1] == "headless"), demo))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("how", ["watched", "headless"])
def test_every_way_to_stop_it_unwinds_and_clears_a_watched_demo(
    tmp_path: Path, number: signal.Signals, how: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            root = Path(process.stdout.readline().strip())
            assert root.is_dir()
            process.send_signal(number)
            assert process.stdout.readline() == "unwound\n"
            status = process.wait()
        finally:
            process.kill()
    watched = how == "watched"
    assert root.exists() is not watched
    assert (status == 0) is watched


def test_a_part_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def demo(root: Path) -> int:
        return 0

    monkeypatch.setattr(demo_folder, "find_spec", lambda name: None if name == "numba" else name)
    assert demo_folder.run_in(demo_folder.Run(headless=True), demo) == 2
    assert "pip install 'lineside[edge]'" in capsys.readouterr().err
