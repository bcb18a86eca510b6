"""What a reader of a message is told, and what it says."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from central.edi.model.acknowledgement import Acknowledged
from central.edi.model.interchange import Group, Interchange, Message
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule, Source
from central.edi.model.taken import Taken
from central.edi.profiles.message_rules import MessageRules
from central.edi.profiles.profile import Profile
from syntax.problems import Findings

Content = Schedule | ReceivingAdvice | Acknowledged
"""What a message can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The envelope around a message, the partner's profile, and where problems go. ``reads``: who
    wants to know what was taken of each segment, by its number.
    """

    interchange: Interchange
    profile: Profile
    group: Group = field(default_factory=Group)
    findings: Findings = field(default_factory=Findings)
    reads: MutableMapping[int, Taken] | None = None

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
