"""The shipped broker configuration keeps strangers out and cells quiet; amqtt keeps the same
rules.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

import aiomqtt
import pytest

from hardware_sim import broker
from hardware_sim.central_program import StartError
from hardware_sim.folders import free_ports
from hardware_sim.processes import Program
from tests.support.waiting import soon

PASSWORDS = {"central": "c" * 20, "cell-a": "a" * 20}


def client(port: int, user: str | None) -> aiomqtt.Client:
    return aiomqtt.Client(
        "127.0.0.1",
        port,
        username=user,
        password=PASSWORDS[user] if user else None,
        protocol=aiomqtt.ProtocolVersion.V311,
        timeout=3,
    )


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


async def talk(port: int) -> list[str]:
    """What a cell hears when first it and then central publish on a broadcast topic."""
    heard = []
    async with client(port, "cell-a") as cell, client(port, "central") as central:
        await cell.subscribe("lineside/v1/L1/telegram", qos=1)
        await cell.publish("lineside/v1/L1/telegram", "forged", qos=0)
        await central.publish("lineside/v1/L1/telegram", "real", qos=1)
        async for message in cell.messages:
            heard.append(bytes(message.payload).decode())
            if heard[-1] == "real":
                break
    await asyncio.sleep(0)  # the client's own task, cancelled when it left, ends here
    return heard


async def knock(port: int) -> None:
    async with client(port, None):
        pass


@pytest.mark.parametrize("amqtt", [False, True], ids=["mosquitto", "amqtt"])
def test_only_central_writes_and_nobody_is_anonymous(tmp_path: Path, amqtt: bool) -> None:
    if not amqtt and broker.find_mosquitto() is None:
        pytest.skip("mosquitto is not installed")
    (port,) = free_ports(1)
    name, command = broker.prepare(tmp_path, port, PASSWORDS, amqtt=amqtt)
    assert name == ("amqtt" if amqtt else "mosquitto")
    program = Program(name="broker", command=command, log=tmp_path / "log")
    program.start()
    try:
        soon(lambda: answers(port), "the broker answers")
        assert asyncio.run(talk(port)) == ["real"]
        with pytest.raises(aiomqtt.MqttError):
            asyncio.run(knock(port))
    finally:
        program.kill()


def test_without_any_broker_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "find_mosquitto", lambda: None)
    monkeypatch.setattr(broker, "find_spec", lambda name: None)
    with pytest.raises(StartError, match=r"install mosquitto.*'lineside\[demo\]'"):
        broker.prepare(tmp_path, 1883, PASSWORDS)
