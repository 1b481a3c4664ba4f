"""Commitments and the canonical JSON they are made of."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.share.canonical import canonical
from aishare_lint.share.commitments import commitment, file_value, find_commitment, new_nonce

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(texts | st.booleans(), lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4))


@given(values)
def test_canonical_is_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_keys_are_ordered_by_utf_16_units() -> None:
    value: Any = {"\U0001f600": "", "\ufb33": "", "€": "", "\r": "", "1": ""}
    assert canonical(value) == rfc8785.dumps(value)
    assert list(canonical(value).decode()).index("\U0001f600") < list(canonical(value).decode()).index("\ufb33")


def test_what_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        canonical("\ud800")
    with pytest.raises(TypeError):
        canonical({"a": 1})  # type: ignore[dict-item]


def test_commitment_as_the_format_says_it() -> None:
    nonce = bytes(range(32))
    by_hand = hashlib.sha256(b"aishare/commitment/1\0" + nonce + b'{"path":"$.a","value":"x"}').hexdigest()
    assert commitment("$.a", "x", nonce) == f"sha256:{by_hand}"
    with pytest.raises(ValueError, match="32"):
        commitment("$.a", "x", b"short")


@given(values, values)
def test_another_value_place_or_nonce_is_another_commitment(one: Any, other: Any) -> None:
    nonce = new_nonce()
    assert (commitment("$", one, nonce) == commitment("$", other, nonce)) == (one == other)
    assert commitment("$.a", one, nonce) != commitment("$.b", one, nonce)
    assert commitment("$", one, nonce) != commitment("$", one, new_nonce())


def test_a_file_is_its_hash() -> None:
    assert file_value(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_commitments_are_found_wherever_they_have_moved() -> None:
    report: Any = {"technical": {"prompts": [{"id": "p0"}, {"commitment": "sha256:1"}]}}
    assert find_commitment(report, "sha256:1") == ("technical", "prompts", 1, "commitment")
    assert find_commitment(report, "sha256:2") is None
