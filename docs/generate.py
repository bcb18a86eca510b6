"""Writes the documents that are made from the code: ``make docs``. A test compares them with it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, cast

from central.app import create_app
from central.config import load as load_central
from edge.screen.app import create_screen
from edge.screen.port import CellPort
from wire.schema import asyncapi, json_schema

FOLDER = Path(__file__).parent / "wire"


def documents() -> dict[str, dict[str, Any]]:
    """File name to content."""
    return {
        "schema.json": json_schema(),
        "asyncapi.json": asyncapi(),
        "central.openapi.json": central_openapi(),
        "cell.openapi.json": cell_openapi(),
    }


def central_openapi() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "central.toml"
        config.write_text('[central]\ndata_dir = "data"\n')
        app = create_app(load_central(config), migrate_first=True)
        document = app.openapi()
        app.state.central.close()
    return document


def cell_openapi() -> dict[str, Any]:
    """The application asks its port for nothing before a request comes."""
    return create_screen(cast("CellPort", None)).openapi()


def text_of(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=False, ensure_ascii=False) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text_of(document), "utf-8")


if __name__ == "__main__":
    main()
