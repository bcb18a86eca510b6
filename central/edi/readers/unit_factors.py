"""Quantities in the units of the contract, where the partner's profile says what theirs are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from central.edi.context import Content
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Cum, Item, Line, Receipt, Schedule
from central.edi.profiles.measures import Measure
from central.edi.readers.values import MAX_QUANTITY, SMALLEST
from syntax.problems import Findings, Position

C = TypeVar("C", Item, ReceivedLine)


def in_our_units(
    contents: Iterable[Content], measures: Mapping[str, Measure], findings: Findings
) -> tuple[Content, ...]:
    """A problem where one part stands in units of different size, or where the product has more
    than six decimals or is too large.
    """
    if not measures:
        return tuple(contents)
    found: list[Content] = []
    for content in contents:
        if isinstance(content, Schedule):
            items = (_converted(it, _Times.item, measures, findings) for it in content.items)
            content = replace(content, items=tuple(items))
        elif isinstance(content, ReceivingAdvice):
            lines = (_converted(it, _Times.received, measures, findings) for it in content.lines)
            content = replace(content, lines=tuple(lines))
        found.append(content)
    return tuple(found)


def _converted(
    it: C,
    multiplied: Callable[[_Times, C], C],
    measures: Mapping[str, Measure],
    findings: Findings,
) -> C:
    stated = it.units or (it.unit,)
    meant = [measures.get(code, Measure(factor=Decimal(1), unit=code)) for code in stated]
    factors = {each.factor for each in meant}
    if len(factors) > 1:
        findings.add(
            "unit.mixed",
            f"part {it.part} is stated in {', '.join(stated)}, which are not of one size",
            it.position,
        )
        return it
    ours = tuple(dict.fromkeys(each.unit for each in meant))
    factor = factors.pop()
    if factor != 1:
        it = multiplied(_Times(factor, findings, it.position), it)
        it = replace(it, counted_as=tuple(f"{code} = {factor:f} {ours[0]}" for code in stated))
    return replace(it, unit=ours[0], units=ours if it.units else ())


class _Times:
    """Multiplies what an item or a line states."""

    def __init__(self, factor: Decimal, findings: Findings, position: Position) -> None:
        self._factor, self._findings, self._position = factor, findings, position

    def item(self, item: Item) -> Item:
        return replace(
            item,
            received=self._cum(item.received),
            shipped=self._cum(item.shipped),
            last_receipt=self._receipt(item.last_receipt),
            authorisations=tuple(
                replace(each, cumulative=self._number(each.cumulative, each.position))
                for each in item.authorisations
            ),
            lines=tuple(map(self._line, item.lines)),
        )

    def received(self, line: ReceivedLine) -> ReceivedLine:
        return replace(
            line,
            despatched=self._maybe(line.despatched),
            received=self._maybe(line.received),
            accepted=self._maybe(line.accepted),
            rejected=self._maybe(line.rejected),
            over=self._maybe(line.over),
            short=self._maybe(line.short),
            cumulative=self._cum(line.cumulative),
            differences=tuple(
                replace(each, quantity=self._number(each.quantity, each.position))
                for each in line.differences
            ),
        )

    def _line(self, line: Line) -> Line:
        return replace(
            line,
            quantity=self._number(line.quantity, line.position),
            cumulative=self._maybe(line.cumulative),
        )

    def _receipt(self, receipt: Receipt | None) -> Receipt | None:
        return receipt and replace(receipt, quantity=self._maybe(receipt.quantity))

    def _cum(self, cum: Cum | None) -> Cum | None:
        return cum and replace(cum, quantity=self._number(cum.quantity, cum.position))

    def _maybe(self, quantity: Decimal | None) -> Decimal | None:
        return None if quantity is None else self._number(quantity, self._position)

    def _number(self, quantity: Decimal, position: Position) -> Decimal:
        product = quantity * self._factor
        if product % SMALLEST:
            self._findings.add(
                "quantity",
                f"{quantity} times {self._factor} has more than six decimals: nothing is rounded",
                position,
            )
        elif abs(product) >= MAX_QUANTITY:
            self._findings.add(
                "quantity",
                f"{quantity} times {self._factor} is not a plausible quantity "
                f"(limit {MAX_QUANTITY:,f})",
                position,
            )
        return product
