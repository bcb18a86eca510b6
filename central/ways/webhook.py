"""An alarm as JSON, posted to an address: a chat, a pager service, the plant's own alarm system."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from central.ways import Message, NotSentError, Way, WaySettings

ANSWER_BYTES_MAX = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(WaySettings):
    """Of an address that takes JSON."""

    url: Annotated[str, Meta(pattern="^https?://")]
    """No redirect is followed."""
    token_file: str = ""
    """A file with what is sent as bearer token, by its whole path."""


def open_way(settings: Settings) -> Way:
    return _Webhook(settings)


class _Webhook:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: Message) -> None:
        try:
            status, said = self._post(msgspec.json.encode(_told(message)), message)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise NotSentError(f"answered {status}: {said[:200]}")

    def _post(self, body: bytes, message: Message) -> tuple[int, str]:
        address = urlsplit(self._settings.url)
        kind = (
            http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(address.hostname or "", address.port, timeout=self._settings.timeout_s)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f"lineside-{message.sending}-{message.since_us}",
        }
        if self._settings.token_file:
            token = Path(self._settings.token_file).read_text("utf-8").strip()
            headers["Authorization"] = f"Bearer {token}"
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(ANSWER_BYTES_MAX).decode("utf-8", "replace")
        finally:
            connection.close()


def _told(message: Message) -> dict[str, object]:
    return {
        "sending": message.sending,
        "state": "over" if message.over else "raised",
        "kind": message.kind,
        "level": message.level,
        "cell": message.node,
        "what": message.what,
        "text": message.subject,
        "body": message.body,
        "since_us": message.since_us,
        "to": list(message.to),
    }
