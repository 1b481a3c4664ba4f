"""Patterns that were compiled beforehand are those that would be compiled now."""

from __future__ import annotations

import re

import pytest

from aishare_lint.document import patterns
from aishare_lint.repo.builtin import compile_patterns


@pytest.fixture(scope="module")
def prepared() -> bytes:
    return compile_patterns()


def test_every_prepared_pattern_is_the_one_that_would_be_compiled(prepared: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_prepared", [])
    patterns.adopt(prepared)
    ((_, known),) = patterns._prepared
    assert len(known) > 500
    re.purge()
    for source, flags in known:
        ours, theirs = patterns._made(source, flags), re.compile(source, flags)
        assert ours is not theirs
        assert ours == theirs, source  # pattern, flags and compiled code
        assert (ours.groups, ours.groupindex) == (theirs.groups, theirs.groupindex), source


def test_a_pattern_is_taken_from_what_was_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_known", [])
    monkeypatch.setattr(patterns, "_prepared", [])
    patterns.lazy(r"(?P<what>swordfish)", re.IGNORECASE)
    patterns.adopt(patterns.prepare())
    monkeypatch.setattr(re, "compile", None)
    found = patterns.lazy(r"(?P<what>swordfish)", re.IGNORECASE).search("a SwordFish")
    assert found
    assert found["what"] == "SwordFish"


def test_a_pattern_that_was_not_prepared_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_prepared", [])
    assert patterns.lazy(r"sword(fish)").findall("swordfish") == ["fish"]
