"""The messages as published documents: JSON Schema of each, AsyncAPI of the broker's channels."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from wire import WIRE_VERSION
from wire.events import AnyFact
from wire.heartbeat import Heartbeat
from wire.masters import Masters
from wire.sync import Acknowledgement, FactBatch, Head
from wire.telegram import Telegram
from wire.withheld import Withheld

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """One document with every message under ``$defs``; the facts of a batch are ``Fact``."""
    messages = (
        Telegram,
        Head,
        FactBatch,
        Acknowledgement,
        Heartbeat,
        Masters,
        Withheld,
        AnyFact,
    )
    schemas, components = msgspec.json.schema_components(messages, ref_template="#/$defs/{name}")
    return {
        "$schema": DIALECT,
        "title": f"Lineside messages, version {WIRE_VERSION}",
        "description": "Unknown fields are to be ignored; known ones are checked strictly.",
        "oneOf": list(schemas),
        "$defs": {name: _described(components[name]) for name in sorted(components)},
    }


def _described(component: dict[str, Any]) -> dict[str, Any]:
    """With its docstring as a newer Python keeps it: without the indent of the source."""
    said = component.get("description")
    return component if said is None else {**component, "description": cleandoc(said)}


def asyncapi() -> dict[str, Any]:
    """The broker's channels. Messages refer to the JSON Schema document beside this one."""

    def message(name: str, text: str) -> dict[str, Any]:
        return {
            "name": name,
            "contentType": "application/json",
            "summary": text,
            "payload": {"$ref": f"schema.json#/$defs/{name}"},
        }

    def channel(kind: str, name: str, text: str) -> dict[str, Any]:
        return {
            "address": f"lineside/v1/{{feed}}/{kind}",
            "description": text,
            "parameters": {"feed": {"description": "The feed's name."}},
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }

    channels = {
        "telegram": channel(
            "telegram", "Telegram", "One message a telegram, in gateway order. QoS 1."
        ),
        "head": channel(
            "head",
            "Head",
            "Retained, and repeated as a heartbeat: the last telegram that was sent.",
        ),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lineside broadcast",
            "version": str(WIRE_VERSION),
            "description": "MQTT 3.1.1. The gateway publishes; cells only subscribe.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            f"publish_{kind}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{kind}"},
                "bindings": {"mqtt": {"qos": 1, "retain": kind == "head"}},
            }
            for kind in channels
        },
        "components": {
            "messages": {
                "Telegram": message("Telegram", "One vehicle's place in the build order."),
                "Head": message("Head", "Last position and sequence number of a feed."),
            }
        },
    }
