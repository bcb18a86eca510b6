"""Keeps this program's database for the tests of later ones: run it from the project's root.

Fills a new database through this program's own commands and HTTP, and writes it as SQL beside this
file as ``schema-<version>.sql``. Its first lines are comments with what this program answered then.
With a folder as argument it is written there; of another checkout: run it with that as the current
folder and in PYTHONPATH.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec

from wire.codec import chain_hash, encode
from wire.sync import GENESIS, Entry, FactBatch

HERE = Path(__file__).parent
PASSWORD = "seven green boxes on a wall"
ROLES = ("planner", "shipping", "viewer", "administrator")
CONFIG = """[central]
data_dir = "data"
port = {port}
[[feed]]
feed = "L1"
takt_s = 60
"""
ASKED = {
    "cums": "/api/v1/cums",
    "lines": "/api/v1/orders/lines?state=all&limit=1000",
    "forecasts": "/api/v1/orders/forecasts?agreement=RH-1&part=4711",
    "notes": "/api/v1/orders/notes",
    "agreements": "/api/v1/agreements",
    "schedules": "/api/v1/releases/schedules",
    "unprocessed": "/api/v1/releases/unprocessed",
    "interchanges": "/api/v1/edi/interchanges",
    "partners": "/api/v1/edi/partners",
    "customers": "/api/v1/partners/customers",
    "marriages": "/api/v1/tracking/marriages",
    "people": "/api/v1/access/people",
    "tokens": "/api/v1/access/tokens",
}
"""What is asked before and after: by name, path."""


def day(after_today: int) -> str:
    return f"{datetime.now(UTC).date() + timedelta(days=after_today):%Y%m%d}"


def iso(after_today: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=after_today)).isoformat()


def x12_862(number: str, quantities: dict[int, int], *, part: str, control: int) -> bytes:
    """``quantities`` by days from today."""
    issued = day(-1)
    body = [
        "ST*862*0001",
        f"BSS*05*{number}*{issued}*DL*{issued}*{day(60)}***{number}**A",
        "N1*ST**92*FLT",
        "N1*SU**92*LS-4711",
        f"LIN*1*BP*{part}",
        "UIT*EA",
        *(f"FST*{n}*C*D*{day(after)}" for after, n in quantities.items()),
    ]
    head = f"ISA*00*          *00*          *ZZ*LAKESIDE       *ZZ*LINESIDE       *{issued[2:]}"
    segments = [
        f"{head}*0600*U*00401*{control:09d}*0*P*>",
        f"GS*SS*LAKESIDE*LINESIDE*{issued}*0600*{control}*X*004010",
        *body,
        "CTT*1",
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{control}",
        f"IEA*1*{control:09d}~",
    ]
    return "~".join(segments).encode()


def edifact(message: str, body: list[str], *, control: int) -> bytes:
    segments = [
        f"UNB+UNOC:3+RHEIN:ZZ+OURS:ZZ+{day(-1)[2:]}:0600+{control}",
        f"UNH+1+{message}:D:97A:UN",
        *body,
        f"UNT+{len(body) + 2}+1",
        f"UNZ+1+{control}",
    ]
    return ("UNA:+.? '\n" + "".join(f"{segment}'\n" for segment in segments)).encode()


def delfor(number: str, cum: int, firm: dict[int, int], forecast: dict[int, int]) -> list[str]:
    body = [
        f"BGM+241+{number}+5",
        f"DTM+137:{day(-1)}:102",
        "NAD+BY+RHEIN::92",
        "NAD+SU+OURS::92",
        "LIN+1++4711:IN",
        f"QTY+70:{cum}:PCE",
    ]
    for commitment, lines in (("SCC+1", firm), ("SCC+4", forecast)):
        for after, n in lines.items():
            body += [commitment, f"QTY+113:{n}:PCE", f"DTM+2:{day(after)}:102"]
    return body


def recadv(number: str, note: str, quantity: int) -> list[str]:
    return [
        f"BGM+632+{number}+9",
        f"DTM+137:{day(0)}:102",
        f"DTM+50:{day(0)}:102",
        f"RFF+AAK:{note}",
        "NAD+BY+RHEIN::92",
        "NAD+SU+OURS::92",
        "CPS+1",
        "LIN+1++4711:IN",
        f"QTY+48:{quantity}:PCE",
    ]


def facts(at_us: int) -> bytes:
    """A batch of a cell: masters adopted, a rack formed, two vehicles, one picked."""
    bodies = json.loads((HERE / "cell_facts.json").read_text("utf-8"))
    digest, entries = GENESIS, []
    for offset, body in enumerate(bodies):
        raw = json.dumps(body, separators=(",", ":")).encode()
        digest = chain_hash(digest, offset, at_us, raw)
        entries.append(Entry(offset=offset, at_us=at_us, hash=digest, fact=msgspec.Raw(raw)))
    batch = FactBatch(
        wire_version=1, node="cell-a", epoch=1, previous_hash=GENESIS, entries=tuple(entries)
    )
    return bytes(encode(batch))


def soon(holds: Callable[[], Any], within_s: float = 60.0) -> Any:
    until = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)
    return found


class Central:
    """``central`` of the program in the current folder, with its commands and its HTTP; the key of
    its badges is always the same, so that badges stay good.
    """

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.config = folder, folder / "central.toml"
        self.config.write_text(CONFIG.format(port=self.port))
        self.file = folder / "data" / "central.db"
        key = folder / "data" / "badge.key"
        key.parent.mkdir()
        key.write_bytes(b"k" * 32)
        key.chmod(0o600)
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30
        )
        self.tokens: dict[str, str] = {}

    def command(self, *words: str, status: int = 0) -> str:
        done = self.started(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = done.communicate(timeout=120)
        assert done.returncode == status, said.decode()
        return str(said.decode())

    def started(self, *words: str, **streams: Any) -> subprocess.Popen[bytes]:
        where = ("--config", str(self.config))
        return subprocess.Popen([sys.executable, "-m", "central", *words, *where], **streams)

    def serve(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        process = self.started("serve", stdout=log, stderr=log)
        log.close()

        def ready() -> bool:
            assert process.poll() is None, (self.folder / "log").read_text()
            try:
                return self.http.get("/readyz").status_code == 200
            except httpx.TransportError:
                return False

        try:
            soon(ready)
        except AssertionError:
            process.kill()
            process.wait()
            raise AssertionError((self.folder / "log").read_text()) from None
        return process

    def ask(self, method: str, path: str, role: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer = self.http.request(method, path, headers=headers, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def post_file(self, data: bytes) -> Any:
        return self.ask("POST", "/api/v1/edi/interchanges", "planner", content=data)

    def states(self, agreement: str) -> list[str]:
        """Of its schedules, the newest first."""
        found = self.ask("GET", f"/api/v1/releases/schedules?agreement={agreement}", "planner")
        rows = found["schedules"] if isinstance(found, dict) else found
        return [row["state"] for row in rows]

    def answers(self, *names: str) -> dict[str, Any]:
        """To ``names`` of ASKED."""
        role = {"marriages": "viewer", "people": "administrator", "tokens": "administrator"}
        return {name: self.ask("GET", ASKED[name], role.get(name, "planner")) for name in names}


def fill(central: Central, *, office: bool) -> None:
    """What a cell brings, and what the office does where this program has one."""
    folder = central.folder
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "contracts.toml").write_text((HERE / "contracts.toml").read_text("utf-8"))
    central.command("migrate")
    for role in ROLES if office else ("viewer",):
        said = central.command("token", "create", "--role", role, "--name", f"the {role}")
        central.tokens[role] = said.strip()
    for role, bound in (("feed", "--feed=L1"), ("cell", "--cell=cell-a")):
        central.tokens[role] = central.command("token", "create", "--role", role, bound).strip()
    if office:
        for person, role in (("eva", "administrator"), ("uli", "planner"), ("ada", "planner")):
            central.command(
                *("person", "create", person, "--role", role),
                *("--password-file", str(folder / "password")),
            )
        central.command("import", str(folder / "contracts.toml"), "--why", "agreed")
    process = central.serve()
    try:
        _floor(central)
        if office:
            _office(central)
    except AssertionError:
        sys.stderr.write((folder / "log").read_text())
        raise
    finally:
        process.terminate()
        process.wait(30)


def _floor(central: Central) -> None:
    for n in (1, 2):
        telegram = {
            "feed": "L1",
            "call_number": f"C{n:04}",
            "sequence_number": f"{n:04}",
            "status": "final",
            "vin": f"VXN{n:014}",
        }
        path = "/api/v1/broadcast/feeds/L1/telegrams"
        central.ask("POST", path, "feed", json=telegram)
    at_us = int(time.time() * 1e6)
    said = central.ask("POST", "/api/v1/facts", "cell", content=facts(at_us))
    assert not said.get("refused") and not said.get("conflicts"), said
    marriages = ASKED["marriages"]
    soon(lambda: central.ask("GET", marriages, "viewer"))


def _office(central: Central) -> None:
    first = x12_862("C1", {5: 100, 8: 100, 12: 100}, part="LM-1", control=1)
    central.post_file(first)
    soon(lambda: central.states("LK-1") == ["released"])
    central.post_file(x12_862("C2", {5: 100, 8: 400, 12: 1250}, part="LM-1", control=2))
    soon(lambda: "tolerance" in central.states("LK-1")[0])
    central.post_file(x12_862("U1", {5: 1}, part="NOBODY", control=3))
    forecast = {20: 300, 27: 300}
    body = delfor("D1", 0, {4: 50, 6: 70}, forecast)
    central.post_file(edifact("DELFOR", body, control=4))
    soon(lambda: central.states("RH-1") == ["released"])
    lines = "/api/v1/orders/lines?agreement={}"
    rhein = central.ask("GET", lines.format("RH-1"), "planner")["rows"]
    for note, row, quantity in (("N1", rhein[0], "50"), ("N2", rhein[1], "30")):
        said = {"note": note, "on": iso(0), "lines": [{"line": row["line"], "quantity": quantity}]}
        central.ask("POST", "/api/v1/orders/notes", "shipping", json=said)
    undone = {"on": iso(0), "why": "no truck came"}
    central.ask("POST", "/api/v1/orders/undone-notes/N2", "shipping", json=undone)
    central.post_file(edifact("RECADV", recadv("R1", "N1", 48), control=5))
    lake = central.ask("GET", lines.format("LK-1"), "planner")["rows"]
    part = [{"line": lake[0]["line"], "quantity": "40"}]
    said = {"note": "N3", "on": iso(0), "lines": part}
    central.ask("POST", "/api/v1/orders/notes", "shipping", json=said)
    picked = f"/api/v1/orders/lines/{lake[1]['line']}/picked"
    central.ask("POST", picked, "shipping", json={"picked": True})
    back = {"part": "LM-1", "quantity": "5", "on": iso(0), "why": "scratched"}
    central.ask("POST", "/api/v1/cums/LK-1/returns", "planner", json=back)
    reset = {
        "part": "LM-2",
        "synchronise_on": "2099-01-01",
        "execute_on": "2099-01-05",
        "why": "their new year",
    }
    central.ask("POST", "/api/v1/cums/LK-1/resets", "planner", json=reset)
    badge = {"badge": "B-000077"}
    central.ask("PUT", "/api/v1/access/people/ada/badge", "administrator", json=badge)
    _correct(central)


def _correct(central: Central) -> None:
    """Takes two people."""
    said = {"person": "uli", "password": PASSWORD}
    signed = central.http.post("/api/v1/access/session", json=said)
    assert signed.status_code == 201, signed.text
    central.tokens["uli"] = signed.json()["session"]
    correction = {
        "part": "LM-2",
        "side": "despatched",
        "quantity": "7",
        "on": iso(0),
        "why": "counted together",
        "second": "ada",
        "second_password": PASSWORD,
    }
    central.ask("POST", "/api/v1/cums/LK-1/corrections", "uli", json=correction)
    del central.tokens["uli"]


def dump(file: Path) -> str:
    with closing(sqlite3.connect(file)) as db:
        return "\n".join(db.iterdump()) + "\n"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with TemporaryDirectory() as made:
        central = Central(Path(made))
        office = Path("central/orders").is_dir()
        fill(central, office=office)
        process = central.serve()
        answers = central.answers(*(ASKED if office else ("marriages",)))
        process.terminate()
        process.wait(30)
        with closing(sqlite3.connect(central.file)) as db:
            (version,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        head = f"-- tokens {json.dumps(central.tokens)}\n-- answers {json.dumps(answers)}\n"
        kept = target / f"schema-{version}.sql"
        kept.write_text(head + dump(central.file), "utf-8")
    print(f"{kept}: {kept.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
