from __future__ import annotations

import re

import pytest

from edge.cell.exception_ranks import HOLE, LABEL
from edge.cell.flags import KINDS
from edge.cell.model import ExceptionKind, HoldReason
from edge.screen import texts
from wire.events import Verdict
from wire.telegram import Flag


def test_every_language_has_the_same_texts_with_the_same_places():
    english = texts.load("en")
    for language in texts.languages():
        other = texts.load(language)
        assert other.keys() == english.keys()
        for key, text in english.items():
            places = sorted(re.findall(r"\{\w+\}", text))
            assert sorted(re.findall(r"\{\w+\}", other[key])) == places, key


def test_german_and_english_are_there():
    assert {"de", "en"} <= set(texts.languages())


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_words(verdict):
    assert texts.load("en")[f"answer.{verdict}"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_exception_and_every_hold_has_words(language):
    words = texts.load(language)
    for kind in (*ExceptionKind, *HoldReason, HOLE, LABEL):
        assert words[f"kind.{kind}"]
    for reason in HoldReason:
        assert words[f"hold.{reason}"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_flag_that_is_picked_has_words(language):
    for flag in set(Flag) - KINDS.keys():
        assert texts.load(language)[f"flag.{flag}"]


def test_a_language_without_texts_is_an_error_at_start():
    with pytest.raises(ValueError, match="no texts for language 'xx'"):
        texts.load("xx")
