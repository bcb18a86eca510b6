from __future__ import annotations

import pytest

from settings.csv_cells import CsvError, csv_cells


def test_commas_or_semicolons_blank_rows_and_lines_inside_of_cells() -> None:
    assert list(csv_cells("a;b\n\n ; \n1,5;2\n")) == [(1, ["a", "b"]), (4, ["1,5", "2"])]
    assert list(csv_cells('a,b\r\n"x\r\ny",2\r\n')) == [(1, ["a", "b"]), (3, ["x\r\ny", "2"])]
    assert list(csv_cells("")) == []


def test_the_place_where_it_is_none_is_told() -> None:
    with pytest.raises(CsvError) as refused:
        list(csv_cells('a,b\n1,2\n"x"y,2\n'))
    assert refused.value.line == 3
