"""The broker of the demo: Mosquitto with the shipped configuration where it is installed, else
amqtt, of the extra ``demo``, in a process of its own (MQTT 3.1.1; it forgets more, and the cells
must cope).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from hardware_sim.central_program import StartError

SHIPPED = files("deploy")
"""What a plant copies."""
NO_BROKER = (
    "No broker is here. Install Mosquitto (apt-get install mosquitto), or the one that comes as a "
    "Python package: pip install 'lineside[demo]'"
)
_SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def find_mosquitto() -> tuple[str, str] | None:
    """Paths of the broker and of its password tool, or None if one of them is not here."""
    broker = shutil.which("mosquitto", path=_SYSTEM_PATH)
    tool = shutil.which("mosquitto_passwd", path=_SYSTEM_PATH)
    return None if broker is None or tool is None else (broker, tool)


def prepare(
    folder: Path, port: int, passwords: Mapping[str, str], *, amqtt: bool = False
) -> tuple[str, list[str]]:
    """Writes configuration and secrets into ``folder``; name and command of the broker.
    ``amqtt``: even where Mosquitto is installed. Raises StartError where there is no broker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = None if amqtt else find_mosquitto()
    if found is None:
        if find_spec("amqtt") is None:
            raise StartError(NO_BROKER)
        return "amqtt", _prepare_amqtt(folder, port, passwords)
    broker, tool = found
    return "mosquitto", _prepare_mosquitto(folder, port, passwords, broker, tool)


def localized(shipped: str, folder: Path, port: int, user: str) -> str:
    """The shipped configuration with this place's port and paths; all else is as shipped."""
    here = {
        "listener": f"listener {port} 127.0.0.1",
        "password_file": f"password_file {folder / 'passwords'}",
        "acl_file": f"acl_file {folder / 'acl'}",
        "persistence_location": f"persistence_location {folder}/",
    }
    lines = [here.get(line.split(" ")[0], line) for line in shipped.splitlines()]
    return "\n".join([*lines, f"user {user}", ""])


def _prepare_mosquitto(
    folder: Path, port: int, passwords: Mapping[str, str], broker: str, tool: str
) -> list[str]:
    file = folder / "passwords"
    _write_secret(file, "".join(f"{user}:{password}\n" for user, password in passwords.items()))
    subprocess.run([tool, "-U", str(file)], check=True, capture_output=True)  # noqa: S603
    _write_secret(folder / "acl", (SHIPPED / "mosquitto.acl").read_text("utf-8"))
    configuration = localized(
        (SHIPPED / "mosquitto.conf").read_text("utf-8"), folder, port, _user_name()
    )
    (folder / "mosquitto.conf").write_text(configuration, "utf-8")
    return [broker, "-c", str(folder / "mosquitto.conf")]


def _user_name() -> str:
    """Mosquitto started by root changes to the user named here."""
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _prepare_amqtt(folder: Path, port: int, passwords: Mapping[str, str]) -> list[str]:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    hasher = PasswordHash((Argon2Hasher(),))
    rows = [f"{user}:{hasher.hash(password)}\n" for user, password in passwords.items()]
    _write_secret(folder / "passwords", "".join(rows))
    return [
        sys.executable,
        "-m",
        "hardware_sim",
        "broker",
        "--port",
        str(port),
        "--password-file",
        str(folder / "passwords"),
    ]


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text)


def serve_amqtt(port: int, password_file: Path) -> None:
    """Serves until SIGTERM or SIGINT. Raises ModuleNotFoundError where amqtt is not installed."""
    users = [line.split(":")[0] for line in password_file.read_text("utf-8").splitlines()]
    asyncio.run(_serve(amqtt_configuration(port, password_file, users)))


async def _serve(configuration: dict[str, object]) -> None:
    from amqtt.broker import Broker

    broker = Broker(configuration)
    await broker.start()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await broker.shutdown()


def amqtt_configuration(port: int, password_file: Path, users: Sequence[str]) -> dict[str, object]:
    """The same rules as the shipped Mosquitto files: no anonymous client, only central writes."""
    readable = ["lineside/v1/+/telegram", "lineside/v1/+/head"]
    return {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {
            "amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(password_file)},
            "amqtt.plugins.topic_checking.TopicAccessControlListPlugin": {
                "acl": {user: readable for user in users},
                "publish_acl": {"central": ["lineside/v1/#"]},
            },
        },
    }
