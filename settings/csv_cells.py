"""CSV that people save from a spreadsheet: commas or semicolons, blank lines. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator


class CsvError(ValueError):
    """It is no CSV from ``line`` on."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def csv_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line of the file and its cells; the first are the heads. Rows without any text are left out.
    CsvError at the place where it is none.
    """
    first = text.partition("\n")[0]
    between = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise CsvError(reader.line_num, str(error)) from error
