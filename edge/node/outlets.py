"""Where the effects of a cell go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.cell.inputs import (
    Answer,
    AskReplay,
    CancelPrint,
    Effect,
    PrintLabel,
    StartPrinter,
)
from wire.ids import DeviceId, LabelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Where effects go. Each returns at once."""

    print_label: Callable[[LabelId], None]
    cancel_print: Callable[[LabelId], None]
    label_seen: Callable[[LabelId], None]
    """A label was scanned back."""
    start_printer: Callable[[DeviceId], None]
    answer: Callable[[Answer], None]
    facts: Callable[[], None]
    """There are new facts to push."""
    replay: Callable[[], None]
    """The broadcast owes something."""
    plan: Callable[[], None]
    """The pick lists may have to change."""

    def carry_out(self, effects: tuple[Effect, ...]) -> None:
        """Each to where it goes, in their order."""
        for effect in effects:
            match effect:
                case Answer():
                    self.answer(effect)
                case PrintLabel():
                    self.print_label(effect.label)
                case CancelPrint():
                    self.cancel_print(effect.label)
                case StartPrinter():
                    self.start_printer(effect.printer)
                case AskReplay():
                    self.replay()
