"""Writes the documents that are made from the code: ``make docs``. A test compares them with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wire.schema import asyncapi, json_schema

FOLDER = Path(__file__).parent / "wire"


def documents() -> dict[str, dict[str, Any]]:
    """File name to content."""
    from central.docs import openapi as central_openapi
    from edge.screen.docs import openapi as cell_openapi

    return {
        "schema.json": json_schema(),
        "asyncapi.json": asyncapi(),
        "central.openapi.json": central_openapi(),
        "cell.openapi.json": cell_openapi(),
    }


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=False, ensure_ascii=False) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text_of(document), "utf-8")


if __name__ == "__main__":
    main()
