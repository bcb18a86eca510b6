"""Every template can be read, and the words and files that it names are there."""

from __future__ import annotations

from typing import Any

from jinja2 import meta, nodes

from central.web.catalogue import DEFAULT_LANGUAGE, words


def test_every_template_compiles_and_names_what_is_there(client: Any) -> None:
    environment = client.central.house.frame._templates
    there = environment.list_templates()
    texts = words(DEFAULT_LANGUAGE)
    for name in there:
        environment.get_template(name)
        source, *_ = environment.loader.get_source(environment, name)
        tree = environment.parse(source, name)
        for item in tree.find_all(nodes.Getitem):
            key = getattr(item.arg, "value", None)
            if isinstance(item.node, nodes.Name) and item.node.name == "t" and key is not None:
                assert key in texts, f"{name}:{item.lineno}: {key!r} stands in no texts"
        for other in meta.find_referenced_templates(tree):
            assert other is None or other in there, f"{name}: {other}"
    assert len(there) > 60
