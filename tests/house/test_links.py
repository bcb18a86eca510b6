"""Links of the documents go somewhere: to a file that is there, and to a heading in it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.paths import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Of its headings, as they are made from their words."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.strip().lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


def astray(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(page.read_text("utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def test_every_link_of_the_documents_hits() -> None:
    pages = [*PAGES, *sorted((ROOT / "docs").rglob("*.md"))]
    lost = {str(page.relative_to(ROOT)): links for page in pages if (links := astray(page))}
    assert lost == {}


def test_a_link_to_no_heading_and_to_no_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# One, and 2\n")
    page = tmp_path / "a.md"
    page.write_text("# A\n[x](b.md#one-and-2) [y](b.md#two) [z](c.md) [here](#a) [w](#b)\n")
    assert astray(page) == ["b.md#two", "c.md", "#b"]
