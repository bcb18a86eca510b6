"""Inbound messages, one file each, found by name: ``delfor`` reads DELFOR, ``x12_830`` the 830,
``vda_4905`` VDA 4905. Adding a message is adding its file.

Each has ``read(message, context) -> tuple[Content, ...]``: schedules, receiving advices or
acknowledgements. It adds what is wrong to ``context.findings``; with findings nothing of the
message counts.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from central.edi.model.acknowledgement import Acknowledged
from central.edi.model.interchange import Group, Interchange, Message
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule, Source
from central.edi.profiles.message_rules import MessageRules
from syntax.problems import EdiError, Findings

if TYPE_CHECKING:
    from central.edi.profiles.profile import (
        Profile,  # which asks this room for the messages there are
    )

Content = Schedule | ReceivingAdvice | Acknowledged
"""What a message can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The envelope around a message, the partner's profile, and where problems go."""

    interchange: Interchange
    profile: Profile
    group: Group = field(default_factory=Group)
    findings: Findings = field(default_factory=Findings)

    def rules(self, message: Message) -> MessageRules:
        """What the partner does otherwise in this message."""
        return self.profile.rules(message.name)

    def source(self, message: Message) -> Source:
        around = self.interchange
        return Source(
            syntax=around.syntax,
            message=message.name,
            version=message.version,
            sender=around.sender,
            recipient=around.recipient,
            interchange=around.reference,
            interchange_old=around.reference_old,
            group=self.group.reference,
            reference=message.reference,
            test=around.test,
            position=message.position,
        )


class MessageReader(Protocol):
    def read(self, message: Message, context: Context) -> Sequence[Content]: ...


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The messages there are, in alphabetical order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__)))


def load(message: Message) -> MessageReader:
    """Its reader. Raises EdiError ``message.unknown`` at the message's header."""
    if message.name not in names():
        raise EdiError(
            "message.unknown",
            f"no message {message.type!r} is read here; there are: {', '.join(names())}",
            message.position,
        )
    return cast("MessageReader", import_module(f"{__name__}.{message.name}"))
