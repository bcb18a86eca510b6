"""A record of VDA said in words: its fields by their names, dates with their quantities, what is
read of it and what is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from central.edi import meanings
from central.edi.meanings import said, word
from central.edi.model.interchange import Syntax
from central.edi.model.schedule import Bucket
from central.edi.readers import values
from central.edi.readers.vda_schedule import FIELDS, PERIODS, bucket_of, period
from central.edi.segment_words import Said, field_words
from central.edi.value_words import clock_words, day_words, number_words, period_words, written
from syntax.records import Record

_SYNTAX = Syntax.VDA.value
_DAYS = ("date", "_date", "_date_new", "_date_old", "_from", "_to", "horizon", "recorded")
"""Ends of names of fields that are days."""
_EMPTY = "0"


def say_record(record: Record, language: str, *, coarse: bool) -> Said:
    """``coarse``: a record before it says that dates of its part are weeks or months."""
    return _Speaker(record, language, coarse=coarse).said()


def coarse_records(records: Iterable[Record]) -> frozenset[int]:
    """The numbers of the records whose dates begin as weeks or months."""
    found, coarse = set(), False
    for record in records:
        if record.type[2] == "2":
            coarse = False
        if coarse:
            found.add(record.number)
        coarse = coarse or any(
            record.text(f"date.{index}") == PERIODS for index in range(1, record.layout.groups + 1)
        )
    return frozenset(found)


class _Speaker:
    def __init__(self, record: Record, language: str, *, coarse: bool) -> None:
        self._record, self._language, self._coarse = record, language, coarse
        framed = meanings.tables(_SYNTAX)["envelope"].get(record.type, "")
        self._framed = frozenset(framed.split())
        self._into = FIELDS.get(record.type[2], {})

    def said(self) -> Said:
        record, language = self._record, self._language
        meaning = meanings.segment(_SYNTAX, record.type)
        name = (
            meaning.name.get(language, meaning.name["en"])
            if meaning
            else said("no_segment", language)
        )
        told, unread = [], []
        for field in record.layout.fields:
            base, _, index = field.partition(".")
            if index or base in ("type", "version") or not record.text(field).strip(_EMPTY):
                continue
            told.append(self._field(field))
            if base not in self._into and base not in self._framed and not self._counts(base):
                unread.append(self._field(field))
        told += self._groups()
        filled = [n for n in self._into if record.text(n).strip(_EMPTY) or self._group(n)]
        read = dict.fromkeys(field_words(self._into[n], language) for n in filled)
        return Said(
            name=name, text=f"{name}: {'; '.join(told)}" if told else name, read=tuple(read),
            unread=tuple(unread), framing=record.type[2] in "19",
        )  # fmt: skip

    def _counts(self, base: str) -> bool:
        return base.startswith("count_") and "count" in self._framed

    def _group(self, name: str) -> bool:
        return bool(self._record.text(f"{name}.1"))

    def _field(self, name: str) -> str:
        text, language = self._record.text(name), self._language
        if name.startswith("count_"):
            kind = name.removeprefix("count_")
            return said("count", language, kind=kind, number=number_words(text, language))
        label = word(_SYNTAX, "fields", name, language) or name
        if name == "unit":
            return f"{label} {self._unit(text)}"
        if name.endswith(_DAYS):
            return f"{label} {day_words(text, language, alone=True)}"
        field = self._record.layout.fields[name]
        numeric = field.numeric and not name.startswith("number_")
        return f"{label} {number_words(text, language) if numeric else text}"

    def _unit(self, text: str) -> str:
        found = word(_SYNTAX, "codes.units", text, self._language)
        return found or said("unknown", self._language, code=text)

    def _groups(self) -> Iterator[str]:
        """Each date with its quantity."""
        for index in range(1, self._record.layout.groups + 1):
            text = self._record.text(f"date.{index}")
            if not text.strip(_EMPTY):
                continue
            day = word(_SYNTAX, "codes.dates", text, self._language) or self._day(text)
            at = self._record.text(f"time.{index}")
            if at.strip(_EMPTY):
                day = f"{day}, {clock_words(at)}"
            if text == PERIODS:
                self._coarse = True
                yield day
            else:
                yield f"{day}: {self._quantity(self._record.text(f'quantity.{index}'))}"

    def _quantity(self, text: str) -> str:
        try:
            return written(Decimal(values.integer(text or "0")), self._language)
        except ValueError:
            return text

    def _day(self, text: str) -> str:
        try:
            found = period(text, coarse=self._coarse)
        except ValueError:
            return text
        bucket = bucket_of(text, coarse=self._coarse)
        return period_words(found, bucket or Bucket.DAY, self._language)
