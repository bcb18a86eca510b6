"""``lineside sim``: the demo, and each simulator alone."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Any

import httpx
import typer

from hardware_sim import demo as demo_room
from hardware_sim.broker import serve_amqtt
from hardware_sim.console import say
from hardware_sim.day import Wishes, make_day
from hardware_sim.demo_folder import Run
from hardware_sim.office import demo as office_demo
from hardware_sim.plant import FeedRules
from hardware_sim.printer import Habits, PrinterBrain
from hardware_sim.printer_server import PrinterServer
from hardware_sim.proxy import Proxy, Weather
from hardware_sim.roadef import FolderError
from hardware_sim.scanner_port import SerialScanner
from hardware_sim.sender import Sender, run_line
from hardware_sim.wire_formats import read_recording

app = typer.Typer(no_args_is_help=True, help="The simulated plant.")
Chance = Annotated[float, typer.Option(min=0, max=1)]
Headless = Annotated[bool, typer.Option(help="Run to the end, audit, print JSON.")]
Office = Annotated[bool, typer.Option(help="The office's half: EDI, schedules, orders.")]
Days = Annotated[int, typer.Option(min=2, max=60, help="Of the office: working days.")]
Vehicles = Annotated[int, typer.Option(min=10, max=9000)]
Kill = Annotated[bool, typer.Option(help="Kill programs at random moments.")]
Roadef = Annotated[Path | None, typer.Option(help="A problem folder of the challenge of 2005.")]
Folder = Annotated[Path | None, typer.Option("--dir", help="Where everything is kept.")]
Keep = Annotated[bool, typer.Option(help="Keep the folder also when all is well.")]
JsonOnly = Annotated[bool, typer.Option("--json", help="No progress on stderr.")]
FeedFormat = Annotated[str, typer.Option("--format", help="canonical_json or fixed_width.")]
BrokerKind = Annotated[
    str, typer.Option("--broker", help="auto (Mosquitto where it is installed) or amqtt.")
]
Deadline = Annotated[
    float, typer.Option("--deadline", min=0, help="Seconds; 0: by the number of vehicles.")
]


@app.command()
def demo(
    headless: Headless = False,
    office: Office = False,
    days: Days = 10,
    vehicles: Vehicles = 200,
    speed: Annotated[str, typer.Option(help="Times real speed, or max.")] = "",
    seed: int = 7,
    kill: Kill = False,
    roadef: Roadef = None,
    folder: Folder = None,
    keep: Keep = False,
    json_only: JsonOnly = False,
    feed_format: FeedFormat = "canonical_json",
    broker_kind: BrokerKind = "auto",
    deadline_s: Deadline = 0.0,
) -> None:
    """A whole plant on this machine: broker, central, three cells, printers, pickers, a line; or,
    with --office, two makers' schedules and our office.
    """
    run = Run(headless=headless, kill=kill, seed=seed, folder=folder, keep=keep, quiet=json_only)
    if office:
        raise typer.Exit(office_demo.run(office_demo.Wishes(run=run, days=days)))
    _one_of(feed_format, ("canonical_json", "fixed_width"), "--format")
    _one_of(broker_kind, ("auto", "amqtt"), "--broker")
    wishes = Wishes(
        run=run,
        vehicles=vehicles,
        speed=_speed(speed or ("max" if headless else "30")),
        roadef=roadef,
        feed_format=feed_format,
        amqtt=broker_kind == "amqtt",
        deadline_s=deadline_s,
    )
    raise typer.Exit(_demo(wishes))


def _one_of(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise typer.BadParameter(" or ".join(known), param_hint=option)


def _demo(wishes: Wishes) -> int:
    try:
        return demo_room.run(wishes)
    except FolderError as error:
        say(str(error))
        return 2


def _speed(text: str) -> float:
    if text == "max":
        return 0.0
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if speed <= 0:
        raise typer.BadParameter("max, or a number above 0", param_hint="--speed")
    return speed


@app.command()
def printer(
    port: int = 9100,
    host: str = "127.0.0.1",
    labels: Annotated[int | None, typer.Option(help="On the roll; then it falls silent.")] = None,
    print_ms: Annotated[int, typer.Option(min=0)] = 200,
) -> None:
    """A label printer: shows on stdout what each label says. Enter loads paper."""
    brain = PrinterBrain("printer", Habits(print_s=print_ms / 1000, labels_on_roll=labels))
    brain.on_printed.append(lambda: _show_label(brain))

    async def serve() -> None:
        async with PrinterServer(brain, host=host, port=port) as server:
            say(f"printer at {server.host}:{server.port}")
            while await asyncio.to_thread(sys.stdin.readline):
                brain.load_paper(labels, time.time())
                say("paper loaded")
            await asyncio.Event().wait()

    _run(serve())


def _show_label(brain: PrinterBrain) -> None:
    for physical in brain.take_labels():
        rows = [f"{field.kind:<11} {field.data!r}" for field in physical.label.fields]
        typer.echo("\n".join(["label", *(f"  {row}" for row in rows)]))


@app.command()
def scanner(link: Path) -> None:
    """A serial scanner behind LINK: every line of stdin is scanned, the feedback is shown."""
    port = SerialScanner(link)
    say(f"scanner at {link}")
    try:
        for line in sys.stdin:
            heard = port.scan([line.rstrip("\n").encode() + b"\r\n"], 5.0)
            if heard is None:
                typer.echo("no feedback")
            else:
                typer.echo(
                    f"{heard.feedback.verdict} {heard.feedback.code} {heard.after_ms:.1f} ms"
                )
    finally:
        port.close()


@app.command()
def line(
    central: Annotated[str, typer.Option(help="URL.")],
    token_file: Annotated[Path, typer.Option(help="A feed's token.")],
    recording: Annotated[Path | None, typer.Option(help="Telegrams, one JSON a line.")] = None,
    roadef: Annotated[Path | None, typer.Option(help="A problem folder.")] = None,
    feed: str = "L1",
    vehicles: Annotated[int, typer.Option(min=1)] = 200,
    speed: str = "30",
    seed: int = 7,
) -> None:
    """A line that broadcasts: a seeded day, a recorded one, or a real one."""
    takt_s = 60 / rate if (rate := _speed(speed)) else 0.0
    token = token_file.read_text("utf-8").strip()

    async def broadcast() -> None:
        async with httpx.AsyncClient() as client:
            rules = FeedRules(feed=feed)
            sender = Sender(
                url=central.rstrip("/"), tokens={feed: token}, feeds=(rules,), client=client
            )
            if recording is not None:
                for telegram in read_recording(recording):
                    await sender.send(telegram)
                    await asyncio.sleep(takt_s)
            else:
                wishes = Wishes(run=Run(seed=seed), vehicles=vehicles, roadef=roadef)
                _, day = make_day(wishes, feed)
                await run_line(day, sender, takt_s=takt_s, may_go=lambda: True)
            say(f"{len(sender.sent)} telegrams sent, {len(sender.refused)} refused")

    _run(broadcast())


@app.command()
def broker(
    password_file: Annotated[Path, typer.Option(help="user:hash (argon2), one a line.")],
    port: int = 1883,
) -> None:
    """amqtt, where Mosquitto is not installed."""
    serve_amqtt(port, password_file)


@app.command()
def proxy(
    target: Annotated[str, typer.Argument(help="HOST:PORT")],
    port: int = 0,
    cut: Chance = 0.0,
    slices: Chance = 0.0,
    half_open: Chance = 0.0,
    drop_reply: Chance = 0.0,
    delay_ms: Annotated[float, typer.Option(min=0)] = 0.0,
    seed: int = 7,
) -> None:
    """A bad network in front of TARGET."""
    host, _, number = target.rpartition(":")
    if not host or not number.isdigit():
        raise typer.BadParameter("HOST:PORT")
    weather = Weather(
        cut=cut, slice=slices, half_open=half_open, drop_reply=drop_reply, delay_ms_max=delay_ms
    )

    async def serve() -> None:
        async with Proxy((host, int(number)), weather, Random(seed), port=port) as carrier:
            say(f"{carrier.host}:{carrier.port} -> {target}")
            await asyncio.Event().wait()

    _run(serve())


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(coroutine)
    except KeyboardInterrupt:
        say("stopped")
