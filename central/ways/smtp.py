"""An alarm as a mail."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from central.ways import Message, NotSentError, Way, WaySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(WaySettings):
    """Of a mail server."""

    host: Annotated[str, Meta(min_length=1)]
    sender: Annotated[str, Meta(min_length=3)]
    """The address that mails come from."""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 25
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls` before anything is said, `tls` from the first byte, or `none`."""
    username: str = ""
    """Empty: nobody signs in."""
    password_file: str = ""
    """A file with the password of `username`, by its whole path."""


def open_way(settings: Settings) -> Way:
    return _Smtp(settings)


class _Smtp:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: Message) -> None:
        if not message.to:
            raise NotSentError("nobody stands in `to`")
        try:
            with self._connected() as server:
                refused = server.send_message(self._mail(message))
        except (OSError, smtplib.SMTPException) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from error
        if refused:
            raise NotSentError(f"refused for {', '.join(sorted(refused))}")

    def _connected(self) -> smtplib.SMTP:
        said = self._settings
        if said.tls == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                said.host, said.port, timeout=said.timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(said.host, said.port, timeout=said.timeout_s)
        try:
            if said.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if said.username:
                server.login(said.username, Path(said.password_file).read_text("utf-8").strip())
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = " ".join(message.subject.split())[:200]
        mail["From"] = self._settings.sender
        mail["To"] = ", ".join(message.to)
        mail["Date"] = formatdate()
        mail["Message-ID"] = (
            f"<lineside-{message.sending}-{message.since_us}@{_host(mail['From'])}>"
        )
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body, charset="utf-8")
        return mail


def _host(address: str) -> str:
    return address.rpartition("@")[2].strip("> ") or "lineside"
