"""A walk over a message's segments by its table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.taken import Spot, Taken
from central.edi.readers.field_table import ANY, At, Row, Table
from syntax.segments import Segment

Step = Callable[[Segment], None]


class TableWalk:
    """``owners``: what is being filled, by the name that rows give it; one that is not open is
    None, and what would go there is left out.
    """

    def __init__(self, message: Message, context: Context, table: Table) -> None:
        self._message, self._context, self._table = message, context, table
        self._findings = context.findings
        rules = context.rules(message)
        self._meanings = {tag: codes.of(rules) for tag, codes in table.codes.items()}
        self._stated: dict[str, dict[str, str]] = {
            tag: {code: means for key in codes.keys for code, means in getattr(rules, key).items()}
            for tag, codes in table.codes.items()
        }
        self._owners: dict[str, object | None] = {}
        self._after = ""

    def _walk(
        self, own: Mapping[str, Step | None], transparent: Collection[str] = frozenset()
    ) -> None:
        """Every segment by the method it has in ``own``, or else by its rows; None: it has no place
        in this partner's. ``_after`` is the tag of the last one that is not ``transparent``.
        """
        steps: dict[str, Step | None] = dict.fromkeys(self._table.tags, self._by_rows)
        steps |= own
        for segment in self._message.body:
            tag = segment.tag
            step = steps.get(tag)
            if self._context.reads is not None and step:
                self._context.reads[segment.number] = self._taken(segment)
            if step:
                step(segment)
            elif tag not in self._table.unread:
                self._findings.add(
                    "segment.unexpected",
                    f"{tag} has no place in {self._message.type} {self._message.version}",
                    segment.where(),
                )
                continue
            if tag not in transparent:
                self._after = tag

    def _place(self) -> str:
        """After what the next segment comes, as the rows name it."""
        return ANY

    def _read_place(self, segment: Segment) -> str:
        """Likewise, of this segment: some are read by another place than the rest."""
        return self._place() or self._table.only_place(segment.tag)

    def _taken(self, segment: Segment) -> Taken:
        """What is about to be read of it, as the rows say."""
        tag, place = segment.tag, self._read_place(segment)
        into: dict[Spot, str] = {}
        for code, number in self._numbers(segment):
            for row in self._table.taken(tag, place, self._meaning(tag, code), code):
                places = (number,) if number else row.at
                filled = [at for at in places if segment.text(*at)]
                into |= dict.fromkeys(filled[:1], row.into)
        return Taken(into=into, stated=self._stated.get(tag, {}))

    def _numbers(self, segment: Segment) -> Iterator[tuple[str, At | None]]:
        """The segment's code; of one with several numbers each code with its number's place."""
        codes = self._table.codes.get(segment.tag)
        if codes is None or codes.at.element:
            yield (segment.text(*codes.at) if codes else ""), None
        elif codes.at.component > 1:
            for element in range(2, len(segment.elements)):
                yield segment.text(element, codes.at.component), At(element)
        else:
            for element in range(2, len(segment.elements) - 1, 2):
                yield segment.text(element), At(element + 1)

    def _by_rows(self, segment: Segment) -> None:
        for row in self._rows(segment, self._place()):
            self._put(row, text_at(segment, row.at))

    def _rows(self, segment: Segment, place: str) -> tuple[Row, ...]:
        tag = segment.tag
        codes = self._table.codes.get(tag)
        code = segment.text(*codes.at) if codes else ""
        return self._table.find(tag, place, self._meaning(tag, code), code)

    def _meaning(self, tag: str, code: str) -> str:
        """Empty for a code that has none."""
        return self._meanings.get(tag, {}).get(code, "")

    def _put(self, row: Row, value: object) -> None:
        owner = self._owners.get(row.owner)
        if owner is None or (row.stays and getattr(owner, row.field)):
            return
        setattr(owner, row.field, value)

    def _name_parts(self, segment: Segment, first: int, end: int) -> None:
        """Numbers of an item from element ``first`` on, each with its qualifier behind it, into the
        fields of their meanings.
        """
        tag = segment.tag
        for element in range(first, end):
            number, code = segment.text(element, 1), segment.text(element, 2)
            if number:
                for row in self._table.find(tag, self._place(), self._meaning(tag, code), code):
                    self._put(row, number)

    def _name_pairs(self, segment: Segment) -> None:
        """Numbers of an item of X12, each an element after that of its qualifier."""
        tag = segment.tag
        for element in range(2, len(segment.elements) - 1, 2):
            code, number = segment.text(element), segment.text(element + 1)
            for row in self._table.find(tag, self._place(), self._meaning(tag, code), code):
                self._put(row, number)


def text_at(segment: Segment, places: tuple[At, ...]) -> str:
    """At the first of the places where something stands."""
    for element, component in places:
        text = segment.text(element, component)
        if text:
            return text
    return ""
