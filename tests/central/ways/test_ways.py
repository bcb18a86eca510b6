"""Each way against a real socket, a pseudo-terminal and a server that says no."""

from __future__ import annotations

import email
import json
import os
import tty
from pathlib import Path

import pytest

from central.ways import Message, NotSentError, available_ways, open_way, read_way
from central.ways.rules import AlarmRule, AlarmStep, alarm_faults
from settings.reader import MisspeltError
from tests.support.central.sinks import HookSink, MailSink, RelaySink, listening

MESSAGE = Message(
    sending=7,
    kind="feed_silent",
    level="fault",
    node="",
    what="Line silent",
    subject="Lineside: Line silent L1\nBcc: x@example",
    body="Line silent L1: Lücke\n",
    since_us=1_772_438_400_000_000,
    to=("lead@plant.example", "boss@plant.example"),
)


def over(last: bool) -> Message:
    return Message(
        **{
            name: getattr(MESSAGE, name)
            for name in MESSAGE.__slots__
            if name not in ("over", "last")
        },
        over=True,
        last=last,
    )


def test_a_way_is_a_file() -> None:
    assert set(available_ways()) == {"relay", "smtp", "webhook"}


def test_a_mail_says_it_to_everybody_and_no_header_comes_in_by_the_text() -> None:
    with listening(MailSink) as sink:
        table = {"name": "m", "kind": "smtp", "host": "127.0.0.1", "port": sink.port}
        way = open_way(read_way({**table, "sender": "l@plant.example", "tls": "none"}))
        way.send(MESSAGE)
        ((sender, people, text),) = sink.mails
    mail = email.message_from_bytes(text.encode())
    assert (sender.partition(" ")[0], people) == ("l@plant.example", MESSAGE.to)
    assert mail["Subject"] == "Lineside: Line silent L1 Bcc: x@example"
    assert mail["Bcc"] is None
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "Lücke" in body.decode()


def test_a_mail_server_that_is_busy_or_away_is_a_reason() -> None:
    with listening(MailSink) as sink:
        sink.busy = True
        table = {"name": "m", "kind": "smtp", "host": "127.0.0.1", "port": sink.port}
        way = open_way(read_way({**table, "sender": "l@plant.example", "tls": "none"}))
        with pytest.raises(NotSentError, match="busy"):
            way.send(MESSAGE)
    with pytest.raises(NotSentError, match="refused"):
        way.send(MESSAGE)


def test_a_webhook_posts_json_under_one_key_a_message(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    with listening(HookSink) as sink:
        url = f"http://127.0.0.1:{sink.port}/hook?x=1"
        table = {"name": "h", "kind": "webhook", "url": url}
        way = open_way(read_way({**table, "token_file": str(tmp_path / "token")}))
        way.send(MESSAGE)
        sink.answers.append(500)
        with pytest.raises(NotSentError, match="answered 500"):
            way.send(MESSAGE)
        (first, body), (second, _) = sink.posts
    assert first["Authorization"] == "Bearer secret"
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    told = json.loads(body)
    assert (told["state"], told["kind"], told["to"]) == ("raised", "feed_silent", list(MESSAGE.to))


def test_a_relay_is_on_until_nothing_is_told_by_it_any_more() -> None:
    with listening(RelaySink) as sink:
        table = {"name": "r", "kind": "relay", "device": f"tcp://127.0.0.1:{sink.port}"}
        way = open_way(read_way({**table, "on": "A1\n", "off": "A0\n", "answer": "OK"}))
        way.send(MESSAGE)
        way.send(over(last=False))
        assert sink.came == b"A1\n"
        way.send(over(last=True))
        assert sink.came == b"A1\nA0\n"
        deaf = open_way(read_way({**table, "on": "A1", "off": "A0", "answer": "NO"}))
        with pytest.raises(NotSentError, match="answered b'OK'"):
            deaf.send(MESSAGE)


def test_a_relay_on_a_serial_line() -> None:
    master, slave = os.openpty()
    tty.setraw(master)
    table = {"name": "r", "kind": "relay", "device": os.ttyname(slave)}
    open_way(read_way({**table, "on": "\x01", "off": "\x00x"})).send(MESSAGE)
    assert os.read(master, 10) == b"\x01"
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"name": "x", "kind": "pigeon"}, "'pigeon' is no driver"),
        ({"name": "x", "kind": "smtp", "host": "h"}, "sender"),
        ({"name": "x", "kind": "webhook", "url": "ftp://h"}, "url"),
        ({"name": "x", "kind": "relay", "device": "COM1", "on": "1", "off": "0"}, "device"),
    ],
)
def test_what_cannot_be_a_way_is_told(table: dict[str, object], words: str) -> None:
    with pytest.raises(MisspeltError, match=words):
        read_way(table)


def test_rules_name_ways_that_are_there_and_a_mail_names_people() -> None:
    mail = read_way({"name": "m", "kind": "smtp", "host": "h", "sender": "a@b"})
    bad = AlarmRule(name="r", step=(AlarmStep(way="m", after_s=60), AlarmStep(way="n", to=("x",))))
    found = dict(alarm_faults([mail], [bad, AlarmRule(name="r", step=(AlarmStep(way="m"),))]))
    assert "names nobody" in found["alarm_rule[1].step[1].to"]
    assert "is no [[alarm_way]]; there are: m" in found["alarm_rule[1].step[2].way"]
    assert "must not fall" in found["alarm_rule[1].step"]
    assert "'r' stands there twice" in found["alarm_rule"]
