"""A trouble is told, to the next person if nobody takes it, again and again until it got out, and
that it is over; the clock is the test's.
"""

from __future__ import annotations

import email
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from central.alarms.sender import Alarms
from central.config import Config, ConfigError, load
from central.db import clock
from central.db.clock import now_us
from central.heartbeats.service import take as heard
from central.ways import read_way
from central.ways.rules import AlarmRule, AlarmStep, by_language, language_of
from tests.support.central.client import Client
from tests.support.central.sinks import HookSink, MailSink, RelaySink, listening
from wire.heartbeat import Heartbeat, WaitingSign
from wire.ids import NodeId

SILENT_S = 31


class Site:
    """A central whose cell fell silent at second 0, with three ways out."""

    def __init__(self, make: Callable[[], Client], patch: pytest.MonkeyPatch) -> None:
        self.s = 1_772_438_400.0
        patch.setattr(clock, "time", SimpleNamespace(time_ns=lambda: round(self.s * 1e9)))
        self.client = make()
        self.lives()

    def lives(self, *waiting: WaitingSign) -> None:
        said = Heartbeat(node=NodeId("cell-a"), at_us=now_us(), waiting=waiting)
        heard(self.client.central.db, said, now_us())

    def passes(self, seconds: float) -> None:
        self.s += seconds
        self.client.central.house.find(Alarms).step()

    def sendings(self) -> list[tuple[str, bool, str, int]]:
        token = self.client.token("viewer")
        rows = self.client.get("/api/v1/alarms/sendings", token=token).json()
        return [(row["way"], row["over"], row["state"], row["tries"]) for row in rows[::-1]]

    def open(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get(
            "/api/v1/alarms", token=self.client.token("viewer")
        ).json()
        return found


@pytest.fixture
def sinks() -> Iterator[tuple[Any, Any, Any]]:
    with listening(MailSink) as mail, listening(HookSink) as hook, listening(RelaySink) as relay:
        yield mail, hook, relay


@pytest.fixture
def site(
    database_url: str,
    make_config: Callable[..., Config],
    sinks: tuple[Any, Any, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    mail, hook, relay = sinks
    local = {"host": "127.0.0.1", "tls": "none", "sender": "lineside@plant.example"}
    ways = (
        read_way({"name": "mail", "kind": "smtp", "port": mail.port, **local}),
        read_way({"name": "chat", "kind": "webhook", "url": f"http://127.0.0.1:{hook.port}/"}),
        read_way(
            {
                "name": "lamp",
                "kind": "relay",
                "device": f"tcp://127.0.0.1:{relay.port}",
                "on": "1",
                "off": "0",
                "answer": "OK",
            }
        ),
    )
    rule = AlarmRule(
        name="dead cells",
        kinds=("silent_cell",),
        step=(
            AlarmStep(way="lamp"),
            AlarmStep(way="mail", after_s=60, to=("lead@plant.example",)),
            AlarmStep(way="chat", after_s=300, to=("boss",)),
        ),
    )

    both = ("lead@plant.example", "meister@plant.example")
    held = AlarmRule(name="held", kinds=("held_withdrawn",), step=(AlarmStep(way="mail", to=both),))

    def make() -> Client:
        languages = {"meister@plant.example": "de"}
        config = make_config(
            database_url, alarm_ways=ways, alarm_rules=(rule, held), alarm_languages=languages
        )
        return Client(config)

    made = Site(make, monkeypatch)
    yield made
    made.client.close()


def test_one_step_after_another_while_nobody_takes_it(site: Site, sinks: Any) -> None:
    mail, hook, relay = sinks
    site.passes(29)
    assert site.sendings() == []
    site.passes(2)
    assert relay.came == b"1"
    site.passes(59)
    assert mail.mails == []
    site.passes(1)
    ((_, people, text),) = mail.mails
    assert people == ("lead@plant.example",)
    assert email.message_from_string(text)["Subject"] == "Lineside: Cell silent cell-a"
    site.passes(239)
    assert hook.posts == []
    site.passes(1)
    assert json.loads(hook.posts[0][1])["to"] == ["boss"]
    site.lives()
    site.passes(1)
    assert [json.loads(body)["state"] for _, body in hook.posts] == ["raised", "over"]
    assert len(mail.mails) == 2
    assert relay.came == b"10"
    assert site.open() == []
    site.passes(3)
    assert len(site.sendings()) == 6


def test_who_takes_it_keeps_the_next_from_being_called(site: Site, sinks: Any) -> None:
    mail, hook, _ = sinks
    site.passes(SILENT_S)
    site.passes(60)
    assert len(mail.mails) == 1
    (alarm,) = site.open()
    assert alarm["taken_by"] == ""
    lead = site.client.token("team_lead", name="R. Aydin")
    taken = site.client.post(f"/api/v1/alarms/{alarm['alarm']}/take", token=lead)
    assert taken.status_code == 204
    again = site.client.post(f"/api/v1/alarms/{alarm['alarm']}/take", token=lead)
    assert (again.status_code, again.json()["code"]) == (409, "alarm_not_open")
    site.passes(1000)
    assert hook.posts == []
    assert site.open()[0]["taken_by"] == "R. Aydin"


def test_a_picker_takes_nothing(site: Site) -> None:
    site.passes(SILENT_S)
    number = site.open()[0]["alarm"]
    for role in ("viewer", "picker", "planner"):
        token = site.client.token(role)
        assert site.client.post(f"/api/v1/alarms/{number}/take", token=token).status_code == 403


def test_what_does_not_get_out_is_tried_again_and_is_a_trouble_itself(
    site: Site, sinks: Any
) -> None:
    mail, _, _ = sinks
    mail.busy = True
    site.passes(SILENT_S)
    site.passes(60)
    assert site.sendings()[-1] == ("mail", False, "waiting", 1)
    desk = site.client.get("/desk/exceptions?lang=en", token=site.client.token("viewer")).text
    assert "Alarm not sent" in desk
    assert "451" in desk
    site.passes(4)
    assert site.sendings()[-1][-1] == 1
    site.passes(1)
    assert site.sendings()[-1][-1] == 2
    site.passes(9)
    assert site.sendings()[-1][-1] == 2
    mail.busy = False
    site.passes(1)
    assert site.sendings()[-1] == ("mail", False, "sent", 3)
    assert len(mail.mails) == 1
    desk = site.client.get("/desk/exceptions?lang=en", token=site.client.token("viewer")).text
    assert "Alarm not sent" not in desk


def test_what_is_over_before_it_got_out_is_told_to_nobody(site: Site, sinks: Any) -> None:
    mail, _, _ = sinks
    mail.busy = True
    site.passes(SILENT_S)
    site.passes(60)
    site.lives()
    mail.busy = False
    site.passes(5)
    assert mail.mails == []
    assert ("mail", False, "needless", 1) in site.sendings()


def test_two_that_look_at_the_same_time_send_once(site: Site, sinks: Any) -> None:
    _, _, relay = sinks
    house = site.client.central.house
    other = Alarms(house.db, {}, house.config.alarm_rules)
    site.passes(SILENT_S)
    other.step()
    site.passes(1)
    assert relay.came == b"1"


def test_the_pages_show_what_is_told_to_whom(site: Site, sinks: Any) -> None:
    site.passes(SILENT_S)
    token = site.client.token("team_lead", name="Lead")
    page = site.client.get("/alarms?lang=en", token=token).text
    for words in ("Cell silent", "Take it", "lamp", "lead@plant.example", "dead cells"):
        assert words in page
    german = site.client.get("/alarms?lang=de", token=token).text
    assert "Übernehmen" in german


def test_everybody_reads_it_in_their_own_language(site: Site, sinks: Any) -> None:
    mail, _, _ = sinks
    said = "call 7, number 3 of rack R, was withdrawn; a person decides that its slot stays empty"
    waits = WaitingSign(kind="withdrawn", text=said, since_us=now_us(), rack="R", number=3)
    site.lives(waits)
    site.passes(1)
    english, german = sorted(mail.mails, key=lambda it: it[1])
    assert (english[1], german[1]) == (("lead@plant.example",), ("meister@plant.example",))
    assert said in plain(english)
    text = plain(german)
    assert "Abrufnummer 7, Nummer 3 in Gestell R, wurde storniert" in text
    assert "withdrawn" not in text
    site.lives()
    site.passes(1)
    assert {people for _, people, _ in mail.mails[2:]} == {english[1], german[1]}


def plain(mail: Any) -> str:
    body = email.message_from_string(mail[2]).get_payload(decode=True)
    assert isinstance(body, bytes)
    return " ".join(body.decode().split())


def test_languages_are_read_from_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    head = '[central]\nhost = "127.0.0.1"\nport = 8100\ndata_dir = "d"\n[alarm_language]\n'
    file.write_text(f'{head}"meister@plant.example" = "de"\ndefault = "en"\n')
    read = load(file).alarm_languages
    assert language_of("meister@plant.example", read) == "de"
    assert language_of("lead@plant.example", read) == "en"
    assert by_language(("a", "meister@plant.example", "b"), read) == [
        ("a", "b"),
        ("meister@plant.example",),
    ]
    file.write_text(f'{head}default = "xx"\n')
    with pytest.raises(ConfigError, match="alarm_language"):
        load(file)
